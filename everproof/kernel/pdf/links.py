"""The address where somebody without a login finds out whether a PDF is still what was sealed."""

from uuid import UUID

from django.urls import reverse

from everproof.kernel.notifications.mail import absolute
from everproof.kernel.tenancy import access_links
from everproof.kernel.tenancy.models import Organization

LINK = "verify-pdf"
# The link is about the organisation as a whole, which has no id of that kind.
WHOLE = ("organization", UUID(int=0))


def public_address(organization: Organization) -> str:
    """The whole address of the public page; it stays the same for an organisation."""
    (token,) = access_links.lasting(organization, LINK, [(*WHOLE, {})])
    return absolute(reverse("public_verification", args=[token]))
