"""Accounts of elsewhere with which members sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("called", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_identity_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
    )
    with op.batch_alter_table("identity") as table:
        table.create_index(op.f("ix_identity_user_id"), ["user_id"])
    with op.batch_alter_table("member_session") as table:
        table.add_column(
            sa.Column("is_strong", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("member_session") as table:
        table.alter_column("is_strong", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("member_session") as table:
        table.drop_column("is_strong")
    op.drop_table("identity")
