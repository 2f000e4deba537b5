"""Misuse of reports and appeals (DSA, article 23): what is weighed, how long, who is warned."""

from datetime import timedelta

from forum.lib.phrases import N_

KINDS = {
    "unfounded_notices": N_("Unfounded reports"),
    "unfounded_complaints": N_("Unfounded appeals"),
}
LENGTHS = (1, 90)  # days for which nothing is taken from them
WARNED = timedelta(days=365)  # how long a warning counts: who was warned before is not surprised
COUNTED = timedelta(days=365)  # what the numbers are of
LEAST = 20  # characters of what is said about gravity and intention
LONGEST = 1000
