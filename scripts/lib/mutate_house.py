"""Mutants of the package outside the diagnosis, tested in Home Assistant; see scripts/mutate.

Uses mutate.py. A mutant is tested with the tests of its module: those that import it,
and those listed here for its folder. A test that detects a mutant must pass without
it.
"""

from collections.abc import Iterator, Mapping
import importlib
import os
from pathlib import Path
import shutil
import sys
from typing import Any

mutate: Any = importlib.import_module("mutate")
CHECKOUT, ROOT = mutate.CHECKOUT, mutate.ROOT
# Cosmic Ray's own environment, searched after this one
sys.path += map(str, CHECKOUT.glob(".venv-mutate/lib/python3.*/site-packages"))
FOLDER = ROOT / "custom_components" / "blink_doctor"
TESTS = ROOT / "tests"
# where the mutants' processes write which test detected them
NOTICED = ROOT / "noticed"
# time limit after which a mutant counts as an endless loop
SECONDS = 600
# module path prefix -> test files and folders in tests/ for it
BELONGING: Mapping[str, tuple[str, ...]] = {
    "action_fields": ("safety/test_bad_input.py", "test_services.py"),
    "assist/": ("assist/test_assist.py",),
    "backfill": ("test_backfill.py",),
    "binary_sensor": ("entity/test_entities.py",),
    "blink/": (
        "blink/test_unreachable.py",
        "integration/test_main_job.py",
        "blink/test_captures.py",
        "checkup",
    ),
    "button": ("test_services.py", "checkup"),
    "checkup/": ("checkup",),
    "condition": ("automation/test_triggers.py",),
    "config_flow": (
        "test_config_flow.py",
        "device_lifecycle/test_attachment.py",
    ),
    "coordinator": ("integration", "blink/test_unreachable.py"),
    "core_batteries": ("repairs/test_wrong_battery.py", "pauses/test_core_battery.py"),
    "dashboard/": ("dashboard",),
    "device_lifecycle/attachment": (
        "device_lifecycle/test_attachment.py",
        "test_config_flow.py",
    ),
    "device_lifecycle": (
        "device_lifecycle/test_come_and_go.py",
        "device_lifecycle/test_life.py",
    ),
    "diagnostics/": ("diagnostics/test_diagnostics.py", "safety/test_redaction.py"),
    "entities/": ("entity/test_outlook.py", "integration/test_recording.py"),
    "entity": ("entity/test_entities.py",),
    "event": ("automation/test_event.py",),
    "messages/": (
        "repairs",
        "test_services.py",
        "messages/test_sentences.py",
        "test_llm.py",
        "assist/test_assist.py",
    ),
    "notifications/reports": ("blueprints/test_report_and_ask.py",),
    "notifications/texts": ("notifications", "self_healing"),
    "notifications/": ("notifications",),
    "onboarding/": ("blueprints/test_install.py", "test_config_flow.py"),
    "options_form": ("test_config_flow.py",),
    "paced": ("entity/test_entities.py", "unbreakable/test_large_house.py"),
    "pauses": ("pauses",),
    "repairs/": ("repairs",),
    "self_healing/": ("self_healing",),
    "sensor": ("entity/test_entities.py",),
    "services": (
        "test_services.py",
        "safety/test_bad_input.py",
        "safety/test_permissions.py",
    ),
    "store/": (
        "store/test_store.py",
        "unbreakable/test_files.py",
    ),
    "switch": ("pauses",),
    "targeting/": (
        "automation",
        "test_services.py",
        "safety/test_permissions.py",
        "integration/test_set_up.py",
        "assist/test_assist.py",
    ),
    "trigger": ("automation",),
    "user_reports": ("test_services.py",),
    "recording_history": ("integration/test_recording.py",),
    "triggers/": ("automation",),
    # what every module may show
    "": ("told/test_told.py", "entity/test_entities.py"),
}


def main() -> int:
    """Run mutate.py on another folder, with other tests."""
    mutate.DIAGNOSIS = FOLDER
    mutate.positions = _positions(mutate.positions)
    mutate.run_all = _run_all(mutate.run_all)
    mutate.prepare, mutate.tried, mutate.passes = prepare, tried, lambda _: True
    for part in ("custom_components", "tests", "demo", "docs", "scripts"):
        shutil.copytree(
            CHECKOUT / part, ROOT / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(CHECKOUT / "pyproject.toml", ROOT)
    NOTICED.mkdir()
    try:
        status: int = mutate.run()
    finally:
        shutil.rmtree(ROOT, ignore_errors=True)
    return status


def _positions(of_all: Any) -> Any:
    def positions(only: str) -> Iterator[tuple[Path, str, int]]:
        """Yield places outside the diagnosis."""
        return (
            place
            for place in of_all(only)
            if not place[0].is_relative_to(FOLDER / "diagnosis")
        )

    return positions


def _run_all(run_all: Any) -> Any:
    def run(chosen: list[Any], jobs: int, seconds: int) -> list[Any]:
        """Test all mutants; the tests that detected one must pass on the original code."""
        survivors: list[Any] = run_all(chosen, jobs, seconds or SECONDS)
        tests = sorted({path.read_text("utf-8") for path in NOTICED.iterdir()} - {""})
        if tests:
            print(f"({len(tests)} tests have noticed one: once more without)")
            pid = os.fork()
            if not pid:
                code = 1
                try:
                    code = _pytest(tests)
                finally:
                    os._exit(code)
            if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
                print("Some of them fail without any mistake: see to that first.")
                sys.exit(2)
        return survivors

    return run


def prepare() -> None:
    """Import Home Assistant and the test tools, so that forks start fast."""
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    for name in (
        "ha_compat",
        "pytest_homeassistant_custom_component.common",
        "blinkpy.blinkpy",
        *(
            f"homeassistant.components.{part}"
            for part in ("blink.coordinator", "http", "websocket_api", "repairs")
        ),
        *("demo.cloud", "syrupy", "hypothesis"),
    ):
        importlib.import_module(name)


def belonging(file: str) -> list[str]:
    """Return the test files of a module, those that import it first."""
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package, _, name = f"blink_doctor.{module}".rpartition(".")
    imports = (
        f"custom_components.{package}.{name} import",
        f"custom_components.{package} import {name}",
    )
    found = [
        path
        for path in sorted(TESTS.rglob("test_*.py"))
        if any(line in path.read_text("utf-8") for line in imports)
    ]
    for start, places in BELONGING.items():
        if file.startswith(start):
            for place in (TESTS / one for one in places):
                found += sorted(place.glob("test_*.py")) if place.is_dir() else [place]
    # tests that simulate whole homes take long and go last
    return sorted(
        dict.fromkeys(map(str, found)), key=lambda path: "unbreakable" in path
    )


def tried(one: Any) -> int:
    """Run the tests of a mutant's module until one fails."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.meta_path.insert(0, mutate.Instead(one))
    return _pytest(belonging(one.file))


def _pytest(tests: list[str]) -> int:
    pytest = importlib.import_module("pytest")

    class Note:
        """Write down the test that fails."""

        def pytest_runtest_logreport(self, report: Any) -> None:
            if report.failed:
                (NOTICED / str(os.getpid())).write_text(report.nodeid, "utf-8")

    if not tests:
        return 0
    options = ["-x", "-q", "--tb=line", "-W", "ignore", "-p", "no:cacheprovider"]
    options += ["-m", "not browser and not slow", *tests]
    return int(pytest.main(options, plugins=[Note()]) not in (0, 5))


if __name__ == "__main__":
    sys.exit(main())
