"""Numbers in, dataclasses out: the statistics of quality, without Django.

Every public function is pure: it takes plain Python or numpy values and returns a frozen dataclass that derives from
`result.Result`, so each result names its method, its assumptions, its warnings and its source. What cannot be computed
is `None` with a reason among the warnings, never 0 and never an exception; what cannot be understood raises
`errors.BadInput`, which names the value.

This module imports nothing, so that starting the application stays cheap; import the module you need:

`control`      control charts, runs rules, average run length, limits of two phases
`summary`      mean, standard deviation, one-way analysis of variance at the accuracy of the NIST reference data
`constants`    d2, d3, c4 and the chart factors, from their definitions
`acceptance`   sampling plans: tables of Z1.4, ISO 2859-1 and Z1.9, design, curves, switching rules
`reliability`  Weibull, Kaplan-Meier, MTBF, availability, reliability growth
`calibration_intervals`  calibration intervals (NCSLI RP-1), En number
`cases`        runs files of reference cases (`everproof stats FILE.json`)
`verify`       runs the reference cases shipped with this package (`everproof stats --verify`)
"""
