"""The life of a filled-in copy: open while somebody writes in it, then finished and locked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.documents.filled import answers, design
from everproof.documents.models import FilledForm
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition


def all_is_answered(copy: FilledForm) -> Any:
    """7.5.1: a record says what its form asks; a value outside its limits says what was done about it."""
    fields = design.answered(copy.revision.form)
    judged = answers.judge(fields, copy.answers, copy.remarks)
    labels = {one.key: one.label for one in fields}
    if missing := [labels[key] for key in judged.wrong if key in labels]:
        return _("Still to fill in: %(what)s.") % {"what": ", ".join(missing)}
    if judged.unexplained:
        named = ", ".join(labels[key] for key in judged.unexplained)
        return _("Outside its limits, without a remark: %(what)s.") % {"what": named}
    return None


FILLED_LIFECYCLE = Lifecycle(
    states=(
        State("open", _("Not finished"), tone="warn"),
        State("complete", _("Finished"), tone="good", closed=True),
    ),
    steps=(
        Transition(
            "complete",
            _("Finish it"),
            ("open",),
            "complete",
            power=MANAGE,
            owner_may=True,
            guards=(all_is_answered,),
            signature=lambda copy: copy.signed_as,
            help=_("It becomes a record and is locked."),
        ),
        Transition(
            "reopen",
            _("Open it again"),
            ("complete",),
            "open",
            power=MANAGE,
            reason_needed=True,
            help=_("To correct it. What it said before stays in its history; a signature has to be given again."),
        ),
    ),
    initial="open",
    order=("open", "complete"),
)
