"""What nobody joins with: addresses, domains, network ranges, names."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=254), nullable=False),
        sa.Column("note", sa.String(length=100), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["user.id"], name=op.f("fk_door_rule_creator_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_rule")),
        sa.UniqueConstraint("kind", "text", name=op.f("uq_door_rule_kind_text")),
    )
    op.create_index("ix_door_rule_creator_id", "door_rule", ["creator_id"])


def downgrade() -> None:
    op.drop_table("door_rule")
