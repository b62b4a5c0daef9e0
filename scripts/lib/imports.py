"""`scripts/lint`: check which modules may import which.

- Only `blink/` imports core Blink, blinkpy, and HTTP clients.
- `diagnosis/` imports only the standard library and itself.
- Every module and package belongs to a layer, and imports only from lower layers.
- No import cycles, in the package or in the demo.

Imports under `TYPE_CHECKING` are ignored in the package, since they do not run; not in the demo.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
import re
import sys
from typing import override

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "custom_components.blink_doctor"
DEMO = "demo"
# from top to bottom
LAYERS = (
    "__init__",
    "config_flow",
    "onboarding",
    "assist dashboard",
    "llm repairs self_healing trigger",
    "binary_sensor core_batteries notifications sensor services switch",
    "button condition device_lifecycle entities event messages triggers",
    "backfill checkup diagnostics entity recording_history system_health targeting user_reports",
    "battery_plan wakes",
    "coordinator",
    "pauses",
    "action_fields blink options_form paced store",
    "diagnosis",
    "const language",
)
# the layers within `diagnosis/`
DIAGNOSIS_LAYERS = (
    "replay",
    "engine",
    "conclude",
    "judge_device",
    "root_cause",
    "evidence incident_log outlook record",
    "firmware_history guide record_ledgers settings",
    "backfill fleet pause rules storage view",
    "missing stored_values",
    "memory report",
    "battery migrations watching",
    "history",
    "parsing",
    "conditions device_names",
    "flapping",
    "model",
    "__init__",
)
CORE_BLINK = "homeassistant.components.blink"
_REACH = re.compile(r"\bsource\.(coordinator$|api\.\w+$)")
_CORE_DATA = re.compile(r"\.data\[('blink'|BLINK_DOMAIN)\]$")
# modules that send no requests: our own server, header names
HARMLESS = ("aiohttp.hdrs", "aiohttp.web")
CLOUD = frozenset(
    {
        "aiohttp",
        "blinkpy",
        CORE_BLINK,
        "homeassistant.helpers.aiohttp_client",
        "homeassistant.helpers.httpx_client",
        "http.client",
        "httpx",
        "requests",
        "socket",
        "urllib.request",
    }
)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the importing module, the imported name, and the line.

    Access to core Blink's objects counts as an import of core Blink.
    """

    by: str
    of: str
    place: str


class _Finder(ast.NodeVisitor):
    """Collect a module's imports."""

    def __init__(self, package: str, *, types: bool) -> None:
        self.package = package
        self.types = types
        self.found: list[tuple[str, int]] = []

    @override
    def visit_If(self, node: ast.If) -> None:
        """Skip imports for type checkers."""
        if self.types or not ast.unparse(node.test).endswith("TYPE_CHECKING"):
            self.generic_visit(node)
            return
        for below in node.orelse:
            self.visit(below)

    @override
    def visit_Import(self, node: ast.Import) -> None:
        """Collect `import a.b`."""
        self.found += [(name.name, node.lineno) for name in node.names]

    @override
    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Collect `from a import b` as a.b."""
        above = self.package.split(".")
        base = above[: len(above) - node.level + 1] if node.level else []
        prefix = ".".join([*base, *filter(None, [node.module])])
        self.found += [(f"{prefix}.{name.name}", node.lineno) for name in node.names]

    @override
    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Collect access through a source to core Blink's objects."""
        if _REACH.search(ast.unparse(node)):
            self.found.append((CORE_BLINK, node.lineno))
        self.generic_visit(node)

    @override
    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Collect `hass.data["blink"]`."""
        if _CORE_DATA.search(ast.unparse(node)):
            self.found.append((CORE_BLINK, node.lineno))
        self.generic_visit(node)


def imports(
    root: Path, package: str = PACKAGE, *, types: bool = False
) -> Iterator[Import]:
    """Yield every import in a package, module by module."""
    folder = root.joinpath(*package.split("."))
    files = {module_of(path, root): path for path in sorted(folder.rglob("*.py"))}
    for module, path in files.items():
        inside = path.name == "__init__.py"
        finder = _Finder(module if inside else module.rpartition(".")[0], types=types)
        finder.visit(ast.parse(path.read_text(encoding="utf-8")))
        for name, line in finder.found:
            of = name
            if of.startswith(f"{package}.") and of not in files:
                of = of.rpartition(".")[0]
            yield Import(module, of, f"{path.relative_to(root)}:{line}")


def module_of(path: Path, root: Path) -> str:
    """Return the name of the module in a file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_below(name: str, package: str) -> bool:
    """Whether a name is a package or inside it."""
    return name == package or name.startswith(f"{package}.")


def child(module: str, package: str) -> str | None:
    """Return the top-level module or subpackage of `package` that a module is in, None if outside."""
    if not is_below(module, package):
        return None
    return module.removeprefix(package).strip(".").split(".")[0] or "__init__"


def forbidden(found: list[Import]) -> Iterator[str]:
    """Yield imports that a module's place does not allow."""
    for each in found:
        outside = not is_below(each.by, f"{PACKAGE}.blink")
        if outside and not any(is_below(each.of, name) for name in HARMLESS):
            if any(is_below(each.of, name) for name in CLOUD):
                yield f"{each.place}: only blink/ may touch {each.of}"
        if is_below(each.by, f"{PACKAGE}.diagnosis") and not (
            is_below(each.of, f"{PACKAGE}.diagnosis")
            or each.of.split(".")[0] in sys.stdlib_module_names
        ):
            yield f"{each.place}: diagnosis/ may not import {each.of}"


def upward(found: list[Import], package: str, layers: tuple[str, ...]) -> Iterator[str]:
    """Yield imports that do not point to a lower layer."""
    rank = {name: -at for at, names in enumerate(layers) for name in names.split()}
    without_layer: dict[str, None] = {}
    for each in found:
        by, of = child(each.by, package), child(each.of, package)
        if by is None or of is None or by == of:
            continue
        if unlisted := [name for name in (by, of) if name not in rank]:
            without_layer |= dict.fromkeys(unlisted)
        elif rank[of] >= rank[by]:
            yield f"{each.place}: {by} may not import {of}, which is not below it"
    for name in without_layer:
        yield f"{package}.{name} is in no layer: give it one in scripts/lib/imports.py"


def cycles(found: list[Import], package: str = PACKAGE) -> Iterator[str]:
    """Yield an import cycle, if there is one."""
    graph: dict[str, set[str]] = {}
    for each in found:
        if is_below(each.of, package) and not is_below(each.by, each.of):
            graph.setdefault(each.by, set()).add(each.of)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield "a circle: " + " <- ".join(error.args[1])


def problems(root: Path) -> list[str]:
    """Return all violations."""
    found = list(imports(root))
    diagnosis = f"{PACKAGE}.diagnosis"
    return [
        *forbidden(found),
        *upward(found, PACKAGE, LAYERS),
        *upward(found, diagnosis, DIAGNOSIS_LAYERS),
        *cycles(found),
        *cycles(list(imports(root, DEMO, types=True)), DEMO),
    ]


if __name__ == "__main__":
    wrong = problems(ROOT)
    print("\n".join(wrong) or "all fine")
    sys.exit(bool(wrong))
