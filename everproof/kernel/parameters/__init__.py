"""Values that an organisation sets for itself, each with meaning, default and limits."""

from everproof.kernel.parameters.declarations import Parameter
from everproof.kernel.parameters.values import change, declared, in_statement, value, values

__all__ = ["Parameter", "change", "declared", "in_statement", "value", "values"]
