"""What the diagnostics file holds: only what was understood, and all of that."""

from dataclasses import replace
import json
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey, Uid
from custom_components.blink_doctor.diagnosis.model.readings import Reading
from custom_components.blink_doctor.diagnosis.parsing import payload
from custom_components.blink_doctor.diagnosis.parsing.payload import LISTS
from custom_components.blink_doctor.diagnostics import redaction
from tests.diagnosis.test_fuzz import EXTRAS, HOME, mutated, mutations
from tests.scenarios.homes import START, home, homescreen
from tests.story import Story

# numbers, words and times in fields of their own, and values that are none
SAID = (
    st.sampled_from(["done", "ok", "low", "sm2", "error_149", "none", "10.53", "", "5"])
    | st.sampled_from([None, True, 0, 2, -61, 155, 60.5, 9.63, -255, 2**70, 1e300])
    | st.sampled_from(["2026-11-22T10:00:00Z", "1970-01-01T00:00:00Z", "<b>", [], {}])
    | st.sampled_from(["\ud800", "DONE", " low ", "a\nb", float("nan"), float("inf")])
)
WORDS = ("status", "type", "subtype", "battery", "fw_version", "last_hb", "usage_rate")
RAW = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys((*WORDS, "wifi_strength"), SAID),
        "issues": st.lists(SAID, max_size=4) | SAID,
        "signals": st.dictionaries(st.sampled_from(["lfr", "wifi", "temp"]), SAID)
        | SAID,
    },
)
OWN = ("battery_voltage", "wifi_strength")
CAMERA = st.dictionaries(st.sampled_from(OWN), SAID)
LIVE = st.dictionaries(st.sampled_from([*OWN, "wifi", "wifi_rssi", "temp", "x"]), SAID)
NOBODY = Reading(key=DeviceKey(""), family=next(iter(LISTS.values())), name="")


def readings(capture: dict[str, Any]) -> list[Reading]:
    """Return what a capture says, without what names and numbers devices."""
    extras = {key: capture[key] for key in ("cameras", "networks", "live")}
    snapshot = payload.parse(capture["homescreen"], at=START, **extras)
    of = {"key": DeviceKey(""), "name": "", "uid": Uid("")}
    nobody: dict[str, Any] = {**of, "identity": None, "network_id": None}
    said = [replace(one, **nobody) for one in snapshot.devices.values()]
    return [*said, replace(NOBODY, issues=frozenset(snapshot.missing))]


def redacted(homescreen: Any, **extras: Any) -> dict[str, Any]:
    capture = {"cameras": {}, "networks": {}, "live": {}, "at": START, **extras}
    capture["homescreen"] = homescreen
    file = json.dumps(redaction.capture(capture, redaction.Aliases()))
    return json.loads(file)


@settings(max_examples=500)
@given(st.lists(RAW, max_size=9), CAMERA, LIVE, mutations() | st.just([]))
def test_redacted_file_gives_the_same_readings(
    said: list[dict[str, Any]],
    own: dict[str, Any],
    live: dict[str, Any],
    broken: list[tuple[int, str, Any]],
) -> None:
    """Read again, every reading is the same, also of an answer that is broken."""
    answer = homescreen(home(*HOME), START)
    devices = [raw for name in LISTS for raw in answer[name]]
    for raw, changes in zip(devices, said, strict=False):
        raw |= changes
    capture = {
        "homescreen": mutated(answer, broken),
        "cameras": {**EXTRAS["cameras"], "21": own},
        "networks": EXTRAS["networks"],
        "live": {"camera:22": live, "owl:31": live},
    }
    assert readings(redacted(**capture)) == readings(capture)


CANARIES = ("canary@example.net", "eyJCanary.c2lnbmVk", "G8T1CANARY00001", "canary")


@pytest.mark.parametrize("canary", [*CANARIES, "192.168.1.100", 850_123_456])
def test_unknown_values_are_dropped(canary: Any) -> None:
    """Where Blink should send a word, a number or a time; neither read nor kept."""
    answer = homescreen(home(*HOME), START) | {"canary": canary}
    for raw in (raw for name in LISTS for raw in answer[name]):
        known = {key: raw[key] for key in ("id", "network_id")}
        raw |= {**dict.fromkeys(raw, canary), **known, "issues": [canary]}
        raw["signals"] = dict.fromkeys(("lfr", "wifi", "temp", "battery"), canary)
    own = dict.fromkeys((*EXTRAS["cameras"]["21"], "temp", "wifi", "wifi_rssi"), canary)
    capture = {
        "homescreen": answer,
        "cameras": {"21": own},
        "networks": {"1": {"sync_module_error": canary}},
        "live": {"camera:21": own},
    }
    file = redacted(**capture)
    assert str(canary) not in json.dumps(file)
    assert len(file["homescreen"]["cameras"]) == 2
    read = repr(readings(capture))
    assert str(canary) not in read
    assert ("other" in read) is isinstance(canary, str)


def test_other_answers_are_named_not_copied(story: Story) -> None:
    """The type of the answer, and an error's number if it is one of Blink's."""
    for raw in (
        *(None, "<html>canary</html>", [1, 2], {"cameras": "canary"}),
        *({"message": "a@b.c", "code": one} for one in (101, "101", 850_000_001, "x")),
        {"cameras": [{"name": "canary"}, 7]},
        {"owls": [{"id": 9, "status": {"canary": 1}, "issues": ["wifi", 5]}]},
    ):
        story(repr(raw))
        story.tell("shown as", redacted(raw)["homescreen"])
