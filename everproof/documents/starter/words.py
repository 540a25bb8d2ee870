"""Puts a text of the set into the form of a body: variables, references to one another, open decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from everproof.documents.content import variables
from everproof.documents.content.markdown import html_of
from everproof.documents.models import Document
from everproof.documents.starter.texts import DECISION, VARIABLE, Text

NAMED = re.compile(r"<em>([^<]+)</em>")


def body_of(text: Text, answers: Mapping[str, str], documents: Mapping[str, Document]) -> str:
    """The HTML of a text: each variable and each other document of the set is a reference that follows its target."""
    return dressed(html_of(text.body), answers, documents)


def dressed(html: str, answers: Mapping[str, str], documents: Mapping[str, Document]) -> str:
    """Variables, names of documents and decisions inside HTML."""

    def variable(found: re.Match[str]) -> str:
        return f'<span data-variable="{found[1]}">{escape(answers.get(found[1], found[1]))}</span>'

    def document(found: re.Match[str]) -> str:
        target = documents.get(found[1])
        return f'<span data-document="{target.pk}">{found[1]}</span>' if target else found[0]

    marked = DECISION.sub(r"<strong>[Decide: \1]</strong>", NAMED.sub(document, html))
    return VARIABLE.sub(variable, marked)


def plain(words: str, answers: Mapping[str, str], company: str) -> str:
    """Words with the values of their variables, for titles, descriptions and the policy."""
    known = {**answers, variables.COMPANY: company}
    return VARIABLE.sub(lambda found: str(known.get(found[1], found[1])), words)


def markdown_plain(text: Text, answers: Mapping[str, str], company: str) -> str:
    """The words of a text without its marks."""
    return plain(text.body, answers, company).replace("**", "")
