"""Every input of every blueprint, with unusable values.

Home Assistant refuses the automation, or its run ends with an error that names the
input before anybody was notified; or it works.
"""

from collections.abc import Iterator
import itertools
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import yaml as yaml_util
import pytest

from custom_components.blink_doctor.notifications import notifier_of
from custom_components.blink_doctor.onboarding import blueprint_installer
from tests.blueprint import items, reload_automations
from tests.house import START, MakeHouse
from tests.phone import AppPhone

FOLDER = blueprint_installer.FOLDER
UNDEFINED, UNFINISHED = "{{ nothing.at.all }}", "{{ x"
STRANGE: tuple[Any, ...] = (
    *("", "abc", "{{ 1 }}", UNDEFINED, UNFINISHED, "x" * 9000, "0001-01-01"),
    *(-5, 10**9, None, True, ["x"], [["x"]], {"a": "b"}),
)
# with these each of them does what it is for when it is run by hand
BASE: dict[str, dict[str, Any]] = {
    "before_travel": {"back": "input_datetime.back"},
    "low_battery": {"todo": ["todo.shopping_list"]},
    "maintenance": {"day": START.day},
    "sync_module": {"plug": "switch.plug"},
}
# what an error says instead of the input: the field of the action that it is for
FIELDS = {
    "devices": ("device_id", "Not a device of a Blink account"),
    "areas": ("area_id", "Not a device of a Blink account"),
    "causes": ("cause",),
    "stayed": ("settings.wait",),
    "tries": ("most_a_day",),
    "word_title": ("field title",),
    "word_battery": ("field message",),
    "word_firmware": ("field message",),
    "todo_item": ("item",),
}
# notifications that they send before or beside the refused input, which others do not need
BESIDE = {"todo_item", "plug", "off_for"}


def inputs(name: str) -> Iterator[str]:
    blueprint: Any = yaml_util.load_yaml(str(FOLDER / f"{name}.yaml"))
    for key, value in blueprint["blueprint"]["input"].items():
        # those of a section, or one
        yield from (value or {}).get("input", [key])


async def make_automations(
    hass: HomeAssistant, name: str
) -> dict[str, tuple[str, Any]]:
    # what they are called must not say which input it is
    cases = {
        f"case {number}": (key, value)
        for number, (key, value) in enumerate(itertools.product(inputs(name), STRANGE))
        # Home Assistant 2026.10 reloads no automation at all where one has this
        if key != "back" or not isinstance(value, int)
    }
    configured = []
    for case, (key, value) in cases.items():
        given = {**BASE.get(name, {}), key: value}
        if name == "ask" and "sentences" not in key:
            given["sentences"] = [f"look for {case} at {{camera}}"]
        use = {"path": f"blink_doctor/{name}.yaml", "input": given}
        # what is due would run them all, not only the one that is tried
        off = {"initial_state": False}
        configured.append({"id": case, "alias": case, "use_blueprint": use, **off})
    await reload_automations(hass, configured)
    return cases


@pytest.mark.usefixtures("use_blueprints")
@pytest.mark.parametrize("name", [path.stem for path in sorted(FOLDER.iterdir())])
async def test_inputs(
    hass: HomeAssistant,
    make_house: MakeHouse,
    phone: AppPhone,
    shopping_list: str,
    name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Refused with the name of the input, or it works; nothing is half done."""
    house = await make_house("troubles")
    await house.poll(2)
    hass.states.async_set("input_datetime.back", "2026-12-24")
    hass.states.async_set("switch.plug", "on")
    for component in ("persistent_notification", "conversation", "automation"):
        assert await async_setup_component(hass, component, {})
    await house.act("install_blueprints", blueprints=[name])
    cases = await make_automations(hass, name)
    states = {s.attributes.get("id"): s for s in hass.states.async_all("automation")}
    refused = [record.getMessage() for record in caplog.records]
    worked = 0
    for case, (key, value) in cases.items():
        if case not in states or states[case].state == "unavailable":
            assert any(f"'{key}'" in message for message in refused), case
            continue
        if key == "check_up":
            # Blink is asked once a minute at most
            house.freezer.tick(61)
        caplog.clear()
        phone.pushes.clear()
        bell = hass.data.get("persistent_notification", {})
        bell.clear()
        notifier_of(hass).records.told.clear()
        listed = await items(hass, "needs_action")
        if name == "ask":
            await house.call("conversation.process", text=f"look for {case} at garden")
        else:
            by_hand = {"entity_id": states[case].entity_id, "skip_condition": False}
            await house.call("automation.trigger", **by_hand)
        errors = [
            record.getMessage()
            for record in caplog.records
            if record.levelname in ("ERROR", "WARNING")
            # a phone that cannot be notified is named, and the bell is used
            and "cannot be told" not in record.getMessage()
            # the cloud of this house has its hiccups
            and not record.name.startswith("blinkpy")
        ]
        if errors:
            # by name, field or value
            said = (key, *FIELDS.get(key, ()), *([value] if value == UNDEFINED else ()))
            assert any(one in "\n".join(errors) for one in said), (case, value, errors)
            more = await items(hass, "needs_action") != listed
            done = phone.pushes or bell or more
            assert key in BESIDE or not done, (case, value, errors)
        worked += not errors
    assert worked
