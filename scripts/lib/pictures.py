"""`scripts/pictures`: generate the pictures of the guided fixes.

They contain no words, to fit every language, and have their own background, to be
visible on light and dark themes. Blinking lights have rays and are animated, except for
users who prefer reduced motion.
"""

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "custom_components/blink_doctor/pictures"
GROUND, LINE, PALE = "#f4f5f7", "#5f6b7a", "#dfe3e8"
BLUE, GREEN, RED, DARK = "#1e88e5", "#43a047", "#e53935", "#c3cad3"
_STYLE = (
    "<style>.b{animation:b 1s steps(1) infinite}"
    ".s{animation:b 3s steps(1) infinite}"
    "@keyframes b{50%{opacity:.15}}"
    "@media (prefers-reduced-motion:reduce){.b,.s{animation:none}}</style>"
)

type Light = tuple[str, str]

# patterns of a sync module's two lights: colour, and b if it blinks
MODULE: Mapping[str, tuple[Light, ...]] = {
    "lights_online": ((BLUE, ""), (GREEN, "")),
    "lights_starting": ((BLUE, ""), (DARK, "")),
    "lights_reconnecting": ((BLUE, ""), (GREEN, "b")),
    "lights_red": ((RED, ""), (DARK, "")),
    "lights_pairing": ((BLUE, "b"), (GREEN, "")),
    "lights_off": ((DARK, ""), (DARK, "")),
}
# patterns of a camera's or doorbell's light
PATTERNS: Mapping[str, tuple[Light, ...]] = {
    "pattern_flashing": ((RED, "b"),),
    "pattern_every_three_seconds": ((RED, "s"),),
    "pattern_solid": ((RED, ""),),
    "pattern_red_and_blue": ((RED, ""), (BLUE, "")),
}


def svg(width: int, height: int, *parts: str) -> str:
    """Return a picture of its parts on a background."""
    ground = f'<rect width="{width}" height="{height}" rx="12" fill="{GROUND}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{_STYLE}{ground}{"".join(parts)}</svg>\n'
    )


def rect(x: float, y: float, w: float, h: float, more: str, rx: float = 6) -> str:
    """Return a rounded rectangle."""
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{rx}" {more}/>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str = LINE) -> str:
    """Return a line."""
    return (
        f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="{colour}" stroke-width="3" '
        f'stroke-linecap="round" fill="none"/>'
    )


def light(x: float, y: float, colour: str, blinks: str) -> str:
    """Return a light: a dot, with rays if it blinks."""
    edge = LINE if colour == DARK else colour
    dot = (
        f'<circle cx="{x}" cy="{y}" r="9" fill="{colour}" '
        f'stroke="{edge}" stroke-width="1.5"/>'
    )
    if not blinks:
        return dot
    directions = ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0))
    rays = "".join(
        line(x + 13 * s * a, y + 13 * s * b, x + 18 * s * a, y + 18 * s * b, colour)
        for a, b in directions
        for s in (1, -1)
    )
    return f'<g class="{blinks}">{dot}{rays}</g>'


def lights(x: float, y: float, shown: tuple[Light, ...]) -> str:
    """Return a device's front with its lights."""
    width = 28 + 44 * len(shown)
    front = rect(x, y, width, 44, f'fill="#fff" stroke="{LINE}" stroke-width="2"', 10)
    dots = [light(x + 36 + 44 * place, y + 22, *one) for place, one in enumerate(shown)]
    return front + "".join(dots)


def numbered_lights() -> str:
    """Return all patterns of a sync module, numbered as the options below the picture."""
    parts = []
    for place, shown in enumerate(MODULE.values()):
        x, y = 24 + 160 * (place % 2), 14 + 58 * (place // 2)
        parts.append(
            f'<text x="{x}" y="{y + 28}" font-family="sans-serif" font-size="18" '
            f'fill="{LINE}">{place + 1}</text>'
        )
        parts.append(lights(x + 20, y, shown))
    return svg(330, 188, *parts)


def after_blue() -> str:
    """Return a blue light and then a flashing red one."""
    arrow = line(150, 36, 180, 36) + line(172, 29, 180, 36) + line(172, 43, 180, 36)
    return svg(
        330, 72, lights(62, 14, ((BLUE, ""),)), arrow, lights(196, 14, ((RED, "b"),))
    )


def battery(x: float, y: float, *, up: bool) -> str:
    """Return an AA battery; `up`: its plus is at the top."""
    body = rect(x, y + 8, 40, 104, f'fill="#fff" stroke="{LINE}" stroke-width="2.5"', 5)
    knob_y, plus, minus = (y, y + 32, y + 92) if up else (y + 112, y + 92, y + 32)
    knob = rect(x + 13, knob_y, 14, 8, f'fill="{LINE}"', 2)
    middle = x + 20
    return (
        body
        + knob
        + line(middle - 8, plus, middle + 8, plus, RED)
        + line(middle, plus - 8, middle, plus + 8, RED)
        + line(middle - 8, minus, middle + 8, minus, BLUE)
    )


def batteries() -> str:
    """Return a compartment with two batteries, plus to plus and minus to minus."""
    box = rect(70, 12, 190, 156, f'fill="{PALE}" stroke="{LINE}" stroke-width="2"', 14)
    marks = [
        line(x - 7, y, x + 7, y, colour)
        + (line(x, y - 7, x, y + 7, colour) if colour == RED else "")
        for x, y, colour in (
            (88, 62, RED),
            (88, 122, BLUE),
            (242, 62, BLUE),
            (242, 122, RED),
        )
    ]
    return svg(
        330, 180, box, battery(112, 30, up=True), battery(178, 30, up=False), *marks
    )


def reset() -> str:
    """Return the possible places of the reset button, and a paper clip."""
    stroke = f'stroke="{LINE}" stroke-width="2.5"'
    front = f'<path d="M60 56h110v96H60z" fill="#fff" {stroke}/>'
    top = f'<path d="M60 56l34-30h110l-34 30z" fill="{PALE}" {stroke}/>'
    side = f'<path d="M170 56l34-30v96l-34 30z" fill="{PALE}" {stroke}/>'
    holes = "".join(
        f'<circle cx="{x}" cy="{y}" r="4" fill="{LINE}"/>'
        f'<circle cx="{x}" cy="{y}" r="11" fill="none" stroke="{RED}" '
        f'stroke-width="2" stroke-dasharray="4 3"/>'
        for x, y in ((187, 92), (88, 128), (132, 40))
    )
    clip = (
        f'<path d="M200 92h52a14 14 0 0 1 0 28h-34a9 9 0 0 1 0-18h40" fill="none" '
        f'{stroke} stroke-linecap="round"/>'
    )
    return svg(330, 170, front, top, side, holes, clip)


def pictures() -> dict[str, str]:
    """Return all pictures by file name."""
    single = {
        name: svg(330, 72, lights((330 - 28 - 44 * len(shown)) / 2, 14, shown))
        for name, shown in {**MODULE, **PATTERNS}.items()
    }
    drawn = {
        "batteries": batteries(),
        "pattern_after_blue": after_blue(),
        "read_lights": numbered_lights(),
        "reset": reset(),
    }
    return {f"{name}.svg": text for name, text in sorted((drawn | single).items())}


def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.svg"):
        path.unlink()
    for name, text in pictures().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
