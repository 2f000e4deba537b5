"""Guidelines in documents and sections; reports, cases, decisions, appeals; watched words."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from forum.lib import rulebooks

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# What a published version may not change any more; its state may (superseded, withdrawn).
FROZEN = (
    "document_id", "number", "significance", "body", "html", "sha256", "summary", "change_note",
    "author_id", "approver_id", "created_at", "noticed_at", "published_at", "effective_at",
)  # fmt: skip
FROZEN_SECTION = (
    "version_id", "anchor", "position", "title", "body", "example", "reason", "severity",
    "eu_category",
)  # fmt: skip


def _carry_guidelines_over() -> None:
    """What was one text becomes sections; who has accepted it has accepted it."""
    bind = op.get_bind()
    version, section = sa.table(
        "guideline_version", sa.column("id"), sa.column("body")
    ), sa.table("guideline_section", *(sa.column(name) for name in FROZEN_SECTION))  # fmt: skip
    for row in bind.execute(sa.select(version.c.id, version.c.body)).all():
        rules = rulebooks.parse(row.body, rulebooks.default().rules)
        rows = [
            {"version_id": row.id, "position": position, "anchor": rule.anchor,
             "title": rule.title[:100], "body": rule.body[:20_000], "example": "",
             "reason": rule.reason, "severity": rule.severity, "eu_category": rule.eu_category}
            for position, rule in enumerate(rules)
        ]  # fmt: skip
        if rows:
            bind.execute(section.insert(), rows)
    op.execute(
        'UPDATE "user" SET accepted_number = COALESCE((SELECT MAX(v.number)'
        " FROM guideline_acceptance a JOIN guideline_version v ON v.id = a.version_id"
        ' WHERE a.user_id = "user".id), 0)'
    )


def _freeze_guidelines() -> None:
    """What is published never changes, whoever writes to the tables."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if is_sqlite else "IS DISTINCT FROM"

    def changed(names: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)

    version = f"OLD.state NOT IN ('draft', 'in_review') AND ({changed(FROZEN)})"
    state = (
        "EXISTS (SELECT 1 FROM guideline_version v WHERE v.id = OLD.version_id"
        " AND v.state NOT IN ('draft', 'in_review'))"
    )
    section = f"({changed(FROZEN_SECTION)}) AND {state}"
    said = "published guidelines never change"
    for table, when in (("guideline_version", version), ("guideline_section", section)):
        name = f"{table}_frozen"
        if is_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {when}"
                f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {when} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation';"
            " END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _thaw_guidelines() -> None:
    for table in ("guideline_version", "guideline_section"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {table}_frozen")
        else:
            op.execute(f"DROP TRIGGER {table}_frozen ON {table}")
            op.execute(f"DROP FUNCTION {table}_frozen()")


# A line of the staff's log that has its place stays; only its words may be taken out (salt = '').
# A later migration that makes the table anew on SQLite makes these anew as well.
_FIXED = (
    "id", "number", "actor_id", "verb", "thread_id", "post_id", "user_id", "created_at",
    "prev_sha256", "sha256", "words_sha256",
)  # fmt: skip
_SAID = "lines of the staff log are neither changed nor deleted"


def _keep_log() -> None:
    if op.get_bind().dialect.name == "postgresql":
        changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FIXED)
        op.execute(
            "CREATE FUNCTION staff_action_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{_SAID}'; END $$"
        )
        for verb, when in (("UPDATE", f"AND (NEW.salt <> '' OR {changed})"), ("DELETE", "")):
            op.execute(
                f"CREATE TRIGGER staff_action_{verb.lower()} BEFORE {verb} ON staff_action"
                f" FOR EACH ROW WHEN (OLD.sha256 <> '' {when})"
                " EXECUTE FUNCTION staff_action_stays()"
            )
        return
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED)
    for verb, when in (("UPDATE", f"AND (NEW.salt <> '' OR {changed})"), ("DELETE", "")):
        op.execute(
            f"CREATE TRIGGER staff_action_{verb.lower()} BEFORE {verb} ON staff_action"
            f" WHEN OLD.sha256 <> '' {when} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        )


def _let_log_go() -> None:
    on = " ON staff_action" if op.get_bind().dialect.name == "postgresql" else ""
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER staff_action_{verb}{on}")
    if on:
        op.execute("DROP FUNCTION staff_action_stays()")


def upgrade() -> None:
    op.create_table(
        "decision_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("use_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_decision_template_owner_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_template")),
    )
    op.create_table(
        "guideline_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["category.id"],
            name=op.f("fk_guideline_document_category_id_category"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline_document")),
        sa.UniqueConstraint("category_id", name=op.f("uq_guideline_document_category_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_guideline_document_slug")),
    )
    op.bulk_insert(
        sa.table(
            "guideline_document",
            sa.column("id", sa.Integer()),
            sa.column("slug", sa.String()),
            sa.column("title", sa.String()),
            sa.column("kind", sa.String()),
            sa.column("created_at", sa.DateTime(timezone=True)),
        ),
        [
            {
                "id": 1,
                "slug": "community",
                "title": "Community guidelines",
                "kind": "community",
                "created_at": datetime.now(UTC),
            }
        ],
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('guideline_document', 'id'), 1)")
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["user.id"], name=op.f("fk_incident_ended_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["user.id"], name=op.f("fk_incident_started_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incident_started_by_id"), ["started_by_id"], unique=False
        )

    op.create_table(
        "misuse_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("assessment", sa.JSON(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suspended_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_misuse_measure_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_misuse_measure_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_measure")),
    )
    with op.batch_alter_table("misuse_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_misuse_measure_user_id"), ["user_id"], unique=False)

    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_saved_filter_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_filter_user_id"), ["user_id"], unique=False)

    op.create_table(
        "transparency_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=10000), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["user.id"],
            name=op.f("fk_transparency_report_published_by_id_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transparency_report")),
        sa.UniqueConstraint(
            "starts_at",
            "ends_at",
            "number",
            name=op.f("uq_transparency_report_starts_at_ends_at_number"),
        ),
    )
    op.create_table(
        "watched_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("is_pattern", sa.Boolean(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("replacement", sa.String(length=255), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("hit_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["user.id"], name=op.f("fk_watched_word_creator_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_word")),
    )
    with op.batch_alter_table("watched_word", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_watched_word_creator_id"), ["creator_id"], unique=False
        )

    op.create_table(
        "thread_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("after_number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_capacity", sa.String(length=32), nullable=False),
        sa.Column("actor_byline", sa.String(length=100), nullable=False),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("family", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_thread_event_actor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["thread.id"], name=op.f("fk_thread_event_other_id_thread")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_thread_event_thread_id_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_event")),
    )
    with op.batch_alter_table("thread_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thread_event_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thread_event_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "guideline_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("body", sa.String(length=20000), nullable=False),
        sa.Column("example", sa.String(length=1000), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("eu_category", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["guideline_version.id"],
            name=op.f("fk_guideline_section_version_id_guideline_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline_section")),
        sa.UniqueConstraint(
            "version_id", "anchor", name=op.f("uq_guideline_section_version_id_anchor")
        ),
    )
    op.create_table(
        "held_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("body", sa.String(length=100000), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["user.id"], name=op.f("fk_held_edit_editor_id_user")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_held_edit_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_edit")),
        sa.UniqueConstraint("post_id", name=op.f("uq_held_edit_post_id")),
    )
    with op.batch_alter_table("held_edit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_edit_editor_id"), ["editor_id"], unique=False)

    op.create_table(
        "moved_post",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_moved_post_post_id_post")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_moved_post_thread_id_thread")
        ),
        sa.PrimaryKeyConstraint("thread_id", "number", name=op.f("pk_moved_post")),
    )
    with op.batch_alter_table("moved_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moved_post_post_id"), ["post_id"], unique=False)

    op.create_table(
        "moderation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("is_about_brand", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_to_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["user.id"], name=op.f("fk_moderation_case_claimed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["escalated_to_id"], ["user.id"], name=op.f("fk_moderation_case_escalated_to_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_moderation_case_message_id_message")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_moderation_case_post_id_post")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_moderation_case_thread_id_thread")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_moderation_case_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
        sa.UniqueConstraint("reference", name=op.f("uq_moderation_case_reference")),
    )
    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moderation_case_post_id"), ["post_id"], unique=False)
        batch_op.create_index(
            "ix_moderation_case_queue",
            ["severity", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_moderation_case_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "ux_moderation_case_open",
            ["target"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("also", sa.String(length=32), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("law", sa.String(length=100), nullable=False),
        sa.Column("quote", sa.String(length=1000), nullable=False),
        sa.Column("facts", sa.String(length=5000), nullable=False),
        sa.Column("explanation", sa.String(length=2000), nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("jump", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("is_detected_by_software", sa.Boolean(), nullable=False),
        sa.Column("automation", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restores_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "action <> 'termination' OR state IN ('proposed', 'declined') OR second_by_id IS NOT NULL",
            name=op.f("ck_decision_termination"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NOT NULL OR automation = 'fully'", name=op.f("ck_decision_person")
        ),
        sa.CheckConstraint(
            "ground <> 'guideline' OR section_id IS NOT NULL", name=op.f("ck_decision_section")
        ),
        sa.CheckConstraint("ground <> 'illegal' OR law <> ''", name=op.f("ck_decision_law")),
        sa.CheckConstraint(
            "second_by_id IS NULL OR second_by_id <> decided_by_id",
            name=op.f("ck_decision_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_decision_case_id_moderation_case")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_decision_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["second_by_id"], ["user.id"], name=op.f("fk_decision_second_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["guideline_section.id"],
            name=op.f("fk_decision_section_id_guideline_section"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_decision_newest", ["decided_at", "id"], unique=False)

    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("body", sa.String(length=100000), nullable=False),
        sa.Column("media", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_snapshot_case_id_moderation_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snapshot_case_id"), ["case_id"], unique=False)

    op.create_table(
        "staff_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_staff_note_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_staff_note_case_id_moderation_case")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_staff_note_thread_id_thread")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_staff_note_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
    )
    with op.batch_alter_table("staff_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_note_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_note_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_note_thread_id"), ["thread_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_note_user_id"), ["user_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("reporter_name", sa.String(length=100), nullable=False),
        sa.Column("reporter_email", sa.String(length=254), nullable=False),
        sa.Column("is_illegal", sa.Boolean(), nullable=False),
        sa.Column("law", sa.String(length=100), nullable=False),
        sa.Column("explanation", sa.String(length=4000), nullable=False),
        sa.Column("is_in_good_faith", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("is_upheld", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_report_case_id_moderation_case")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["user.id"], name=op.f("fk_report_reporter_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["guideline_section.id"],
            name=op.f("fk_report_section_id_guideline_section"),
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_report_snapshot_id_snapshot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("reference", name=op.f("uq_report_reference")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_report_newest", ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index(
            "ux_report_once",
            ["case_id", "reporter_id"],
            unique=True,
            sqlite_where=sa.text("reporter_id IS NOT NULL"),
            postgresql_where=sa.text("reporter_id IS NOT NULL"),
        )

    op.create_table(
        "sanction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("points", sa.Integer(), server_default="0", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_sanction_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sanction_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_sanction_decision_id")),
    )
    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sanction_user_id"), ["user_id"], unique=False)

    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(length=20000), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("puid", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_statement_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_statement_report_id_report")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_statement_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("puid", name=op.f("uq_statement_puid")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_user_id"), ["user_id"], unique=False)

    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("grounds", sa.String(length=4000), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_code", sa.String(length=32), nullable=False),
        sa.Column("reasons", sa.String(length=4000), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_appeal_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user.id"], name=op.f("fk_appeal_reviewer_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_appeal_statement_id_statement")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_appeal_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("reference", name=op.f("uq_appeal_reference")),
        sa.UniqueConstraint("statement_id", name=op.f("uq_appeal_statement_id")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index("ix_appeal_open", ["decided_at", "due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("guideline_acceptance", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("method", sa.String(length=32), server_default="joining", nullable=False)
        )

    with op.batch_alter_table("guideline_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("document_id", sa.Integer(), server_default="1", nullable=False)
        )
        batch_op.add_column(
            sa.Column("state", sa.String(length=32), server_default="published", nullable=False)
        )
        batch_op.add_column(
            sa.Column("significance", sa.String(length=32), server_default="major", nullable=False)
        )
        batch_op.add_column(
            sa.Column("change_note", sa.String(length=1000), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approver_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "created_at",
                sa.DateTime(timezone=True),
                server_default=sa.func.now(),
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column(
            "published_at", existing_type=sa.DateTime(timezone=True), nullable=True
        )
        batch_op.drop_constraint(batch_op.f("uq_guideline_version_number"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_guideline_version_document_id_number"), ["document_id", "number"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_guideline_version_document_id_guideline_document"),
            "guideline_document",
            ["document_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_guideline_version_approver_id_user"), "user", ["approver_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_guideline_version_author_id_user"), "user", ["author_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_guideline_version_two_people"),
            "approver_id IS NULL OR approver_id <> author_id",
        )
    op.execute("UPDATE guideline_version SET effective_at = published_at")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_locked", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("holds", sa.String(length=32), server_default="", nullable=False)
        )

    with op.batch_alter_table("staff_action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        for name, length in (
            ("prev_sha256", 64),
            ("sha256", 64),
            ("words_sha256", 64),
            ("salt", 32),
        ):
            batch_op.add_column(
                sa.Column(name, sa.String(length=length), server_default="", nullable=False)
            )
        batch_op.create_index("ux_staff_action_number", ["number"], unique=True)
        batch_op.create_index(
            "ix_staff_action_unchained",
            ["id"],
            unique=False,
            sqlite_where=sa.text("sha256 = ''"),
            postgresql_where=sa.text("sha256 = ''"),
        )
    _keep_log()

    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("slow_seconds", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("slow_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("event_count", sa.Integer(), server_default="0", nullable=False)
        )

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("restricted_until", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("terminated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("accepted_number", sa.Integer(), server_default="0", nullable=False)
        )
    _carry_guidelines_over()
    _freeze_guidelines()


def downgrade() -> None:
    _thaw_guidelines()
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.drop_column("holds")

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("accepted_number")
        batch_op.drop_column("waits_since")
        batch_op.drop_column("terminated_at")
        batch_op.drop_column("restricted_until")

    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_column("event_count")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("slow_until")
        batch_op.drop_column("slow_seconds")
        batch_op.drop_column("closed_until")

    _let_log_go()
    with op.batch_alter_table("staff_action", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_action_unchained")
        batch_op.drop_index("ux_staff_action_number")
        for name in ("salt", "words_sha256", "sha256", "prev_sha256", "number"):
            batch_op.drop_column(name)

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("is_locked")

    with op.batch_alter_table("guideline_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_guideline_version_two_people"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_guideline_version_author_id_user"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_guideline_version_approver_id_user"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_guideline_version_document_id_guideline_document"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("uq_guideline_version_document_id_number"), type_="unique"
        )
        batch_op.create_unique_constraint(batch_op.f("uq_guideline_version_number"), ["number"])
        batch_op.alter_column(
            "published_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )
        batch_op.drop_column("effective_at")
        batch_op.drop_column("noticed_at")
        batch_op.drop_column("created_at")
        batch_op.drop_column("approver_id")
        batch_op.drop_column("author_id")
        batch_op.drop_column("change_note")
        batch_op.drop_column("significance")
        batch_op.drop_column("state")
        batch_op.drop_column("document_id")

    with op.batch_alter_table("guideline_acceptance", schema=None) as batch_op:
        batch_op.drop_column("method")

    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_user_id"))
        batch_op.drop_index("ix_appeal_open")
        batch_op.drop_index(batch_op.f("ix_appeal_decision_id"))

    op.drop_table("appeal")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_user_id"))
        batch_op.drop_index(batch_op.f("ix_statement_decision_id"))

    op.drop_table("statement")
    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sanction_user_id"))

    op.drop_table("sanction")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_report_once",
            sqlite_where=sa.text("reporter_id IS NOT NULL"),
            postgresql_where=sa.text("reporter_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_report_reporter_id"))
        batch_op.drop_index("ix_report_newest")
        batch_op.drop_index(batch_op.f("ix_report_case_id"))

    op.drop_table("report")
    with op.batch_alter_table("staff_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_note_user_id"))
        batch_op.drop_index(batch_op.f("ix_staff_note_thread_id"))
        batch_op.drop_index(batch_op.f("ix_staff_note_case_id"))
        batch_op.drop_index(batch_op.f("ix_staff_note_author_id"))

    op.drop_table("staff_note")
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshot_case_id"))

    op.drop_table("snapshot")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_newest")
        batch_op.drop_index(batch_op.f("ix_decision_case_id"))

    op.drop_table("decision")
    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_moderation_case_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_moderation_case_user_id"))
        batch_op.drop_index(
            "ix_moderation_case_queue",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_moderation_case_post_id"))

    op.drop_table("moderation_case")
    with op.batch_alter_table("moved_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moved_post_post_id"))

    op.drop_table("moved_post")
    with op.batch_alter_table("held_edit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_edit_editor_id"))

    op.drop_table("held_edit")
    op.drop_table("guideline_section")
    with op.batch_alter_table("thread_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_event_thread_id"))
        batch_op.drop_index(batch_op.f("ix_thread_event_other_id"))
        batch_op.drop_index(batch_op.f("ix_thread_event_actor_id"))

    op.drop_table("thread_event")
    with op.batch_alter_table("watched_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watched_word_creator_id"))

    op.drop_table("watched_word")
    op.drop_table("transparency_report")
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_filter_user_id"))

    op.drop_table("saved_filter")
    with op.batch_alter_table("misuse_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_misuse_measure_user_id"))

    op.drop_table("misuse_measure")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_started_by_id"))

    op.drop_table("incident")
    op.drop_table("guideline_document")
    op.drop_table("decision_template")
