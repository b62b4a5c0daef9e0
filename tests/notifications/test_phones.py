"""Who is told: phones, those that fail or are missing, the bell, and other ways."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest

from tests.blueprint import Bell, UseBlueprint
from tests.phone import AppPhone, MakeToldPhones

from .troubles import all_of, low, mend


def unreachable(hass: HomeAssistant) -> dict[str, str]:
    """Return what repairs say of phones that cannot be told: name, and in markdown."""
    return {
        said["phone"]: said["name"]
        for one in ir.async_get(hass).issues.values()
        if one.translation_key == "phone_unreachable"
        and (said := one.translation_placeholders)
    }


async def test_phones_that_cannot_be_told(
    hass: HomeAssistant,
    use_blueprint: UseBlueprint,
    make_told_phones: MakeToldPhones,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One without push and one that was deleted are named once each, others are told.

    They are named until they are told again, or nobody chooses them any more.
    """
    names = ("A *tablet*", "B gone", "C last")
    house, (tablet, gone, last) = await make_told_phones(
        *names, without_push=names[0], choose=all_of
    )
    await low(house, "Driveway")
    assert len(gone.rings) == len(last.rings) == 1
    await hass.config_entries.async_remove(gone.entry.entry_id)
    for camera in ("Garden", "Cellar"):
        await low(house, camera)
    assert len(last.rings) == 3
    assert tablet.pushes == []
    named = [m for m in caplog.messages if "takes no notifications" in m]
    assert len(named) == 2
    assert unreachable(hass) == {"A *tablet*": r"A \*tablet\*", "B gone": "B gone"}
    await tablet.allow_push(house)
    await low(house, "Front door")
    assert tablet.rings, "told what is so now"
    assert unreachable(hass) == {"B gone": "B gone"}
    await use_blueprint(house, "blink_doctor", phones=[last.device_id])
    assert unreachable(hass) == {}


@pytest.mark.parametrize(
    "error", [HomeAssistantError("x"), ValueError(), OSError(), KeyError(), None]
)
async def test_a_phone_that_fails(
    hass: HomeAssistant, make_told_phones: MakeToldPhones, error: Exception | None
) -> None:
    """Others are told, whatever it raises, or if it never answers; it is tried again."""
    house, (bad, good) = await make_told_phones("A bad", "B good")
    services = hass.services
    works = services.async_services()["notify"]["mobile_app_a_bad"].job.target

    async def fail(_: ServiceCall) -> None:
        if error is not None:
            raise error
        await asyncio.Event().wait()

    services.async_register("notify", "mobile_app_a_bad", fail)
    await low(house, "Driveway", polls=3)
    assert len(good.rings) == 1
    assert bad.pushes == []
    services.async_register("notify", "mobile_app_a_bad", works)
    await house.poll(3)
    assert len(bad.rings) == len(good.rings) == 1
    # what it shows is also taken back later, where the automation is off
    services.async_register("notify", "mobile_app_a_bad", fail)
    await house.call("automation.turn_off", entity_id="automation.blink_doctor")
    await mend(house, "Driveway", polls=5)
    assert bad.screen
    services.async_register("notify", "mobile_app_a_bad", works)
    await house.poll(4)
    assert bad.screen == good.screen == {}


async def test_two_phones_of_one_name(
    hass: HomeAssistant, make_told_phones: MakeToldPhones
) -> None:
    """Home Assistant can tell one of them: that once, and the other is named."""
    house, phones = await make_told_phones("iPhone", "iPhone", choose=all_of)
    await low(house, "Driveway")
    assert sorted(len(phone.rings) for phone in phones) == [0, 1]
    assert [*unreachable(hass)] == ["iPhone"]


@pytest.mark.parametrize(
    ("blueprint", "inputs"),
    [
        ("blink_doctor", {"bell": False}),
        ("sync_module", {"plug": "switch.plug", "wait": {"minutes": 1}}),
        ("blink_stuck", {"wait": {"minutes": 1}}),
    ],
)
async def test_without_any_phone_the_bell_tells(
    make_told_phones: MakeToldPhones, bell: Bell, blueprint: str, inputs: dict[str, Any]
) -> None:
    """Also where the bell was switched off: somebody has to be told."""
    house, _ = await make_told_phones(blueprint=blueprint, **inputs)
    if blueprint == "blink_stuck":
        house.cloud.fail("*", 500)
    house.thing("Home").unplug()
    await house.poll(8)
    assert len(bell()) == 1


async def test_own_actions(
    hass: HomeAssistant, make_told_phones: MakeToldPhones
) -> None:
    """Own actions are called once for each fault, and once when it is gone.

    One that fails for a fault costs none of the others.
    """
    events: list[str] = []
    hass.bus.async_listen("back", lambda event: events.append(event.data["tag"]))

    async def tell(call: ServiceCall) -> None:
        events.append(call.data["message"])
        if "Cellar" in call.data["title"]:
            raise HomeAssistantError("no")

    hass.services.async_register("notify", "mine", tell)
    # a template that only makes sense when there is something to tell
    data = {"title": "{{ title }}", "message": "{{ title.split(': ')[1] }}"}
    house, _ = await make_told_phones(
        tell=[{"action": "notify.mine", "data": data}],
        take_back=[{"event": "back", "event_data": {"tag": "{{ tag }}"}}],
    )
    await low(house, "Driveway", "Cellar", polls=3)
    assert events == ["batteries low"] * 2
    await mend(house, "Driveway", polls=6)
    assert events[2].startswith("blink_doctor_")
    assert len(events) == 3


async def test_urls(hass: HomeAssistant, make_told_phones: MakeToldPhones) -> None:
    """Repairs for an administrator, the camera itself for the others.

    Where there is none, nothing that they may not open.
    """
    house, (admin, guest) = await make_told_phones("Admin", "Guest", tell_well=True)
    user = await hass.auth.async_create_user("Guest", group_ids=["system-users"])
    hass.config_entries.async_update_entry(
        guest.entry, data={**guest.entry.data, "user_id": user.id}
    )
    await low(house, "Driveway")

    def url(phone: AppPhone) -> str:
        (url,) = {phone.only["data"]["url"], phone.only["data"]["clickAction"]}
        return str(url)

    assert url(admin).startswith("/config/repairs")
    assert house.entity_id("Driveway", "fault") in url(guest)
    await mend(house, "Driveway", polls=5)
    assert guest.titles == ["Driveway"]
    assert url(guest) == "/lovelace"
