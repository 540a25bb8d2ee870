"""What only those who run the installation do with a login: it is global, so no organisation's administrator may.

For the day when somebody lost password, phone and recovery codes, or when a login must not open anything any more.
Nobody can act as somebody else: there is no such function.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from everproof.kernel.people import attempts
from everproof.kernel.people.models import User, email_key


def find(address: str) -> User | None:
    """The login with this address, however it is spelled."""
    return User.objects.filter(email_key=email_key(address)).first()


@transaction.atomic
def switch_off(user: User) -> None:
    """From the next request on the login opens nothing, in any organisation."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
    attempts.note_operator(user, "disable")


@transaction.atomic
def switch_on(user: User) -> None:
    """The login opens again what it opened before."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    attempts.note_operator(user, "enable")


@transaction.atomic
def reset(user: User) -> str:
    """Take the second factors away and end all sessions. Returns the link for a new password, good for an hour."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    attempts.note_operator(user, "reset")
    user.refresh_from_db()
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    link: str = get_adapter().get_reset_password_from_key_url(key)
    return link


def end_sessions(user: User) -> int:
    """Sign the login out everywhere. Returns how many sessions there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)
