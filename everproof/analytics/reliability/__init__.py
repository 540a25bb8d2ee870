"""Reliability: how long things last, how often they fail, and whether that gets better.

`weibull`   the Weibull distribution fitted to lifetimes, with suspended items
`survival`  Kaplan-Meier estimate of the survival function
`repair`    repairable systems: mean time between failures, availability, reliability growth
"""
