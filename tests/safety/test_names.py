"""Names that break out of whatever they are put into: everywhere, and harmless."""

import logging
from typing import Any

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


@pytest.fixture
async def home(make_house: MakeHouse, caplog: pytest.LogCaptureFixture) -> House:
    """A home whose cameras have these names and whose batteries are low."""
    caplog.set_level(logging.DEBUG, "custom_components.blink_doctor")
    name = HOSTILE[0] + " home"
    cameras = [{"name": name, "battery": "low"} for name in HOSTILE]
    network = {"name": name, "sync_module": {"name": name}, "cameras": cameras}
    account = {"email": "a@example.com", "password": "x", "networks": [network]}
    data = {"title": "Hostile names", "accounts": [account]}
    house = await make_house(Scenario.from_data(data, "names"))
    await house.poll(3)
    assert list(house.causes().values()).count("low_battery") == len(HOSTILE)
    return house


def our_errors(records: list[logging.LogRecord]) -> list[str]:
    return [
        record.getMessage()
        for record in records
        if record.levelno >= logging.ERROR
        and DOMAIN in f"{record.name} {record.getMessage()} {record.exc_text}"
        # Home Assistant numbers ids of 255 letters so that it refuses them itself
        and "very_long_name" not in record.getMessage()
    ]


async def test_every_output_takes_every_name(
    home: House,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """All outputs work; nothing is evaluated, filled in or taken for a line of a log."""
    assert await async_setup_component(home.hass, "repairs", {})
    outputs = Outputs(home)
    outputs.states()
    outputs.issues()
    await outputs.websocket(hass_ws_client)
    await outputs.repairs(hass_client)
    for action in ("get_diagnosis", "get_recording_history", "get_fault_history"):
        await outputs.action(action)
    await outputs.language_model()
    await outputs.action("check_up")
    outputs.logs(caplog.records)
    assert our_errors(caplog.records) == []
    everything = "\n".join(t for texts in outputs.channels.values() for t in texts)
    # long enough not to turn up in an id by accident
    assert str(7919 * 104729) not in everything, "a template was evaluated"
    assert "DROP TABLE" in everything, "names are there, as they are"
    for record in caplog.records:
        assert DOMAIN not in record.name or "\n" not in record.getMessage()
    # states carry the name that core gave its device; all else is ours
    for channel in set(outputs.channels) - {"states", "registry"}:
        text = "\n".join(outputs.channels[channel])
        assert "\\u0000" not in text, channel
        assert "x" * 300 not in text, channel


async def test_names_in_readings_ids_and_pages(home: House) -> None:
    """A name is one line and not endless, in no id, and text where Markdown is drawn."""
    names = [d.reading.name for d in home.coordinator.data.devices.values()]
    assert len(names) == len(HOSTILE) + 2
    assert all(name and name.isprintable() and len(name) <= 120 for name in names)
    every = ir.async_get(home.hass).issues.values()
    issues = [issue for issue in every if issue.domain == DOMAIN]
    assert len(issues) >= len(HOSTILE)
    unique = [entity.unique_id for entity in Outputs(home).ours()]
    for one in (*unique, *(issue.issue_id for issue in issues)):
        assert one.replace("-", "").replace("_", "").isalnum()
        assert one.isascii()
    for issue in issues:
        drawn = (issue.translation_placeholders or {}).get("device", "")
        for opening in ("<", "[", "!", "*", "`"):
            assert opening not in drawn.replace(f"\\{opening}", ""), f"{drawn!r}"


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_is_disarmed(name: str) -> None:
    """Every character that Markdown or HTML would take for its own is escaped."""
    shown = plain(name)
    for special in r"*_{}[]()#!|<>~`":
        assert special not in shown.replace(f"\\{special}", "")
    assert shown.replace("\\", "") == name.replace("\\", "")


@pytest.mark.house("hostile", polls=9)
async def test_the_odd_home_of_the_demo(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """The demo's home of odd names and values is diagnosed as it expects."""
    expected: dict[str, Any] = house.account.expected()
    devices = house.coordinator.data.devices
    found = {k: devices[k].primary_cause for k in expected if k in devices}
    assert found == {key: expected[key] for key in found}
    assert len(found) >= 10
    assert our_errors(caplog.records) == []
