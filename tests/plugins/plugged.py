"""The two example plugins, and small ones made for a test."""

import sys
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples" / "plugins"
NAMES = ("forum-releases", "forum-serials")
for name in NAMES:
    if str(EXAMPLES / name) not in sys.path:
        sys.path.append(str(EXAMPLES / name))


def both():
    import forum_releases
    import forum_serials

    return [forum_releases, forum_serials]


def small(name, setup, api=1, folder=None):
    """A plugin of a test's own; `setup` is given its desk."""
    module = SimpleNamespace(__name__=f"forum_{name}", setup=setup, FORUM_API=api)
    if folder is not None:
        module.__file__ = str(folder / "__init__.py")
    return module
