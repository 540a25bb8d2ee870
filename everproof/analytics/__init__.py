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
`capability`   Cp, Cpk, Pp, Ppk, Cpm with intervals, non-normal capability by percentiles, yield and sigma level
`normality`, `distributions`, `transforms`   tests of normality; fits; Box-Cox and Johnson
`tolerance`, `intervals`, `power`   tolerance and confidence intervals, sample size and power
`before_after` whether there is less after a change than before: rates, shares, times between, with power
`msa`          gauge R&R, bias, linearity, stability, type 1, attribute agreement, misclassification
`fmea`         Action Priority and risk priority numbers
`metrics`      Pareto, OEE, NPS, CSAT, supplier and complaint figures, cost of quality (without numpy)
`cases`        runs files of reference cases (`everproof stats FILE.json`)
`verify`       runs the reference cases shipped with this package (`everproof stats --verify`)
"""
