"""The violations of what a standard asks of how it is applied itself."""

from __future__ import annotations

from everproof.kernel import modules
from everproof.kernel.checks import Injection


def fault_4_3_5(company: Injection) -> None:
    """The scope leaves out production control although a special process runs."""
    scope, process = (modules.record_type(name).model for name in ("scope-statement", "process"))
    reason = "We hold that this does not concern us."
    left_out = {"requirement": "8.5.1", "justification": reason, "effect_on_conformity": "none"}
    company.change(company.one(scope, status="approved"), exclusions=[left_out])
    company.change(company.one(process, status="active"), special=True)
