"""Markdown as a body: what somebody types where no editor runs, or brings in as a file."""

from __future__ import annotations

import re

TAG = re.compile(r"<(?:p|h[1-6]|ul|ol|li|table|figure|strong|em|b|i|br|div|span|blockquote|pre)[\s>/]", re.IGNORECASE)


def html_of(text: str) -> str:
    """The HTML of a text in Markdown, with tables. Not clean yet: raw HTML inside it is shown as text."""
    from markdown_it import MarkdownIt

    return str(MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False}).render(text))


def html_of_typed(text: str) -> str:
    """What was typed into a plain field: HTML where it has tags of a text, else Markdown."""
    return text if not text.strip() or TAG.search(text) else html_of(text)
