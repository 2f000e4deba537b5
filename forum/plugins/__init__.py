"""What a plugin may add. The forum reads the registry; it never names a plugin. docs/plugins.md."""

from forum.plugins.guarding import Failures
from forum.plugins.loading import about, found, installed
from forum.plugins.outlets import OUTLETS
from forum.plugins.plugin import About, Plugin
from forum.plugins.refusing import API, PluginError
from forum.plugins.registry import Registry, current
from forum.plugins.rows import BadgeKind, Personal, Reaction
from forum.plugins.tables import Tables, tables_of
from forum.plugins.tightening import TIGHTENED

__all__ = [
    "API",
    "OUTLETS",
    "TIGHTENED",
    "About",
    "BadgeKind",
    "Failures",
    "Personal",
    "Plugin",
    "PluginError",
    "Reaction",
    "Registry",
    "Tables",
    "about",
    "current",
    "found",
    "installed",
    "tables_of",
]
