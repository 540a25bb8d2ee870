"""Acceptance sampling: plans looked up or designed, what they let pass, and when to inspect harder or less.

`plan`       a sampling plan for attributes in one, two or more stages
`operating`  probability of acceptance, average sample number, outgoing quality, total inspection
`tables`     the master tables of ANSI/ASQ Z1.4 and ISO 2859-1, generated from their structure
`lookup`     lot size, inspection level and AQL → code letter and plan
`design`     the smallest plan that keeps two risks; plans with acceptance number zero
`variables`  plans for measured values: operating characteristic, estimate of the fraction nonconforming, verdict
`z19`        variables plans of ANSI/ASQ Z1.9
`switching`  normal, tightened, reduced inspection and discontinuation over a sequence of lots
"""
