"""A small SVG canvas: lines, text, bars, dots, and the palettes for page and paper. In pixels, y downwards."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

FONT = "Inter, system-ui, sans-serif"
SIZE = 12.0
# The mean width of a character of Inter in em; measured over running English text with digits.
CHARACTER_EM = 0.54


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a drawing. `series` are taken in turn; `card` is the ground the drawing stands on."""

    ink: str
    soft: str
    grid: str
    card: str
    signal: str
    limit: str
    series: tuple[str, ...]


PAGE = Palette(
    ink="var(--chart-ink)",
    soft="var(--chart-soft)",
    grid="var(--chart-grid)",
    card="var(--chart-card)",
    signal="var(--chart-signal)",
    limit="var(--chart-limit)",
    series=("var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)"),
)
# The light values of tokens.css, for PDF.
PDF = Palette(
    ink="#1a1916",
    soft="#69645b",
    grid="#e6e2db",
    card="#ffffff",
    signal="#a8261c",
    limit="#8a8378",
    series=("#0b5a64", "#a55e0c", "#6d6a8f", "#8c8577"),
)

Point = tuple[float, float]


def short(value: float) -> str:
    """A coordinate with one decimal and no needless zero."""
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def text_width(text: str, size: float = SIZE) -> float:
    """The width of `text` in pixels, estimated; good to about a tenth."""
    return len(text) * size * CHARACTER_EM


def fit(text: str, width: float, size: float = SIZE) -> str:
    """`text`, cut with an ellipsis where it is wider than `width`."""
    if text_width(text, size) <= width:
        return text
    return text[: max(1, int(width / (size * CHARACTER_EM)) - 1)].rstrip() + "…"


def wrap(text: str, width: float, *, lines: int = 2, size: float = SIZE) -> list[str]:
    """`text` in at most `lines` lines of `width` pixels; the last is cut with an ellipsis."""
    made: list[str] = []
    for word in text.split():
        longer = f"{made[-1]} {word}" if made else word
        if made and text_width(longer, size) <= width:
            made[-1] = longer
        else:
            made.append(word)
    if len(made) > lines:
        made = [*made[: lines - 1], " ".join(made[lines - 1 :])]
    return [fit(line, width, size) for line in made]


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values that cover `low` to `high` in about `about` steps of 1, 2, 2.5 or 5 times a power of ten."""
    if high <= low:
        high = low + 1
    raw = (high - low) / about
    magnitude = 10 ** math.floor(math.log10(raw))
    step = next(factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= raw * (1 - 1e-9))
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    # Twelve digits, not ten decimals: a micrometre in metres needs its ticks, too.
    return [float(f"{index * step:.12g}") for index in range(first, last + 1)]


def places_of(step: float) -> int:
    """How many decimals the labels of ticks `step` apart need."""
    places = 0
    while places < 15 and abs(round(step, places) - step) > 1e-9 * abs(step):
        places += 1
    return places


def plain_number(value: float, places: int) -> str:
    """`1,284.50`: the number as charts write it where the caller gives no locale."""
    return f"{value:,.{places}f}"


class Canvas:
    """Collects the parts of one drawing."""

    def __init__(self, width: float, height: float, *, title: str, description: str, palette: Palette) -> None:
        self.palette = palette
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(width)} {short(height)}" role="img" '
            f'width="{short(width)}" height="{short(height)}" font-family="{FONT}" font-size="{short(SIZE)}">'
            f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        )
        self._parts = [opening]

    def line(self, start: Point, end: Point, colour: str, *, width: float = 1, dash: str = "") -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<line x1="{short(start[0])}" y1="{short(start[1])}" x2="{short(end[0])}" y2="{short(end[1])}" '
            f'stroke="{colour}" stroke-width="{width}"{dashed}/>'
        )

    def text(
        self,
        at: Point,
        words: str,
        *,
        colour: str = "",
        anchor: str = "start",
        size: float = SIZE,
        strong: bool = False,
    ) -> None:
        weight = ' font-weight="600"' if strong else ""
        sized = f' font-size="{short(size)}"' if size != SIZE else ""
        anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
        fill = colour or self.palette.soft
        self._parts.append(
            f'<text x="{short(at[0])}" y="{short(at[1])}" fill="{fill}"{anchored}{sized}{weight}>{escape(words)}</text>'
        )

    def bar(
        self, x: float, y: float, width: float, height: float, colour: str, *, tip: str = "", faint: bool = False
    ) -> None:
        shown = f"<title>{escape(tip)}</title>" if tip else ""
        opacity = ' fill-opacity="0.45"' if faint else ""
        self._parts.append(
            f'<rect x="{short(x)}" y="{short(y)}" width="{short(max(width, 0))}" height="{short(max(height, 0))}" '
            f'fill="{colour}"{opacity}>{shown}</rect>'
        )

    def path(self, points: Sequence[Point], colour: str, *, width: float = 1.75, dash: str = "") -> None:
        steps = "L".join(f"{short(x)} {short(y)}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path d="M{steps}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round" '
            f'stroke-linecap="round"{dashed}/>'
        )

    def dot(self, at: Point, colour: str, *, radius: float = 3, tip: str = "") -> None:
        shown = f"<title>{escape(tip)}</title>" if tip else ""
        self._parts.append(
            f'<circle cx="{short(at[0])}" cy="{short(at[1])}" r="{short(radius)}" fill="{colour}" '
            f'stroke="{self.palette.card}" stroke-width="1.5">{shown}</circle>'
        )

    def ring(self, at: Point, colour: str, *, radius: float = 2.5, tip: str = "") -> None:
        """A hollow dot: there, but not counted."""
        shown = f"<title>{escape(tip)}</title>" if tip else ""
        self._parts.append(
            f'<circle cx="{short(at[0])}" cy="{short(at[1])}" r="{short(radius)}" fill="{self.palette.card}" '
            f'stroke="{colour}" stroke-width="1.25">{shown}</circle>'
        )

    def diamond(self, at: Point, *, half: float = 5.5, tip: str = "") -> None:
        """The sign of a signal, the same solid diamond as a failed requirement."""
        x, y = at
        shown = f"<title>{escape(tip)}</title>" if tip else ""
        self._parts.append(
            f'<path d="M{short(x)} {short(y - half)}L{short(x + half)} {short(y)}L{short(x)} {short(y + half)}'
            f'L{short(x - half)} {short(y)}Z" fill="{self.palette.signal}" stroke="{self.palette.card}" '
            f'stroke-width="1.5">{shown}</path>'
        )

    def svg(self) -> str:
        return "".join(self._parts) + "</svg>"
