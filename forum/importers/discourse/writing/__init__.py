"""Writes what an archive holds into the forum, one small unit of work after another."""
