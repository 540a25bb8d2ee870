"""Organisations kept apart: the current one of a piece of work, and what the database knows of it."""

from everproof.kernel.tenancy.scope import current_organization_id, organization_scope

__all__ = ["current_organization_id", "organization_scope"]
