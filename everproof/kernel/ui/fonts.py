"""Serves Inter out of the installed package fontpkg-inter, so that no font file lives in this repository.

Add `everproof.kernel.ui.fonts.FontFinder` to STATICFILES_FINDERS; tokens.css names the two files below.
"""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# Plain names instead of the package's `Inter[opsz,wght].ttf`, whose brackets would need escaping in every URL.
FONTS = {"ui/fonts/inter.ttf": "Inter[opsz,wght].ttf", "ui/fonts/inter-italic.ttf": "Inter-Italic[opsz,wght].ttf"}


def font_folder() -> Path:
    """Where the font files lie; the PDF worker uses the same folder."""
    return Path(str(files("fontpkg_inter") / "files"))


class FontStorage(FileSystemStorage):
    """Reads each font under its plain name."""

    def path(self, name: str) -> str:
        return str(font_folder() / FONTS.get(name, name))


class FontFinder(BaseFinder):
    """Finds the two fonts for `collectstatic` and for serving from finders."""

    def check(self, **kwargs: object) -> list:
        return []

    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False, **kwargs: object
    ) -> str | list[str]:
        # Django 5.2 renames `all` to `find_all` and still passes the old word in places.
        wants_all = bool(kwargs.get("all", find_all))
        if path not in FONTS:
            return []
        found = str(font_folder() / FONTS[path])
        return [found] if wants_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FontStorage]]:
        storage = FontStorage(location=str(font_folder()))
        for name in FONTS:
            yield name, storage
