"""Template tags of the conformity strip: {% load strip %}.

{% conformity_strip strip %}          on a page: drawing, what the marks mean, and the numbers as a table
{% small_strip strip %}               in a line
{% outcome "fail" %}                  an outcome as mark and word
{% outcome_mark "fail" %}             the mark alone, where the word stands beside it
"""

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from everproof.kernel.ui import strip as drawing

register = template.Library()


@register.simple_tag
def conformity_strip(strip: drawing.Strip, heading: int = 2) -> SafeString:
    """Rendered once for each strip: a room keeps its strip until the verdicts change."""
    kept: dict[int, SafeString] = strip.__dict__.setdefault("_rendered", {})
    if heading not in kept:
        counts, rows = strip.table()
        variables = {"strip": strip, "heading": heading, "counts": counts, "rows": rows}
        kept[heading] = mark_safe(get_template("ui/parts/strip.html").render(variables))  # noqa: S308 (rendered)
    return kept[heading]


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
