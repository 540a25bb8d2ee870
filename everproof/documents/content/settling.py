"""Brings the words of a body's references up to date before it is stored, and freezes them for good.

A reference keeps its words inside the body, so the search finds them, a comparison shows them, and a reader who may
not see the target reads something. While a revision is a draft they are set anew with every save. From the moment it
goes to review nothing sets them: what was approved cannot change because somebody edits a snippet.
"""

from __future__ import annotations

from everproof.documents.content import parts, references, tree, variables
from everproof.documents.content.cleaning import clean
from everproof.documents.content.tree import Element
from everproof.documents.models import DocumentRevision, Snippet
from everproof.kernel.access.actor import Actor


def settled(revision: DocumentRevision, html: str, actor: Actor) -> str:
    """The body, clean, with the words that its references have today. Raises limits.TooMuch."""
    root = tree.read(clean(html))
    spans = references.spans(root)
    if not spans:
        return tree.write(root)
    targets = references.targets({references.key_of(span) for span in spans}, revision, actor) | parts.targets(root)
    for span in spans:
        target = targets.get(references.key_of(span))
        if target is not None:
            span.children = lines_of(target.label)
    return clean(tree.write(root))


def lines_of(words: str) -> list[Element | str]:
    """Words as the inside of a span: a line break is an element."""
    found: list[Element | str] = []
    for line in words.strip().splitlines():
        if found:
            found.append(Element("br"))
        if line.strip():
            found.append(line.strip())
    return found


def is_frozen(revision: DocumentRevision) -> bool:
    """Whether the words of its snippets and variables stay as they are."""
    return revision.status != "draft"


def follows(key: references.Key, revision: DocumentRevision) -> bool:
    """Whether this reference shows what its target says today, rather than the words that stand in the body."""
    kind, name = key
    if kind in ("document", "record", parts.KIND):
        return True
    return not is_frozen(revision) or (kind == "variable" and name in variables.FOLLOWS_REVISION)


def uses(snippet: Snippet, actor: Actor) -> list[DocumentRevision]:
    """The revisions that name a snippet or variable and count today: drafts take a new text over at once, the others
    keep theirs until they are revised."""
    from everproof.kernel import access

    named = [f'data-{kind}="{snippet.key}"' for kind in ("snippet", "variable")]
    revisions = DocumentRevision.objects.in_force().exclude(status="withdrawn")
    holding = revisions.filter(body__contains=named[0]) | revisions.filter(body__contains=named[1])
    return list(
        access.visible(actor, holding.filter(organization_id=actor.organization_id))
        .select_related("document", "organization")
        .defer("body", "plain_text")
        .order_by("number", "id")[:200]
    )
