"""The template tags of the design system, available in every template. The gallery shows each of them.

{% icon "name" %}                       decorative icon (lucide)
{% state record.state %}                shape and word; `boxed=True` for the title line
{% due record.due today %}              a due day, late said in words; `today` defaults to the frame's
{% day d %}  {% moment dt %}            dates and times as <time>
{% number n %}  {% quantity n "mm" %}   figures in the reader's locale
{% count n capped %}                    1,000+
{% person p %}                          initials and name; `with_initials=False` for the name alone
{% cell kind value %}                   a value in one of the kinds of components.CELLS
{% list_rows page %}                    the rows of a list
{% chip "open" remove_url=… lead=… %}   a clause of a filter sentence
{% button "Save" tone="primary" %}      a button; with url=… a link that looks like one
{% field_row "Owner" value %}           a row of a <dl class="facts">
{% form_field form.title %}             label, help, error and widget of one field
{% form_fields form %}                  all visible fields, and the hidden ones
{% error_summary form %}                all errors on top, linked to their fields
{% figure chart %}                      a chart with its sentence and its table
{% ui_styles %}  {% ui_scripts %}       the links to our styles and scripts
{% nonce %}                             the nonce attribute of a script
{% navigation frame.menu %}             the rooms, by group
{% constant home=frame.home_url %}…     a piece that shows nothing but the values it names, drawn once for them
{% hidden page.keep %}                  hidden inputs out of (name, value) pairs
{% facts section.facts %}               a <dl class="facts">
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from everproof.kernel.ui import components, formats, icons
from everproof.kernel.ui.choosing_several import searched
from everproof.kernel.ui.frame import MenuGroup
from everproof.kernel.ui.pages import Due, Fact, ListPage

register = template.Library()

STYLES = (
    "tokens",
    "base",
    "layout",
    "components",
    "list",
    "record",
    "form",
    "chart",
    "account",
    "pages",
    "files",
    "ledger",
)
SCRIPTS = ("shell", "nav", "keys", "menu", "dialog", "sign", "palette", "list", "draft", "notice", "upload", "choice")


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.simple_tag
def state(value: Any, boxed: bool = False) -> SafeString:
    return components.state(value, boxed=boxed)


@register.simple_tag(takes_context=True)
def due(context: template.Context, value: Due | date | None, today: date | None = None) -> SafeString:
    return components.due(value, today or _today(context))


def _today(context: template.Context) -> date:
    frame = context.get("frame")
    return getattr(frame, "today", None) or timezone.localdate()


@register.simple_tag
def day(value: date | None) -> SafeString:
    return components.day(value)


@register.simple_tag
def moment(value: datetime | None) -> SafeString:
    return components.moment(value)


@register.simple_tag
def number(value: formats.Number | None, places: int | None = None) -> str:
    return formats.number(value, places)


@register.simple_tag
def quantity(value: formats.Number | None, unit: str = "", places: int | None = None) -> str:
    return formats.quantity(value, unit, places)


@register.simple_tag
def count(value: int, capped: bool = False) -> str:
    return formats.count(value, capped=capped)


@register.simple_tag
def person(value: Any, with_initials: bool = True) -> SafeString:
    return components.person(value, with_initials=with_initials)


@register.filter
def file_size(octets: int) -> str:
    return formats.file_size(octets)


@register.filter
def inside_sentence(label: Any) -> str:
    return formats.inside_sentence(str(label))


@register.filter
def device(user_agent: str) -> str:
    return formats.device(user_agent)


@register.simple_tag(takes_context=True)
def cell(context: template.Context, kind: str, value: Any) -> SafeString:
    return components.draw(kind, value, _today(context))


@register.simple_tag
def list_rows(page: ListPage) -> SafeString:
    return components.list_rows(page)


@register.simple_tag
def chip(label: Any, remove_url: str = "", lead: Any = "") -> SafeString:
    return components.chip(label, lead=lead, remove_url=remove_url)


@register.simple_tag
def button(label: Any, url: str = "", name: str = "", tone: str = "", icon: str = "", key: str = "") -> SafeString:
    return components.button(label, url=url, name=name, tone=tone, icon_name=icon, key=key)


@register.simple_tag(takes_context=True)
def field_row(context: template.Context, label: Any, value: Any, kind: str = "text") -> SafeString:
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, components.draw(kind, value, _today(context)))


@register.simple_tag
def navigation(groups: Sequence[MenuGroup]) -> SafeString:
    return components.navigation(groups)


class ConstantNode(template.Node):
    """What depends on the language and a few named values alone: words, icons, addresses.

    It is drawn with those values and no other variable, so nothing else of a request can get in, and kept for them.
    """

    MOST_KEPT = 1000

    def __init__(self, values: dict[str, FilterExpression], nodelist: template.NodeList) -> None:
        self.values = values
        self.nodelist = nodelist
        self.drawn: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        values = {name: expression.resolve(context) for name, expression in self.values.items()}
        key = (get_language(), *values.values())
        drawn = self.drawn.get(key)
        if drawn is None:
            alone = template.Context(values)
            with alone.bind_template(context.template):  # type: ignore[arg-type]
                drawn = self.nodelist.render(alone)
            if len(self.drawn) >= self.MOST_KEPT:
                self.drawn.clear()
            self.drawn[key] = drawn
        return drawn


@register.tag
def constant(parser: Parser, token: Token) -> ConstantNode:
    """A piece of a template that is drawn once for each language and for each of the values that it names."""
    named = token.split_contents()[1:]
    values = token_kwargs(named, parser)
    if named:
        raise template.TemplateSyntaxError(f"constant takes name=value only, not {named[0]!r}")
    nodelist = parser.parse(["endconstant"])
    parser.delete_first_token()
    return ConstantNode(values, nodelist)


@register.simple_tag
def hidden(pairs: Iterable[tuple[str, str]]) -> SafeString:
    return components.hidden(pairs)


@register.simple_tag(takes_context=True)
def facts(context: template.Context, shown: Iterable[Fact]) -> SafeString:
    return components.facts(shown, _today(context))


# Forms --------------------------------------------------------------------------------------------------------------

_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.inclusion_tag("ui/parts/field.html")
def form_field(field: BoundField, suffix: str = "") -> dict[str, Any]:
    """One field. A radio or checkbox group becomes a fieldset; a single checkbox carries its label beside it.

    `suffix` (or an attribute `unit` on the form field) puts a unit behind the input.
    """
    widget = field.field.widget
    return {
        "field": field,
        "is_group": isinstance(widget, _GROUPS),
        "is_check": isinstance(widget, forms.CheckboxInput),
        "search": searched(field),
        "inline": isinstance(widget, _GROUPS) and _few_words(widget),
        "suffix": suffix or getattr(field.field, "unit", ""),
        "errors": errors_of(field),
        "help_id": f"{field.auto_id}_helptext",
        "error_id": f"{field.auto_id}_error",
    }


def _few_words(widget: forms.RadioSelect | forms.CheckboxSelectMultiple) -> bool:
    """Whether the choices fit beside each other. Asked of fixed choices only: those of a model would cost a query."""
    choices = widget.choices
    return isinstance(choices, list) and 0 < len(choices) <= 4 and all(len(str(label)) <= 14 for _, label in choices)


@register.simple_tag
def form_fields(form: forms.BaseForm, only: Any = None) -> SafeString:
    """The hidden and visible fields in order; `only` narrows to some names."""
    drawing = get_template("ui/parts/field.html")
    names = set(only) if only else None
    shown = [field for field in form.visible_fields() if names is None or field.name in names]
    parts = [drawing.render(form_field(field)) for field in shown]
    if names is None:
        parts += [str(field) for field in form.hidden_fields()]
    return mark_safe("".join(parts))  # noqa: S308 (rendered templates and widgets)


@register.filter
def named_field(form: forms.BaseForm, name: str) -> BoundField:
    """The bound field called `name`."""
    return form[name]


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """All errors of a bound form, those of fields with a link that leads into the field."""
    if not form.is_bound:
        return {"errors": [], "general": [], "total": 0}
    wrong = [form[name] for name in form.errors if name in form.fields]
    found = [(target(field), field.label, error) for field in wrong for error in errors_of(field)]
    general = form.non_field_errors()
    return {"errors": found, "general": general, "total": len(found) + len(general)}


def errors_of(field: BoundField) -> list[str]:
    """The errors of a field in words. A missing answer says what to do, unless the field has own words."""
    default = str(forms.Field.default_error_messages["required"])
    return [_missing(field) if str(error) == default else str(error) for error in field.errors]


def _missing(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return gettext("Tick this to go on.")
    if isinstance(widget, forms.FileInput):
        return gettext("Add a file.")
    if isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return gettext("Choose one.")
    return gettext("Fill this in.")


def target(field: BoundField) -> str:
    """The id that a link to this field must name: in a group of choices, the first choice."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, _GROUPS) else field.auto_id


# Charts, styles, scripts ----------------------------------------------------------------------------------------------


@register.simple_tag
def figure(chart: Any, heading: int = 2) -> SafeString:
    from everproof.kernel.ui.charts.figure import figure as draw_figure

    return draw_figure(chart, heading=heading)


@register.simple_tag
@cache
def ui_styles() -> SafeString:
    # Addresses of static files change with the release, so they are found once for each process.
    links = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(f"ui/css/{name}.css"),) for name in STYLES)
    )
    return links + format_html('\n<link rel="stylesheet" href="{}" media="print">', static("ui/css/print.css"))


@register.simple_tag(takes_context=True)
def nonce(context: template.Context) -> SafeString:
    """The attribute that lets a script of ours run under the policy: `<script type="module" src="…" {% nonce %}>`."""
    value = getattr(context.get("request"), "csp_nonce", None)
    # The value is lazy and false until it is read; reading it puts it into the header.
    return mark_safe("") if value is None else format_html('nonce="{}"', str(value))


@register.simple_tag(takes_context=True)
def ui_scripts(context: template.Context) -> SafeString:
    htmx, *modules = _script_addresses()
    attribute = nonce(context)
    lines = [f'<script src="{htmx}" {attribute} defer></script>']
    lines += [f'<script type="module" src="{address}" {attribute}></script>' for address in modules]
    return mark_safe("\n".join(lines))  # noqa: S308 (addresses of our own, escaped, and an escaped attribute)


@cache
def _script_addresses() -> list[str]:
    files = ["django_htmx/htmx-2.min.js", *(f"ui/js/{name}.js" for name in SCRIPTS)]
    return [escape(static(file)) for file in files]
