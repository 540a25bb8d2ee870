"""Requirement catalogues: what a standard asks for, as YAML files, and what reads them. No Django.

    from everproof.standards import available, compare, load

    catalogue = load("iso9001-2015")
    catalogue.atom("10.2.1-4").text
    catalogue.clause("4.1").atoms
    catalogue.parameters["kpi_miss_streak"].default

README.md explains the files; docs/developing/catalogues.md says how to change an atom and how to add a standard.
"""

from everproof.standards.comparing import Comparison, Difference, compare
from everproof.standards.counting import Count, counts_by_clause, total
from everproof.standards.errors import CatalogueError, Problem
from everproof.standards.folder import available, load, load_folder
from everproof.standards.model import (
    ALWAYS,
    Amendment,
    ApplicabilityFlag,
    Atom,
    Catalogue,
    Change,
    Clause,
    ClauseChange,
    GlobalChange,
    Parameter,
    ParameterValue,
    RecordKind,
    Revision,
    Source,
    Statement,
    clause_of,
    clause_order,
)
from everproof.standards.validation import validate

__all__ = [
    "ALWAYS",
    "Amendment",
    "ApplicabilityFlag",
    "Atom",
    "Catalogue",
    "CatalogueError",
    "Change",
    "Clause",
    "ClauseChange",
    "Comparison",
    "Count",
    "Difference",
    "GlobalChange",
    "Parameter",
    "ParameterValue",
    "Problem",
    "RecordKind",
    "Revision",
    "Source",
    "Statement",
    "available",
    "clause_of",
    "clause_order",
    "compare",
    "counts_by_clause",
    "load",
    "load_folder",
    "total",
    "validate",
]
