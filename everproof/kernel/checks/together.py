"""Counts many sets of one table in one statement.

The checks of a clause look at the same records, each for something else. Asked one by one, the same table is read
again for each; asked together, it is read once, and what is left to fetch are the few sets that are not empty.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.db.models.sql.where import AND

from everproof.kernel.checks.apart import apart

logger = logging.getLogger(__name__)

Part = tuple[str, tuple[Any, ...]]
# Two sets of a table are worth one statement; with very many the statement grows too long to be read.
FEWEST, MOST = 2, 60
MOST_PARAMETERS = 2000


@dataclass(frozen=True)
class Asked:
    """A set that can be counted with others: the conditions, all of which its rows meet, as SQL with parameters."""

    key: Any
    parts: tuple[Part, ...]


def count_together(sets: Mapping[Any, QuerySet[Any]]) -> dict[Any, int]:
    """The number of rows of query sets by their keys, as far as they can be counted in common.

    Left out are those whose table is joined with another, that are cut, grouped or combined, and any alone on its
    table. A statement that the database refuses counts nothing: whoever asks for one of its sets alone learns why.
    """
    tables: dict[str, list[Asked]] = defaultdict(list)
    found: dict[Any, int] = {}
    for key, records in sets.items():
        if not _is_plain(records):
            continue
        try:
            tables[records.model._meta.db_table].append(Asked(key, _parts(records)))
        except EmptyResultSet:
            found[key] = 0
    for table, asked in tables.items():
        for start in range(0, len(asked), MOST):
            found |= _counted(table, asked[start : start + MOST])
    return found


def _is_plain(records: QuerySet[Any]) -> bool:
    """Whether a set is nothing but rows of one table that meet conditions."""
    query = records.query
    more = query.is_sliced or query.distinct or query.combinator or query.group_by or query.extra_tables
    tables = sum(1 for used in query.alias_refcount.values() if used)
    return not more and tables == 1 and query.where.connector == AND and not query.where.negated


def _parts(records: QuerySet[Any]) -> tuple[Part, ...]:
    """The conditions of a set; EmptyResultSet where one of them is never met."""
    query = records.query
    compiler = query.get_compiler(connection=connection)
    parts = []
    for child in query.where.children:
        try:
            sql, params = compiler.compile(child)
        except FullResultSet:
            continue
        parts.append((sql, tuple(params)))
    return tuple(parts)


def _counted(table: str, asked: Sequence[Asked]) -> dict[Any, int]:
    if len(asked) < FEWEST:
        return {}
    common = _common(asked)
    rest = [[part for part in one.parts if part not in common] for one in asked]
    columns = [f"count(*) filter (where {_joined(parts)})" if parts else "count(*)" for parts in rest]
    where = f" where {_joined(common)}" if common else ""
    statement = f"select {', '.join(columns)} from {connection.ops.quote_name(table)}{where}"  # noqa: S608
    params = [value for parts in (*rest, common) for _sql, values in parts for value in values]
    if len(params) > MOST_PARAMETERS:
        return {}
    try:
        with apart(), connection.cursor() as cursor:
            cursor.execute(statement, params)
            row = cursor.fetchone()
    except DatabaseError:
        logger.exception("%s sets of %s could not be counted together", len(asked), table)
        return {}
    return {one.key: number for one, number in zip(asked, row, strict=True)}


def _common(asked: Sequence[Asked]) -> list[Part]:
    """The conditions that all sets share, in the order of the first."""
    return [part for part in asked[0].parts if all(part in one.parts for one in asked[1:])]


def _joined(parts: Iterable[Part]) -> str:
    return " and ".join(f"({sql})" for sql, _params in parts)
