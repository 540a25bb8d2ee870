"""Brings in the documents that a company already has: a folder, a zip or files, with or without a register.

    sources     what lies there: files with the paths they had, unpacked without believing any name
    claims      what a document says of itself, or a register of it: number, title, revision, days, names
    converting  Word, Markdown and HTML as text with its structure, and what of it is lost
    registers   the spreadsheet that lists documents
    planning    what would happen to each file: new, changed, unchanged, a problem with its cure
    taking      does it, file by file, and takes it back
    service     the steps for pages, the background and the command line

What comes in is what it claims to be, a draft or in force since a day; nobody's signature is made up. The words of the
claim (original number, revision, day, who approved) stay beside the revision with the day on which it came here.
"""
