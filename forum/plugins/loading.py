"""Which plugins are installed, which of them are used, and whether they go with this forum."""

import re
from collections.abc import Iterable
from importlib.metadata import Distribution, EntryPoint, entry_points
from pathlib import Path
from typing import Any

from forum.config import Config
from forum.plugins.plugin import About, Plugin
from forum.plugins.refusing import API, PluginError, refuse
from forum.plugins.registry import Registry

GROUP = "forum.plugins"
_NAME = re.compile(r"[a-z][a-z0-9_]{1,23}")
TAKEN = frozenset({"version", "failure", "admin", "static", "api", "core"})


def found() -> list[EntryPoint]:
    """All that are installed, used or not, by name."""
    return sorted(entry_points(group=GROUP), key=lambda one: one.name)


def installed(settings: Config) -> Iterable[tuple[About, Any]]:
    """Those that are used, each with what its package says of itself. Raises PluginError."""
    if settings["FORUM_SAFE_MODE"]:
        return
    off = set(str(settings["FORUM_PLUGINS_OFF"]).split())
    seen: set[str] = set()
    for point in found():
        if point.name in off:
            continue
        if point.name in seen:
            raise refuse(point.name, "two installed packages have a plugin of this name.")
        seen.add(point.name)
        try:
            module = point.load()
        except Exception as error:
            raise _broken(point.name, "it cannot be loaded", error) from error
        yield about(point), module


def about(point: EntryPoint) -> About:
    """What the package of a plugin says of itself."""
    if point.dist is None:
        return About(point.name)
    said: Any = point.dist.metadata
    licence = said.get("License-Expression") or said.get("License") or ""
    return About(
        point.name, point.dist.version, said.get("Summary") or "",
        said.get("Author") or said.get("Author-email") or "", _homepage(point.dist),
        licence.splitlines()[0] if licence else "",
    )  # fmt: skip


def _homepage(dist: Distribution) -> str:
    """Only what a link may lead to."""
    said: Any = dist.metadata
    urls = [each.partition(", ")[::2] for each in said.get_all("Project-URL") or ()]
    named = {label.lower(): url for label, url in urls}
    home = said.get("Home-page") or named.get("homepage") or next(iter(named.values()), "")
    return home if home.startswith(("https://", "http://")) else ""


def set_up(registry: Registry, about: About, module: Any, taken: frozenset[str]) -> None:
    """Let one plugin say what it adds. Raises PluginError, with a sentence and the way out.

    `taken` are names that something of ours has already.
    """
    name = about.name
    if not _NAME.fullmatch(name) or name in TAKEN | taken:
        raise refuse(name, "this name cannot be used; see docs/plugins.md, Names.")
    wanted = getattr(module, "FORUM_API", None)
    if wanted != API:
        said = f"version {wanted}" if isinstance(wanted, int) else "no version (FORUM_API)"
        raise refuse(name, f"it is written for {said} of the forum's plugins; this is {API}.")
    file = getattr(module, "__file__", None)
    folder = Path(file).parent if file else Path("/nowhere")
    package = str(getattr(module, "__name__", name)).partition(".")[0]
    plugin = registry.plugins[name] = Plugin(about, registry, folder, package)
    try:
        plugin.folders()
        module.setup(plugin)
    except PluginError:
        raise
    except Exception as error:
        raise _broken(name, "its setup failed", error) from error


def _broken(name: str, what: str, error: Exception) -> PluginError:
    return refuse(name, f"{what}: {type(error).__name__}: {error}.")
