"""Single requests: what goes into them, what comes out, and what nobody may log."""

import asyncio
from datetime import timedelta
import logging
import time
from types import SimpleNamespace
from typing import Any

import aiohttp
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import checkup
from custom_components.blink_doctor.blink import client
from custom_components.blink_doctor.blink.client import BlinkClient
from custom_components.blink_doctor.checkup import CheckUpError
from custom_components.blink_doctor.checkup.rate_limit import budget
from custom_components.blink_doctor.diagnosis.model.ids import BlinkId, NetworkId
from custom_components.blink_doctor.diagnosis.model.readings import Family
from tests.house import House, MakeHouse
from tests.safety.canaries import plant

from .conftest import asked, check_up, picture, refused

NOT_OURS = (
    # the simulated cloud runs in the same process
    *("aiohttp.access", "aiohttp.server", "aiohttp.web", "demo"),
    # shows what is written to the disk
    "pytest_homeassistant_custom_component",
    # shows every state, also of core's cameras; what is in ours, tests/safety looks after
    "homeassistant.core",
)


@pytest.mark.parametrize(
    ("where", "mode"),
    [
        *(("*/homescreen", mode) for mode in ("drop", "html", "status=500")),
        *(("*/config", mode) for mode in ("timeout", "truncated", "status=401")),
        *(("*/thumbnail", mode) for mode in ("drop", "timeout", "html", "status=401")),
    ],
)
async def test_no_ids_in_logs(
    make_house: MakeHouse,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    where: str,
    mode: str,
) -> None:
    """Whatever fails in a check-up, no library logs an address with ids."""
    monkeypatch.setattr(checkup, "PICTURE_POLL_SECONDS", 0)
    scenario, canaries = plant()
    house = await make_house(scenario)
    await house.poll(2)
    canaries.learn(house)
    # core's own polls do log addresses; there are none from here on
    await house.blink.runtime_data.async_shutdown()
    house.cloud.fail(where, mode)
    key = next(key for key in house.coordinator.data.devices if "camera" in key)
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    house.cloud.clear_requests()
    for ask in (check_up, picture):
        asking = asyncio.create_task(ask(house, key))
        while not asking.done():
            # a thread sleeps: the clock of the loop stands still in these tests
            await house.hass.async_add_executor_job(time.sleep, 0.01)
            house.freezer.tick(0.2)
        if isinstance(error := asking.exception(), CheckUpError):
            logging.getLogger("shown").warning("%s %s", error, error.again_at)
        else:
            await asking
        house.freezer.tick(3601)
    assert len(asked(house)) >= 2
    for record in caplog.records:
        if not record.name.startswith(NOT_OURS):
            said = f"{record.getMessage()} {record.exc_info or ''}"
            assert canaries.found(said) == [], record


# what Blink may say, and how many seconds that are
RETRY_AFTER: dict[str, float] = {
    **dict.fromkeys(("-1e300", "nan", "soon", "", "-inf"), 0),
    **dict.fromkeys(("9" * 400, "1e300", "inf"), 86400),
    "600": 600,
    "Sun, 22 Nov 2026 10:30:00 GMT": 1499,
    "Sun Nov 22 10:30:00 2026": 1499,
    "Sun, 22 Nov 2026 09:00:00 GMT": 0,
    "Fri, 31 Dec 9999 23:59:59 GMT": 86400,
    "Fri, 31 Dec 99999 23:59:59 +9999": 0,
    "Fri, 31 Dec 9999 23:59:59 -2359": 86400,
}


async def test_retry_after(house: House) -> None:
    """Seconds or a date, from nothing to a day; never an error."""
    own = budget(house.coordinator)
    assert dt_util.utcnow().isoformat().startswith("2026-11-22T10:05:01")
    for header, seconds in RETRY_AFTER.items():
        house.cloud.fail("homescreen", 429, retry_after=header, times=1)
        own.refusals, own.pause_until, own.last = 0, None, None
        error = await refused(house, "Front door")
        pause = timedelta(seconds=max(120, seconds))
        assert error.again_at == dt_util.utcnow() + pause, header
        assert own.refusals == 1


HOSTILE = ["1/../../../api/v1/users", "1?x=", "1#", "٣", "-1", "1 2", "%2e%2e"]
NETWORK = NetworkId("1")


@pytest.mark.parametrize("place", ["id", "network_id"])
async def test_non_numeric_ids(make_house: MakeHouse, place: str) -> None:
    """Such a device cannot be asked, nor for a picture; the homescreen still can."""
    house = await make_house("one_camera")
    for hostile in HOSTILE:
        house.account.cameras[0].raw.homescreen[place] = hostile
        await house.poll(2)
        house.cloud.clear_requests()
        keys = list(house.coordinator.data.devices)
        result = await check_up(house, *keys)
        assert len(asked(house)) == result.requests == 1
        assert not result.live
        assert not result.unread
        await house.wait(61)
        house.cloud.clear_requests()
        for key in keys:
            if key.startswith("camera"):
                assert (await refused(house, key, by=picture)).reason == "not_listed"
        assert asked(house) == []


async def test_non_numeric_ids_enter_no_path(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No single request takes one, not even as the id of Blink's own command."""
    live = BlinkClient(house.coordinator.source.api)
    for hostile in (*HOSTILE, ""):
        answers = [
            await live.config(Family.CAMERA, NetworkId(hostile), BlinkId("1")),
            await live.config(Family.OWL, NETWORK, BlinkId(hostile)),
            await live.take_picture(Family.DOORBELL, NETWORK, BlinkId(hostile)),
            await live.command(NETWORK, hostile),
        ]
        assert {answer.status for answer in answers} == {None}, hostile
    assert asked(house) == []
    real = BlinkClient.take_picture

    async def take(live: BlinkClient, *args: Any) -> Any:
        answer = await real(live, *args)
        answer.data["id"] = "../../logout"
        return answer

    monkeypatch.setattr(BlinkClient, "take_picture", take)
    assert await picture(house) is client.CommandResult.NO_ANSWER
    assert len(asked(house)) == 1


@pytest.mark.parametrize(
    "row",
    [
        "offline 529 2429 2929 3229 3729",
        "busy 307 308 520 2420 2920",
        "fault 599 2499",
        "sync_module_offline 400 401 402 403",
        "firmware_failed 411 515 2415",
        "answered 908",
        "no_answer 200 909 2440",
    ],
)
@pytest.mark.parametrize("field", ["status_code", "code"])
def test_blinks_result_codes(row: str, field: str) -> None:
    result, *codes = row.split()
    for code in map(int, codes):
        assert client.Answer(status=200, data={field: code}).result == result


async def test_unknown_internals_of_core(house: House) -> None:
    """Another version of core or blinkpy: it cannot be asked, and the error says so."""
    auth = SimpleNamespace(session=aiohttp, header={})
    urls = SimpleNamespace(base_url="https://rest")
    for api in (
        None,
        SimpleNamespace(),
        SimpleNamespace(auth=SimpleNamespace(), urls=SimpleNamespace(), account_id=1),
        SimpleNamespace(auth=auth, urls=urls, account_id="1/.."),
    ):
        live = BlinkClient(api)
        assert (live.ready, live.token_is_old) == (False, False), api
        house.blink.runtime_data.api = api
        assert (await refused(house, "Front door")).reason == "blink_not_loaded"
    assert budget(house.coordinator).refusals == 0
