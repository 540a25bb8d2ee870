"""The life of a change request: open, accepted and brought by a revision, or declined."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.documents.models import ChangeRequest
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition


def a_revision_brought_it(request: ChangeRequest) -> Any:
    """It is done when what it asked for applies."""
    if request.revision is not None and request.revision.status in ("effective", "withdrawn"):
        return None
    return _("It is done when a revision that answers it comes into force.")


REQUEST_LIFECYCLE = Lifecycle(
    states=(
        State("open", _("Open"), tone="warn"),
        State("accepted", _("Accepted"), tone="progress"),
        State("done", _("Done"), tone="good", closed=True),
        State("declined", _("Declined"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "accept",
            _("Accept"),
            ("open",),
            "accepted",
            power=MANAGE,
            owner_may=True,
            fields=("answer",),
            help=_("The next revision answers it."),
        ),
        Transition(
            "decline",
            _("Decline"),
            ("open", "accepted"),
            "declined",
            power=MANAGE,
            owner_may=True,
            reason_needed=True,
            help=_("Whoever asked is told why."),
        ),
        Transition("finish", _("Done"), ("accepted",), "done", power=MANAGE, guards=(a_revision_brought_it,)),
        Transition("reopen", _("Reopen"), ("declined", "done"), "open", power=MANAGE, reason_needed=True),
    ),
    initial="open",
    order=("open", "accepted", "done"),
)
