"""PDFs: typeset by typst, sealed and verified by pyHanko, each in a child process that may fail, hang or swell.

`press` and `sealer` are the programs that the children run; `child` starts them under limits. `typesetting` makes a
PDF out of a template and plain data, `document` and `record` say what stands in a controlled document and in the print
of a record, `prints` keeps what was made, with the record's permission, `seals` seals and verifies. Nothing heavy is
imported here or by any page (docs/developing/printing.md).
"""
