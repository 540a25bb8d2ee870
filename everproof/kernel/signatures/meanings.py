"""What a signature can mean (21 CFR 11.50 a 3): a closed list, so that it is data in every language."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Meaning(models.TextChoices):
    """The meanings; the ledger keeps the value, people read the label and agree to the statement."""

    AUTHORSHIP = "authorship", _("Authorship")
    REVIEW = "review", _("Review")
    APPROVAL = "approval", _("Approval")
    RELEASE = "release", _("Release")
    VERIFICATION = "verification", _("Verification")
    PERFORMANCE = "performance", _("Performance")


STATEMENTS: dict[str, Any] = {
    Meaning.AUTHORSHIP: _("I wrote this and stand for what it says."),
    Meaning.REVIEW: _("I have read this and said what I had to say about it."),
    Meaning.APPROVAL: _("I approve this as it stands here."),
    Meaning.RELEASE: _("I release this for use."),
    Meaning.VERIFICATION: _("I have checked that this is so."),
    Meaning.PERFORMANCE: _("I did this as it is described here."),
}


def label(meaning: str) -> str:
    """A stored meaning in words."""
    return str(Meaning(meaning).label) if meaning in Meaning.values else meaning


def statement(meaning: str) -> str:
    """The sentence a signer agrees to. ValueError for a meaning that is none."""
    return str(STATEMENTS[Meaning(meaning)])
