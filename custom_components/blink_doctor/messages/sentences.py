"""Sentences in the owner's language, filled with measured values.

For what Home Assistant shows unchanged: placeholders of repair pages, responses of
actions, the text for support. All of them are translations.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
import re
from typing import Any, Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..battery_plan import AA_MODELS
from ..const import DOMAIN
from ..diagnosis.evidence import old_reading
from ..diagnosis.guide import is_red_light
from ..diagnosis.history.incidents import RED_LIGHT, Ending, Incident
from ..diagnosis.model.findings import Cause, DeviceDiagnosis, Finding, Recording
from ..diagnosis.model.readings import Reading
from ..diagnosis.parsing.values import OTHER
from ..diagnosis.watching.drop_outs import DropOuts
from ..diagnosis.watching.pattern import Pattern
from ..recording_history import Gap, minutes
from ..store.notes import DeviceNotes
from .devices import Kind, kind_of, power_of
from .languages import async_nearest, decimal, filled, is_few, is_one
from .markdown import plain

_COMMON = f"component.{DOMAIN}.common.say_"
_CAUSE = f"component.{DOMAIN}.entity.sensor.fault_cause.state."
_RECORDING = f"component.{DOMAIN}.entity.sensor.recording.state."
_STEP = (
    f"component.{DOMAIN}.entity.binary_sensor.fault.state_attributes.next_step.state."
)
_SHOWN_AT_MOST = 12
# more wake-ups a day than from looking at a camera now and then
_OFTEN = 10
# hours of "last night"
_EVENING, _MORNING, _NIGHT_OVER = 18, 6, 12
# causes that say that a device or several do not answer
_OUTAGES = frozenset({Cause.SYNC_MODULE_OFFLINE, Cause.HOME_NETWORK_OFFLINE})
# evidence that is a time, formatted in words, as on the card
_TIME = re.compile(r"\d{4}-\d\d-\d\dT")
# keys of the times that follow the word "since"
_SINCE_KEYS = frozenset(
    {
        "since_before",
        "only_in_frost_since",
        "wifi_bars_dropped_on",
        "wifi_dbm_dropped_on",
        "sync_module_bars_dropped_on",
    }
)


class Words:
    """The sentences of one language."""

    def __init__(self, texts: dict[str, str], language: str) -> None:
        """Take the flat translations of the categories common and entity."""
        self._texts = texts
        self.language = language

    @classmethod
    async def async_load(cls, hass: HomeAssistant, language: str | None = None) -> Self:
        """Load the texts of a language, by default Home Assistant's own."""
        language = await async_nearest(hass, language or hass.config.language)
        texts: dict[str, str] = {}
        for category in ("common", "entity"):
            texts |= await async_get_translations(hass, language, category, [DOMAIN])
        return cls(texts, language)

    def say(self, key: str, **values: Any) -> str:
        """Return a sentence with its values filled in."""
        return filled(self._texts[_COMMON + key], **values)

    def counted(self, key: str, number: int, /, **values: Any) -> str:
        """Return a sentence in the plural form for a number.

        A text lists its forms: "one|many", or "one|few|many".
        """
        one, *others = self._texts[_COMMON + key].split("|")
        form = one if is_one(number, self.language) or not others else others[-1]
        if len(others) > 1 and is_few(number, self.language):
            form = others[0]
        return filled(form, count=number, **values)

    def card(self, key: str, **values: Any) -> str:
        """Return one of the card's sentences with its values filled in."""
        text = self._texts[f"component.{DOMAIN}.common.card_{key}"]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def cause(self, cause: Cause) -> str:
        """Return the name of a cause."""
        return self._texts[_CAUSE + cause]

    def finding(self, finding: Finding) -> str:
        """Return the name of a finding; a red light reported by a person has its own."""
        if is_red_light(finding):
            return self.say("red_light")
        return self.cause(finding.cause)

    def fault(self, incident: Incident) -> str:
        """Return the name of a past fault."""
        if incident.cause == RED_LIGHT:
            return self.say("red_light")
        return self.cause(Cause(incident.cause))

    def ended(self, incident: Incident) -> str | None:
        """Return what ended a fault, None if it is still open."""
        if incident.is_open:
            return None
        ended_by = incident.ended_by or Ending.BY_ITSELF
        if ended_by in frozenset(Ending):
            return self.say(f"ended_{ended_by}")
        return self.step(ended_by)

    def step(self, step: str) -> str:
        """Return the short text of a guide step."""
        return self._texts.get(_STEP + step) or self.say(f"step_{step}")

    def when(self, at: datetime, now: datetime) -> str:
        """Return a time in words, such as today, 14:30."""
        local = dt_util.as_local(at)
        days = (dt_util.as_local(now).date() - local.date()).days
        time = f"{local:%H:%M}"
        if days <= 0:
            return self.say("today", time=time)
        if days == 1:
            return self.say("yesterday", time=time)
        return self.say("days_ago", days=days, date=self.date(at, now))

    def since(self, at: datetime, now: datetime) -> str:
        """Return a time as it follows the word since: yesterday, 23 November."""
        days = (dt_util.as_local(now).date() - dt_util.as_local(at).date()).days
        if days <= 1:
            return self.when(at, now)
        return self.say("since_date", date=self.date(at, now))

    def date(self, at: datetime, now: datetime) -> str:
        """Return a date in words, with the year if it is not the current one."""
        local = dt_util.as_local(at)
        months = self.say("months").split("|")
        date = self.say("date", day=local.day, month=months[local.month - 1])
        if local.year == dt_util.as_local(now).year:
            return date
        return self.say("date_of_year", date=date, year=local.year)

    def recording(self, state: Recording) -> str:
        """Return in brief whether a camera would record, and if not, why."""
        return self._texts[_RECORDING + state]

    def not_watching(self, gap: Gap, name: str, now: datetime) -> str:
        """Return when a camera was not recording, and why."""
        why = self.recording(gap.reason)
        start, end = gap.span.start, gap.span.end
        if not gap.is_over:
            when = self.when(start, now)
            return self.say("not_watching_now", name=name, when=when, why=why)
        until = self.when(end, now)
        if dt_util.as_local(start).date() == dt_util.as_local(end).date():
            until = f"{dt_util.as_local(end):%H:%M}"
        when = self.when(start, now)
        if _is_last_night(start, end, now):
            when = self.say("last_night", time=f"{dt_util.as_local(start):%H:%M}")
            until = f"{dt_util.as_local(end):%H:%M}"
        return self.say("not_watching", name=name, when=when, until=until, why=why)

    def dropped_out(self, found: DropOuts, days: int, name: str) -> str:
        """Return how often and for how long a camera dropped out."""
        return self.say(
            "dropped_out",
            name=name,
            count=found.count,
            days=days,
            minutes=minutes(found.total),
            percent=found.availability,
        )

    def nightly(self, found: Pattern, name: str) -> str:
        """Return at what time a camera drops out most nights."""
        start, end = f"{found.start:%H:%M}", f"{found.end:%H:%M}"
        return self.say("nightly", name=name, start=start, end=end)

    def bars(self, bars: int) -> str:
        """Return signal bars as a number with an icon."""
        return self.say("bars", bars=bars, picture=("●" * bars).ljust(5, "○"))

    def evidence(self, finding: Finding, now: datetime) -> list[str]:
        """Return the evidence of a finding, one sentence each."""
        lines = [*self._shown_by(finding, now)]
        confidence = finding.confidence.slug
        if finding.cause is not Cause.BLINK_UNREACHABLE or confidence != "confirmed":
            # Blink being unreachable is not confirmed by Blink
            lines.append(self.say(f"confidence_{confidence}"))
        if "since_before" not in finding.evidence:
            lines.append(self.say("since", when=self.since(finding.since, now)))
        return lines

    def _shown_by(self, finding: Finding, now: datetime) -> Iterator[str]:
        for key, value in finding.evidence.items():
            if value is None or value is False:
                continue
            if _TIME.match(str(value)):
                at = dt_util.parse_datetime(str(value))
                say = self.since if key in _SINCE_KEYS else self.when
                value = say(at, now) if at else value
            if key in ("wifi_bars", "sync_module_bars") and isinstance(value, int):
                value = self.bars(value)
            if key == "battery_volts" and isinstance(value, float):
                value = decimal(value, self.language)
            if key == "issue":
                yield self.code(str(value))
                continue
            if key == "drop_outs" and not _drops_out(finding):
                since = self.since(now - timedelta(days=1), now)
                yield self.say("push_flapping", count=value, since=since)
                continue
            name = f"{_COMMON}shows_{key}"
            if (special := f"{name}_{value}") in self._texts:
                yield self._texts[special]
            elif name in self._texts:
                yield self._texts[name].replace("{value}", str(value))
        if finding.cured_by is not None:
            yield self.say("shows_cured_by", value=self.step(finding.cured_by))
        if finding.explains_offline:
            yield self.say("silent")

    def code(self, code: str) -> str:
        """Return the meaning of a Blink code, or the code itself if unknown."""
        known = self._texts.get(f"{_COMMON}shows_issue_{code}")
        return known or self.say("shows_issue", value=code.removeprefix("error_"))

    def readings(
        self, reading: Reading, read_at: datetime | None, now: datetime
    ) -> list[str]:
        """Return all last measured values of a device, with their time."""
        lines = list(self._readings(reading))
        if battery_read_at := old_reading(reading, now):
            when = self.when(battery_read_at, now)
            lines.append(self.say("shows_battery_read_at", value=when))
        if read_at is not None:
            self.insert_read_at(lines, reading, read_at, now)
        return lines

    def insert_read_at(
        self, lines: list[str], reading: Reading, read_at: datetime, now: datetime
    ) -> None:
        """Add when the values were read, for an offline device before its last values."""
        silent = self.say("silent")
        at = len(lines) if reading.online is not False else lines[:1] == [silent]
        lines.insert(at, self.say("read_at", when=self.when(read_at, now)))

    def woken(self, counts: Mapping[str, int]) -> list[str]:
        """Return how often Home Assistant woke a camera yesterday, if that is a lot."""
        total = sum(counts.values())
        if total < _OFTEN:
            return []
        by, most = next(iter(counts.items()))
        kind, _, name = by.partition(":")
        if most <= total / 2 or not name:
            return [self.say("woken", count=total)]
        if kind in ("automation", "script"):
            name = self.say(f"by_{kind}", name=name)
        return [self.say("woken_by", count=total, by=name)]

    def _readings(self, reading: Reading) -> Iterator[str]:
        if reading.online is not None:
            yield self.say("answers" if reading.online else "silent")
        values = list(self._values(reading))
        # Blink repeats an offline device's last values: they were not measured now
        if values and reading.online is False:
            yield self.say("from_before")
        yield from values

    def _values(self, reading: Reading) -> Iterator[str]:
        if reading.battery is not None:
            yield self.say(f"battery_{reading.battery}")
        if reading.battery_volts is not None:
            yield self.say("volts", volts=decimal(reading.battery_volts, self.language))
        if reading.wifi_bars is not None:
            yield self.say("wifi_bars", bars=self.bars(reading.wifi_bars))
        if reading.wifi_dbm is not None:
            yield self.say("wifi_dbm", dbm=reading.wifi_dbm)
        if reading.sync_module_bars is not None:
            yield self.say("link_bars", bars=self.bars(reading.sync_module_bars))
        if reading.firmware is not None:
            yield self.say("firmware", version=reading.firmware)
        codes = reading.issues or frozenset()
        for code in sorted(codes, key=lambda code: (code == OTHER, code)):
            yield self.code(code)

    def signal(self, reading: Reading, *, link: bool) -> str:
        """Return the relevant signal in one line: the Wi-Fi, or the link."""
        lines = []
        if reading.online is False:
            lines.append(self.say("silent"))
        if link and reading.sync_module_bars is not None:
            bars = self.bars(reading.sync_module_bars)
            lines.append(self.say("meter_link", bars=bars))
        if not link and reading.wifi_bars is not None:
            lines.append(self.say("meter_wifi", bars=self.bars(reading.wifi_bars)))
        if not link and reading.wifi_dbm is not None:
            lines.append(self.say("meter_dbm", dbm=reading.wifi_dbm))
        return ", ".join(lines) or self.say("no_signal")

    def power_cycle(self, reading: Reading | None) -> str:
        """Return how to disconnect and reconnect a device's power."""
        return self.say(power_of(reading))

    def kind(self, reading: Reading) -> str:
        """Return the device kind as the subject of a sentence: the doorbell."""
        return self.say(f"kind_{kind_of(reading)}")

    def opening(self, reading: Reading) -> str:
        """Return how to reach the batteries of a device."""
        doorbell = kind_of(reading) is Kind.DOORBELL
        return self.say("open_doorbell" if doorbell else "open_camera")

    def cells(self, reading: Reading | None) -> str:
        """Return which batteries a device takes."""
        return self.say("cells_aa" if self.takes_aa(reading) else "cells_unknown")

    @staticmethod
    def takes_aa(reading: Reading | None) -> bool:
        """Whether a device is known to take AA batteries."""
        return reading is not None and reading.model in AA_MODELS

    def tried(self, notes: DeviceNotes, now: datetime) -> list[str]:
        """Return the steps that were tried, with their time and result."""
        return [
            self.say(
                f"tried_{tried.result}",
                step=self.step(tried.step),
                when=self.when(tried.at, now),
            )
            for tried in notes.steps_tried
        ]

    def summary(self, diagnosis: DeviceDiagnosis, name: str) -> str:
        """Return one sentence on the state of a device, for text-to-speech."""
        primary = diagnosis.primary
        if diagnosis.paused:
            return self.paused(name, diagnosis.reading.paused_until)
        if primary is None:
            state = {True: "fine", False: "fine_offline", None: "fine_unknown"}
            return self.say(f"summary_{state[diagnosis.online]}", name=name)
        silent = "_offline" if diagnosis.online is False else ""
        return self.say(
            f"summary_fault{silent}", name=name, cause=self.finding(primary)
        )

    def paused(self, name: str, until: datetime | None) -> str:
        """Return that a device is paused, and until when."""
        if until is None:
            return self.say("summary_paused", name=name)
        return self.say("summary_paused_until", name=name, date=self.day(until))

    @staticmethod
    def day(at: datetime) -> str:
        """Return the day of a time, with the time of day unless it is midnight."""
        local = dt_util.as_local(at)
        day = local.date().isoformat()
        is_day = (local.hour, local.minute) == (0, 0)
        return day if is_day else f"{day} {local:%H:%M}"

    def names(self, names: Iterable[str]) -> str:
        """Return a list of names of limited length."""
        listed = [plain(name) for name in names]
        more = len(listed) - _SHOWN_AT_MOST
        shown = ", ".join(listed[:_SHOWN_AT_MOST])
        return self.say("and_more", names=shown, count=more) if more > 0 else shown


def _drops_out(finding: Finding) -> bool:
    """Whether the device itself comes and goes, not its battery state or one of Blink's codes."""
    return finding.cause in _OUTAGES or "offline_since" in finding.evidence


def _is_last_night(start: datetime, end: datetime, now: datetime) -> bool:
    """Whether a period lies between yesterday evening and this morning."""
    today = dt_util.as_local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    evening = today - timedelta(hours=24 - _EVENING)
    begins_at_night = evening <= start < today + timedelta(hours=_MORNING)
    return begins_at_night and end <= today + timedelta(hours=_NIGHT_OVER)
