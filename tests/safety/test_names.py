"""Names that break out of whatever they are put into: everywhere, and harmless."""

import json
import logging
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.messages.markdown import plain
from demo.cloud.scenario import Scenario
from tests.house import House, MakeHouse

from .outputs import Outputs

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "[press here](javascript:alert(3))",
    "![x](https://evil.example/pixel.png)",
    "**bold** _it_ `code` # head",
    "{name} {evidence} {0} {",
    "{{ 7919 * 104729 }} {% raw %} {{ states }}",
    "'; DROP TABLE states; -- \"",
    "../../../../etc/passwd",
    "🏠🐶 👨‍👩‍👧 Ünïcödé",
    "كاميرا \u202eEVIL\u202c",
    "line one\r\nSet-Cookie: a=b\r\n\r\nline two",
    "zero\u0000byte and \u001b[31mred",
    "%s %d %n %(name)s",
    "x" * 5000,
    "fault",
    "none",
)


def home(*, broken: bool = True) -> Scenario:
    """Return a home whose cameras have these names and whose batteries are low."""
    battery = "low" if broken else "ok"
    cameras = [{"name": name, "battery": battery} for name in HOSTILE]
    network = {
        "name": HOSTILE[0] + " home",
        "sync_module": {"name": HOSTILE[0] + " home"},
        "cameras": cameras,
    }
    account = {"email": "a@example.com", "password": "x", "networks": [network]}
    data = {"title": "Hostile names", "accounts": [account]}
    return Scenario.from_data(data, "names")


def our_errors(records: list[logging.LogRecord]) -> list[str]:
    return [
        record.getMessage()
        for record in records
        if record.levelno >= logging.ERROR
        and (
            DOMAIN in record.name
            or DOMAIN in record.getMessage()
            or (record.exc_text and DOMAIN in record.exc_text)
        )
        # Home Assistant numbers ids of 255 letters so that it refuses them itself
        and "very_long_name" not in record.getMessage()
    ]


async def test_every_output_takes_every_name(
    make_house: MakeHouse,
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """All outputs work; nothing is evaluated, filled in or taken for a line of a log."""
    caplog.set_level(logging.DEBUG, "custom_components.blink_doctor")
    assert await async_setup_component(hass, "repairs", {})
    house = await make_house(home())
    await house.poll(3)
    assert list(house.causes().values()).count("low_battery") == len(HOSTILE)
    outputs = Outputs(house)
    outputs.states()
    outputs.issues()
    await outputs.websocket(hass_ws_client)
    await outputs.repairs(hass_client)
    await outputs.action("get_diagnosis")
    await outputs.action("get_recording_history")
    await outputs.action("get_fault_history")
    await outputs.language_model()
    await outputs.action("check_up")
    outputs.logs(caplog.records)
    assert our_errors(caplog.records) == []
    everything = "\n".join(t for texts in outputs.channels.values() for t in texts)
    # long enough not to turn up in an id by accident
    assert str(7919 * 104729) not in everything, "a template was evaluated"
    assert "DROP TABLE" in everything, "names are there, as they are"
    for record in caplog.records:
        if DOMAIN in record.name:
            assert "\n" not in record.getMessage()
    # states carry the name that core gave its device; all else is ours
    for channel in set(outputs.channels) - {"states", "registry"}:
        text = "\n".join(outputs.channels[channel])
        assert "\\u0000" not in text, channel
        assert "x" * 300 not in text, channel


async def test_a_name_is_one_line_and_not_endless(
    make_house: MakeHouse, hass: HomeAssistant
) -> None:
    """What Blink sends as a name becomes one that can be shown."""
    house = await make_house(home(broken=False))
    await house.poll()
    names = [d.reading.name for d in house.coordinator.data.devices.values()]
    assert len(names) == len(HOSTILE) + 2
    assert all(name and name.isprintable() and len(name) <= 120 for name in names)


async def test_pages_show_names_as_text(
    make_house: MakeHouse, hass: HomeAssistant
) -> None:
    """In what Markdown draws, a name makes no link, picture, tag or heading."""
    house = await make_house(home())
    await house.poll(3)
    issues = [i for i in ir.async_get(hass).issues.values() if i.domain == DOMAIN]
    assert len(issues) >= len(HOSTILE)
    for issue in issues:
        placeholders = issue.translation_placeholders or {}
        drawn = placeholders.get("device", "")
        for opening in ("<", "[", "!", "*", "`"):
            bare = drawn.replace(f"\\{opening}", "")
            assert opening not in bare, f"{drawn!r}"


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_is_disarmed(name: str) -> None:
    """Every character that Markdown or HTML would take for its own is escaped."""
    shown = plain(name)
    for special in r"*_{}[]()#!|<>~`":
        assert special not in shown.replace(f"\\{special}", "")
    assert shown.replace("\\", "") == name.replace("\\", "")


async def test_ids_hold_no_name(make_house: MakeHouse, hass: HomeAssistant) -> None:
    """Unique ids, issue ids and paths are made of our own ids only."""
    house = await make_house(home())
    await house.poll(3)
    outputs = Outputs(house)
    unique = [entity.unique_id for entity in outputs.ours()]
    issues = [k[1] for k in ir.async_get(hass).issues if k[0] == DOMAIN]
    assert len(unique) > len(HOSTILE)
    for one in (*unique, *issues):
        assert one.replace("-", "").replace("_", "").isalnum()
        assert one.isascii()


async def test_the_odd_home_of_the_demo(
    make_house: MakeHouse, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """The demo's home of odd names and values is diagnosed as it expects."""
    house: House = await make_house("hostile")
    await house.poll(9)
    expected: dict[str, Any] = house.account.expected()
    found = {
        key: house.coordinator.data.devices[key].primary_cause
        for key in expected
        if key in house.coordinator.data.devices
    }
    assert found == {key: expected[key] for key in found}
    assert len(found) >= 10
    assert our_errors(caplog.records) == []
    assert json.dumps(found)
