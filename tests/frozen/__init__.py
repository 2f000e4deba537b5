"""The archive site."""
