"""What pages of reviewed records share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel.records import Record
from everproof.kernel.ui import pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import Part, RecordPage, TransitionPage

REVIEW = Part(
    gettext_lazy("Review"), ("reviewed_on", "reviewed_by", "review_due_on"), gettext_lazy("Nobody has reviewed it yet.")
)


class ReviewedPage(RecordPage):
    """The day of the next review stands in the title line, late in words."""

    def facts(self) -> list[pages.Fact]:
        day = self.record.review_due_on
        if day is None or self.record.status != "active":
            return super().facts()
        return [pages.Fact(_("Next review"), pages.Due(day), "due"), *super().facts()]


class StepByAction(TransitionPage):
    """A step that the room's own action does: `does` is called with the record as `called`."""

    does: ClassVar[Callable[..., Record]]
    called = ""

    def act(self, form: RecordForm) -> Record:
        arguments: dict[str, Any] = {self.called: self.record, **self.values(form)}
        return type(self).does(by=self.actor, **arguments)
