"""What the catalogue asks of nonconformities, corrective actions and improvements."""

from everproof.improvement.checks import corrective_action, follow_up, improvement, kept, nonconformity

__all__ = ["corrective_action", "follow_up", "improvement", "kept", "nonconformity"]
