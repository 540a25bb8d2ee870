"""The content of documents: cleaned, shown, compared, and taken apart for paper.

`clean`, `plain` and `compare` work on HTML alone. `settled`, `render` and `blocks` follow references, so they take the
revision and who asks.
"""

from everproof.documents.content.cleaning import clean, plain
from everproof.documents.content.comparing import Comparison, compare
from everproof.documents.content.pictures import carry as carry_pictures
from everproof.documents.content.rendering import blocks, render, rendered
from everproof.documents.content.settling import settled

__all__ = ["Comparison", "blocks", "carry_pictures", "clean", "compare", "plain", "render", "rendered", "settled"]
