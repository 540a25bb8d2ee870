"""Reads the documents that are here against a standard: which of them may answer which clause, and by which passage.

    terms      how people call what a clause is about, beside the catalogue's own words
    ranking    the search itself: passages weighed by words, documents by their best passages
    service    reads what an organisation has, proposes, and keeps what people decided

A proposal is a guess by words. Nobody's readiness rests on it: no check reads it, confirmed or not.
"""
