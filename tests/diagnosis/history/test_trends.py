"""What is no drop of a signal; those that are one: `tests/scenarios/data/trends.toml`."""

from random import Random

from custom_components.blink_doctor.diagnosis.history.trends import Signal
from tests.diagnosis.polls import KEY, Polls, camera


def test_jitter_never_drops() -> None:
    """A year of a bar up and down."""
    random, polls = Random(5), Polls()
    for _ in range(365 * 4):
        polls.poll(camera(wifi_bars=random.choice((3, 4, 5))))
        assert not polls.remembered().drops


def test_a_drop_of_a_good_signal_is_a_note_and_no_fault() -> None:
    polls = Polls()
    polls.days(30, camera())
    polls.days(10, camera(wifi_bars=3))
    assert [drop.signal for drop in polls.remembered().drops] == [Signal.WIFI_BARS]
    assert not polls.diagnosis.devices[KEY].fault
