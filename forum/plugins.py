"""What a plugin may add. The forum reads these lists; it never names a plugin."""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Blueprint
from markupsafe import Markup

from forum.events import Event
from forum.extensions import db

OUTLETS = {
    "page.head": "nothing: at the end of every page's head.",
    "page.above_main": "nothing: under the notices of every page.",
    "masthead.places": "nothing: among the places in the masthead.",
    "masthead.before_menu": "nothing: before a member's own menu.",
    "menu.entries": "nothing: in a member's own menu.",
    "footer.links": "nothing: among the links of the footer.",
    "home.above": "nothing: above the lists of the home page.",
    "home.rail": "nothing: under the categories of the home page.",
    "categories.below": "nothing: under the page of all categories.",
    "category.above_list": "category: the CategoryRow being shown.",
    "category.rail": "category: the CategoryRow being shown.",
    "thread.above_posts": "thread: the ThreadView being shown.",
    "thread.below_posts": "thread: the ThreadView being shown.",
    "thread.rail": "thread: the ThreadView being shown.",
    "composer.below": "thread: the ThreadView being answered.",
    "member.actions": "member: the MemberView being shown.",
    "member.below_head": "member: the MemberView being shown.",
}


class Registry:
    """One per app. A plugin is a module with `setup(forum: Registry)`."""

    def __init__(self) -> None:
        self.blueprints: list[Blueprint] = []
        self.listeners: list[tuple[Event, Callable[..., Any]]] = []
        self.jobs: dict[str, Callable[..., Any]] = {}
        self._outlets: dict[str, list[Callable[..., str]]] = defaultdict(list)

    def listen(self, event: Event, listener: Callable[..., Any]) -> None:
        """In a savepoint: what fails is logged and costs the member nothing."""

        def guarded(**payload: Any) -> None:
            try:
                with db.session.begin_nested():
                    listener(**payload)
            except Exception:
                logging.getLogger("forum.plugins").exception("a plugin's listener failed")

        self.listeners.append((event, guarded))

    def outlet(self, name: str, render: Callable[..., str]) -> None:
        if name not in OUTLETS:
            raise KeyError(f"no outlet called {name!r}")
        self._outlets[name].append(render)

    def has_outlet(self, name: str) -> bool:
        return bool(self._outlets.get(name))

    def render_outlet(self, name: str, **context: Any) -> Markup:
        drawn = (render(**context) for render in self._outlets.get(name, ()))
        return Markup("").join(Markup(html) for html in drawn)  # noqa: S704 - templates escaped it
