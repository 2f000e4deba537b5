"""The table of releases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plugin_releases_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("notes", sa.String(length=10_000), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], ondelete="SET NULL",
                                name=op.f("fk_plugin_releases_release_author_id_user")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], ondelete="SET NULL",
                                name=op.f("fk_plugin_releases_release_thread_id_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plugin_releases_release")),
        sa.UniqueConstraint("product", "version",
                            name=op.f("uq_plugin_releases_release_product_version")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("plugin_releases_release")
