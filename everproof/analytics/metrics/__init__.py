"""Figures of quality management: Pareto, OEE, satisfaction, suppliers, complaints, cost of quality.

Only the standard library is needed here, so these figures may be had on any page.
"""
