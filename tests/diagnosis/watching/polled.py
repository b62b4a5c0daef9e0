"""The ledger of polls, a letter each."""

from datetime import UTC, datetime, timedelta

from custom_components.blink_doctor.diagnosis.conditions import PollTime
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.watching.ledger import Ledger, with_state

START = datetime(2026, 11, 1, tzinfo=UTC)
POLL = timedelta(minutes=5)
STATES = {
    "r": Recording.READY,
    "a": Recording.NOT_ARMED,
    "s": Recording.SNOOZED,
    "o": Recording.OFFLINE,
    "n": Recording.NOT_KNOWN,
    "p": Recording.PAUSED,
}
PASSES = {"+": POLL, " ": timedelta(hours=1)}


def seen(
    ledger: Ledger, state: Recording, at: datetime, interval: timedelta = POLL
) -> Ledger:
    return with_state(ledger, state, PollTime(now=at, interval=interval))


class Polled:
    """`now` is the last poll's. A `+` is a poll that failed, a blank an hour without any."""

    def __init__(self, polls: str) -> None:
        self.ledger = Ledger()
        self.now = START - POLL
        self.see(polls)

    def see(self, polls: str) -> None:
        for letter in polls:
            self.now += PASSES.get(letter, POLL)
            if letter in STATES:
                self.ledger = seen(self.ledger, STATES[letter], self.now)
