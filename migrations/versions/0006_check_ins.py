"""Check-ins: an ambassador has become quiet, and somebody of the team asks."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lately", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["user.id"], name=op.f("fk_check_in_done_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["programme_grant.id"], name=op.f("fk_check_in_grant_id_programme_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    op.create_index("ix_check_in_grant_id", "check_in", ["grant_id"])


def downgrade() -> None:
    op.drop_table("check_in")
