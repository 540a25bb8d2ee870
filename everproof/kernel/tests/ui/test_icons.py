"""Icons come from the lucide package; a name it does not draw is a mistake that a test finds, not a reader."""

import re
from pathlib import Path

import pytest

from everproof.kernel.ui import samples
from everproof.kernel.ui.icons import UnknownIcon, icon

PACKAGE = Path(__file__).parents[3]
USED = re.compile(
    r"""\{% (?:icon "([a-z0-9-]+)"|button [^%]*icon="([a-z0-9-]+)")|icon link\.icon\|default:"([a-z0-9-]+)"""
)


def _names() -> set[str]:
    texts = [path.read_text() for path in PACKAGE.rglob("templates/**/*.html")]
    found = {name for text in texts for match in USED.findall(text) for name in match if name}
    return found | {link.icon for group in samples.frame().menu for link in group.items}


def test_every_icon_that_a_template_names_exists():
    names = _names()
    assert len(names) > 20
    for name in sorted(names):
        assert icon(name).startswith("<svg"), name


def test_icons_are_hidden_from_readers_and_take_their_colour_from_the_text():
    drawn = icon("bell")
    assert 'aria-hidden="true"' in drawn
    assert "stroke=" not in drawn


def test_an_unknown_icon_is_refused():
    with pytest.raises(UnknownIcon):
        icon("no-such-drawing")
