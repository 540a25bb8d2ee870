"""Template tags of the conformity strip: {% load strip %}.

{% conformity_strip strip %}          on a page: drawing, what the marks mean, and the numbers as a table
{% small_strip strip %}               in a line
{% outcome "fail" %}                  an outcome as mark and word
{% outcome_mark "fail" %}             the mark alone, where the word stands beside it
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from everproof.kernel.ui import strip as drawing

register = template.Library()


@register.inclusion_tag("ui/parts/strip.html")
def conformity_strip(strip: drawing.Strip, heading: int = 2) -> dict[str, Any]:
    counts, rows = strip.table()
    return {"strip": strip, "heading": heading, "counts": counts, "rows": rows}


@register.simple_tag
def small_strip(strip: drawing.Strip) -> SafeString:
    return strip.svg(size="small")


@register.simple_tag
def outcome_mark(value: str) -> SafeString:
    return mark_safe(drawing.outcome_mark(value))  # noqa: S308 (escaped there)


@register.simple_tag
def outcome(value: str) -> SafeString:
    return format_html('<span class="outcome {}">{}{}</span>', value, outcome_mark(value), drawing.outcome_words(value))


@register.simple_tag
def outcome_word(value: str) -> str:
    return drawing.outcome_words(value)
