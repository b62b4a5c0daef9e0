"""How often a phone is notified of one fault of each kind, from its first sight to its end."""

from pathlib import Path
import re

import pytest

from tests.phone_story import PhoneStory

PAGE = (Path(__file__).parents[2] / "docs/measurements.md").read_text()
ON_THE_EDGE = "; ".join(["Driveway low; 3; Driveway mend; 40"] * 6)
KINDS = {
    "Low battery, new ones put in": "Driveway low; 12; Driveway mend; 3",
    "Weak Wi-Fi for an hour": "Driveway set_signal 1; 12; Driveway set_signal 5; 8",
    "Sync module off for 40 minutes, with its cameras": "Home unplug; 8; Home plug_in; 3",
    "Router off for 40 minutes": "2; router_off; 8; router_on; 3",
    "Blink answers with errors for an hour": "fail 500; 12; heal; 3",
    "A camera hangs for an hour": "Driveway hang; 12; Driveway mend; 3",
    "A battery word that comes and goes six times in a day": ON_THE_EDGE,
}


@pytest.mark.parametrize("kind", KINDS)
async def test_count(phone_story: PhoneStory, kind: str) -> None:
    """A phone receives what the page says: rings, silent updates, withdrawals."""
    await phone_story.do(f"use blink_doctor remind_days=0; {KINDS[kind]}")
    (phone,) = phone_story.phones
    rings, cleared = len(phone.rings), sum(push.clears for push in phone.pushes)
    silent = len(phone.pushes) - rings - cleared
    row = " | ".join(map(str, (kind, rings, silent, cleared)))
    assert re.search(rf"^\| {re.escape(row)} \|$", PAGE, re.MULTILINE), row
