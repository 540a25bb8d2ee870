"""Typesets one PDF. Runs alone, as a child with little memory and time (see child.py).

    python -I press.py FOLDER

FOLDER holds the templates, the pictures, data.json (what is printed) and job.json (which template, which standards to
try, which fonts, the moment to write into the file). Afterwards it holds out.pdf and said.json. Exit code 0
says that both are whole. Data reaches a template as JSON alone, so no text of anybody becomes markup; the folder is all
that a template can read, and nothing is fetched.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

GLYPH = re.compile(r"could not be displayed|no font could|missing glyph|\.notdef", re.IGNORECASE)
LONGEST_REASON = 400


def typeset(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Write out.pdf under the first of the standards that the content allows, and say under which and why not another.

    A character that no font of ours has is an error under PDF/A; without a standard it is printed as an empty box.
    """
    import typst

    refused: list[str] = []
    for standards in (*job["standards"], []):
        try:
            pdf = typst.compile(
                str(folder / job["template"]),
                root=str(folder),
                font_paths=job["fonts"],
                ignore_system_fonts=True,
                sys_inputs={"data": (folder / "data.json").read_text(encoding="utf-8")},
                timestamp=datetime.fromisoformat(job["at"]),
                **({"pdf_standards": standards} if standards else {}),
            )
        except typst.TypstError as error:
            if not standards:
                raise
            refused.append(str(error)[:LONGEST_REASON])
            continue
        (folder / "out.pdf").write_bytes(pdf)
        missing = any(GLYPH.search(reason) for reason in refused)
        return {"standards": standards, "refused": refused, "glyph_missing": missing}
    raise AssertionError("the last attempt has no standard and either ends or raises")


def main(arguments: list[str]) -> int:
    """Do the job that lies in the folder."""
    folder = Path(arguments[0])
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    said = typeset(folder, job)
    (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
