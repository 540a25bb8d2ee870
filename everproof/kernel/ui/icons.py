"""Icons from the lucide package as inline SVG, read from its zip once and kept for the life of the process."""

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from django.utils.safestring import SafeString, mark_safe

# lucide draws on a grid of 24 with strokes only; colour, width and joins come from `.icon` in base.css.
_OPEN = '<svg class="icon" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">'
_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")


class UnknownIcon(LookupError):
    """The lucide package has no icon of that name."""


@cache
def _archive() -> ZipFile:
    return ZipFile(BytesIO((files("lucide") / "lucide.zip").read_bytes()))


@cache
def icon(name: str) -> SafeString:
    """The icon `name` as decorative inline SVG: the words beside it carry the meaning, so it is hidden from readers.

    Raises `UnknownIcon` for a name lucide does not draw.
    """
    try:
        drawing = _archive().read(f"{name}.svg").decode()
    except KeyError:
        raise UnknownIcon(f"lucide has no icon {name!r}") from None
    inner = _INNER.search(drawing)
    if inner is None:
        raise UnknownIcon(f"lucide's icon {name!r} is not an SVG drawing")
    return mark_safe(_OPEN + _SPACE.sub("", inner.group(1)).strip() + "</svg>")  # noqa: S308 (from an installed package)
