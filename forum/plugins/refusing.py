"""Why a plugin is not taken: a sentence for whoever runs the server, and the way out."""

from forum.config import ConfigError

API = 1  # which version of what docs/plugins.md describes this forum offers
WAY_OUT = "Without any plugin the forum starts with: forum run --safe-mode"


class PluginError(ConfigError):
    """A plugin cannot be used. The message says which, why, and how to start without it."""


def refuse(name: str, sentence: str) -> PluginError:
    """To be raised: `sentence` ends with a full stop."""
    return PluginError(f"The plugin {name}: {sentence} {WAY_OUT}")
