"""A backup set: a folder with the database, the files, the memory beside the keys, and a manifest with every hash."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = "everproof-backup/1"
MANIFEST = "manifest.json"
CHUNK = 1 << 20


class SetDamaged(Exception):
    """The set is not what its manifest says; each problem is one line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True)
class BackupSet:
    """A folder that holds, or will hold, a backup."""

    path: Path

    def write_manifest(self, **facts: Any) -> dict[str, Any]:
        """Hash everything in the folder and write the manifest last: a set without one is unfinished."""
        contents = [
            {"path": file.relative_to(self.path).as_posix(), "size": file.stat().st_size, "sha256": sha256(file)}
            for file in self.files()
        ]
        manifest = {"format": FORMAT, **facts, "contents": contents}
        unfinished = self.path / f"{MANIFEST}.new"
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump(manifest, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.path / MANIFEST)
        return manifest

    def manifest(self) -> dict[str, Any]:
        """The manifest; SetDamaged where there is none or it is of another format."""
        try:
            found = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SetDamaged([f"{self.path} holds no finished backup."]) from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise SetDamaged([f"{self.path} is a backup of another format."])
        return found

    def check(self) -> dict[str, Any]:
        """Compare every file with the manifest; gives the manifest, or raises SetDamaged with all that is wrong."""
        manifest, problems = self.manifest(), []
        listed = {entry["path"]: entry for entry in manifest["contents"]}
        present = {file.relative_to(self.path).as_posix(): file for file in self.files()}
        problems += [f"{name} is missing." for name in sorted(listed.keys() - present.keys())]
        problems += [f"{name} does not belong to the backup." for name in sorted(present.keys() - listed.keys())]
        for name in sorted(listed.keys() & present.keys()):
            if present[name].stat().st_size != listed[name]["size"] or sha256(present[name]) != listed[name]["sha256"]:
                problems.append(f"{name} is damaged.")
        if problems:
            raise SetDamaged(problems)
        return manifest

    def files(self) -> Iterator[Path]:
        """Every file of the set but its manifest, in a fixed order."""
        for file in sorted(self.path.rglob("*")):
            if file.is_file() and file.name not in (MANIFEST, f"{MANIFEST}.new"):
                yield file


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def copy_tree(source: Path, target: Path) -> int:
    """Copy a folder's files; gives how many. Files are content-addressed and never change, so copying needs no lock."""
    count = 0
    for file in sorted(source.rglob("*")) if source.exists() else ():
        # What is still coming in belongs to no row yet and may vanish while we look at it.
        if file.is_file() and "incoming" not in file.relative_to(source).parts:
            copy = target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            count += 1
    return count
