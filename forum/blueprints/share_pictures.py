"""The drawn picture of a thread, for sites and messengers that show what a link leads to."""

import logging

from flask import Blueprint, Response, abort, redirect, request

from forum import links
from forum.lib.images import Busy, TooLarge
from forum.queries import share_pictures as queries
from forum.services import share_pictures
from forum.web import guest, limited

bp = Blueprint("share_pictures", __name__)


@bp.get("/share/<int:thread_id>/<string(length=16):drawing>.png")
def show(thread_id: int, drawing: str) -> Response:
    """As every visitor may have it, whoever asks. Asked for again each time, so that the picture
    of what is no longer public is gone at once."""
    found = queries.get(guest(), thread_id)
    if drawing != found.card.mark:
        return redirect(links.share_picture(thread_id, found.card.mark))  # type: ignore[return-value]
    tag = found.card.mark
    if request.if_none_match.contains(tag):
        return _answer(Response(status=304), tag)
    return _answer(Response(found.kept or _drawn(found), mimetype="image/png"), tag)


def _drawn(found: queries.Found) -> bytes:
    limited("picture.shared")
    try:
        return share_pictures.drawn(guest(), found)
    except (Busy, TooLarge) as error:
        logging.getLogger(__name__).warning("a picture was not drawn: %s", error)
        abort(503)


def _answer(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
