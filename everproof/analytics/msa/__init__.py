"""Measurement system analysis: can the gauge, the people or the judgement be trusted?

`gage_rr`         gage R&R by analysis of variance, crossed and nested
`average_range`   gage R&R by the average-and-range method of the AIAG form
`location`        bias, linearity and type 1 study (Cg, Cgk) against reference values
`stability`       the same reference part measured over time
`attribute`       agreement of appraisers who judge, with each other and with the truth
`kappa`           Cohen's and Fleiss' kappa, Kendall's W, intraclass correlation
`misclassification`   good parts rejected and bad parts accepted because of measurement error
"""
