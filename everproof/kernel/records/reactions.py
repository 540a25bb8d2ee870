"""Enqueues what rooms declared to follow a verb, in the transaction of the verb itself."""

from collections.abc import Sequence

from everproof.kernel import modules
from everproof.kernel.records.models import Record


def react(verb: str, records: Sequence[Record]) -> None:
    """Enqueue every reaction to `verb` once a record; each is an idempotent task and can refuse nothing."""
    for reaction in modules.declared("reactions"):
        if reaction.verb == verb:
            for record in records:
                reaction.task.enqueue(record.organization_id, str(record.pk))
