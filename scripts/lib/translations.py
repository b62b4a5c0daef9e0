"""`scripts/translations`: what a language still lacks, and filling it in.

    scripts/translations lacks de > todo.json     path -> English text
    scripts/translations fill de done.json        path -> translated text

`fill` also removes what English no longer has, and keeps English's order.
"""

import json
from pathlib import Path
import sys
from typing import Any

FOLDER = (
    Path(__file__).resolve().parents[2] / "custom_components/blink_doctor/translations"
)


def read(language: str) -> dict[str, Any]:
    """Return a language's content, nothing where it has no file yet."""
    path = FOLDER / f"{language}.json"
    if not path.exists():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def flat(node: Any, path: str = "") -> dict[str, str]:
    """Return all texts by their path."""
    if isinstance(node, str):
        return {path: node}
    found: dict[str, str] = {}
    for key, below in node.items():
        found |= flat(below, f"{path}.{key}" if path else key)
    return found


def shaped(like: Any, texts: dict[str, str], path: str = "") -> Any:
    """Return texts in the shape of English, without what is not there."""
    if isinstance(like, str):
        return texts.get(path)
    parts = {
        key: shaped(below, texts, f"{path}.{key}" if path else key)
        for key, below in like.items()
    }
    return {key: part for key, part in parts.items() if part not in (None, {})}


def main() -> int:
    """Run the command."""
    command, language, *files = sys.argv[1:]
    english, other = read("en"), flat(read(language))
    if command == "lacks":
        lacks = {p: t for p, t in flat(english).items() if p not in other}
        print(json.dumps(lacks, indent=1, ensure_ascii=False))
        return 0
    for file in files:
        other |= json.loads(Path(file).read_text(encoding="utf-8"))
    content = json.dumps(shaped(english, other), indent=2, ensure_ascii=False)
    (FOLDER / f"{language}.json").write_text(content + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
