"""The first files of a plugin, and the next migration of one."""

import re
from pathlib import Path

from alembic import command

from forum import database, schema

FILES = {
    "pyproject.toml": """\
[build-system]
requires = ["flit_core>=3.11"]
build-backend = "flit_core.buildapi"

[project]
name = "forum-@name@"
version = "0.1.0"
description = "What it is, in one sentence"
readme = "README.md"
requires-python = ">=3.11"
license = "AGPL-3.0-or-later"
authors = [{ name = "Your name" }]
dependencies = ["forum"]

[project.entry-points."forum.plugins"]
@name@ = "forum_@name@"

[tool.flit.module]
name = "forum_@name@"
""",
    "README.md": """\
# forum-@name@

What it does for a community, and for whom.

    pip install forum-@name@
    forum db upgrade
    forum plugins list
""",
    "forum_@name@/__init__.py": '''\
"""What it is, in one sentence."""

from typing import Any

from forum.settings import Setting

FORUM_API = 1


def setup(forum: Any) -> None:
    """What it adds: see docs/plugins.md of the forum."""
    forum.setting(Setting("@name@.greeting", str, "Welcome", "What stands on the home page"))
    forum.outlet("home.rail", "@name@/rail.html")
''',
    "forum_@name@/templates/rail.html": """\
<section class="rail-part">
  <h2>{{ _("A word") }}</h2>
  <p>{{ setting("@name@.greeting") }}</p>
</section>
""",
    "tests/test_@name@.py": '''\
"""Run it in the environment of the forum: python -m pytest."""

import forum_@name@

from forum import config
from forum.app import create_app


def test_the_forum_takes_it(tmp_path):
    settings = config.read({"FORUM_INSTANCE": str(tmp_path), "FORUM_SECRET_KEY": "of tests"})
    app = create_app(settings, {"TESTING": True}, with_plugins=[forum_@name@])
    assert app.extensions["forum"].plugins["@name@"].adds["outlets"] == ["home.rail"]
''',
}


def write(name: str, into: Path) -> Path:
    """The folder that was made. ValueError, with a sentence, where that cannot be."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,23}", name):
        raise ValueError("A name is 2 to 24 small letters, digits and underscores.")
    folder = into / f"forum-{name}"
    if folder.exists():
        raise ValueError(f"There is a {folder} already.")
    for path, text in FILES.items():
        file = folder / path.replace("@name@", name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("@name@", name))
    return folder


def migration(name: str, message: str) -> str:
    """Where the migration was written: from what the database has to what the models say."""
    config = schema.config_of(name)
    folder = Path(config.get_main_option("version_locations") or "")
    number = f"{len(list(folder.glob('*.py'))) + 1:04}"
    with database.unit("write"):  # the first one makes the table that keeps the revision
        made = command.revision(
            config, message, autogenerate=True, rev_id=number,
            version_path=str(folder),
        )  # fmt: skip
    return str(getattr(made, "path", made))
