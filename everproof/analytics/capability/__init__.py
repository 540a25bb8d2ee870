"""Process capability and performance.

`indices`         Cp, Cpk, Pp, Ppk, Cpm with confidence intervals and shares outside, for values that are normal
`nonnormal`       the same by percentiles of a fitted distribution, a Johnson curve or a Box-Cox transformation
`process_yield`   yield, DPMO and sigma level from counts
"""
