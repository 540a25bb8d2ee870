"""Who may do what, and who sees what: `may` and `visible`, each able to say why not."""

from everproof.kernel.access.actor import Actor, Grant
from everproof.kernel.access.policy import Answer, may, require, visible, why_not_visible

__all__ = ["Actor", "Answer", "Grant", "may", "require", "visible", "why_not_visible"]
