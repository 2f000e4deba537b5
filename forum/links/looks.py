"""Where styles of the brand and pages of the team are."""

from urllib.parse import quote

from forum.links.ending import query as _query


def brand_css(mark: str = "") -> str:
    return "/brand.css" + _query({"v": mark or None})


def page(slug: str, more: str | int = "") -> str:
    """A page of the team; `more` is the number of a version, or "versions"."""
    return f"/p/{quote(slug)}" + (f"/{more}" if more else "")


def accept(asks: str, then: str = "") -> str:
    """Where a member accepts what a verdict asks: "guidelines", or "pages" of the team."""
    return ("/guidelines/accept" if asks == "guidelines" else "/account/terms") + _query(
        {"next": then or None}
    )


def own_css(mark: str = "") -> str:
    """The styles that admins wrote themselves."""
    return "/own.css" + _query({"v": mark or None})


def language(code: str, then: str = "/") -> str:
    """Where a guest chooses a language, and is sent back to `then`."""
    return f"/language/{quote(code)}?next={quote(then, safe='')}"


def share_picture(thread_id: int, mark: str) -> str:
    """The drawn picture of a thread; `mark` is that of what is in it."""
    return f"/share/{thread_id}/{mark}.png"
