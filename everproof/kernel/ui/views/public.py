"""The base of pages that a link opens without a login; `kernel/pages/public.py` is the door."""

from __future__ import annotations

from django.views.generic import View

from everproof.kernel.tenancy.models import AccessLink


class PublicPage(View):
    """A page behind a link, run inside the scope of the link's organisation, in its language and zone.

    It is declared for the link's kind in `Module.public_pages`; get and post take the request alone. It says nothing
    beyond what the link is for, and answers with 404 where its subject is gone.
    """

    link: AccessLink = None  # type: ignore[assignment]  # the door gives it

    @property
    def wants_data(self) -> bool:
        """Whether a script asks, which keeps what it sends until it has arrived."""
        return self.request.headers.get("Accept") == "application/json"
