"""The room of a programme, days before which nothing of it is to be told, and the direct line."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("category", "conversation"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("programme_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_{table}_programme_id_programme"), "programme", ["programme_id"], ["id"]
            )
    op.create_table(
        "embargo",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_embargo_set_by_id_user")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_embargo_thread_id_thread")
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_embargo")),
    )
    op.create_index("ix_embargo_due", "embargo", ["ended_at", "until"])
    op.create_index("ix_embargo_set_by_id", "embargo", ["set_by_id"])
    op.create_table(
        "embargo_reader",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["embargo.thread_id"], name=op.f("fk_embargo_reader_thread_id_embargo")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_embargo_reader_user_id_user")
        ),
        sa.PrimaryKeyConstraint("thread_id", "user_id", name=op.f("pk_embargo_reader")),
    )
    op.create_index("ix_embargo_reader_user_id", "embargo_reader", ["user_id"])


def downgrade() -> None:
    op.drop_table("embargo_reader")
    op.drop_table("embargo")
    for table in ("conversation", "category"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_programme_id_programme"), type_="foreignkey")
            batch.drop_column("programme_id")
