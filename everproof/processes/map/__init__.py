"""The process map: boxes on one grid in bands, links in the gutters between them. Pure: no database, no request."""

from everproof.processes.map.drawing import drawn
from everproof.processes.map.layout import Band, Box, Layout, Link, Route, laid_out

__all__ = ["Band", "Box", "Layout", "Link", "Route", "drawn", "laid_out"]
