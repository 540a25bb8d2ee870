"""Puts the pages of an uploaded PDF behind a cover of ours, in a limited child process: the file is hostile."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from everproof.kernel.pdf import child
from everproof.kernel.pdf.child import Limits

PROGRAM = Path(__file__).with_name("binder.py")
LIMITS = Limits(seconds=40, memory=1000 * child.MEGABYTE, output=100 * child.MEGABYTE, patience=20)


def bind(cover: bytes, path: Path, *, overlay: str = "", line: str = "") -> bytes:
    """Cover and file as one PDF, each page of the file marked; b"" where the file cannot be read. Raises child.Busy."""
    with child.folder() as folder:
        (folder / "cover.pdf").write_bytes(cover)
        shutil.copyfile(path, folder / "in.pdf")
        (folder / "job.json").write_text(json.dumps({"overlay": overlay, "line": line}), encoding="utf-8")
        try:
            child.run(PROGRAM, folder, LIMITS)
        except child.Failed:
            return b""
        return (folder / "out.pdf").read_bytes()
