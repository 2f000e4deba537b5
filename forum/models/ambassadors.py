"""The ambassador programme: candidates, terms, perks, scores (community.md §3.2)."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Line, Long, Moment, Short, UserId

OPEN_CANDIDACIES = ("nominated", "applied", "screening", "review")
LIVE_GRANTS = ("offered", "active", "paused", "grace")


def _only(states: tuple[str, ...]) -> Any:
    return text("state IN ({})".format(", ".join(f"'{state}'" for state in states)))


class Programme(Model):
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Line]
    purpose: Mapped[str] = mapped_column(String(8000), default="")
    terms: Mapped[str] = mapped_column(String(20_000), default="")
    terms_version: Mapped[int] = mapped_column(default=1)
    term_days: Mapped[int] = mapped_column(default=365)
    renew_open_days: Mapped[int] = mapped_column(default=45)
    grace_days: Mapped[int] = mapped_column(default=30)
    cooldown_days: Mapped[int] = mapped_column(default=90)
    most_live: Mapped[int | None]
    minimum_age: Mapped[int] = mapped_column(default=18)
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the gates of §3.5
    category_ids: Mapped[list[int]] = mapped_column(JSON, default=list)  # empty: everywhere
    owner_id: Mapped[UserId]
    state: Mapped[Short] = mapped_column(default="draft")  # draft, open, closed, archived
    revised_at: Mapped[Created]
    created_at: Mapped[Created]


class ProgrammeTier(Model):
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    level: Mapped[int]
    title: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("programme_id", "level"),)


class Candidacy(Model):
    """One attempt by one person."""

    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    user_id: Mapped[UserId]
    origin: Mapped[Short]  # self, peer, staff
    nominator_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # secret
    pitch: Mapped[str] = mapped_column(String(4000), default="")
    consent_at: Mapped[Moment | None]
    is_of_age: Mapped[Flag]
    state: Mapped[Short]
    score_run_id: Mapped[int | None] = mapped_column(ForeignKey("score_run.id"))
    opened_at: Mapped[Created]
    due_at: Mapped[Moment]
    decided_at: Mapped[Moment | None]
    decision_code: Mapped[Short] = mapped_column(default="")
    message: Mapped[str] = mapped_column(String(4000), default="")  # to the candidate
    cooldown_until: Mapped[Moment | None]

    __table_args__ = (
        Index("ix_candidacy_one_open", "programme_id", "user_id", unique=True,
              sqlite_where=_only(OPEN_CANDIDACIES), postgresql_where=_only(OPEN_CANDIDACIES)),
        Index("ix_candidacy_state", "state", "due_at", "id"),
    )  # fmt: skip


class CandidacyReview(Model):
    """Staff decide, ambassadors advise; who recuses does not count."""

    candidacy_id: Mapped[int] = mapped_column(ForeignKey("candidacy.id"), primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    is_staff: Mapped[bool]
    vote: Mapped[Short]  # yes, no, recuse
    rubric: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    comment: Mapped[str] = mapped_column(String(4000), default="")
    created_at: Mapped[Created]


class ProgrammeGrant(Model):
    """One term."""

    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    user_id: Mapped[UserId]
    tier_id: Mapped[int | None] = mapped_column(ForeignKey("programme_tier.id"))
    candidacy_id: Mapped[int | None] = mapped_column(ForeignKey("candidacy.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("programme_grant.id"))
    state: Mapped[Short]
    offered_at: Mapped[Created]
    terms_version: Mapped[int | None]
    accepted_at: Mapped[Moment | None]
    starts_at: Mapped[Moment | None]
    ends_at: Mapped[Moment | None]
    paused_at: Mapped[Moment | None]
    paused_days: Mapped[Count]  # of pauses that are over
    renewal_agreed_at: Mapped[Moment | None]  # by the member
    renewal_staff_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoking_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # the first of the two
    ended_at: Mapped[Moment | None]
    end_reason: Mapped[Long] = mapped_column(default="")
    is_alumni_shown: Mapped[Flag]  # by the member's own choice, after an honourable end
    is_in_register: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="order"),
        Index("ix_programme_grant_one_live", "programme_id", "user_id", unique=True,
              sqlite_where=_only(LIVE_GRANTS), postgresql_where=_only(LIVE_GRANTS)),
        Index("ix_programme_grant_state", "state", "ends_at", "id"),
    )  # fmt: skip


class ProgrammeEvent(Model):
    """The history of both machines. Lines are added, never changed."""

    id: Mapped[Id]
    candidacy_id: Mapped[int | None] = mapped_column(ForeignKey("candidacy.id"), index=True)
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("programme_grant.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # none: the forum itself
    event: Mapped[Short]
    from_state: Mapped[Short] = mapped_column(default="")
    to_state: Mapped[Short]
    reason: Mapped[Long] = mapped_column(default="")
    created_at: Mapped[Created]


class ProgrammeNotice(Model):
    """A reminder that was sent once: (grant, kind) makes the nightly pass safe to repeat."""

    grant_id: Mapped[int] = mapped_column(ForeignKey("programme_grant.id"), primary_key=True)
    kind: Mapped[Short] = mapped_column(primary_key=True)  # renewal-open, grace-1, grace-14 …
    sent_at: Mapped[Created]


class CheckIn(Model):
    """An ambassador has become quiet: somebody of the team asks how they are (community.md F5)."""

    id: Mapped[Id]
    grant_id: Mapped[int] = mapped_column(ForeignKey("programme_grant.id"), index=True)
    usual: Mapped[Count]  # posts in eight weeks
    lately: Mapped[Count]  # posts in the two weeks after
    created_at: Mapped[Created]
    done_at: Mapped[Moment | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[Long] = mapped_column(default="")


class Perk(Model):
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    tier_id: Mapped[int | None] = mapped_column(ForeignKey("programme_tier.id"))
    kind: Mapped[Short]  # recognition, access, capability, material
    title: Mapped[Line]
    disclosure: Mapped[Line] = mapped_column(default="")  # "receives free products"
    value_cents: Mapped[Count]
    is_active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (CheckConstraint("kind <> 'material' OR disclosure <> ''", name="disclosed"),)


class PerkAward(Model):
    id: Mapped[Id]
    grant_id: Mapped[int] = mapped_column(ForeignKey("programme_grant.id"), index=True)
    perk_id: Mapped[int] = mapped_column(ForeignKey("perk.id"))
    value_cents: Mapped[Count]
    awarded_at: Mapped[Created]
    awarded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_at: Mapped[Moment | None]
    note: Mapped[Long] = mapped_column(default="")


class ScoreRun(Model):
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    formula_version: Mapped[int]
    window_from: Mapped[Moment]
    window_to: Mapped[Moment]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    ran_at: Mapped[Created]


class ScoreRow(Model):
    run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    components: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    total: Mapped[float]
    flags: Mapped[list[Any]] = mapped_column(JSON, default=list)


class IntegrityFlag(Model):
    """Something that looks like gaming (§3.6): for a human to look at, never a verdict."""

    id: Mapped[Id]
    user_id: Mapped[UserId]
    kind: Mapped[Short]  # pair, ring, burst, second-account, quick-accept, copies
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    key: Mapped[str] = mapped_column(String(100), unique=True)  # the same finding is flagged once
    created_at: Mapped[Created]
    resolved_at: Mapped[Moment | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    resolution: Mapped[Long] = mapped_column(default="")
