"""How fast the hot pages are: a generated community, real HTTP, a ladder in one run."""
