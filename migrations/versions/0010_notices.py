"""Notices of illegal content by guests: who has the link, whether the address is theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("report") as batch:
        batch.add_column(sa.Column("token_hash", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("form_key", sa.String(length=64), nullable=True))
        batch.create_unique_constraint(op.f("uq_report_token_hash"), ["token_hash"])
        batch.create_unique_constraint(op.f("uq_report_form_key"), ["form_key"])
        batch.create_index("ix_report_reporter_email", ["reporter_email"])


def downgrade() -> None:
    with op.batch_alter_table("report") as batch:
        batch.drop_index("ix_report_reporter_email")
        batch.drop_constraint(op.f("uq_report_form_key"), type_="unique")
        batch.drop_constraint(op.f("uq_report_token_hash"), type_="unique")
        batch.drop_column("form_key")
        batch.drop_column("email_confirmed_at")
        batch.drop_column("token_hash")
