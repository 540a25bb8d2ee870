"""Values that an organisation sets for itself, each with meaning, default and limits."""

from everproof.kernel.parameters.declarations import Parameter
from everproof.kernel.parameters.values import change, declared, value, values

__all__ = ["Parameter", "change", "declared", "value", "values"]
