"""Curves over N as an SVG file: both axes in powers of ten, a line for each tool, its name at its end."""

import html
import math
from collections.abc import Mapping, Sequence

Point = tuple[float, float]

_WIDTH, _HEIGHT = 760, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 590, 40, 370
_LINE_HEIGHT = 14
_COLOURS = ("#1b6ca8", "#c44536", "#2e7d32", "#8e44ad", "#b8860b", "#00838f", "#6d4c41", "#d81b60", "#546e7a", "#7cb342")


def curves(title: str, x_name: str, y_name: str, lines: Mapping[str, Sequence[Point]]) -> str:
    """The text of the file; Whimbrel's lines are thicker."""
    points = [point for line in lines.values() for point in line]
    x = _Axis.around([point[0] for point in points], _LEFT, _RIGHT)
    y = _Axis.around([point[1] for point in points], _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">{html.escape(title)}</text>',
        *_grid(x, y),
        f'<text x="{(_LEFT + _RIGHT) / 2:.0f}" y="{_BOTTOM + 38}" text-anchor="middle">{html.escape(x_name)}</text>',
        f'<text transform="translate(16 {(_TOP + _BOTTOM) / 2:.0f}) rotate(-90)" text-anchor="middle">{html.escape(y_name)}</text>',
        *_lines(x, y, lines),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Axis:
    """Where a value lies, between two powers of ten."""

    def __init__(self, low: int, high: int, start: float, end: float) -> None:
        self.powers = range(low, high + 1)
        self._start = start
        self._step = (end - start) / (high - low)

    @staticmethod
    def around(values: Sequence[float], start: float, end: float) -> "_Axis":
        low = math.floor(math.log10(min(values)))
        high = math.ceil(math.log10(max(values)))
        return _Axis(low, max(high, low + 1), start, end)

    def at(self, value: float) -> float:
        return self._start + (math.log10(value) - self.powers[0]) * self._step


def _grid(x: _Axis, y: _Axis) -> list[str]:
    parts = []
    for power in x.powers:
        at = x.at(10.0**power)
        parts.append(f'<line x1="{at:.1f}" y1="{_TOP}" x2="{at:.1f}" y2="{_BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{at:.1f}" y="{_BOTTOM + 18}" text-anchor="middle">{_tick(power)}</text>')
    for power in y.powers:
        at = y.at(10.0**power)
        parts.append(f'<line x1="{_LEFT}" y1="{at:.1f}" x2="{_RIGHT}" y2="{at:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{_tick(power)}</text>')
    return parts


def _tick(power: int) -> str:
    return f"{10**power:,}".replace(",", " ") if power >= 0 else f"{10.0**power:.{-power}f}"


def _lines(x: _Axis, y: _Axis, lines: Mapping[str, Sequence[Point]]) -> list[str]:
    parts = []
    ends = {name: y.at(line[-1][1]) for name, line in lines.items()}
    labels = apart(ends, _LINE_HEIGHT)
    for (name, line), colour in zip(lines.items(), _repeated(_COLOURS, len(lines))):
        width = 3 if name.startswith("whimbrel") else 1.5
        places = [(x.at(px), y.at(py)) for px, py in line]
        joined = " ".join(f"{px:.1f},{py:.1f}" for px, py in places)
        parts.append(f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="{width}"/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{width + 1}" fill="{colour}"/>' for px, py in places]
        last_x, last_y = places[-1]
        parts.append(
            f'<line x1="{last_x:.1f}" y1="{last_y:.1f}" x2="{_RIGHT + 4}" y2="{labels[name]:.1f}" stroke="{colour}" stroke-width="0.5"/>'
        )
        parts.append(f'<text x="{_RIGHT + 8}" y="{labels[name] + 4:.1f}" fill="{colour}">{html.escape(name)}</text>')
    return parts


def _repeated(values: Sequence[str], count: int) -> list[str]:
    return [values[number % len(values)] for number in range(count)]


def apart(places: Mapping[str, float], distance: float) -> dict[str, float]:
    """Moves places down, in their order, until no two are nearer than that."""
    moved: dict[str, float] = {}
    last = -math.inf
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        last = max(place, last + distance)
        moved[name] = last
    return moved
