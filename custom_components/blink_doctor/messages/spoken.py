"""One natural sentence on the state of the cameras, for Assist to read out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from homeassistant.util import dt as dt_util

from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.findings import Cause, DeviceDiagnosis, Finding, Recording
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.model.readings import ACCOUNT_KEY, CAMERAS, SCOPES
from ..targeting.devices import Targets, async_name, known_now
from .languages import capital, mid_sentence
from .sentences import Words

_NIGHT_ENDS, _NOON, _EVENING = 5, 12, 18
_COUNTED_IN_WORDS = range(2, 10)
# causes that mean no answer: the time belongs to the device they name
_IS_SILENCE = frozenset(
    {
        Cause.SYNC_MODULE_OFFLINE,
        Cause.HOME_NETWORK_OFFLINE,
        Cause.BLINK_UNREACHABLE,
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A device that needs attention; `finding` is None until one fires."""

    coordinator: BlinkDoctorCoordinator
    key: DeviceKey
    finding: Finding | None

    @property
    def device(self) -> DeviceDiagnosis:
        """Return the diagnosis of the device."""
        return known_now(self.coordinator, self.key)


def problems(
    coordinator: BlinkDoctorCoordinator, keys: Iterable[DeviceKey]
) -> Iterator[Problem]:
    """Yield each device that has an unignored root cause or does not answer."""
    for key in keys:
        device = coordinator.data.devices[key]
        ignored = coordinator.notes_of(key).ignored
        roots = [one for one in device.findings if one.is_root]
        wanted = [one for one in roots if one.cause not in ignored]
        is_silent = device.online is False and not device.findings
        # an account without a finding only lacks the last poll: `_nothing_found` says so
        is_silent = is_silent and key != ACCOUNT_KEY
        if wanted or (is_silent and device.listed and device.reading.in_use):
            yield Problem(coordinator, key, wanted[0] if wanted else None)


def overview(words: Words, targets: Targets, *, is_all: bool) -> str:
    """Return the state of all devices that the asking user may see.

    `is_all`: whether all accounts are loaded; nothing is known of one that is not.
    """
    if not any(targets.values()):
        return words.card("no_permission")
    found = [
        one for account, keys in targets.items() for one in problems(account, keys)
    ]
    if not found:
        return _nothing_found(words, targets) if is_all else words.card("no_answer")
    if len(found) == 1:
        return _alone(words, found[0])
    cameras = all(one.device.reading.family in CAMERAS for one in found)
    number = _number(words, len(found), cameras=cameras)
    items = [_item(words, one) for one in found]
    return capital(
        words.counted(
            "voice_cameras" if cameras else "voice_devices",
            len(found),
            number=number,
            list=reduce(lambda a, b: words.say("voice_list", items=a, item=b), items),
        ),
        words.language,
    )


def about(words: Words, coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> str:
    """Return the state of one device, and the next step of the guide."""
    for problem in problems(coordinator, [key]):
        return _alone(words, problem)
    if not coordinator.is_current and not coordinator.data.account.fault:
        return _no_news(words, coordinator)
    return words.summary(known_now(coordinator, key), async_name(coordinator, key))


def _nothing_found(words: Words, targets: Targets) -> str:
    for account in targets:
        if not account.is_current:
            return _no_news(words, account)
    states = Counter(
        state
        for account, keys in targets.items()
        for key in keys
        if (state := _state(words, account, key)) is not None
    )
    fine = states.pop("", 0)
    if not states:
        return _sentence(words, words.card("all_fine"))
    counted = [words.card("fold_fine", count=fine)] if fine else []
    counted += [
        f"{mid_sentence(state, words.language)}: {number}"
        for state, number in states.items()
    ]
    return _sentence(words, ", ".join(counted))


def _no_news(words: Words, account: BlinkDoctorCoordinator) -> str:
    if (data_at := account.data.data_at) is None:
        return words.card("waiting")
    time = f"{dt_util.as_local(data_at):%H:%M}"
    return _sentence(words, words.say("push_no_news", time=time))


def _state(
    words: Words, coordinator: BlinkDoctorCoordinator, key: DeviceKey
) -> str | None:
    """Return why a device is not counted as fine, as on the card; empty if it is."""
    device = known_now(coordinator, key)
    if device.reading.family in SCOPES:
        return None
    if device.paused:
        return words.recording(Recording.PAUSED)
    above = next((one for one in device.findings if not one.is_root), None)
    if above is not None:
        name = async_name(coordinator, above.root)
        return words.card("behind", name=name)
    if device.findings:
        return words.card("ignored")
    if not device.reading.in_use:
        return words.card("not_watched")
    if device.online is None:
        return words.card("unknown")
    if device.recording is Recording.STORAGE_NOT_ACTIVE:
        return words.recording(device.recording)
    return ""


def _alone(words: Words, problem: Problem) -> str:
    sentence = _problem(words, problem)
    if problem.key == ACCOUNT_KEY:
        return _sentence(words, sentence)
    name = async_name(problem.coordinator, problem.key)
    return words.say("summary_fault", name=name, cause=sentence)


def _item(words: Words, problem: Problem) -> str:
    sentence = _problem(words, problem)
    if problem.key == ACCOUNT_KEY:
        return sentence
    name = async_name(problem.coordinator, problem.key)
    return words.say("voice_item", name=name, cause=sentence)


def _problem(words: Words, problem: Problem) -> str:
    finding, now = problem.finding, problem.coordinator.now
    if finding is None:
        return mid_sentence(words.card("offline"), words.language)
    since = spoken_since(words, finding.since, now)
    cause = mid_sentence(words.finding(finding), words.language)
    if finding.cause in _IS_SILENCE:
        return words.say("voice_cause_since", cause=cause, since=since)
    if problem.device.online is not False or problem.device.reading.family in SCOPES:
        return cause
    offline = words.say("voice_offline", since=since)
    if finding.cause is Cause.CAMERA_ERROR:
        return offline
    return words.say("voice_item", name=cause, cause=offline)


def spoken_since(words: Words, since: datetime, now: datetime) -> str:
    """Return since when, in words."""
    began = dt_util.as_local(since)
    days = (dt_util.as_local(now).date() - began.date()).days
    if days > 1:
        return words.counted("voice_since_days", days)
    if days == 1:
        return words.say("voice_since_yesterday")
    for until, part in (
        (_NIGHT_ENDS, "night"),
        (_NOON, "morning"),
        (_EVENING, "afternoon"),
    ):
        if began.hour < until:
            return words.say(f"voice_since_{part}")
    return words.say("voice_since_evening")


def _number(words: Words, number: int, *, cameras: bool) -> str:
    """Return a number in words, which in some languages depends on the noun."""
    if number not in _COUNTED_IN_WORDS:
        return str(number)
    key = "voice_numbers_cameras" if cameras else "voice_numbers_devices"
    return words.say(key).split("|")[number - 2]


def _sentence(words: Words, text: str) -> str:
    return words.say("sentence", said=capital(text, words.language))
