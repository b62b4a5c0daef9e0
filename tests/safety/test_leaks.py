"""Canaries in every secret field of the cloud; all outputs are searched for them."""

import logging
import re
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.messages.markdown import plain
from custom_components.blink_doctor.store import SAVE_DELAY
from tests.automating import Automate
from tests.card import Watch
from tests.house import House
from tests.repairs.guide import MakePerson

from .canaries import HOSTILE, plant
from .outputs import Outputs, as_text, our_errors

# Where a person reads about the own home, device names belong
PEOPLE = {
    *("states", "registry", "events", "websocket", "issues", "language model"),
    *("actions", "repairs"),
}
BROKEN = ("status=403", "status=500", "html", "wrong_types", "truncated", "empty")
CHANNELS = PEOPLE | {"logs", "diagnostics", "system health", "store"}


async def use_everything(outputs: Outputs) -> None:
    """Press every button that there is, on every device."""
    house = outputs.house
    await outputs.action("check_up")
    for key in house.coordinator.data.devices:
        if (device_id := house.coordinator.device_id(key)) is None:
            continue
        await house.wait(61)
        for action in ("check_up", "report_red_light", "batteries_replaced"):
            await outputs.action(action, device_id=device_id)
        await outputs.action("pause", device_id=device_id, until="2030-01-01")
        outputs.states()
        await outputs.action("resume", device_id=device_id)
    for button in [e.entity_id for e in house.entries if e.domain == "button"]:
        await house.wait(61)
        try:
            await house.call("button.press", entity_id=button)
        except Exception as err:  # noqa: BLE001 all that a person could be shown
            outputs.add("actions", repr(err) + as_text(vars(err)))


async def break_everything(house: House) -> None:
    """Go through what can go wrong between Blink, core and us."""
    secret = {"message": "canary.person@example.net canary-password", "code": 101}
    for mode in BROKEN:
        body = secret if mode.startswith("status") else None
        house.cloud.fail("homescreen", mode, body=body)
        await house.poll(2)
        house.cloud.heal()
    for module in house.account.sync_modules:
        module.unplug()
    await house.poll(4)
    house.account.service_down()
    await house.poll(5)
    house.account.service_up()
    await house.reload(house.blink)
    await house.poll(2)


async def test_no_canary_gets_out(
    make_person: MakePerson,
    automate: Automate,
    hass: HomeAssistant,
    watch: Watch,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Months of use in one test: nothing secret anywhere, names only for people."""
    caplog.set_level(logging.DEBUG, "custom_components.blink_doctor")
    scenario, canaries = plant()
    person = await make_person(scenario, polls=0)
    house = person.house
    outputs = Outputs(house)
    outputs.listen()

    async def look_around() -> None:
        canaries.learn(house)
        names = [d.reading.name for d in house.coordinator.data.devices.values()]
        assert all(name.isprintable() and 0 < len(name) <= 120 for name in names)
        outputs.states()
        outputs.issues()
        await outputs.websocket(watch)
        await outputs.diagnostics()
        await outputs.system_health()
        await outputs.repairs(person)
        for action in ("get_diagnosis", "get_recording_history", "get_fault_history"):
            await outputs.action(action)
        await outputs.language_model()

    # all trigger data, as an event
    heard = {"event": "heard", "event_data": {"all": "{{ trigger | string }}"}}
    happened = ("fault_detected", "fault_cleared", "camera_went_offline")
    triggers = [{"trigger": f"{DOMAIN}.{trigger}"} for trigger in happened]
    await automate(triggers=triggers, actions=[heard])
    await house.poll(8)
    await look_around()
    await use_everything(outputs)
    await look_around()
    await break_everything(house)
    await look_around()
    house.account.revoke()
    house.account.tokens.expire()
    await house.poll(3)
    await use_everything(outputs)
    await look_around()
    await house.wait(SAVE_DELAY + 1)
    outputs.add("store", hass_storage[f"{DOMAIN}.{house.doctor.entry_id}"])
    assert await hass.config_entries.async_unload(house.doctor.entry_id)
    outputs.logs(caplog.records)
    # a file for others, also while nothing is loaded
    await outputs.diagnostics()

    assert set(outputs.channels) == CHANNELS, "every channel was heard"
    assert len(canaries.secret) > 150
    assert any("heard" in event for event in outputs.channels["events"])
    assert any("contact_support" in page for page in outputs.channels["repairs"])
    assert our_errors(caplog.records) == []
    for record in caplog.records:
        assert DOMAIN not in record.name or "\n" not in record.getMessage()
    texts = {channel: "\n".join(of) for channel, of in outputs.channels.items()}
    # long enough not to turn up in an id by accident
    assert str(7919 * 104729) not in str(texts), "a template was evaluated"
    assert "DROP TABLE" in texts["actions"], "names are there, as they are"
    # states carry the name that core gave its device; all else is ours
    for channel in texts.keys() - {"states", "registry", "events"}:
        assert "\\u0000" not in texts[channel], channel
        assert "x" * 300 not in texts[channel], channel
    found = {
        (channel, label)
        for channel, text in texts.items()
        for label in canaries.found(text, names=channel not in PEOPLE)
        # the memory of one account, in Home Assistant's own folder, is kept by Blink's ids
        if channel != "store" or not label.endswith(("id", "name"))
    }
    assert found == set()


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_is_escaped(name: str) -> None:
    """Every character that Markdown or HTML would take for its own is escaped."""
    assert plain(name) == re.sub(r"([\\*_{}\[\]()#!|<>~`@])", r"\\\1", name)


@pytest.mark.house("one_camera")
async def test_a_status_that_keeps_changing_does_not_fill_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Unknown words, addresses and tokens are `other`, said once for a kind of device."""
    caplog.set_level(logging.DEBUG, f"custom_components.{DOMAIN}")
    camera, module = house.account.cameras[0], house.account.sync_modules[0]
    for number in range(6):
        for status in ("updating {}", "{}% person{}@example.net eyJhb.{}"):
            camera.raw.homescreen["status"] = status.replace("{}", str(number))
            await house.poll()
    module.raw.homescreen["status"] = "booting"
    await house.poll(2)
    ours = [r.getMessage() for r in caplog.records if DOMAIN in r.name]
    line = "Not understood in Blink's answer, taken as unknown: status 'other' of a"
    said = [message for message in ours if "Not understood" in message]
    assert said == [f"{line} camera", f"{line} sync_module"]
    assert sum(map(len, house.coordinator._logged_unknown.values())) == 2
    assert "example.net" not in "\n".join(ours)
