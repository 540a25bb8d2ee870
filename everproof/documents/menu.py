"""The lines of the navigation for this room."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import MANAGE
from everproof.kernel.modules import MenuEntry

GROUP = _("Documents")
MENU = (
    MenuEntry(GROUP, _("Documents"), "file-text", "documents:document_list"),
    MenuEntry(GROUP, _("Filled-in forms"), "clipboard-check", "documents:filled_form_list"),
    MenuEntry(GROUP, _("Policies"), "scroll-text", "documents:policy_list"),
    MenuEntry(GROUP, _("Change requests"), "message-square-plus", "documents:change_request_list"),
    MenuEntry(GROUP, _("Who has read what"), "book-open-check", "documents:reading_overview", MANAGE),
    MenuEntry(GROUP, _("Access to documents"), "eye", "documents:access_events", MANAGE),
    MenuEntry(GROUP, _("Controlled copies"), "stamp", "documents:controlled_copy_list", MANAGE),
    MenuEntry(GROUP, _("Still to decide"), "circle-question-mark", "documents:open_decisions"),
    MenuEntry(GROUP, _("Starter set"), "sparkles", "documents:starter", MANAGE),
    MenuEntry(GROUP, _("Bring in documents"), "folder-input", "documents:intakes", MANAGE),
    MenuEntry(GROUP, _("Documents and clauses"), "list-checks", "documents:gaps", MANAGE),
    MenuEntry(GROUP, _("Document types"), "files", "documents:document_type_list", MANAGE),
    MenuEntry(GROUP, _("Retention rules"), "archive", "documents:retention_rule_list", MANAGE),
)
