"""Seeded: the guidelines in force and to come, and the programme of ambassadors."""

from forum.models import (
    CandidacyReview,
    CheckIn,
    IntegrityFlag,
    Perk,
    PerkAward,
    ProgrammeEvent,
)
from forum.queries import guidelines as guideline_queries
from forum.services import guidelines
from tests import factories, programme
from tests.sweeps.things import INSIDERS, NEVER_USED, TEAM, Forum


def in_force(forum: Forum) -> None:
    """In force, what a private category adds, and a draft that only the team reads."""
    who, can = forum.people, forum.canary
    factories.guidelines("## Respect\n\nBe kind.\n\n## Shoes\n\nOff.")
    factories.guidelines("## Respect\n\nBe very kind.", significance="minor")
    added = guidelines.add_document(who.cleo, forum.made.inner.id)
    inside = can("addedrule", *INSIDERS)
    factories.guidelines(f"## Inside\n\n{inside}", document_id=added.id, summary=inside)
    draft = guidelines.begin(who.cleo, guideline_queries.document(who.cleo))
    guidelines.describe(who.cleo, draft, can("draftrule", *TEAM), "Better.", "minor")
    forum.things += [
        {"document": ["community", added.slug, "nothing"], "number": [1, 2, 9],
         "anchor": ["respect", "shoes", "inside", "never"]},
        {"anchor": ["respect", "shoes", "never"]}, {"number": [1, 2, 9]},
        {"version_id": [draft.id, 1, NEVER_USED], "anchor": ["respect"]},
    ]  # fmt: skip
    forum.made.draft, forum.made.added = draft, added


def ambassadors(forum: Forum) -> None:
    """A candidate, a term that somebody wants to end, a flag: words that only the team reads."""
    who, can, team = forum.people, forum.canary, ("cleo", "ada")
    made = programme.programme(who.ada, purpose="To help each other.")
    run = programme.scored(made, who.max)
    own = programme.candidacy(
        made, who.max, state="review", pitch=can("pitch", "max", *team), nominator_id=who.nia.id,
        score_run_id=run.id,
    )  # fmt: skip
    factories._save(ProgrammeEvent(candidacy_id=own.id, actor_id=who.nia.id, event="nominate",
                                   to_state="nominated", reason=can("whynominated", *team)))  # fmt: skip
    factories._save(CandidacyReview(candidacy_id=own.id, reviewer_id=who.ada.id, is_staff=True,
                                    vote="no", rubric={}, comment=can("votecomment", *team)))  # fmt: skip
    for adviser, vote, words in (
        (who.amy, "yes", can("advice", "amy", *team)), (who.mo, "asked", ""),
    ):  # fmt: skip
        factories._save(CandidacyReview(candidacy_id=own.id, reviewer_id=adviser.id, vote=vote,
                                        is_staff=False, comment=words))  # fmt: skip
    asked = programme.candidacy(made, who.sue, state="nominated", pitch="",
                                nominator_id=who.max.id)  # fmt: skip
    term = programme.grant(made, who.amy, revoking_id=who.ada.id,
                           end_reason=can("whyended", *team))  # fmt: skip
    perk = factories._save(Perk(programme_id=made.id, kind="material", title="A tent",
                                disclosure="lent a tent", value_cents=100))  # fmt: skip
    given = factories._save(PerkAward(grant_id=term.id, perk_id=perk.id, value_cents=100,
                                      note=can("awardnote", *team)))  # fmt: skip
    flag = factories._save(IntegrityFlag(user_id=who.max.id, kind=can("flagkind", *team)[:32],
                                         key="seeded"))  # fmt: skip
    asking = factories._save(CheckIn(grant_id=term.id, usual=24, note=can("checkin", *team)))
    forum.made.check_in = asking
    forum.made.candidacy, forum.made.term = own, term
    forum.made.award, forum.made.perk, forum.made.flag = given, perk, flag
    forum.things += [
        {"candidacy_id": [own.id, asked.id, NEVER_USED]}, {"grant_id": [term.id, NEVER_USED]},
        {"candidacy_id": [own.id], "member_id": [who.mo.id, NEVER_USED]},
        {"award_id": [given.id, NEVER_USED]}, {"perk_id": [perk.id, NEVER_USED]},
        {"flag_id": [flag.id, NEVER_USED]}, {"check_in_id": [asking.id, NEVER_USED]},
    ]  # fmt: skip
