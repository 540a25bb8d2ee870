"""What each company decides for itself about its documents."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.parameters import Parameter

DECISIONS_SIGNED = "document_decisions_signed"

PARAMETERS = (
    Parameter(
        DECISIONS_SIGNED,
        _("Decisions about documents are signed"),
        "boolean",
        True,
        meaning=_("Whoever reviews, approves or releases a document proves again who they are."),
    ),
)
