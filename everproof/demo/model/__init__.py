"""The model company: small, complete, everything in order. Fault injection starts from it.

Built through the real actions like the demo company, by parts that grow with the rooms. Each part brings its records
into a state in which every check of its rooms passes at `anchor`; what has to be recent is done at a recent moment.
"""

from everproof.demo.model.building import ModelCompany, build

__all__ = ["ModelCompany", "build"]
