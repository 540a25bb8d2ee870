# ruff: noqa: S608  every name in these statements is a constant of this file
"""The full text index behind the search rows: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

from __future__ import annotations

from typing import Any

from everproof.kernel.tenancy.migration import CURRENT

TABLE = "kernel_searchentry"
FORGET = (
    "insert into kernel_search_fts(kernel_search_fts, rowid, words, file_words) "
    "values ('delete', old.id, old.words, old.file_words)"
)

SQLITE = (
    (
        f"create virtual table kernel_search_fts using fts5(words, file_words, content='{TABLE}', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2')"
    ),
    "create virtual table kernel_search_terms using fts5vocab('kernel_search_fts', 'row')",
    (
        f"create trigger kernel_search_added after insert on {TABLE} begin "
        "insert into kernel_search_fts(rowid, words, file_words) values (new.id, new.words, new.file_words); end"
    ),
    f"create trigger kernel_search_removed after delete on {TABLE} begin {FORGET}; end",
    (
        f"create trigger kernel_search_renewed after update of words, file_words on {TABLE} "
        "when old.words is not new.words or old.file_words is not new.file_words begin "
        f"{FORGET}; "
        "insert into kernel_search_fts(rowid, words, file_words) values (new.id, new.words, new.file_words); end"
    ),
)
# The match operator is not leakproof, so under a policy PostgreSQL reads every row of the organisation before it looks
# at the index (100 ms against 0.2 ms). These functions run as the owner and ask for the organisation themselves.
POSTGRESQL = (
    "create extension if not exists btree_gin",
    "create extension if not exists pg_trgm",
    (
        f"alter table {TABLE} add column vector tsvector "
        "generated always as (to_tsvector('simple', words || ' ' || file_words)) stored"
    ),
    f"create index kernel_search_vector on {TABLE} using gin (organization_id, vector)",
    f"create index kernel_search_title on {TABLE} using gin (organization_id, lower(title) gin_trgm_ops)",
    (
        "create function kernel_search(asked text, most integer) returns table (id bigint) "
        "language sql stable security definer set search_path = public, pg_temp as $$ "
        f"select e.id from {TABLE} e where e.organization_id = {CURRENT} and e.vector @@ to_tsquery('simple', asked) "
        "order by e.id desc limit most $$"
    ),
    (
        "create function kernel_search_titles(word text) returns table (title varchar) "
        "language sql stable security definer set search_path = public, pg_temp as $$ "
        f"select e.title from {TABLE} e where e.organization_id = {CURRENT} and word <% lower(e.title) limit 200 $$"
    ),
    "revoke execute on function kernel_search(text, integer), kernel_search_titles(text) from public",
)


def build(apps: Any, schema_editor: Any) -> None:
    """Make the index of the running database (RunPython)."""
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps: Any, schema_editor: Any) -> None:
    """Undo `build`."""
    if schema_editor.connection.vendor == "sqlite":
        for name in ("added", "removed", "renewed"):
            schema_editor.execute(f"drop trigger kernel_search_{name}")
        schema_editor.execute("drop table kernel_search_terms")
        schema_editor.execute("drop table kernel_search_fts")
        return
    schema_editor.execute("drop function kernel_search_titles(text)")
    schema_editor.execute("drop function kernel_search(text, integer)")
    schema_editor.execute(f"alter table {TABLE} drop column vector")
