"""Pack the integration for a release; see scripts/release.

The archive depends only on the files: sorted by name, with a fixed date and mode, so that
two builds of one commit have the same SHA-256.
"""

from collections.abc import Iterator
from hashlib import sha256
import json
from pathlib import Path
import re
import sys
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parents[2]
INTEGRATION = Path("custom_components", "blink_doctor")
# the earliest date that the ZIP format supports
DATE = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644 << 16
LEFT_OUT = {"__pycache__", ".DS_Store"}
_TAG = re.compile(r"v(\d+\.\d+\.\d+(?:b\d+)?)", re.ASCII)


def files(folder: Path) -> Iterator[Path]:
    """Yield the files of the archive, sorted by name."""
    for path in sorted(folder.rglob("*"), key=lambda p: p.relative_to(folder).parts):
        if path.is_file() and not LEFT_OUT & set(path.relative_to(folder).parts):
            yield path


def pack(folder: Path, target: Path) -> str:
    """Write the archive and return its SHA-256 in hexadecimal digits."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files(folder):
            entry = ZipInfo(path.relative_to(folder).as_posix(), DATE)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, MODE
            # Unix as creating system, on any platform
            entry.create_system = 3
            archive.writestr(entry, path.read_bytes(), compresslevel=9)
    return sha256(target.read_bytes()).hexdigest()


def complaints(root: Path, tag: str) -> Iterator[str]:
    """Yield what does not match a tag, one line each."""
    known = _TAG.fullmatch(tag)
    if known is None:
        yield f"{tag}: a tag is v1.2.3, or v1.2.3b1 before that"
        return
    version = known[1]
    manifest = json.loads((root / INTEGRATION / "manifest.json").read_text("utf-8"))
    if manifest["version"] != version:
        yield f"manifest.json: the version is {manifest['version']}, not {version}"
    changes = (root / "CHANGELOG.md").read_text("utf-8")
    section = re.search(
        rf"^## {re.escape(version)}\b[^\n]*\n(.*?)(?=^## |\Z)",
        changes,
        re.MULTILINE | re.DOTALL,
    )
    if section is None:
        yield f"CHANGELOG.md: there is no section {version}"
    elif not section[1].strip():
        yield f"CHANGELOG.md: the section {version} is empty"
    hacs = json.loads((root / "hacs.json").read_text("utf-8"))
    if not hacs.get("zip_release") or hacs.get("filename") != "blink_doctor.zip":
        yield "hacs.json: HACS would not look for blink_doctor.zip"


def main(arguments: list[str]) -> int:
    """Run the command."""
    match arguments:
        case ["--check", tag]:
            wrong = list(complaints(ROOT, tag))
            print("\n".join(wrong) or f"{tag} fits")
            return bool(wrong)
        case [] | [_] if not arguments or not arguments[0].startswith("-"):
            target = Path(*arguments) if arguments else ROOT / "dist/blink_doctor.zip"
            print(f"{pack(ROOT / INTEGRATION, target)}  {target}")
            return 0
        case _:
            print("see scripts/release --help", file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
