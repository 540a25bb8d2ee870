"""Find catalogues in a folder, read them, and keep what was read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from everproof.standards.delta import read_revised_catalogue
from everproof.standards.errors import CatalogueError, Problem
from everproof.standards.model import Catalogue
from everproof.standards.reading import read_catalogue

FOLDER = Path(__file__).parent


def available() -> list[str]:
    """The ids of the catalogues that come with the product, in order. Reads no file."""
    return Library(FOLDER).ids()


def load(catalogue_id: str) -> Catalogue:
    """A catalogue that comes with the product, read on first use and kept for the life of the process.

    Raises LookupError if there is none of this id, CatalogueError if its file cannot be used.
    """
    return _shipped().catalogue(catalogue_id)


def load_folder(folder: Path, *, known: Mapping[str, Catalogue] | None = None) -> dict[str, Catalogue]:
    """Every catalogue in a folder, by id. Those in `known` may serve as a base too.

    Raises CatalogueError with the problems of all files together.
    """
    library = Library(folder, known)
    found: dict[str, Catalogue] = {}
    problems: dict[Problem, None] = {}
    for catalogue_id in library.ids():
        try:
            found[catalogue_id] = library.catalogue(catalogue_id)
        except CatalogueError as error:
            # An edition whose base is broken reports the base's problems again.
            problems.update(dict.fromkeys(error.problems))
    if problems:
        raise CatalogueError(problems)
    return found


@cache
def _shipped() -> Library:
    return Library(FOLDER)


class Library:
    """The catalogues of one folder. A file `x.yaml` holds the catalogue with the id `x`."""

    def __init__(self, folder: Path, known: Mapping[str, Catalogue] | None = None) -> None:
        self.folder = folder
        self._read: dict[str, Catalogue] = dict(known or {})

    def ids(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.yaml"))

    def catalogue(self, catalogue_id: str, *, asked_by: tuple[str, ...] = ()) -> Catalogue:
        """`asked_by` are the catalogues whose base this one is, so that a circle is noticed."""
        if catalogue_id not in self._read:
            # Only names found in the folder are opened: an id may come from a command line or a URL.
            if catalogue_id not in self.ids():
                raise LookupError(f"There is no catalogue {catalogue_id}; there are {', '.join(self.ids())}.")
            self._read[catalogue_id] = self._build(catalogue_id, asked_by)
        return self._read[catalogue_id]

    def _build(self, catalogue_id: str, asked_by: tuple[str, ...]) -> Catalogue:
        # The web process knows of the catalogues from its start and reads them when the first page asks.
        from everproof.standards.strict_yaml import read_yaml

        file = f"{catalogue_id}.yaml"
        raw = (self.folder / file).read_bytes()
        data = read_yaml(raw, file)
        digest = hashlib.sha256(raw)
        problems: list[Problem] = []
        if data.get("based_on") is None:
            catalogue = read_catalogue(data, file, digest.hexdigest(), problems)
        else:
            base = self._base(data["based_on"], file, (*asked_by, catalogue_id))
            digest.update(base.digest.encode())
            catalogue = read_revised_catalogue(data, file, digest.hexdigest(), base, problems)
        if catalogue.id and catalogue.id != catalogue_id:
            problems.append(Problem(file, "", "id", f"{catalogue.id} is not the name of the file"))
        if problems:
            raise CatalogueError(problems)
        return catalogue

    def _base(self, base_id: object, file: str, asked_by: tuple[str, ...]) -> Catalogue:
        if base_id in asked_by:
            raise CatalogueError([Problem(file, "", "based_on", f"{base_id} is based on this catalogue in turn")])
        if not isinstance(base_id, str) or (base_id not in self._read and base_id not in self.ids()):
            raise CatalogueError([Problem(file, "", "based_on", f"there is no catalogue {base_id}")])
        return self.catalogue(base_id, asked_by=asked_by)
