"""What has to be there before an admin can do a thing: put into the seeded forum, in a unit of work."""

from dataclasses import asdict
from datetime import timedelta

from forum.lib import rulebooks
from forum.lib.rulebooks import Rule
from forum.models import (
    Badge,
    BadgeGrant,
    Job,
    KnownEdition,
    LetterText,
    Mailing,
    SeamFailure,
)
from forum.models.columns import utcnow
from forum.models.editions import GUIDELINES
from forum.queries import eu_statements as eu_queries
from forum.services import beginnings, eu_statements, groups, guideline_sections, guidelines
from tests import factories


def badge(forum):
    forum.made.star = factories._save(Badge(slug="star", name="Star", description="x", icon="sprout",
                                            tier="bronze", grouping="other"))  # fmt: skip


def given_badge(forum):
    badge(forum)
    factories._save(
        BadgeGrant(badge_id=forum.made.star.id, user_id=forum.people.max.id, reason="x")
    )


def group_of_hikers(forum):
    forum.made.hikers = groups.define(forum.people.ada, groups.Described("Hikers", joining="open"))


def section(forum):
    """The draft of Cleo's has a rule of its own."""
    draft = forum.made.draft
    guideline_sections.write(forum.people.cleo, draft, Rule(
        "", "Fires", "Only where rangers allow them.", "", "", 3, ""), "")  # fmt: skip


def no_draft(forum):
    guidelines.withdraw(forum.people.cleo, forum.made.draft)


def proposed(forum):
    guidelines.propose(forum.people.cleo, forum.made.draft)


def newer_edition(forum):
    """The program has one rule more than the community knows of."""
    known = [asdict(one) for one in beginnings.rulebook("en").rules[:-1]]
    factories._save(KnownEdition(name=GUIDELINES, number=rulebooks.edition() - 1, language="en",
                                 rules=known, known_at=utcnow()))  # fmt: skip


def own_letter(forum):
    factories._save(LetterText(kind="reset", language="en", number=1, subject="", body="Go: {{ link }}",
                               author_id=forum.people.ada.id))  # fmt: skip
    factories._save(LetterText(kind="reset", language="en", number=2, subject="", body="",
                               author_id=forum.people.ada.id))  # fmt: skip


def empty_category(forum):
    forum.made.empty = factories.category(name="Empty", slug="empty", position=9)


def covered_category(forum):
    empty_category(forum)
    forum.made.empty.cover_key = forum.made.unattached.key


def category_below(forum):
    forum.made.empty = factories.category(name="Empty", slug="empty", parent_id=forum.made.open.id,
                                          position=9)  # fmt: skip


def failed_job(forum):
    forum.made.job = factories._save(Job(name="mail.test", arguments={}, failed_at=utcnow(),
                                         error="refused", attempts=9))  # fmt: skip


def letter_given_up(forum):
    forum.made.given_up = factories._save(Mailing(
        user_id=forum.people.max.id, key="reply:1", kind="reply", state="failed", tries=9,
        reason="refused", message_id="<given-up@x>", due_at=utcnow()))  # fmt: skip


def unused_file(forum):
    forum.made.unattached.created_at = utcnow() - timedelta(days=9)


def waits_for_eu(forum):
    forum.made.waiting = eu_queries.waiting(forum.people.ada)[0].id


def approved_for_eu(forum):
    waits_for_eu(forum)
    eu_statements.approve(
        forum.people.ada,
        forum.made.waiting,
        "A member insulted another one.",
        explanation="That is against the rule.",
        category="CYBER_VIOLENCE",
    )


def leaving_colleague(forum):
    forum.made.colleague = factories.user(name="ida", groups=["moderators"], byline="Ida, Fernway",
                                          created_at=utcnow() - timedelta(days=400))  # fmt: skip


def broken_plugin(forum):
    factories._save(SeamFailure(plugin="releases", seam="job", count=2, error="KeyError in x.py"))
