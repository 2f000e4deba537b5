"""Finds templates and static files: first in the active theme, then in the forum's own.

`core/threads/show.html` always means the forum's own, so a theme can extend what it replaces.
Static files get an address with a fingerprint of their content and may be kept for ever.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from forum.config import THEMES

STATIC = Path(__file__).parent / "static"


def init_app(app: Flask) -> None:
    own = FileSystemLoader(Path(app.root_path) / "templates")
    loaders: list[BaseLoader] = [own, PrefixLoader({"core": own})]
    folders = [STATIC]
    if theme := app.config.get("FORUM_THEME"):
        loaders.insert(0, FileSystemLoader(THEMES / theme / "templates"))
        folders.insert(0, THEMES / theme / "static")
    app.jinja_loader = ChoiceLoader(loaders)
    app.extensions["forum.static"] = folders

    mark: list[str] = []

    @lru_cache(maxsize=1000)
    def static(path: str) -> str:
        """The fingerprinted address of a static file; KeyError when there is none."""
        if find(app, path) is None:
            raise KeyError(f"no static file called {path!r}")
        if not mark:
            mark.append(fingerprint(app))
        return f"/static/{mark[0]}/{path}"

    app.jinja_env.globals["static"] = static


def fingerprint(app: Flask) -> str:
    """One mark for all static files: scripts and styles name each other by relative addresses."""
    digest = hashlib.blake2b(digest_size=6)
    folders: list[Path] = app.extensions["forum.static"]
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return digest.hexdigest()


def find(app: Flask, path: str) -> Path | None:
    """The file that answers for `path`: the theme's, else ours; None when there is neither."""
    folders: list[Path] = app.extensions["forum.static"]
    try:
        for folder in folders:
            file = (folder / path).resolve()
            if file.is_relative_to(folder.resolve()) and file.is_file():
                return file
    except (OSError, ValueError):  # a name no file can have: too long, or with a NUL
        return None
    return None
