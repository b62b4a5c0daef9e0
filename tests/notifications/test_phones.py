"""Who is told: phones, those that fail or are missing, the bell, and other ways."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest

from tests.blueprints.conftest import Bell, UseBlueprint
from tests.phone import AppPhone, MakeToldHouse, MakeToldPhones

from .troubles import all_of, low, mend


def unreachable(hass: HomeAssistant) -> dict[str, str]:
    """Return what repairs say of phones that cannot be told: name, and in markdown."""
    return {
        said["phone"]: said["name"]
        for one in ir.async_get(hass).issues.values()
        if one.translation_key == "phone_unreachable"
        and (said := one.translation_placeholders)
    }


async def test_defaults(bell: Bell, make_told_house: MakeToldHouse) -> None:
    """A low battery is told once in two lines and taken back when it is well."""
    house, phone = await make_told_house()
    await low(house, "Driveway", polls=3)
    assert phone.lines == [
        "Driveway: batteries low",
        "Put in 2 AA lithium, not rechargeable.",
    ]
    assert len(phone.pushes) == 1
    assert phone.pushes[0].rings
    assert len(bell()) == 1
    await mend(house, "Driveway", polls=8)
    assert phone.screen == {}
    assert bell() == {}
    assert len(phone.pushes) == 2


async def test_a_phone_without_push_silences_nobody(
    hass: HomeAssistant,
    use_blueprint: UseBlueprint,
    make_told_phones: MakeToldPhones,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A tablet without push and a phone that was deleted are named once each.

    As long as they are chosen, and by the automation that chose them.
    """
    names = ("A *tablet*", "B gone", "C last")
    house, (tablet, gone, last) = await make_told_phones(
        *names, without_push=names[0], choose=all_of
    )
    await low(house, "Driveway")
    assert len(gone.rings) == len(last.rings) == 1
    await hass.config_entries.async_remove(gone.entry.entry_id)
    await low(house, "Garden")
    await low(house, "Cellar")
    assert len(last.rings) == 3
    assert tablet.pushes == []
    named = [m for m in caplog.messages if "takes no notifications" in m]
    assert len(named) == 2
    assert unreachable(hass) == {"A *tablet*": r"A \*tablet\*", "B gone": "B gone"}
    await use_blueprint(house, "blink_doctor", phones=[last.device_id])
    assert unreachable(hass) == {}


async def test_a_phone_that_takes_push_again_is_no_longer_named(
    hass: HomeAssistant, make_told_phones: MakeToldPhones
) -> None:
    """The issue goes, and the phone is told what is so now."""
    house, (tablet,) = await make_told_phones(
        "Tablet", without_push="Tablet", choose=all_of
    )
    await low(house, "Driveway")
    assert tablet.pushes == []
    assert [*unreachable(hass)] == ["Tablet"]
    await tablet.allow_push(house)
    await low(house, "Garden")
    assert len(tablet.rings) == 2
    assert unreachable(hass) == {}


@pytest.mark.parametrize(
    "error", [HomeAssistantError("x"), ValueError(), OSError(), KeyError(), None]
)
async def test_a_phone_that_fails_silences_nobody(
    hass: HomeAssistant, make_told_phones: MakeToldPhones, error: Exception | None
) -> None:
    """Whatever it raises, or when it never answers; it is tried again."""
    house, (bad, good) = await make_told_phones("A bad", "B good")
    works = hass.services.async_services()["notify"]["mobile_app_a_bad"].job.target

    async def fail(_: ServiceCall) -> None:
        if error is not None:
            raise error
        await asyncio.Event().wait()

    hass.services.async_register("notify", "mobile_app_a_bad", fail)
    await low(house, "Driveway", polls=3)
    assert len(good.rings) == 1
    assert bad.pushes == []
    hass.services.async_register("notify", "mobile_app_a_bad", works)
    await house.poll(3)
    assert len(bad.rings) == len(good.rings) == 1
    # nor is anything left on it, when nobody looks after it any more
    hass.services.async_register("notify", "mobile_app_a_bad", fail)
    automation = {"entity_id": "automation.blink_doctor"}
    await hass.services.async_call("automation", "turn_off", automation, blocking=True)
    await mend(house, "Driveway", polls=5)
    assert bad.screen
    hass.services.async_register("notify", "mobile_app_a_bad", works)
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


@pytest.mark.parametrize("name", ["blink_doctor", "sync_module", "blink_stuck"])
async def test_without_any_phone_it_is_under_the_bell(
    make_told_phones: MakeToldPhones, bell: Bell, name: str
) -> None:
    """Also where the bell was switched off: somebody has to be told."""
    inputs: dict[str, dict[str, Any]] = {
        "blink_doctor": {"bell": False},
        "sync_module": {"plug": "switch.plug", "wait": {"minutes": 1}},
        "blink_stuck": {"wait": {"minutes": 1}},
    }
    house, _ = await make_told_phones(blueprint=name, **inputs[name])
    if name == "blink_stuck":
        house.cloud.fail("*", 500)
    house.account.sync_modules[0].unplug()
    await house.poll(8)
    assert len(bell()) == 1


async def test_other_ways_to_tell(
    hass: HomeAssistant, make_told_phones: MakeToldPhones
) -> None:
    """Own actions are called once for each fault, and once when it is gone.

    One that fails for a fault costs none of the others.
    """
    events: list[tuple[str, Any]] = []
    hass.bus.async_listen(
        "taken_back", lambda event: events.append(("taken_back", event.data["tag"]))
    )

    async def tell(call: ServiceCall) -> None:
        events.append(("told", call.data["message"]))
        if "Cellar" in call.data["title"]:
            raise HomeAssistantError("no")

    hass.services.async_register("notify", "mine", tell)
    # a template that only makes sense when there is something to tell
    data = {"title": "{{ title }}", "message": "{{ title.split(': ')[1] }}"}
    house, _ = await make_told_phones(
        tell=[{"action": "notify.mine", "data": data}],
        take_back=[{"event": "taken_back", "event_data": {"tag": "{{ tag }}"}}],
    )
    await low(house, "Driveway", "Cellar", polls=3)
    assert events == [("told", "batteries low")] * 2
    await mend(house, "Driveway", polls=6)
    assert [kind for kind, _ in events] == ["told", "told", "taken_back"]


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

    def urls(phone: AppPhone) -> set[str]:
        (only,) = phone.screen.values()
        return {only["data"]["url"], only["data"]["clickAction"]}

    (url,) = urls(admin)
    assert url.startswith("/config/repairs")
    (url,) = urls(guest)
    assert house.entity_id("Driveway", "fault") in url
    await mend(house, "Driveway", polls=5)
    assert guest.titles == ["Driveway"]
    assert urls(guest) == {"/lovelace"}
