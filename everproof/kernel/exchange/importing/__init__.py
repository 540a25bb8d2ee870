"""Import of records from tables: read a file, match its columns, plan row by row, carry it out, take it back.

    table = sheets.read(path)
    mapping = columns.guess(record_type, table.headings, by)
    plan = planning.plan(record_type, table, mapping, by=actor)      # nothing is written
    done = running.carry_out(plan, by=actor, file_name="risks.xlsx")  # the rows that are new or changed
    running.undo(done, by=actor)

Every cell is hostile: it is a value of the field's kind or a problem with its row, column and cure.
"""
