"""Checks that answer later, by a job: what waits, or is public meanwhile, goes its way then."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs.screening import look_later
from forum.models import (
    Job,
    Post,
    Statement,
)
from forum.services import posts, screening
from tests.screened import category, reasons, thread

__all__ = ["category", "thread"]


class Service:
    """A plugin that is not sure at once: its job asks somebody outside."""

    def __init__(self, registry, meanwhile):
        self.meanwhile, self.says, self.asked = meanwhile, None, []
        registry.checks.append(self.check)
        registry.later["far-away"] = self.look

    def check(self, this):
        return [screening.Finding(self.meanwhile, "Far away is asked.", later="far-away")]

    def look(self, text):
        self.asked.append((text.author, text.body))
        if self.says == "nothing comes":
            raise OSError("no answer")
        return self.says and screening.Finding(self.says, "Far away knows it.")


def looked(post):
    """The job runs, in units of its own; the post afterwards, and its case's reasons."""
    (job,) = db.session.scalars(select(Job).where(Job.name == "screening.later"))
    given, post_id = dict(job.arguments), post.id
    db.session.delete(job)
    database.commit()
    for _twice in range(2):  # a worker may die and another do it again
        database.rollback()
        look_later(**given)
    database.begin("write")
    found = db.session.get_one(Post, post_id)
    return found, reasons(found)


@pytest.mark.parametrize(
    ("says", "state", "why"),
    [(None, "visible", []), ("flag", "pending", ["Far away is asked.", "Far away knows it."]),
     ("block", "removed", ["Far away is asked."])],
)  # fmt: skip
def test_what_waits_for_a_later_look_goes_its_way_afterwards(app, cast, thread, says, state, why):
    service = Service(app.extensions["forum"], "hold")
    service.says = says
    held = posts.reply(cast.nia, thread, "Hello there.")
    assert held.state == "pending"
    found, reason = looked(held)
    assert (found.state, reason) == (state, why)
    assert service.asked[0] == ("nia", "Hello there.")
    told = db.session.scalars(select(Statement.body).where(Statement.recipient == "author")).all()
    assert [("Far away knows it." in one) for one in told] == ([True] if says == "block" else [])


@pytest.mark.parametrize(("says", "state"), [(None, "visible"), ("hold", "hidden")])
def test_what_is_public_meanwhile_is_hidden_with_its_statement_when_something_is_found(
    app, cast, thread, says, state
):
    service = Service(app.extensions["forum"], "later")
    service.says = says
    post = posts.reply(cast.nia, thread, "Hello there.")
    assert post.state == "visible"
    assert looked(post)[0].state == state
    told = db.session.scalars(select(Statement.body)).all()
    assert len(told) == (1 if says else 0) and all("Far away knows it." in one for one in told)


def test_while_no_answer_comes_everything_stays_and_another_text_is_not_meant(app, cast, thread):
    service = Service(app.extensions["forum"], "later")
    service.says = "nothing comes"
    post = posts.reply(cast.nia, thread, "Hello there.")
    (job,) = db.session.scalars(select(Job).where(Job.name == "screening.later"))
    given = dict(job.arguments)
    database.commit()
    with pytest.raises(OSError, match="no answer"):
        look_later(**given)
    database.begin("write")
    assert db.session.get_one(Post, post.id).state == "visible"
    service.says = "hold"
    db.session.get_one(Post, post.id).body = "Hello, changed."
    database.commit()
    look_later(**given)
    database.begin("write")
    assert db.session.get_one(Post, post.id).state == "visible" and len(service.asked) == 1
