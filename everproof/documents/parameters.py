"""What each company decides for itself about its documents."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel import parameters
from everproof.kernel.parameters import Parameter

DECISIONS_SIGNED = "document_decisions_signed"
PARAMETERS = (
    Parameter(
        DECISIONS_SIGNED,
        _("Decisions about documents are signed"),
        "boolean",
        True,
        meaning=_("Whoever reviews, approves or releases a document or a policy proves again who they are."),
    ),
)


def decisions_are_signed(organization_id: int) -> bool:
    """Whether the organisation signs what it decides about documents and policies."""
    return bool(parameters.value(organization_id, DECISIONS_SIGNED))
