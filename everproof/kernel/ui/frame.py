"""What the page frame needs to know. The kernel's context processor fills one `Frame` per request as `frame`.

Everything is plain data: labels are ready to show, addresses are ready to follow. Leave out what a person may not see.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils.text import slugify


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. `count` is shown quietly behind the label; `current` marks where the reader is."""

    label: str
    url: str
    icon: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A few rooms that fold under one quiet heading; without a label they stand open (Home, My work)."""

    label: str
    items: list[Link]
    is_open: bool = False

    @property
    def count(self) -> int:
        """What waits behind all of its lines."""
        return sum(link.count or 0 for link in self.items)

    @property
    def key(self) -> str:
        """The name under which a browser remembers that it is open."""
        return slugify(self.label, allow_unicode=True)


@dataclass(frozen=True, slots=True)
class Self:
    """The person who reads the page."""

    name: str
    initials: str
    email: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """One line across the page about the whole installation: demo, frozen ledger. `tone`: neutral, warn or bad."""

    text: str
    tone: str = "neutral"
    url: str = ""
    link_label: str = ""


@dataclass(slots=True)
class Frame:
    """The frame of one request: who reads, where, and the addresses that the header, menu and bottom bar lead to.

    An empty address leaves its part out, so a page without an organisation (the list of organisations) works too.
    """

    organization: str = ""
    organizations: list[Link] = field(default_factory=list)
    site: str = ""
    sites: list[Link] = field(default_factory=list)
    menu: list[MenuGroup] = field(default_factory=list)
    person: Self | None = None
    unread: int = 0
    work_count: int = 0
    today: date | None = None
    banners: list[Banner] = field(default_factory=list)

    theme: str = "auto"
    density: str = "comfortable"

    icon_url: str = ""
    """The browser tab's icon, where it tells how the company stands."""
    home_url: str = "/"
    work_url: str = ""
    search_url: str = ""
    palette_url: str = ""
    report_url: str = ""
    notifications_url: str = ""
    menu_url: str = ""
    account_url: str = ""
    held_url: str = ""
    """What somebody from outside holds of the ledger."""
    preferences_url: str = ""
    logout_url: str = ""
    help_url: str = ""

    section: str = ""
    """Which cell of the phone's bottom bar is current: home, work, report, search or empty."""
