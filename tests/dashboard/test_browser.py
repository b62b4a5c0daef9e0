"""The card in a real browser, in the real frontend of Home Assistant 2026.11.

The house is the demo's; what a person does in it is in frontend/e2e.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
import os
from pathlib import Path
import re
import shutil
import signal
import subprocess

import pytest

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
# Setting up and starting the house on a slow machine, and one scenario
_START_SECONDS = 240
_SCENARIO_SECONDS = 240

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

# In an order in which none disturbs the next
SCENARIOS = (
    *("loads", "picker", "suggestion", "badge", "options", "keyboard", "looks"),
    *("languages", "rights", "page", "maintenance", "fix", "buttons", "pausing"),
    *("life", "speed", "first_fix"),
)

# Of Home Assistant 2026.12, to come; `scripts/test --frontend` names another one
FRONTEND_TO_COME = os.environ.get("BLINK_DOCTOR_FRONTEND", "20261125.1")
ON_OTHERS = ("loads", "picker", "badge", "suggestion", "fix")


@pytest.fixture(scope="module")
def node(chromium: str) -> str:
    """Return the path of Node.js, with what the scenarios need installed."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("needs Node.js")
    if not (FRONTEND / "node_modules" / "playwright-core").is_dir():
        pytest.skip("needs npm ci in frontend")
    return found


@contextmanager
def demo_house(
    log: Path, chromium: str, frontend: Path | None = None, *, oldest: bool = False
) -> Iterator[dict[str, str]]:
    """Run the demo house, with another frontend or the oldest Home Assistant on request.

    Yields the environment that the scenarios need.
    """
    version = ["--oldest"] if oldest else []
    command = ["scripts/demo", *version, "--port", "0", "--cloud-port", "0"]
    path = {"PYTHONPATH": str(frontend)} if frontend else {}
    with (
        log.open("w") as output,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | path,
            stdout=output,
            stderr=output,
            start_new_session=True,
        ) as demo,
    ):
        try:
            home, cloud = wait_until_up(demo, log)
            urls = {"HOME_URL": home, "CLOUD_URL": cloud}
            yield os.environ | urls | {"CHROMIUM": chromium}
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)


@pytest.fixture(scope="module")
def house(
    node: str, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Start the demo house; return the environment that the scenarios need."""
    log = tmp_path_factory.mktemp("house") / "demo.log"
    with demo_house(log, chromium) as env:
        yield env


def wait_until_up(demo: subprocess.Popen[bytes], log: Path) -> tuple[str, str]:
    """Wait until the house says where to look; return its and the cloud's address."""
    for _ in range(_START_SECONDS * 2):
        told = log.read_text()
        if "Ctrl-C stops" in told:
            home = re.search(r"http://127\.0\.0\.1:\d+(?=/\S*\n)", told)
            cloud = re.search(r"(http://127\.0\.0\.1:\d+)/_control", told)
            assert home and cloud, told
            return home[0], cloud[1]
        with suppress(subprocess.TimeoutExpired):
            demo.wait(0.5)
            break
    pytest.fail(f"the demo house did not start:\n{log.read_text()}")


def test_every_scenario_is_run(node: str) -> None:
    """A scenario that is added is not forgotten here."""
    listed = subprocess.run(
        [node, "e2e/run.mjs"], cwd=FRONTEND, capture_output=True, text=True, check=True
    )
    # those of the repairs are run in tests/repairs
    found = {one for one in listed.stdout.split() if not one.startswith("repair_")}
    assert found == set(SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str, node: str, house: dict[str, str]) -> None:
    """What a person does with the card works in the real frontend."""
    run_scenario(node, scenario, house)


def test_the_oldest_home_assistant(node: str, chromium: str, tmp_path: Path) -> None:
    """The card is there on every load of 2026.10.4, and its dialogs are found."""
    with demo_house(tmp_path / "demo.log", chromium, oldest=True) as env:
        for scenario in ON_OTHERS:
            run_scenario(node, scenario, env)


def test_another_frontend(node: str, chromium: str, tmp_path: Path) -> None:
    frontend = ROOT / f".cache/frontend-{FRONTEND_TO_COME}"
    if not frontend.is_dir():
        pytest.skip("needs scripts/frontends")
    with demo_house(tmp_path / "demo.log", chromium, frontend) as env:
        for scenario in ON_OTHERS:
            run_scenario(node, scenario, env)


def run_scenario(node: str, scenario: str, env: dict[str, str]) -> None:
    done = subprocess.run(
        [node, "e2e/run.mjs", scenario],
        cwd=FRONTEND,
        env=env,
        capture_output=True,
        text=True,
        timeout=_SCENARIO_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{scenario}: {done.stdout}{done.stderr}"
