"""Create mutants of the diagnosis and list those that no test detects; see scripts/mutate.

Cosmic Ray creates the mutants. Each runs in a process forked from one that has pytest
loaded already: nothing is written to disk, and a mutant that is detected early costs
about a second.
"""

import argparse
import ast
from collections.abc import Iterator
from dataclasses import dataclass
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
from itertools import islice
import os
from pathlib import Path
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import types
from typing import Any, override

CHECKOUT = Path(__file__).resolve().parents[2]
# the tests run in a copy, so that the checkout may change meanwhile
ROOT = Path(tempfile.mkdtemp(prefix="mutants-"))
PACKAGE = "custom_components.blink_doctor"
DIAGNOSIS = ROOT / "custom_components" / "blink_doctor" / "diagnosis"
EQUIVALENT = CHECKOUT / "tests" / "equivalent_mutants.toml"
# examples per property; more would find the same mutants
EXAMPLES = "12"
# a mutant whose tests take this many times as long is in an endless loop: detected
MOST_TIMES = 5

# fast tests first; files that need Home Assistant are excluded by their imports
STAGES = (
    ("tests/diagnosis", "not fuzz"),
    ("tests/scenarios", "test_ends_as_labelled"),
    ("tests/diagnosis/parsing", ""),
    ("tests/diagnosis/watching", "not homes"),
    ("tests/diagnosis/told", ""),
    ("tests/properties", ""),
    ("tests/scenarios", "not test_ends_as_labelled"),
    ("tests/diagnosis/watching", "homes"),
    ("tests/diagnosis", "fuzz"),
)

# Cosmic Ray's operators for mistakes that people make. Excluded are those that change
# nothing here (`is` for `==`) or that a type checker would reject.
OPERATORS = (
    "NumberReplacer",
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ZeroIterationForLoop",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_Delete_USub",
    *(
        f"ReplaceComparisonOperator_{pair}"
        for pair in (
            *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is"),
            *("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt"),
            *("Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"),
        )
    ),
    *(
        f"ReplaceBinaryOperator_{pair}"
        for pair in (
            *("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul"),
            *("BitOr_BitAnd", "BitAnd_BitOr", "Sub_BitAnd", "Mod_Mul"),
        )
    ),
)


# decorators and conditions whose arguments change nothing that anybody sees
_LAYOUT = ("@dataclass(", "@dataclasses.dataclass(", "@lru_cache(", "if TYPE_CHECKING:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One small change in one file."""

    path: Path
    number: int
    before: str
    after: str
    source: str

    @property
    def file(self) -> str:
        """Return the file within the diagnosis."""
        return self.path.relative_to(DIAGNOSIS).as_posix()

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what identifies the mutant independent of its line number."""
        return self.file, self.before, self.after

    @override
    def __str__(self) -> str:
        """Return the mutant for people to read."""
        return f"{self.file}:{self.number}\n    - {self.before}\n    + {self.after}"


def main() -> int:
    """Run the command, in a copy of the diagnosis and its tests."""
    for part in (DIAGNOSIS.relative_to(ROOT), Path("tests"), Path("scripts")):
        shutil.copytree(
            CHECKOUT / part, ROOT / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    try:
        return run()
    finally:
        shutil.rmtree(ROOT, ignore_errors=True)


def run() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="scripts/mutate")
    parser.add_argument("--sample", type=int, help="so many mutants, at random")
    parser.add_argument("--seed", type=int, default=1, help="which ones, 1 by default")
    parser.add_argument("--only", default="", help="files whose path has this in it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--check", type=float, help="fail below so many per cent")
    parser.add_argument("--list", action="store_true", help="only name them")
    arguments = parser.parse_args()
    equivalent = read_equivalent()
    places = list(positions(arguments.only))
    if arguments.sample:
        random.Random(arguments.seed).shuffle(places)
    made = (one for place in places if (one := mutant(*place)))
    noticeable = (one for one in made if one.key not in equivalent)
    chosen = list(islice(noticeable, arguments.sample))
    print(f"{len(places)} places for a mistake, {len(chosen)} mutants tried")
    if arguments.list:
        print(*chosen, sep="\n")
        return 0
    prepare()
    began = time.monotonic()
    if not passes(None):
        print("The tests fail without any mistake; see to that first.")
        return 2
    usual = time.monotonic() - began
    print(f"(all tests of one mutant take {usual:.0f} s)", file=sys.stderr)
    survivors = run_all(chosen, arguments.jobs, seconds=round(usual) * MOST_TIMES)
    killed = len(chosen) - len(survivors)
    for one in survivors:
        print(f"not noticed: {one}")
    score = 100 * killed / max(len(chosen), 1)
    print(f"{killed} of {len(chosen)} noticed: {score:.1f} %", end=" ")
    print(f"({len(equivalent)} equivalent ones named and left out)")
    return 1 if arguments.check is not None and score < arguments.check else 0


def read_equivalent() -> set[tuple[str, str, str]]:
    """Return mutants known to be equivalent, each listed with a reason."""
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    if any(not entry["why"].strip() for entry in entries):
        raise ValueError(f"{EQUIVALENT.name}: a mutant without a reason")
    return {(entry["file"], entry["line"], entry["becomes"]) for entry in entries}


def positions(only: str) -> Iterator[tuple[Path, str, int]]:
    """Yield where a mutant can be created: file, operator, occurrence."""
    plugins = importlib.import_module("cosmic_ray.plugins")
    trees = importlib.import_module("cosmic_ray.ast")
    for path in sorted(DIAGNOSIS.rglob("*.py")):
        if only not in path.relative_to(DIAGNOSIS).as_posix():
            continue
        nodes = list(trees.ast_nodes(trees.get_ast_from_path(path)))
        for name in OPERATORS:
            operator = plugins.get_operator(f"core/{name}")()
            found = sum(len(list(operator.mutation_positions(n))) for n in nodes)
            yield from ((path, name, occurrence) for occurrence in range(found))


def mutant(path: Path, name: str, occurrence: int) -> Mutant | None:
    """Create a mutant; None if it does not change the code that runs."""
    plugins = importlib.import_module("cosmic_ray.plugins")
    mutating = importlib.import_module("cosmic_ray.mutating")
    code = path.read_text(encoding="utf-8")
    operator = plugins.get_operator(f"core/{name}")()
    source = mutating.mutate_code(code, operator, occurrence)
    if source is None or what_runs(source) in (None, what_runs(code)):
        return None
    lines = zip(code.splitlines(), source.splitlines(), strict=False)
    number, before, after = next(
        (number, one.strip(), two.strip())
        for number, (one, two) in enumerate(lines, 1)
        if one != two
    )
    if before.startswith(_LAYOUT):
        # how an object is laid out, how much is cached, and imports for the type checker
        return None  # are nothing that anybody sees
    return Mutant(path=path, number=number, before=before, after=after, source=source)


def what_runs(code: str) -> str | None:
    """Return code without annotations, None if it is not valid Python.

    Annotations are not evaluated, so no test can detect a change in them.
    """
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return None
    return ast.dump(_Bare().visit(tree))


class _Bare(ast.NodeTransformer):
    """Remove annotations and type aliases."""

    @override
    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    @override
    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    @override
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    @override
    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    @override
    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        # `/` for `*` changes how an argument may be given, and no call
        node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
        node.defaults = [*node.defaults, *filter(None, node.kw_defaults)]
        node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
        return self.generic_visit(node)

    @override
    def visit_TypeAlias(self, node: ast.TypeAlias) -> ast.AST:
        return ast.Pass()


def prepare() -> None:
    """Import everything but the diagnosis, so that forks start fast."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["BLINK_DOCTOR_EXAMPLES"] = EXAMPLES
    sys.dont_write_bytecode = False
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    for name in (PACKAGE.partition(".")[0], PACKAGE):
        package = types.ModuleType(name)
        package.__path__ = [str(ROOT.joinpath(*name.split(".")))]
        sys.modules[name] = package
    for name in ("pytest", "hypothesis.strategies", "tests.scenarios.homes"):
        importlib.import_module(name)
    hypothesis = importlib.import_module("hypothesis")
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None
    )
    hypothesis.settings.load_profile("mutants")


def run_all(chosen: list[Mutant], jobs: int, seconds: int) -> list[Mutant]:
    """Return the mutants that no test detected."""
    waiting, survivors = list(reversed(chosen)), []
    running: dict[int, Mutant] = {}
    done = 0
    while waiting or running:
        while waiting and len(running) < jobs:
            one = waiting.pop()
            running[start(one, seconds)] = one
        pid, status = os.wait()
        one = running.pop(pid)
        done += 1
        noticed = os.waitstatus_to_exitcode(status) != 0
        if not noticed:
            survivors.append(one)
        mark = "noticed" if noticed else "NOT NOTICED"
        print(f"{done}/{len(chosen)} {mark}: {one}", file=sys.stderr)
    return sorted(survivors, key=lambda one: (one.file, one.number))


def start(one: Mutant | None, seconds: int = 0) -> int:
    """Fork a process that tests a mutant within a time limit; return its id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.alarm(seconds)
        code = tried(one)
    finally:
        os._exit(code)
    raise AssertionError


def passes(one: Mutant | None) -> bool:
    """Whether all tests pass, with a mutant or without one."""
    _, status = os.waitpid(start(one), 0)
    return os.waitstatus_to_exitcode(status) == 0


def tried(one: Mutant | None) -> int:
    """Run the tests until one fails; return 0 if none does."""
    pytest = importlib.import_module("pytest")
    if one is not None:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.meta_path.insert(0, Instead(one))
    for folder, expression in STAGES:
        options = ["-c", os.devnull, "--rootdir", str(ROOT), "--noconftest", "-x", "-q"]
        options += [
            "-p",
            "no:cacheprovider",
            "-W",
            "ignore",
            "--tb=line",
            "-k",
            expression,
        ]
        if pytest.main([*options, *without_home_assistant(folder)]) not in (0, 5):
            return 1
    return 0


def without_home_assistant(folder: str) -> list[str]:
    """Return the test files of a folder that import only the diagnosis."""
    return [
        str(path)
        for path in sorted((ROOT / folder).glob("test_*.py"))
        if not _NEEDS_MORE.search(path.read_text(encoding="utf-8"))
    ]


_NEEDS_MORE = re.compile(
    r"^from (homeassistant|tests\.house|custom_components\.blink_doctor(?!\.diagnosis))",
    re.MULTILINE,
)


class Instead(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Import a mutant in place of its file."""

    def __init__(self, one: Mutant) -> None:
        """Take the mutant."""
        self._one = one
        parts = one.path.relative_to(ROOT).with_suffix("").parts
        self._is_package = parts[-1] == "__init__"
        self._name = ".".join(parts[:-1] if self._is_package else parts)

    @override
    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        spec = importlib.util.spec_from_loader(
            fullname, self, origin=str(self._one.path), is_package=self._is_package
        )
        if spec:
            # some modules look for files in their own folder
            spec.has_location = True
        if spec and self._is_package:
            spec.submodule_search_locations = [str(self._one.path.parent)]
        return spec

    @override
    def is_package(self, fullname: str) -> bool:
        return self._is_package

    @override
    def get_source(self, fullname: str) -> str:
        return self._one.source


if __name__ == "__main__":
    sys.exit(main())
