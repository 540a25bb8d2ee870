"""Measures the product against a minimal Django app in the same minutes: `make bench`, read `docs/benchmarks.md`.

Part of a checkout and of no installed package. Each database is measured by several processes: `command` leads and
loads no Django; `volume` and `inside` work within the product; `load` is the client; the servers are those of use.
"""
