"""The tools above the text: (what the editor does, icon, words)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

Tool = tuple[str, str, Any]

TOOLS: dict[str, tuple[Tool, ...]] = {
    "marks": (
        ("bold", "bold", _("Bold")),
        ("italic", "italic", _("Italic")),
        ("underline", "underline", _("Underline")),
        ("strike", "strikethrough", _("Struck through")),
        ("sub", "subscript", _("Below the line")),
        ("sup", "superscript", _("Above the line")),
        ("code", "code", _("Code")),
    ),
    "blocks": (
        ("bullets", "list", _("Bullets")),
        ("numbers", "list-ordered", _("Numbered list")),
        ("rule", "minus", _("Line across")),
    ),
    "insert": (
        ("link", "link", _("Link")),
        ("reference", "file-symlink", _("Refer to a document or record")),
        ("words", "braces", _("Variable or snippet")),
        ("picture", "image", _("Picture")),
        ("table", "table", _("Table")),
    ),
    "history": (
        ("undo", "undo-2", _("Undo")),
        ("redo", "redo-2", _("Redo")),
    ),
    "table": (
        ("rowBefore", "between-horizontal-start", _("Row above")),
        ("rowAfter", "between-horizontal-end", _("Row below")),
        ("rowGone", "fold-vertical", _("Take the row out")),
        ("columnBefore", "between-vertical-start", _("Column before")),
        ("columnAfter", "between-vertical-end", _("Column after")),
        ("columnGone", "fold-horizontal", _("Take the column out")),
        ("join", "table-cells-merge", _("Join cells")),
        ("split", "table-cells-split", _("Split the cell")),
        ("headRow", "panel-top", _("Headings in the first row")),
        ("headColumn", "panel-left", _("Headings in the first column")),
        ("caption", "captions", _("Title of the table")),
        ("tableGone", "trash-2", _("Take the table out")),
    ),
}
