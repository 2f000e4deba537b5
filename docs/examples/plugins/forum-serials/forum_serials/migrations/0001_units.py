"""The table of registered products."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plugin_serials_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], ondelete="CASCADE",
                                name=op.f("fk_plugin_serials_unit_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plugin_serials_unit")),
        sa.UniqueConstraint("serial", name=op.f("uq_plugin_serials_unit_serial")),
    )  # fmt: skip
    op.create_index(op.f("ix_plugin_serials_unit_user_id"), "plugin_serials_unit", ["user_id"])


def downgrade() -> None:
    op.drop_table("plugin_serials_unit")
