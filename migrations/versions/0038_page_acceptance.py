"""Versions of pages that members accept, and who did."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_acceptance",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_page_acceptance_user_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["page_version.id"],
            name=op.f("fk_page_acceptance_version_id_page_version"),
        ),
        sa.PrimaryKeyConstraint("user_id", "version_id", name=op.f("pk_page_acceptance")),
    )
    with op.batch_alter_table("page_version") as table:
        table.add_column(
            sa.Column("is_to_accept", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("page_version") as table:
        table.alter_column("is_to_accept", server_default=None)
    with op.batch_alter_table("user") as table:
        table.add_column(
            sa.Column("accepted_page", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_column("accepted_page")
    with op.batch_alter_table("page_version") as table:
        table.drop_column("is_to_accept")
    op.drop_table("page_acceptance")
