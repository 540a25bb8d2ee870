"""Words that many documents share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.records import Record


class Snippet(Record):
    """A piece of text, or the value of a variable, that documents name by its key and so all say alike."""

    type_name = "document-snippet"

    class Kind(models.TextChoices):
        SNIPPET = "snippet", _("Piece of text")
        TEXT = "text", _("Variable")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SNIPPET)
    key = models.SlugField(_("key"), max_length=60, db_index=False)
    text = models.TextField(_("text"))

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "key"], condition=models.Q(voided_at=None), name="a_snippet_has_its_own_key"
            ),
        ]
