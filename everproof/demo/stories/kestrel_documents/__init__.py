"""The documents of Kestrel Valves, their texts and how they changed over two years. Told by documents.py."""

from everproof.demo.stories.kestrel_documents.governing import GOVERNING
from everproof.demo.stories.kestrel_documents.handling import FORMS, HANDLING
from everproof.demo.stories.kestrel_documents.instructions import INSTRUCTIONS
from everproof.demo.stories.kestrel_documents.sheet import EVERYBODY, Change, Sheet
from everproof.demo.stories.kestrel_documents.supporting import SUPPORTING
from everproof.demo.stories.kestrel_documents.technical import DATA_SHEETS, SNIPPETS, TECHNICAL
from everproof.demo.stories.kestrel_documents.working import WORKING

SHEETS: tuple[Sheet, ...] = (*GOVERNING, *WORKING, *SUPPORTING, *INSTRUCTIONS, *HANDLING, *FORMS, *TECHNICAL)

__all__ = ["DATA_SHEETS", "EVERYBODY", "SHEETS", "SNIPPETS", "Change", "Sheet"]
