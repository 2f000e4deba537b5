"""A draft of the looks."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user.id"], name=op.f("fk_look_draft_changed_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_draft")),
    )
    op.create_index("ix_look_draft_changed_by_id", "look_draft", ["changed_by_id"])


def downgrade() -> None:
    op.drop_table("look_draft")
