"""Turns what only the demonstration's files can say into what a member would have typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forum import links
from forum.demo.grammar import dates_in

LINK = re.compile(r"\]\(@([a-z0-9-]+)(?:/(\d+))?\)")
QUOTE = re.compile(r'\[quote="([^"]+)"\]')
_IMAGE = re.compile(r"\]\(images/([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thread of the files is in the database."""

    thread_id: int
    slug: str


def images(body: str) -> list[str]:
    """The names of the drawings that `body` shows, in order."""
    return _IMAGE.findall(body)


def resolve(
    body: str,
    here: str,
    places: Mapping[str, Place],
    uploads: Mapping[str, str],
    now: datetime,
) -> str:
    """`body`, written in the thread `here`, with addresses, upload keys and days filled in.

    `places` are threads by their name in the files, `uploads` keys by the name of the image.
    """
    for mark, away in dates_in(body):
        day = now + away
        body = body.replace(mark, f"{day.day} {day:%B}")
    body = _IMAGE.sub(lambda found: f"](upload://{uploads[found[1]]})", body)
    body = LINK.sub(lambda found: f"]({_address(places[found[1]], found[2])})", body)
    return QUOTE.sub(lambda found: f'[quote="{_attribution(found[1], here, places)}"]', body)


def _address(place: Place, number: str | None) -> str:
    if number:
        return links.post(place.thread_id, place.slug, int(number))
    return links.thread(place.thread_id, place.slug)


def _attribution(label: str, here: str, places: Mapping[str, Place]) -> str:
    """`name, post:7, thread:@slug` with the thread's number; without a thread it is `here`."""
    fields = [part.strip() for part in label.split(",")]
    slugs = [part.removeprefix("thread:@") for part in fields if part.startswith("thread:@")]
    place = places[slugs[0] if slugs else here]
    kept = [part for part in fields if not part.startswith("thread:")]
    return ", ".join([*kept, f"thread:{place.thread_id}"])
