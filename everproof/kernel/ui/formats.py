"""How values are written for people: days, moments, numbers, quantities, counts, time left, initials.

Plain functions without HTML, so that pages, exports, mails and charts write the same value the same way.
The order of day, month and year is the translator's to choose; the default is unambiguous in every country.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

Number = int | float | Decimal


def day(value: date | None) -> str:
    """`04 Mar 2026`. Two digits for the day, so that a column of dates lines up."""
    return "" if value is None else _written_day(value, get_language())


@lru_cache(maxsize=4096)
def _written_day(value: date, language: str | None) -> str:
    # A list of fifty rows writes a hundred days, and most of them were written before.
    # Translators: PHP-style date format, see Django's `date` filter. Keep the month a word, never a number.
    return formats.date_format(value, pgettext("day format", "d M Y"))


def moment(value: datetime | None) -> str:
    """`04 Mar 2026, 09:12` in the current time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    # Translators: PHP-style date and time format, see Django's `date` filter.
    return formats.date_format(local, pgettext("moment format", "d M Y, H:i"))


def clock(value: datetime | None) -> str:
    """`09:12` in the current time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return formats.time_format(local, pgettext("time format", "H:i"))


def number(value: Number | None, places: int | None = None) -> str:
    """A number in the reader's locale with grouped thousands; `places` fixes the decimals, a Decimal keeps its own."""
    if value is None:
        return ""
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def quantity(value: Number | None, unit: str = "", places: int | None = None) -> str:
    """A number with its unit, held together by a no-break space: `12.05 mm`."""
    written = number(value, places)
    return f"{written}\u00a0{unit}" if written and unit else written


def count(value: int, *, capped: bool = False) -> str:
    """`1,000+` where counting stopped at a cap, else the plain number."""
    return number(value) + ("+" if capped else "")


def time_left(due: date, today: date) -> str:
    """How far away a due day is, in words: `today`, `tomorrow`, `in 5 days`, `2 days late`."""
    days = (due - today).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days > 1:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


def initials(name: str) -> str:
    """Two letters for a person: first and last name, or the first two letters of a single word."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()


# What a browser says of itself, most telling word first; the first that fits names it.
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def inside_sentence(label: str) -> str:
    """A label as it stands inside a sentence: `Nonconformities` becomes `nonconformities`, `KPIs` stays.

    German writes its nouns with a capital everywhere.
    """
    if (get_language() or "").startswith("de") or label[1:2].isupper():
        return label
    return label[:1].lower() + label[1:]


def device(user_agent: str) -> str:
    """`Chrome, Windows` out of a browser's own long description; that description where nothing is known in it."""
    named = [next((name for word, name in words if word in user_agent), "") for words in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, named)) or user_agent[:60] or gettext("Unknown device")


def file_size(octets: int) -> str:
    """`840 kB`, `2.4 MB`: decimal units, as file managers write them."""
    if octets < 1_000:
        return f"{number(octets)}\u00a0B"
    if octets < 1_000_000:
        return f"{number(round(octets / 1_000))}\u00a0kB"
    return f"{number(octets / 1_000_000, 1)}\u00a0MB"
