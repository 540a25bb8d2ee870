"""Tells the browser that what it kept as a draft has arrived, so that it may forget it.

A draft lives only in the reader's own browser (static/ui/js/draft.js) until the server acknowledges the form.
"""

from django.contrib import messages
from django.http import HttpRequest


def acknowledge(request: HttpRequest, key: str) -> None:
    """Call after the form with `FormPage.draft_key == key` was saved; the next page then clears the draft."""
    messages.add_message(request, messages.INFO, key, extra_tags="draft-done", fail_silently=True)
