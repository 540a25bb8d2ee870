"""Documents on paper: the sealed PDF of each revision in force, and copies on demand with their state across the page.

`sheets` says what stands on paper, `releasing` makes the PDF that stays, `views` hands out both.
"""
