"""Statements by mail, also to guests; appeals once per side and never to who decided; misuse."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SAID = "nobody looks at an appeal against their own decision"
# Whichever row is written last: the appeal's reviewer, or who decided or agreed.
_OWN_APPEAL = (
    "EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.decision_id"
    " AND NEW.reviewer_id IN (d.decided_by_id, d.second_by_id))"
)
_OWN_DECISION = (
    "EXISTS (SELECT 1 FROM appeal a WHERE a.decision_id = NEW.id"
    " AND a.reviewer_id IN (NEW.decided_by_id, NEW.second_by_id))"
)
_TRIGGERS = (
    ("appeal_reviewer_insert", "INSERT", "appeal", _OWN_APPEAL),
    ("appeal_reviewer_update", "UPDATE", "appeal", _OWN_APPEAL),
    ("decision_reviewer_update", "UPDATE", "decision", _OWN_DECISION),
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _keep_apart() -> None:
    """Nobody reviews what they decided, whoever writes to the tables. A later migration that makes
    either table anew on SQLite makes these anew as well."""
    for name, verb, table, when in _TRIGGERS:
        if _is_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when}"
                f" BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {when} THEN RAISE EXCEPTION '{_SAID}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _let_go() -> None:
    for name, _verb, table, _when in _TRIGGERS:
        if _is_sqlite():
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")


def upgrade() -> None:
    with op.batch_alter_table("mailing") as batch:
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("statement_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_mailing_statement_id_statement"), "statement", ["statement_id"], ["id"]
        )
    with op.batch_alter_table("statement") as batch:
        batch.add_column(sa.Column("answers_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_statement_answers_id_statement"), "statement", ["answers_id"], ["id"]
        )
        batch.create_index("ix_statement_answers_id", ["answers_id"])
    with op.batch_alter_table("appeal") as batch:
        batch.add_column(
            sa.Column("apology", sa.String(length=500), server_default="", nullable=False)
        )
    op.create_index(
        "ux_appeal_member", "appeal", ["decision_id", "user_id"], unique=True,
        sqlite_where=sa.text("user_id IS NOT NULL"),
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "ux_appeal_guest", "appeal", ["decision_id", "email"], unique=True,
        sqlite_where=sa.text("email <> ''"), postgresql_where=sa.text("email <> ''"),
    )  # fmt: skip
    with op.batch_alter_table("misuse_measure") as batch:
        batch.add_column(sa.Column("decision_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_misuse_measure_decision_id_decision"), "decision", ["decision_id"], ["id"]
        )
        batch.create_unique_constraint(op.f("uq_misuse_measure_decision_id"), ["decision_id"])
    _keep_apart()


def downgrade() -> None:
    _let_go()
    with op.batch_alter_table("misuse_measure") as batch:
        batch.drop_constraint(op.f("uq_misuse_measure_decision_id"), type_="unique")
        batch.drop_constraint(op.f("fk_misuse_measure_decision_id_decision"), type_="foreignkey")
        batch.drop_column("decision_id")
    op.drop_index("ux_appeal_guest", "appeal")
    op.drop_index("ux_appeal_member", "appeal")
    with op.batch_alter_table("appeal") as batch:
        batch.drop_column("apology")
    with op.batch_alter_table("statement") as batch:
        batch.drop_index("ix_statement_answers_id")
        batch.drop_constraint(op.f("fk_statement_answers_id_statement"), type_="foreignkey")
        batch.drop_column("answers_id")
    with op.batch_alter_table("mailing") as batch:
        batch.drop_constraint(op.f("fk_mailing_statement_id_statement"), type_="foreignkey")
        batch.drop_column("statement_id")
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
