"""Asking by writing tells no more than reading: private and never there are answered alike (T18, T22, T36)."""

import pytest

from tests.sweeps import addresses
from tests.sweeps.test_canaries import lines
from tests.sweeps.test_doors import UNSAFE, ask, watched
from tests.sweeps.test_shapes import VALID, fields_of
from tests.sweeps.things import NEVER_USED, Forum

__all__ = ["watched"]


def pairs(forum):
    """(argument, private, never used) of what stands in an address."""
    made = forum.made
    others = {
        "slug": [made.secret.slug],
        "number": [2],
        "key": ["z" * 30],
        "name": ["x"],
        "revision": [2],
        "version": [2],
        "drawing": ["f" * 16],
    }
    return [
        {"thread_id": [made.secret.id], **others}, {"thread_id": [NEVER_USED], **others},
        {"post_id": [made.secret_post.id], **others}, {"post_id": [NEVER_USED], **others},
        {"slug": [made.inner.slug]}, {"slug": ["zqneverqz"]},
        {"conversation_id": [made.left.id], **others}, {"conversation_id": [NEVER_USED], **others},
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["guest", "max", "mo"])
def test_an_address_one_may_not_see_takes_nothing(app, forum, watched, name):
    found, things = [], pairs(forum)
    for rule in app.url_map.iter_rules():
        for method in rule.methods & set(UNSAFE):
            fields = {f: VALID.get(f, "x") for f in fields_of(app, rule.endpoint)}
            for private, never in zip(things[::2], things[1::2], strict=True):
                if next(iter(private)) not in rule.arguments:
                    continue
                try:
                    one = addresses.paths(rule, Forum(forum.people, things=[private]))
                    two = addresses.paths(rule, Forum(forum.people, things=[never]))
                except LookupError:
                    continue
                for this, that in zip(one, two, strict=True):
                    for data in ({}, fields):
                        found += apart(
                            ask(watched, name, method, this, data=data),
                            ask(watched, name, method, that, data=data),
                            this,
                            (that, this),
                            (word(never), word(private)),
                        )
                        if watched.changed():
                            found.append((this, "something was written"))
                            watched.restore()
    assert not found


def word(thing):
    return str(next(iter(thing.values()))[0])


def apart(one, two, what, *same):
    """Where two answers differ, once `same` says what in the second stands for what in the first."""
    first, second = lines(one), lines(two)
    for theirs, ours in same:
        second = [
            line.replace(theirs, ours).replace(
                addresses.quote(theirs, safe=""), addresses.quote(ours, safe="")
            )
            for line in second
        ]
    if (one.status_code, first) == (two.status_code, second):
        return []
    odd = [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]][:2]
    return [(what, one.status_code, two.status_code, odd)]


def texts(forum):
    """Texts that point to what is private, and the same that point to nothing."""
    made = forum.made
    n, p = made.secret.id, made.secret_post.number
    never = NEVER_USED
    key = forum.made.secret_upload.key
    return [
        (f'[quote="amy, post:{p}, thread:{n}"]\nA\n[/quote]\nText enough.',
         f'[quote="amy, post:{p}, thread:{never}"]\nA\n[/quote]\nText enough.'),
        (f"#{made.inner.slug} and text enough", "#zqneverqz and text enough"),
        (f"![a](upload://{key}) text enough", f"![a](upload://{'A' * len(key)}) text enough"),
        (f"[a](upload://{key}.txt) text enough", f"[a](upload://{'A' * len(key)}.txt) text enough"),
        (f"http://localhost:8000/t/{n}/x/{p} text", f"http://localhost:8000/t/{never}/x/{p} text"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["max", "mo"])
def test_a_text_that_points_to_what_one_may_not_see_points_to_nothing(app, forum, watched, name):
    """T22: quotes, categories and files in previews, replies, threads, drafts and profiles."""
    found = []
    for private, never in texts(forum):
        for path, more in (
            ("/preview", {}),
            ("/preview", {"thread": forum.made.thread.id}),
            (f"/threads/{forum.made.thread.id}/reply", {"preview": "1"}),
            ("/start", {"preview": "1", "category": "open", "title": "A title here"}),
            ("/account", {"bio": private, "display_name": name.title()}),
        ):
            one, two = (
                ask(
                    watched,
                    name,
                    "POST",
                    path,
                    data={**more, "body": text, **({"bio": text} if "bio" in more else {})},
                )
                for text in (private, never)
            )
            key = forum.made.secret_upload.key
            found += apart(
                one,
                two,
                path,
                ("zqneverqz", forum.made.inner.slug),
                (str(NEVER_USED), str(forum.made.secret.id)),
                ("A" * len(key), key),
            )
            if watched.changed():
                watched.restore()
    assert not found


FIELDS = {
    "category": ("slug", "id"), "thread": ("thread",), "post": ("post",), "key": ("draft", "edit"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["guest", "max", "mo"])
def test_no_field_tells_whether_what_it_names_is_there(app, forum, watched, name):
    """Drafts, previews, answers and moves that name a private thread, post or category."""
    made = forum.made
    named = {
        "slug": (made.inner.slug, "zqneverqz"),
        "id": (str(made.inner.id), str(NEVER_USED)),
        "thread": (str(made.secret.id), str(NEVER_USED)),
        "post": (str(made.secret_post.id), str(NEVER_USED)),
        "draft": (f"thread:{made.secret.id}", f"thread:{NEVER_USED}"),
        "edit": (f"post:{made.secret_post.id}", f"post:{NEVER_USED}"),
    }
    found = []
    for rule in app.url_map.iter_rules():
        for method in rule.methods & set(UNSAFE):
            fields = fields_of(app, rule.endpoint)
            good = {f: VALID.get(f, "x") for f in fields if f not in {"preview"}}
            path = addresses.paths(rule, forum)[0]
            for field in fields & FIELDS.keys():
                for kind in FIELDS[field]:
                    private, never = named[kind]
                    one, two = (
                        ask(watched, name, method, path, data={**good, field: value})
                        for value in (private, never)
                    )
                    if one.status_code < 400 and two.status_code < 400:
                        watched.restore()
                        continue  # both were taken for something else: e.g. a text called so
                    found += apart(one, two, path, (never, private))
                    if watched.changed():
                        watched.restore()
    assert not found
