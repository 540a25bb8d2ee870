"""The outcomes of a requirement, in words and in the order in which they block a certificate."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """The verdicts of the catalogue's `check-result`, and `error` for a check that could not be made."""

    PASS = "pass", _("Met")
    FAIL = "fail", _("Not met")
    NO_EVIDENCE = "no-evidence", _("Nothing to show yet")
    MANUAL_DUE = "manual-due", _("To be assessed")
    NOT_APPLICABLE = "not-applicable", _("Does not apply")
    ERROR = "error", _("Could not be checked")


# The worst first: what a clause shows for all of its requirements.
BY_WEIGHT = (
    Outcome.ERROR,
    Outcome.FAIL,
    Outcome.NO_EVIDENCE,
    Outcome.MANUAL_DUE,
    Outcome.PASS,
    Outcome.NOT_APPLICABLE,
)
BLOCKING = frozenset({Outcome.ERROR, Outcome.FAIL, Outcome.NO_EVIDENCE, Outcome.MANUAL_DUE})
TONES = {
    Outcome.PASS: "good",
    Outcome.FAIL: "bad",
    Outcome.NO_EVIDENCE: "warn",
    Outcome.MANUAL_DUE: "progress",
    Outcome.NOT_APPLICABLE: "neutral",
    Outcome.ERROR: "bad",
}
