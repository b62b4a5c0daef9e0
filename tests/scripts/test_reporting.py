"""A test that fails says what was found on which device, and not all that was logged."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests import reporting
from tests.house import MakeHouse

HEAD = "2026-11-22 10:00:00.000"
LOG = "\n".join(
    [
        *[f"{HEAD} DEBUG MainThread blinkpy.auth:auth.py:1 {{}}"] * 500,
        f"{HEAD} WARNING MainThread blinkpy.api:api.py:1 the cloud said no",
        *[f"{HEAD} INFO MainThread custom_components.blink_doctor:x.py:1 ours"] * 40,
        "Traceback: of the last record",
    ]
)


@pytest.mark.parametrize("failed", [True, False])
async def test_a_failure_names_the_devices(
    make_house: MakeHouse, request: pytest.FixtureRequest, failed: bool
) -> None:
    """Every device with its causes; of the log what is ours, and little of it."""
    house = await make_house("troubles")
    await house.poll(8)
    sections = [("Captured log call", LOG), ("Captured stderr call", LOG)]
    report: Any = SimpleNamespace(failed=failed, sections=sections)
    item: Any = SimpleNamespace(
        config=SimpleNamespace(get_verbosity=lambda: 0), stash=request.node.stash
    )
    reporting.shorten(item, report)
    printed = "\n".join(text for _, text in report.sections)
    assert "blinkpy.auth" not in printed
    assert "Traceback: of the last record" in printed
    assert printed.count("ours") == 29
    said = [text for title, text in report.sections if title == "The house"]
    assert len(said) == failed
    if failed:
        assert "Front door (camera:21): answers, low_battery" in said[0]
        assert "Balcony (camera:27): silent, camera_error" in said[0]
        assert "Hallway (owl:302): answers, no fault" in said[0]


async def test_all_is_printed_where_it_is_asked_for(
    request: pytest.FixtureRequest,
) -> None:
    """With -v nothing is left out."""
    report: Any = SimpleNamespace(failed=True, sections=[("Captured log call", LOG)])
    item: Any = SimpleNamespace(
        config=SimpleNamespace(get_verbosity=lambda: 1), stash=request.node.stash
    )
    reporting.shorten(item, report)
    assert report.sections == [("Captured log call", LOG)]
