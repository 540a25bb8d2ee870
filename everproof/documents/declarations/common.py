"""Columns and sorts that the room's types share."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.modules import Column, Sort

NUMBER = Column("number", _("Number"))
STATE = Column("status", _("State"), kind="state")
OWNER = Column("owner", _("Owner"), source="owner.title", kind="person", related="owner")
SITE = Column("site", _("Site"), source="site.title", related="site", shown=False)
OF_DOCUMENT = Column("document", _("Document"), source="document.title", related="document")
NEWEST = Sort("newest", _("Newest first"), "id", descending=True)
