"""What is left of visits, reports, decisions and appeals whose time is over: numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _moment(name: str) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _short(name: str, length: int = 32) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.String(length=length), nullable=False)


def _flag(name: str) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.Boolean(), nullable=False)


def _number(name: str) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def upgrade() -> None:
    op.create_table(
        "visit_total",
        sa.Column("day", sa.Date(), nullable=False),
        _number("members"),
        _number("threads_opened"),
        _number("posts_read"),
        _number("seconds_reading"),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_visit_total")),
    )
    op.create_table(
        "past_case",
        sa.Column("id", sa.Integer(), nullable=False),
        _short("kind"),
        _moment("opened_at"),
        _flag("is_about_brand"),
        _flag("is_published"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_case")),
    )
    op.create_table(
        "past_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        _moment("decided_at"),
        _short("origin"),
        _short("ground"),
        sa.Column("section_id", sa.Integer(), nullable=True),
        _short("action"),
        _short("automation"),
        _flag("is_about_brand"),
        _flag("takes_post"),
        _flag("is_reversed"),
        _flag("is_wrong"),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["guideline_section.id"],
            name=op.f("fk_past_decision_section_id_guideline_section"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_decision")),
    )
    op.create_index("ix_past_decision_decided_at", "past_decision", ["decided_at"])
    op.create_table(
        "past_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        _moment("created_at"),
        _short("reason", 80),
        sa.Column("section_id", sa.Integer(), nullable=True),
        _short("source"),
        _flag("is_illegal"),
        _flag("is_upheld"),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["guideline_section.id"],
            name=op.f("fk_past_notice_section_id_guideline_section"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_notice")),
    )
    op.create_index("ix_past_notice_created_at", "past_notice", ["created_at"])
    op.create_table(
        "past_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        _moment("submitted_at"),
        _short("by_role"),
        _short("state"),
        sa.Column("seconds", sa.Integer(), nullable=True),
        _flag("is_by_same"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_appeal")),
    )
    op.create_index("ix_past_appeal_submitted_at", "past_appeal", ["submitted_at"])


def downgrade() -> None:
    for name in ("past_appeal", "past_notice", "past_decision", "past_case", "visit_total"):
        op.drop_table(name)
