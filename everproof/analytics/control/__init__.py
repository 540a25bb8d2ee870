"""Control charts: limits from the process's own variation, and the rules that tell a signal from noise.

`variables`     X̄-R, X̄-S, individuals and moving range
`attributes`    p, np, c, u, Laney p' and u', g; test of overdispersion
`memory`        EWMA, CUSUM
`multivariate`  Hotelling's T²
`run_chart`     runs and crossings about the median
`short_run`     deviation from nominal and standardised charts for small lots
`rules`         Nelson and Western Electric rules
`phases`        limits frozen after phase I, their history
`run_length`    average run length and operating characteristic
"""
