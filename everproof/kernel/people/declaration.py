"""What people's logins contribute: a part of the person's page, a line of the menu, a kind of notification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import ADMINISTER
from everproof.kernel.modules import MenuEntry, Panel, groups
from everproof.kernel.notifications.kinds import NotificationKind

if TYPE_CHECKING:
    from django.http import HttpRequest

    from everproof.kernel.records.models import Record


def _login_panel(
    request: HttpRequest, person: Record, _answers: Mapping[str, Sequence[Any]]
) -> Mapping[str, Any] | None:
    # Declarations are read before the pages can be loaded.
    from everproof.kernel.pages.logins import login_panel

    return login_panel(request, person)


LOGIN_PANELS = (Panel("person", _("Sign-in"), "kernel/login_panel.html", _login_panel),)
LOGIN_MENU = (MenuEntry(groups.ADMINISTRATION, _("Logins"), "key-round", "kernel:logins", power=ADMINISTER),)
LOGIN_NOTIFICATIONS = (
    NotificationKind(
        "sign-in-attacked",
        _("Someone tries passwords"),
        _("Someone failed %(count)s times to sign in as %(name)s within a day. %(name)s was told by mail."),
        mail=False,
    ),
)
