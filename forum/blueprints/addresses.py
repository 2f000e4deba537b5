"""Addresses that other forums gave out; they lead to where things are here."""

from typing import Any

from flask import Blueprint, redirect

from forum.queries import addresses
from forum.web import viewer

bp = Blueprint("addresses", __name__)


@bp.get("/t/<slug>/<int:number>")
@bp.get("/t/<slug>/<int:number>/<int:post>")
def thread(slug: str, number: int, post: int | None = None) -> Any:
    """`/t/slug/62/3`; where that post is unknown, its thread. A post number of 1 is the thread.

    With its slug first: two forums that were imported may both have had a thread 62.
    """
    ends = [f"{number}"] if post in (None, 1) else [f"{number}/{post}", f"{number}"]
    places = [place for end in ends for place in (f"/t/{slug}/{end}", f"/t/{end}")]
    return redirect(addresses.target(viewer(), *places), 301)


@bp.get("/u/<name>")
@bp.get("/u/<name>/<path:rest>")
def member(name: str, rest: str = "") -> Any:
    return redirect(addresses.target(viewer(), f"/u/{name}", f"/u/{name.lower()}"), 301)


@bp.get("/c/<slug>/<int:number>")
@bp.get("/c/<parent>/<slug>/<int:number>")
def category(slug: str, number: int, parent: str = "") -> Any:
    return redirect(addresses.target(viewer(), f"/c/{slug}/{number}", f"/c/{number}"), 301)
