"""`python -m forum.cli` is the command-line tool where no console script is installed."""

from forum.cli import main

main()
