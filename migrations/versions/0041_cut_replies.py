"""Replies whose parent went to another thread, and where posts stood that were swept."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cut_reply",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["post.id"], name=op.f("fk_cut_reply_reply_id_post")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["post.id"], name=op.f("fk_cut_reply_parent_id_post")
        ),
        sa.PrimaryKeyConstraint("reply_id", name=op.f("pk_cut_reply")),
    )
    op.create_index("ix_cut_reply_parent_id", "cut_reply", ["parent_id"])
    with op.batch_alter_table("swept_post") as table:
        for name in ("thread_id", "number", "category_id"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("swept_post") as table:
        for name in ("category_id", "number", "thread_id"):
            table.drop_column(name)
    op.drop_table("cut_reply")
