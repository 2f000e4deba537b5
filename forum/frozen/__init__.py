"""The community as plain pages that need no server: drawn from an export, for any web host.

`thawing` makes a forum of an export for a while, `places` says what gets which address in the
archive, `drawing` draws the pages, `rewriting` makes what they point to relative, `files` copies
pictures and styles, `maps` says where old addresses lead, `site` puts all of it into one folder.
"""
