"""Low battery: new cells, Blink's late word, and what comes after the cells."""

from homeassistant.util import dt as dt_util

from custom_components.blink_doctor.wake_counts import Woken

from .guide import Person

ISSUE = "low_battery Front door"


async def test_new_cells_fix_it(person: Person) -> None:
    """The page shows numbers; it closes when Blink says that the cells are fine."""
    await person.open(ISSUE, to="init")
    assert "1.33 V" in person.said["evidence"]
    await person.press("begin", to="replace_batteries")
    assert "lithium" in person.said["cells"]

    camera = person.thing("Front door")
    camera.insert_batteries()
    await person.house.wait(30)
    await person.press("batteries_done")
    assert person.step == "battery_late", "fresh volts, but Blink still says low"
    assert ISSUE in person.issues()

    await person.press("check_again", to="create_entry")
    assert "1.60 V" in person.said["readings"]
    assert ISSUE not in person.issues()
    remembered = person.house.coordinator.memory.devices[camera.key]
    assert remembered.cells.told
    notes = person.house.coordinator.notes_of(camera.key)
    assert [tried.result for tried in notes.steps_tried] == ["late", "fixed"]


async def test_what_home_assistant_costs(person: Person) -> None:
    """The guide says how often actions woke the camera, where that is much."""
    coordinator = person.house.coordinator
    key = person.house.key("Front door")
    day = dt_util.now().toordinal()
    for count, is_said in ((9, False), (106, True)):
        woken = Woken(day - 1, {"automation:Front [door](x)": count})
        coordinator.async_note(key, woken=woken)
        await person.open(ISSUE)
        said = (
            f"Home Assistant woke it {count} times yesterday, mostly: "
            r"automation Front \[door\]\(x\)."
        )
        assert (said in person.said["readings"]) is is_said
