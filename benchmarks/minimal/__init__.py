"""The least a Django app can do with records: one table, no sign-in, permissions, ledger, search or menus.

What the product does beyond this is the price of being a quality management system; the benchmark says how much it is.
"""
