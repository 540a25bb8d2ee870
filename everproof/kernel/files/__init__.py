"""Files, stored by the digest of their content and attached to records.

`kinds` decides what is taken, `store` keeps the bytes, `actions` attaches them, `tasks` makes previews and words for
the search out of them in a limited child process, `verify` holds the store against the rows. Nothing is imported here:
the search below reads the words of files, and the actions above use the search.
"""
