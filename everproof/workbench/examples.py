"""Data to try each method with: small, made up, and telling."""

from __future__ import annotations

from collections.abc import Mapping

_BORES = """Bore
12.049
12.052
12.047
12.051
12.050
12.046
12.053
12.048
12.050
12.052
12.049
12.051
12.047
12.050
12.068
12.049
12.051
12.050
12.048
12.052
12.050
12.047
12.051
12.049
12.053
12.050
"""
_SUBGROUPS = """Hour\t1\t2\t3\t4\t5
06:00\t12.05\t12.04\t12.06\t12.05\t12.05
07:00\t12.04\t12.05\t12.05\t12.06\t12.04
08:00\t12.06\t12.05\t12.05\t12.04\t12.05
09:00\t12.05\t12.05\t12.06\t12.05\t12.06
10:00\t12.04\t12.05\t12.04\t12.05\t12.05
11:00\t12.05\t12.06\t12.05\t12.05\t12.04
12:00\t12.05\t12.04\t12.05\t12.06\t12.05
13:00\t12.09\t12.08\t12.09\t12.07\t12.08
14:00\t12.05\t12.05\t12.04\t12.05\t12.06
15:00\t12.06\t12.05\t12.05\t12.05\t12.04
"""
_COUNTS = """Week,Nonconforming,Inspected
1,4,200
2,3,180
3,5,210
4,2,190
5,6,220
6,3,200
7,14,205
8,4,195
9,5,210
10,3,200
11,4,190
12,2,205
"""
_LARGE = """Month,Nonconforming,Inspected
1,312,10450
2,355,11020
3,298,9870
4,410,11300
5,289,10210
6,377,10880
7,333,10050
8,401,11150
9,276,9930
10,362,10700
"""
_GAGE = """Part,Operator,Value
1,Ana,12.051
1,Ana,12.050
2,Ana,12.062
2,Ana,12.063
3,Ana,12.043
3,Ana,12.044
4,Ana,12.055
4,Ana,12.054
5,Ana,12.047
5,Ana,12.048
1,Bo,12.052
1,Bo,12.051
2,Bo,12.064
2,Bo,12.063
3,Bo,12.045
3,Bo,12.044
4,Bo,12.056
4,Bo,12.055
5,Bo,12.048
5,Bo,12.049
"""
_AGREEMENT = """Appraiser,Part,Reference,Trial 1,Trial 2
Ana,1,good,good,good
Ana,2,bad,bad,bad
Ana,3,good,good,good
Ana,4,bad,bad,good
Ana,5,good,good,good
Ana,6,bad,bad,bad
Bo,1,good,good,good
Bo,2,bad,bad,bad
Bo,3,good,good,good
Bo,4,bad,good,good
Bo,5,good,good,good
Bo,6,bad,bad,bad
"""
_READINGS = """Reading
10.001
10.000
10.002
9.999
10.001
10.000
10.001
10.002
10.000
9.999
10.001
10.000
10.001
10.000
10.002
10.001
9.999
10.000
10.001
10.000
10.001
10.002
10.000
10.001
10.000
"""
_LINEARITY = """Part,Reference,Reading
1,2.0,2.02
1,2.0,2.01
1,2.0,2.03
2,4.0,4.01
2,4.0,4.02
2,4.0,4.00
3,6.0,6.00
3,6.0,6.01
3,6.0,5.99
4,8.0,7.98
4,8.0,7.99
4,8.0,7.99
5,10.0,9.97
5,10.0,9.96
5,10.0,9.98
"""
_LIVES = """Hours,Failed
412,1
655,1
720,1
810,1
870,0
905,1
1010,1
1120,1
1200,0
1200,0
"""
_CAUSES = """Cause,Count
Scratch,84
Wrong dimension,52
Certificate missing,31
Label,12
Packaging,10
Coating too thin,8
Other,4
"""
_MEMBERS = """Temperature,Pressure
20.1,50.3
21.2,52.4
19.4,48.9
20.6,51.1
22.0,54.2
18.9,47.8
20.3,50.5
21.1,52.0
19.9,49.9
20.8,51.8
19.5,53.0
20.2,50.2
21.5,53.1
18.7,47.2
20.0,50.1
"""
_BETWEEN = """Days between events
34
51
12
88
41
27
63
19
75
33
46
5
"""

_STABLE = """Bore
12.0473
12.0531
12.0466
12.0520
12.0456
12.0528
12.0497
12.0551
12.0530
12.0502
12.0490
12.0517
12.0499
12.0469
12.0522
12.0413
12.0498
12.0576
12.0519
12.0450
12.0539
12.0507
12.0479
12.0478
12.0505
12.0531
12.0497
12.0563
12.0478
12.0531
12.0445
12.0431
12.0497
12.0510
12.0567
12.0489
12.0511
12.0458
12.0502
12.0521
12.0487
12.0538
12.0551
12.0522
12.0499
12.0494
12.0523
12.0465
12.0536
12.0480
12.0511
12.0462
12.0468
12.0472
12.0520
12.0503
12.0504
12.0537
12.0469
12.0533
"""

EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "i-mr": {"data": _BORES, "unit": "mm"},
    "xbar-r": {"data": _SUBGROUPS, "unit": "mm"},
    "xbar-s": {"data": _SUBGROUPS, "unit": "mm"},
    "p": {"data": _COUNTS},
    "np": {"data": _COUNTS},
    "c": {"data": "Faults\n4\n7\n5\n6\n3\n8\n5\n4\n6\n17\n5\n4\n"},
    "u": {"data": _COUNTS},
    "laney-p": {"data": _LARGE},
    "laney-u": {"data": _LARGE},
    "g": {"data": _BETWEEN},
    "ewma": {"data": _BORES, "unit": "mm"},
    "cusum": {"data": _BORES, "unit": "mm", "target": "12.05"},
    "run": {"data": _BORES, "unit": "mm"},
    "t2": {"data": _MEMBERS},
    "capability": {"data": _STABLE, "unit": "mm", "lsl": "12.03", "usl": "12.07"},
    "tolerance": {"data": _STABLE, "unit": "mm"},
    "gage-rr": {"data": _GAGE, "unit": "mm", "tolerance": "0.04"},
    "type-1": {"data": _READINGS, "unit": "mm", "reference": "10", "tolerance": "0.05"},
    "bias": {"data": _READINGS, "unit": "mm", "reference": "10"},
    "linearity": {"data": _LINEARITY, "unit": "mm"},
    "agreement": {"data": _AGREEMENT},
    "sampling-plan": {"lot_size": "1200", "aql": "1.0"},
    "sample-size": {"question": "mean", "margin": "0.002", "sd": "0.005"},
    "weibull": {"data": _LIVES, "unit": "h"},
    "pareto": {"data": _CAUSES},
}
