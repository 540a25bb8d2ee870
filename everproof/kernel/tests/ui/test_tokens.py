"""The tokens: colours live in one file, and text on every ground keeps the contrast that WCAG 2.2 AA asks for."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "ui" / "css"
PAIR = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TOKENS = {name: {"light": light, "dark": dark} for name, light, dark in PAIR.findall((CSS / "tokens.css").read_text())}

TEXTS = ["ink", "ink-2", "ink-3", "accent", "good", "progress", "warn", "bad"]
GROUNDS = ["paper", "surface", "sunk", "raised", "hover", "accent-tint"]
ON_TINTS = [("ink", f"{tone}-tint") for tone in ("good", "progress", "warn", "bad")]


def _luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_keeps_its_contrast_on_every_ground(theme):
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS] + ON_TINTS
    pairs += [("on-accent", "accent"), ("on-accent", "accent-strong")]
    weak = {
        f"{text} on {ground}": round(_contrast(TOKENS[text][theme], TOKENS[ground][theme]), 2)
        for text, ground in pairs
        if _contrast(TOKENS[text][theme], TOKENS[ground][theme]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edges_of_fields_and_the_names_of_series_can_be_seen(theme):
    for edge in ("edge", "chart-limit"):
        assert _contrast(TOKENS[edge][theme], TOKENS["paper"][theme]) >= 3, edge
    for series in ("chart-2", "chart-3"):
        assert _contrast(TOKENS[series][theme], TOKENS["paper"][theme]) >= 4.5, series


def test_colours_are_named_in_the_tokens_only():
    allowed = {"tokens.css", "print.css"}
    colour = re.compile(r"#[0-9a-f]{3,8}\b(?![^{]*\{)", re.IGNORECASE)
    strays = {
        path.name: found
        for path in CSS.glob("*.css")
        if path.name not in allowed and (found := colour.findall(path.read_text()))
    }
    assert strays == {}


def test_every_variable_that_is_used_is_defined():
    sheets = {path.name: path.read_text() for path in CSS.glob("*.css")}
    defined = {name for text in sheets.values() for name in re.findall(r"(--[a-z0-9-]+)\s*:", text)}
    used = {name for text in sheets.values() for name in re.findall(r"var\((--[a-z0-9-]+)", text)}
    assert used - defined == set()
