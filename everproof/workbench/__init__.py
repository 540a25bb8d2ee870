"""The workbench: paste or upload figures, choose a method, see the chart and the verdict, take the proof along.

It keeps nothing: no table, no record, no ledger entry. A study lives in the page and in the file that rebuilds it.
"""
