"""The history of settings: who changed what, when, from what to what."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user.id"], name=op.f("fk_setting_change_changed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["setting_change.id"],
            name=op.f("fk_setting_change_undoes_id_setting_change"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_change")),
    )
    for column in ("batch", "name", "changed_by_id"):
        op.create_index(f"ix_setting_change_{column}", "setting_change", [column])


def downgrade() -> None:
    op.drop_table("setting_change")
