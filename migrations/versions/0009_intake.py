"""What comes into the queue: posts hidden together, guests' notices, who waits at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "swept_post",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(length=32), nullable=False),
        sa.Column("thread_was", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_swept_post_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_swept_post_post_id_post")),
        sa.PrimaryKeyConstraint("decision_id", "post_id", name=op.f("pk_swept_post")),
    )
    op.create_index("ix_swept_post_post_id", "swept_post", ["post_id"])


def downgrade() -> None:
    op.drop_table("swept_post")
