"""The content of documents: cleaned, shown, compared, and taken apart for paper.

`clean`, `plain` and `compare` work on HTML alone; what needs records (references, pictures, snippets) says so.
"""

from everproof.documents.content.cleaning import clean, plain
from everproof.documents.content.comparing import Comparison, compare

__all__ = ["Comparison", "clean", "compare", "plain"]
