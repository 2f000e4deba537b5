"""The whole community as files in an open format, and back: see docs/export.md.

`exporting` writes one consistent snapshot, `opening` reads what others may have touched, `loading`
puts it into a database, `tables` says what of each table is in it.
"""
