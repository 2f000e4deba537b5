"""Pictures and files in private messages."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_upload",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_upload_message_id_message")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_message_upload_upload_id_upload")
        ),
        sa.PrimaryKeyConstraint("message_id", "upload_id", name=op.f("pk_message_upload")),
    )
    with op.batch_alter_table("message_upload", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_upload_upload_id"), ["upload_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("message_upload")
