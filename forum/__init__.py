"""A discussion forum that a brand owns: its own server, its data, its rules, its look."""

__version__ = "0.1.0"
