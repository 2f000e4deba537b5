"""What the configuration was before a file was applied."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "configuration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=2_000_000), nullable=False),
        sa.Column("note", sa.String(length=100), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_configuration_made_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_configuration")),
    )
    op.create_index(op.f("ix_configuration_made_by_id"), "configuration", ["made_by_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_configuration_made_by_id"), table_name="configuration")
    op.drop_table("configuration")
