"""The commands in scripts/, as a person runs them."""

from pathlib import Path
import shutil
import time

import pytest

from . import ROOT, run

BASH = shutil.which("bash")
TOOLS = (
    "bash cat cksum dirname env grep ln ls mkdir mktemp rm sed tail flock head id mv tr"
)


def bash(command: Path, *arguments: str, path: str) -> tuple[int, str, str]:
    environment = {"HOME": str(command.parents[1]), "PATH": path}
    return run("bash", command, *arguments, env=environment)


class Machine:
    """A fresh clone on a machine that has few programs, and those that are given."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.bin = folder / "checkout", folder / "bin"
        for name in ("scripts", "requirements"):
            shutil.copytree(ROOT / name, self.checkout / name)
        shutil.copy(ROOT / "requirements_test.txt", self.checkout)
        self.bin.mkdir()
        for name in TOOLS.split():
            self.add_tool(name)

    def add_tool(self, name: str) -> None:
        if found := shutil.which(name):
            (self.bin / name).symlink_to(found)

    def add(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(f"#!{BASH}\n{text}\n")
        path.chmod(0o755)

    def set_up(self) -> tuple[int, list[str]]:
        """Run scripts/setup; return its exit code and what it says."""
        code, _, err = bash(self.checkout / "scripts/setup", path=str(self.bin))
        return code, err.splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_neither_uv_nor_python_is_one_line(machine: Machine) -> None:
    said = "setup: needs uv or Python 3; on Debian or Ubuntu: apt install python3-venv"
    assert machine.set_up() == (1, [said])


@pytest.mark.parametrize("name", ["python3", "python3.14"])
@pytest.mark.parametrize("venv", [True, False])
def test_uv_comes_by_venv_or_by_pip(machine: Machine, name: str, venv: bool) -> None:
    """With only one Python on the machine, whatever it is called and lacks."""
    machine.add(
        name,
        f"""echo "$@" >> "{machine.checkout}/asked"
uv() {{ mkdir -p "$1/bin"; printf '#!%s\\n' "$BASH" | tee "$1/bin/uv" > "$1/bin/python"
  chmod +x "$1/bin/uv" "$1/bin/python"; }}
case "$*" in
"-m venv "*) {'uv "$3"' if venv else "exit 1"} ;;
*"--target"*) uv "$5" ;;
esac""",
    )
    for tool in ("chmod", "tee"):
        machine.add_tool(tool)
    _, said = machine.set_up()
    assert "setup: getting uv" in "".join(said)
    assert "could not get uv" not in "".join(said)
    asked = (machine.checkout / "asked").read_text()
    assert ("--target" in asked) is not venv
    assert (machine.checkout / ".cache/blink-doctor/uv/bin/uv").exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            "error: client error (Connect): dns error",
            "no connection; run this again when",
        ),
        ("error: [Errno 2] No such file or directory: 'x86_64-g++'", "apt install g++"),
    ],
)
def test_what_keeps_it_from_installing_is_told(
    machine: Machine, error: str, told: str
) -> None:
    """No network, or no compiler (some packages have no wheel); the next run starts over."""
    machine.add(
        "uv",
        f"""case $1 in --version) ;;
venv) mkdir -p .venv/bin; echo > .venv/bin/python ;;
*) echo "{error}" >&2; echo "hint: build failures usually" >&2; exit 2 ;; esac""",
    )
    machine.add("python3.14", "exit 0")
    code, said = machine.set_up()
    assert code == 1
    assert said[-1].startswith("setup: could not install the requirements: ")
    assert told in said[-1]
    log = machine.checkout / ".cache/blink-doctor/setup.log"
    assert said[-1].endswith(f"(details: {log})")
    assert not (machine.checkout / ".venv/.made-from").exists()


def test_a_second_run_does_nothing_and_a_change_makes_it_anew(machine: Machine) -> None:
    """In no time, and without asking uv or Python for anything."""
    machine.add(
        "uv",
        """echo "$@" >> asked
case $1 in venv) mkdir -p .venv/bin; ln -s "$BASH" .venv/bin/python ;; esac""",
    )
    machine.add("python3.14", "exit 0")
    asked = machine.checkout / "asked"
    assert machine.set_up()[0] == 0
    first = asked.read_text()
    assert "--requirement requirements_test.txt" in first
    began = time.monotonic()
    assert machine.set_up() == (0, [])
    assert time.monotonic() - began < 2
    assert asked.read_text() == first
    with (machine.checkout / "requirements_test.txt").open("a") as file:
        file.write("something==1\n")
    assert machine.set_up()[0] == 0
    assert asked.read_text() != first
