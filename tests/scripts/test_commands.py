"""scripts/setup, as a person runs it in a fresh clone; its output is stored."""

import os
from pathlib import Path
import re
import shutil

from tests.story import Story

from . import ROOT, run

UV = """case $1 in --version) ;;
venv) mkdir -p .venv/bin; ln -s "$(command -v bash)" .venv/bin/python ;;
*) [ ! -e error ] || { cat error >&2; exit 2; } ;;
esac"""
NO_NETWORK = "error: client error (Connect): dns error\n"
NO_COMPILER = (
    "error: [Errno 2] No such file or directory: 'x86_64-g++'\nhint: see above\n"
)


def test_setup(tmp_path: Path, story: Story) -> None:
    checkout, programs = tmp_path / "checkout", tmp_path / "bin"
    for name in ("scripts", "requirements"):
        shutil.copytree(ROOT / name, checkout / name)
    requirements = Path(shutil.copy(ROOT / "requirements_test.txt", checkout))
    programs.mkdir()
    for name, text in (("uv", UV), ("python3.14", "exit 0")):
        (programs / name).write_text(f"#!{shutil.which('bash')}\n{text}\n")
        (programs / name).chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    environment = {"HOME": str(checkout), "PATH": path}

    def tell(title: str) -> None:
        story(title)
        command = checkout / "scripts/setup"
        code, _, err = run("bash", command, env=environment, cwd=checkout)
        made = (checkout / ".venv/.made-from").exists()
        said = re.sub(r"\b\d+ s\b|\d+\.\d+\.\d+", "N", err)
        story.say(said.replace(f"{tmp_path}/", ""), f"exit code {code}, made: {made}")

    error = checkout / "error"
    error.write_text(NO_NETWORK)
    tell("No network is told, and nothing is marked as made")
    error.write_text(NO_COMPILER)
    tell("So is no compiler: some packages have no wheel")
    error.unlink()
    tell("The next run starts over, and makes it")
    tell("One more does nothing")
    requirements.write_text(f"{requirements.read_text()}something==1\n")
    tell("Changed requirements make it anew")
