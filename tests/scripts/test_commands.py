"""scripts/setup, as a person runs it in a fresh clone on a machine with few programs; told."""

from pathlib import Path
import re
import shutil

from tests.story import Story

from . import ROOT, run

BASH = shutil.which("bash")
TOOLS = (
    "bash cat cksum dirname env grep ln ls mkdir mktemp rm sed tail flock head id mv tr"
    " chmod"
)
# a Python that writes down what it is asked, and brings uv in one way
PYTHON = """echo "$@" >> asked
uv() {{ mkdir -p "$1/bin"; printf '#!%s\\n' "$BASH" > "$1/bin/python"
  printf '#!%s\\ncase $1 in venv) mkdir -p .venv/bin; ln -s "$BASH" .venv/bin/python ;; esac\\n' \\
    "$BASH" > "$1/bin/uv"; chmod +x "$1/bin/uv" "$1/bin/python"; }}
case "$*" in "-m venv "*) {venv} ;; *"--target"*) uv "$5" ;; esac"""
UV = """echo "$@" >> asked
case $1 in --version) ;;
venv) mkdir -p .venv/bin; ln -s "$BASH" .venv/bin/python ;;
*) [ -z "{error}" ] || {{ echo "{error}" >&2; echo "hint: build failures" >&2; exit 2; }} ;;
esac"""
NO_NETWORK = "error: client error (Connect): dns error"
NO_COMPILER = "error: [Errno 2] No such file or directory: 'x86_64-g++'"


class Machine:
    def __init__(self, folder: Path) -> None:
        self.checkout, self.bin = folder / "checkout", folder / "bin"
        for name in ("scripts", "requirements"):
            shutil.copytree(ROOT / name, self.checkout / name)
        shutil.copy(ROOT / "requirements_test.txt", self.checkout)
        self.bin.mkdir()
        for name in TOOLS.split():
            if found := shutil.which(name):
                (self.bin / name).symlink_to(found)

    def add(self, **programs: str) -> Machine:
        for name, text in programs.items():
            path = self.bin / name.replace("_", ".")
            path.write_text(f"#!{BASH}\n{text}\n")
            path.chmod(0o755)
        return self

    def set_up(self) -> list[str]:
        """Run scripts/setup; return what it says, and what programs were asked."""
        asked = self.checkout / "asked"
        asked.write_text("")
        environment = {"HOME": str(self.checkout), "PATH": str(self.bin)}
        code, _, err = run(
            "bash", self.checkout / "scripts/setup", env=environment, cwd=self.checkout
        )
        made = (self.checkout / ".venv/.made-from").exists()
        told = [
            *err.splitlines(),
            *(f"asked: {one}" for one in asked.read_text().splitlines()),
        ]
        told.append(
            f"exit code {code}, {'ready' if made else 'nothing is marked as made'}"
        )
        text = "\n".join(told).replace(f"{self.checkout.parent}/", "")
        return re.sub(r"\b\d+ s\b|\d+\.\d+\.\d+", "N", text).splitlines()


def test_setup(tmp_path: Path, story: Story) -> None:
    def machine(**programs: str) -> Machine:
        folder = tmp_path / str(len([*tmp_path.iterdir()]))
        return Machine(folder).add(**programs)

    no_venv, venv = (PYTHON.format(venv=how) for how in ("exit 1", 'uv "$3"'))
    fine, unconnected, lacking = (
        machine(uv=UV.format(error=error), python3_14="exit 0")
        for error in ("", NO_NETWORK, NO_COMPILER)
    )
    for title, one in (
        ("Neither uv nor Python is one line", machine()),
        ("uv comes into a venv", machine(python3=venv)),
        ("Or by pip, whatever Python is called", machine(python3_14=no_venv)),
        ("No network is told, and the next run starts over", unconnected),
        ("So is no compiler: some packages have no wheel", lacking),
        ("With all it needs it is made", fine),
        ("A second run does nothing, without asking uv or Python", fine),
    ):
        story(title)
        story.say(*one.set_up())
    with (fine.checkout / "requirements_test.txt").open("a") as file:
        file.write("something==1\n")
    story("Changed requirements make it anew")
    story.say(*fine.set_up())
