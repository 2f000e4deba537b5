"""Where one looks for something."""

from forum.links.ending import query


def search(q: str = "", page: str = "", **more: str | int | None) -> str:
    """`page` is results (the list alone, for a script), clicked, or similar (threads like the
    title that is being typed)."""
    return f"/search{'/' + page if page else ''}{query({'q': q, **more})}"


def filtered(q: str = "", **more: str | int | None) -> str:
    """Threads that fit a filter in the language of the search box."""
    return f"/filter{query({'q': q, **more})}"
