"""The commands in scripts/, as a person runs them."""

import os
from pathlib import Path
import re
import shutil
import subprocess
import time

import pytest

ROOT = Path(__file__).parents[2]
COMMANDS = ("setup", "test", "lint", "demo")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout without environments, as after a fresh clone."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in ("scripts", "requirements"):
        shutil.copytree(ROOT / name, checkout / name)
    shutil.copy(ROOT / "requirements_test.txt", checkout)
    return checkout


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "cat", "cksum", "dirname", "env", "grep", "ln", "ls", "mkdir"):
        (folder / name).symlink_to(str(shutil.which(name)))
    for name in ("mktemp", "rm", "sed", "tail", "flock", "head", "id", "mv", "tr"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return folder


def run(
    command: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    base = {"HOME": str(command.parents[1]), "PATH": os.environ["PATH"]}
    return subprocess.run(
        ["bash", str(command), *arguments],
        env=base | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!{shutil.which('bash')}\n{text}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_a_page_about_this_command(name: str) -> None:
    """And asking for it installs nothing."""
    result = run(ROOT / "scripts" / name, "--help", PATH="/usr/bin:/bin")
    assert result.returncode == 0
    assert f"scripts/{name}" in result.stdout
    assert "set -e" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("name", ["setup", "lint"])
def test_an_unknown_option_is_one_line(name: str) -> None:
    result = run(ROOT / "scripts" / name, "--nonsense")
    assert result.returncode == 1
    assert result.stderr == (
        f"{name}: unknown option --nonsense; see scripts/{name} --help\n"
    )


def test_neither_uv_nor_python_is_one_line(copy: Path, programs: Path) -> None:
    result = run(copy / "scripts/setup", PATH=str(programs))
    assert result.returncode == 1
    assert result.stderr == (
        "setup: needs uv or Python 3; on Debian or Ubuntu: apt install python3-venv\n"
    )


@pytest.mark.parametrize("name", ["python3", "python3.14"])
@pytest.mark.parametrize("venv", [True, False])
def test_uv_comes_by_venv_or_by_pip(
    copy: Path, programs: Path, name: str, venv: bool
) -> None:
    """With only one Python on the machine, whatever it is called and lacks."""
    program(
        programs,
        name,
        f"""echo "$@" >> "{copy}/asked"
uv() {{ mkdir -p "$1/bin"; printf '#!%s\\n' "$BASH" | tee "$1/bin/uv" > "$1/bin/python"
  chmod +x "$1/bin/uv" "$1/bin/python"; }}
case "$*" in
"-m venv "*) {'uv "$3"' if venv else "exit 1"} ;;
*"--target"*) uv "$5" ;;
esac""",
    )
    for tool in ("chmod", "tee"):
        (programs / tool).symlink_to(str(shutil.which(tool)))
    result = run(copy / "scripts/setup", PATH=str(programs))
    assert "setup: getting uv" in result.stderr
    assert "could not get uv" not in result.stderr
    asked = (copy / "asked").read_text()
    assert ("--target" in asked) is not venv
    assert (copy / ".cache/blink-doctor/uv/bin/uv").exists()


def test_no_network_is_one_line_and_leaves_no_half_made_environment(
    copy: Path, programs: Path
) -> None:
    """The next run starts over."""
    program(
        programs,
        "uv",
        """case "$1 $2" in
--version*) ;;
"venv "*) mkdir -p .venv/bin; echo > .venv/bin/python ;;
*) echo "error: client error (Connect): dns error" >&2; exit 2 ;;
esac""",
    )
    program(programs, "python3.14", "exit 0")
    result = run(copy / "scripts/setup", PATH=str(programs))
    assert result.returncode == 1
    log = copy / ".cache/blink-doctor/setup.log"
    assert result.stderr.splitlines()[-1] == (
        "setup: could not install the requirements: no connection; run this again when"
        f" that is solved (details: {log})"
    )
    assert not (copy / ".venv/.made-from").exists()


@pytest.mark.parametrize(
    "words",
    [
        "error: [Errno 2] No such file or directory: 'x86_64-linux-gnu-g++'",
        "error: command 'cc' failed: No such file or directory: 'cc'",
        "/bin/sh: 1: unable to execute 'clang': no such file",
    ],
)
def test_a_compiler_that_is_missing_is_told(
    copy: Path, programs: Path, words: str
) -> None:
    """Some packages have no wheel for Python 3.14; the last line of the log is a hint."""
    program(
        programs,
        "uv",
        f"""case $1 in --version) ;;
*) echo "{words}"; echo "hint: build failures usually"; exit 2 ;; esac""",
    )
    program(programs, "python3.14", "exit 0")
    result = run(copy / "scripts/setup", PATH=str(programs))
    assert result.returncode == 1
    assert "apt install g++" in result.stderr.splitlines()[-1]


def test_a_second_run_does_nothing_and_a_change_makes_it_anew(
    copy: Path, programs: Path
) -> None:
    """In no time, and without asking uv or Python for anything."""
    program(
        programs,
        "uv",
        """echo "$@" >> asked
case $1 in venv) mkdir -p .venv/bin; ln -s "$BASH" .venv/bin/python ;; esac""",
    )
    program(programs, "python3.14", "exit 0")
    setup = copy / "scripts/setup"
    assert run(setup, PATH=str(programs)).returncode == 0
    asked = (copy / "asked").read_text()
    assert "--requirement requirements_test.txt" in asked

    began = time.monotonic()
    again = run(setup, PATH=str(programs))
    assert (again.returncode, again.stderr) == (0, "")
    assert time.monotonic() - began < 2
    assert (copy / "asked").read_text() == asked

    with (copy / "requirements_test.txt").open("a") as file:
        file.write("something==1\n")
    assert run(setup, PATH=str(programs)).returncode == 0
    assert (copy / "asked").read_text() != asked


# What macOS does not have: its bash is 3.2, its sed, date and readlink are BSD's
NEWER = (
    r"\b(mapfile|readarray)\b|"
    r"\b(declare|local|typeset) -\w*[An]\b|"
    r"\$\{\w+(\[.\])?(,,?|\^\^?)|\$\{\w+@\w\}|\$\{\w+\[-\d|"
    r"&>>|\|&|"
    r"\bwait -n\b|\bEPOCH(SECONDS|REALTIME)\b|\[\[? -v |"
    r"\breadlink -f|\brealpath\b|\bsed\b[^|]* -i(?! '')|\bsed -\w*r|"
    r"\bdate (-d|--|-I)|\bgrep -\w*P|\bsort -\w*V|\bhead -n -|\bstat (-c|--)|"
    r"(?<!_)\b(nproc|tac|shuf|timeout)\b(?!=)|\bxargs -\w*r"
)
# Debian's own packages are for Debian
ELSEWHERE = {"python314"}


def test_commands_run_on_macos() -> None:
    """None uses what only a newer bash or GNU's tools have."""
    paths = [*ROOT.glob("scripts/*"), *ROOT.glob("scripts/lib/*"), ROOT / ".ci/run"]
    commands = [
        path
        for path in paths
        if path.is_file() and path.suffix != ".py" and path.name not in ELSEWHERE
    ]
    assert len(commands) > 10
    for path in commands:
        text = re.sub(r"^\s*#.*", "", path.read_text("utf-8"), flags=re.MULTILINE)
        found = re.search(NEWER, text)
        assert found is None, (path.name, found)
