"""Three repairs in a real browser, in the real frontend, on a phone's screen.

The house is the demo's; what a person does is in frontend/e2e/repairs.mjs, which
also makes the pictures for the docs.
"""

import os
from pathlib import Path
import shutil
import signal
import subprocess

import pytest

from tests.dashboard.test_browser import wait_until_up

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
# two or three check-ups, each a minute after the other
_PERSON_SECONDS = 300

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(700)]


@pytest.mark.parametrize(
    ("scenario", "person"),
    [
        ("troubles", "repair_link"),
        ("troubles", "repair_low_battery"),
        ("troubles", "repair_weak_wifi"),
        ("two_modules", "repair_sync_module"),
    ],
)
def test_repairs(scenario: str, person: str, chromium: str, tmp_path: Path) -> None:
    """From what is seen to a measured fix; the issue is gone at the end."""
    node = shutil.which("node")
    if node is None or not (FRONTEND / "node_modules/playwright-core").is_dir():
        pytest.skip("needs Node.js, and npm ci in frontend")
    log = tmp_path / "demo.log"
    house = ["scripts/demo", "--scenario", scenario, "--port", "0", "--cloud-port", "0"]
    with (
        log.open("w") as output,
        subprocess.Popen(
            house, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
        ) as demo,
    ):
        try:
            home, cloud = wait_until_up(demo, log)
            env = {"HOME_URL": home, "CLOUD_URL": cloud, "CHROMIUM": chromium}
            done = subprocess.run(
                [node, "e2e/run.mjs", person],
                cwd=FRONTEND,
                env=os.environ | env,
                capture_output=True,
                text=True,
                timeout=_PERSON_SECONDS,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)
