"""The command behind `scripts/translations`, as a module."""

import importlib
import importlib.util
from pathlib import Path
import sys
from types import ModuleType

ROOT = Path(__file__).parents[2]


def load() -> ModuleType:
    """Import the command under another name: `scripts` is the folder of these tests."""
    if "texts_command" in sys.modules:
        return importlib.import_module("texts_command.__main__")
    folder = ROOT / "scripts/lib/translations"
    spec = importlib.util.spec_from_file_location(
        "texts_command",
        folder / "__init__.py",
        submodule_search_locations=[str(folder)],
    )
    assert spec
    sys.modules["texts_command"] = importlib.util.module_from_spec(spec)
    return importlib.import_module("texts_command.__main__")
