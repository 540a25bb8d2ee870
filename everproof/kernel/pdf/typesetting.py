"""Makes a PDF out of one of our templates and plain data, in a limited child process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel.errors import Refused
from everproof.kernel.pdf import child
from everproof.kernel.pdf.child import Limits
from everproof.kernel.ui.fonts import font_folder

PROGRAM = Path(__file__).with_name("press.py")
TEMPLATES = Path(__file__).with_name("typst")
# PDF/A-2a for the archive and PDF/UA-1 for readers without eyes; where the second does not hold, the first alone.
STANDARDS = (["a-2a", "ua-1"], ["a-2a"])
NAMES = {"a-2a": "PDF/A-2a", "ua-1": "PDF/UA-1"}
LARGEST_DATA = 8_000_000
LARGEST_PICTURES = 80_000_000
AT_ONCE = Limits(seconds=8, patience=4)
IN_THE_BACKGROUND = Limits(seconds=120, patience=60)


class TooMuch(Refused):
    """It has more pages, pictures or rows than one print may have."""

    def __init__(self) -> None:
        super().__init__(_("This is too much for one PDF. Print a part of it, or export it as a table."))


class Broken(Refused):
    """No PDF came out, for a reason that the log tells."""

    def __init__(self) -> None:
        super().__init__(_("No PDF could be made of this. Nothing was changed. Tell your administrator."))


@dataclass(frozen=True)
class Typeset:
    """A PDF, the standards it keeps (names such as "PDF/A-2a"), and whether a character was in none of our fonts."""

    content: bytes
    standards: tuple[str, ...]
    glyph_missing: bool = False

    @property
    def caution(self) -> str:
        """What the reader should know of it, or ""."""
        if self.glyph_missing:
            return str(
                _(
                    "Some characters are in none of the installed fonts: they are printed as empty boxes, and this "
                    "is a plain PDF rather than one for archives (PDF/A)."
                )
            )
        return "" if self.standards else str(_("This is a plain PDF, not one for archives (PDF/A)."))


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    at: datetime,
    pictures: Mapping[str, bytes] | None = None,
    limits: Limits = IN_THE_BACKGROUND,
    wait: float = 30.0,
) -> Typeset:
    """Typeset `template` ("document", "record", "readiness") with plain data; the same input gives the same bytes.

    `pictures` are by the names that the data calls them; `at` is the moment written into the file. Raises TooMuch for
    what is beyond the limits, child.Busy when no child may start within `wait` seconds, Broken for anything else.
    """
    written = json.dumps(data, ensure_ascii=False)
    pictures = pictures or {}
    if len(written) > LARGEST_DATA or sum(map(len, pictures.values())) > LARGEST_PICTURES:
        raise TooMuch
    with child.folder() as folder:
        for path in TEMPLATES.glob("*.typ"):
            shutil.copyfile(path, folder / path.name)
        for name, content in pictures.items():
            (folder / Path(name).name).write_bytes(content)
        (folder / "data.json").write_text(written, encoding="utf-8")
        (folder / "job.json").write_text(json.dumps(_job(template, at)), encoding="utf-8")
        try:
            child.run(PROGRAM, folder, limits, wait=wait)
        except child.Failed as failure:
            raise (Broken if _is_ours(failure) else TooMuch) from failure
        said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
        content = (folder / "out.pdf").read_bytes()
    return Typeset(content, tuple(NAMES[name] for name in said["standards"]), said["glyph_missing"])


def _job(template: str, at: datetime) -> dict[str, Any]:
    return {
        "template": f"{template}.typ",
        "at": at.replace(microsecond=0).isoformat(),
        "standards": STANDARDS,
        "fonts": [str(font_folder())],
    }


def _is_ours(failure: child.Failed) -> bool:
    """Whether the child raised an error of its own accord, rather than running into a limit."""
    return failure.code == 1 and "MemoryError" not in failure.said and "File too large" not in failure.said
