"""How sign-in meets our people: no open sign-up, addresses compared by key."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Logins are made by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A company sign-in opens an existing login that was connected to it; it never makes or takes one over."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
