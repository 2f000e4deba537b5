"""Templates for decisions: one for a section and a language, with those that come along."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Beside the sections of the guidelines that come with the forum, as they are called there.
WORDS = [
    ("respect", "Respect", "Hello {name}, in “{quote}” the words go against a person rather than"
     " against what they said. Disagreeing is welcome, as hard as you like: say what you think is"
     " wrong with the idea. You can write it again like that."),
    ("be-yourself", "Be yourself", "Hello {name}, readers should know who is speaking. “{quote}”"
     " leaves out something that matters for judging it. Please say in the post itself what your"
     " interest is, or write under one name of your own."),
    ("on-topic", "On topic", "Hello {name}, this is not about what the thread is about, and whoever"
     " looks for it would not find it here. A thread of its own, with a link to this one, is a good"
     " place for it."),
    ("no-spam-no-hidden-advertising", "No spam, no hidden advertising", "Hello {name}, “{quote}”"
     " advertises something without saying so. You may talk about your own work where it answers a"
     " question, once, saying that it is yours."),
    ("privacy", "Privacy", "Hello {name}, “{quote}” tells something private about somebody who has"
     " not agreed to it. You are welcome to write it again without what makes the person known."),
    ("safety", "Safety", "Hello {name}, others may do what you describe, and somebody could come to"
     " harm by “{quote}”. If you write it again, please say what can go wrong and what you only"
     " guess."),
    ("the-law", "The law", "Hello {name}, we think that “{quote}” is not allowed by law, so we"
     " cannot leave it here. If you see it differently, tell us: {appeal_link}"),
]  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("decision_template") as table:
        table.add_column(
            sa.Column("language", sa.String(length=16), server_default="en", nullable=False)
        )
        table.create_unique_constraint(
            op.f("uq_decision_template_anchor_language"), ["anchor", "language"]
        )
    now = datetime.now(UTC)
    template = sa.table(
        "decision_template",
        sa.column("anchor", sa.String),
        sa.column("language", sa.String),
        sa.column("title", sa.String),
        sa.column("body", sa.String),
        sa.column("is_enabled", sa.Boolean),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    op.bulk_insert(
        template,
        [
            {"anchor": anchor, "language": "en", "title": title, "body": body,
             "is_enabled": True, "created_at": now}
            for anchor, title, body in WORDS
        ],
    )  # fmt: skip


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM decision_template WHERE owner_id IS NULL"))
    with op.batch_alter_table("decision_template") as table:
        table.drop_constraint(op.f("uq_decision_template_anchor_language"), type_="unique")
        table.drop_column("language")
