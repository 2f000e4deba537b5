"""Members: profiles, groups, trust, badges, ambassadors, notifications, conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "badge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("tier", sa.String(length=32), nullable=False),
        sa.Column("grouping", sa.String(length=32), nullable=False),
        sa.Column("icon", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("is_taken_back", sa.Boolean(), nullable=False),
        sa.Column("is_title", sa.Boolean(), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("holder_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("slug", name=op.f("uq_badge_slug")),
    )
    op.create_table(
        "mail_address_health",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("points", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_bounce_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("complained_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_address_health")),
        sa.UniqueConstraint("email", name=op.f("uq_mail_address_health_email")),
    )
    op.create_table(
        "profile_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("hint", sa.String(length=1000), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_on_profile", sa.Boolean(), nullable=False),
        sa.Column("is_on_card", sa.Boolean(), nullable=False),
        sa.Column("is_in_directory", sa.Boolean(), nullable=False),
        sa.Column("is_on_join", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_field")),
    )
    op.create_table(
        "affiliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.String(length=1000), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_affiliation_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affiliation_user_id"), ["user_id"], unique=False)

    op.create_table(
        "category_level",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_category_level_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_category_level_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "category_id", name=op.f("pk_category_level")),
    )
    with op.batch_alter_table("category_level", schema=None) as batch_op:
        batch_op.create_index(
            "ix_category_level_category", ["category_id", "level", "user_id"], unique=False
        )

    op.create_table(
        "data_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_data_export_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_export")),
    )
    with op.batch_alter_table("data_export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_export_user_id"), ["user_id"], unique=False)

    op.create_table(
        "departure",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("blanks_posts", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("after_id", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_departure_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_departure")),
    )
    with op.batch_alter_table("departure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departure_erase_at"), ["erase_at"], unique=False)

    op.create_table(
        "blocked_address",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_blocked_address")),
    )
    with op.batch_alter_table("blocked_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blocked_address_until"), ["until"], unique=False)

    op.create_table(
        "distance",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["user.id"], name=op.f("fk_distance_other_id_user")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_distance_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "other_id", name=op.f("pk_distance")),
    )
    with op.batch_alter_table("distance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_distance_other_id"), ["other_id"], unique=False)

    op.create_table(
        "follow",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("followed_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["followed_id"], ["user.id"], name=op.f("fk_follow_followed_id_user")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_follow_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "followed_id", name=op.f("pk_follow")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_followed_id"), ["followed_id"], unique=False)

    op.create_table(
        "group_request",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name=op.f("fk_group_request_group_id_group")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_group_request_user_id_user")
        ),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_group_request")),
    )
    with op.batch_alter_table("group_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_request_user_id"), ["user_id"], unique=False)

    op.create_table(
        "integrity_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolution", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["user.id"], name=op.f("fk_integrity_flag_resolved_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_integrity_flag_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrity_flag")),
        sa.UniqueConstraint("key", name=op.f("uq_integrity_flag_key")),
    )
    with op.batch_alter_table("integrity_flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_integrity_flag_user_id"), ["user_id"], unique=False)

    op.create_table(
        "invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("domain", sa.String(length=254), nullable=False),
        sa.Column("most_uses", sa.Integer(), nullable=False),
        sa.Column("use_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["user.id"], name=op.f("fk_invite_creator_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invite_token_hash")),
    )
    with op.batch_alter_table("invite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invite_creator_id"), ["creator_id"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("change", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_ledger_entry_actor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_ledger_entry_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_user_id"), ["user_id"], unique=False)

    op.create_table(
        "notification_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notification_choice_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "event", "channel", name=op.f("pk_notification_choice")),
    )
    op.create_table(
        "profile_value",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["field_id"], ["profile_field.id"], name=op.f("fk_profile_value_field_id_profile_field")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_profile_value_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "field_id", name=op.f("pk_profile_value")),
    )
    with op.batch_alter_table("profile_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_value_field_id"), ["field_id"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("purpose", sa.String(length=8000), nullable=False),
        sa.Column("terms", sa.String(length=20000), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=False),
        sa.Column("renew_open_days", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("cooldown_days", sa.Integer(), nullable=False),
        sa.Column("most_live", sa.Integer(), nullable=True),
        sa.Column("minimum_age", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("category_ids", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_programme_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "tag_level",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_tag_level_tag_id_tag")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_tag_level_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "tag_id", name=op.f("pk_tag_level")),
    )
    with op.batch_alter_table("tag_level", schema=None) as batch_op:
        batch_op.create_index("ix_tag_level_tag", ["tag_id", "level", "user_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("threads_opened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("posts_read", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seconds_reading", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_visit_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "day", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_day", ["day"], unique=False)

    op.create_table(
        "invite_use",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("invite_id", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invite_id"], ["invite.id"], name=op.f("fk_invite_use_invite_id_invite")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_invite_use_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_invite_use")),
    )
    with op.batch_alter_table("invite_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invite_use_invite_id"), ["invite_id"], unique=False)

    op.create_table(
        "programme_tier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_tier_programme_id_programme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_tier")),
        sa.UniqueConstraint(
            "programme_id", "level", name=op.f("uq_programme_tier_programme_id_level")
        ),
    )
    op.create_table(
        "score_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("formula_version", sa.Integer(), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_score_run_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_run")),
    )
    op.create_table(
        "thread_level",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_thread_level_thread_id_thread")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_thread_level_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "thread_id", name=op.f("pk_thread_level")),
    )
    with op.batch_alter_table("thread_level", schema=None) as batch_op:
        batch_op.create_index(
            "ix_thread_level_thread", ["thread_id", "level", "user_id"], unique=False
        )

    op.create_table(
        "badge_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("badge_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["badge_id"], ["badge.id"], name=op.f("fk_badge_grant_badge_id_badge")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["user.id"], name=op.f("fk_badge_grant_granted_by_id_user")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_badge_grant_post_id_post")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_badge_grant_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_grant")),
        sa.UniqueConstraint("badge_id", "user_id", name=op.f("uq_badge_grant_badge_id_user_id")),
    )
    with op.batch_alter_table("badge_grant", schema=None) as batch_op:
        batch_op.create_index(
            "ix_badge_grant_badge_newest",
            ["badge_id", "revoked_at", "granted_at", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_badge_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_bookmark_post_id_post")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_bookmark_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("user_id", "post_id", name=op.f("uq_bookmark_user_id_post_id")),
    )
    with op.batch_alter_table("bookmark", schema=None) as batch_op:
        batch_op.create_index("ix_bookmark_due", ["reminded_at", "remind_at"], unique=False)
        batch_op.create_index("ix_bookmark_newest", ["user_id", "created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bookmark_post_id"), ["post_id"], unique=False)

    op.create_table(
        "candidacy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("nominator_id", sa.Integer(), nullable=True),
        sa.Column("pitch", sa.String(length=4000), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_of_age", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("score_run_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_code", sa.String(length=32), nullable=False),
        sa.Column("message", sa.String(length=4000), nullable=False),
        sa.Column("cooldown_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["nominator_id"], ["user.id"], name=op.f("fk_candidacy_nominator_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_candidacy_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["score_run.id"], name=op.f("fk_candidacy_score_run_id_score_run")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_candidacy_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidacy")),
    )
    with op.batch_alter_table("candidacy", schema=None) as batch_op:
        batch_op.create_index(
            "ix_candidacy_one_open",
            ["programme_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('nominated', 'applied', 'screening', 'review')"),
            postgresql_where=sa.text("state IN ('nominated', 'applied', 'screening', 'review')"),
        )
        batch_op.create_index("ix_candidacy_state", ["state", "due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidacy_user_id"), ["user_id"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("starter_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("highest_number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["user.id"], name=op.f("fk_conversation_assignee_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_conversation_post_id_post")
        ),
        sa.ForeignKeyConstraint(
            ["starter_id"], ["user.id"], name=op.f("fk_conversation_starter_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_conversation_inbox", ["kind", "state", "last_message_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_starter_id"), ["starter_id"], unique=False
        )

    op.create_table(
        "perk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("tier_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("disclosure", sa.String(length=100), nullable=False),
        sa.Column("value_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'material' OR disclosure <> ''", name=op.f("ck_perk_disclosed")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_perk_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(
            ["tier_id"], ["programme_tier.id"], name=op.f("fk_perk_tier_id_programme_tier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perk")),
    )
    op.create_table(
        "score_row",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["score_run.id"], name=op.f("fk_score_row_run_id_score_run")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_score_row_user_id_user")),
        sa.PrimaryKeyConstraint("run_id", "user_id", name=op.f("pk_score_row")),
    )
    op.create_table(
        "told",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_told_post_id_post")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_told_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "post_id", name=op.f("pk_told")),
    )
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_told_post_id"), ["post_id"], unique=False)

    op.create_table(
        "candidacy_review",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("vote", sa.String(length=32), nullable=False),
        sa.Column("rubric", sa.JSON(), nullable=False),
        sa.Column("comment", sa.String(length=4000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"],
            ["candidacy.id"],
            name=op.f("fk_candidacy_review_candidacy_id_candidacy"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user.id"], name=op.f("fk_candidacy_review_reviewer_id_user")
        ),
        sa.PrimaryKeyConstraint("candidacy_id", "reviewer_id", name=op.f("pk_candidacy_review")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_capacity", sa.String(length=32), nullable=False),
        sa.Column("author_byline", sa.String(length=100), nullable=False),
        sa.Column("body", sa.String(length=100000), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_erased", sa.Boolean(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_message_author_id_user")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_message_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "author_id", "submission_key", name=op.f("uq_message_author_id_submission_key")
        ),
        sa.UniqueConstraint(
            "conversation_id", "number", name=op.f("uq_message_conversation_id_number")
        ),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_author_id"), ["author_id"], unique=False)

    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("badge_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_notification_actor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["badge_id"], ["badge.id"], name=op.f("fk_notification_badge_id_badge")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_notification_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_notification_post_id_post")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_notification_thread_id_thread")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notification_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notification_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(
            "ix_notification_newest", ["user_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_notification_post_id"), ["post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notification_thread_id"), ["thread_id"], unique=False)
        batch_op.create_index(
            "ix_notification_unread",
            ["user_id", "group"],
            unique=True,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "participant",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("last_read_number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_muted", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_participant_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_participant_user_id_user")),
        sa.PrimaryKeyConstraint("conversation_id", "user_id", name=op.f("pk_participant")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(
            "ix_participant_newest",
            ["user_id", "left_at", "last_message_at", "conversation_id"],
            unique=False,
        )

    op.create_table(
        "programme_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("tier_id", sa.Integer(), nullable=True),
        sa.Column("candidacy_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("renewal_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewal_staff_id", sa.Integer(), nullable=True),
        sa.Column("revoking_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=1000), nullable=False),
        sa.Column("is_alumni_shown", sa.Boolean(), nullable=False),
        sa.Column("is_in_register", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_programme_grant_order")
        ),
        sa.ForeignKeyConstraint(
            ["candidacy_id"],
            ["candidacy.id"],
            name=op.f("fk_programme_grant_candidacy_id_candidacy"),
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"],
            ["programme_grant.id"],
            name=op.f("fk_programme_grant_previous_id_programme_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_grant_programme_id_programme"),
        ),
        sa.ForeignKeyConstraint(
            ["renewal_staff_id"], ["user.id"], name=op.f("fk_programme_grant_renewal_staff_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["revoking_id"], ["user.id"], name=op.f("fk_programme_grant_revoking_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["tier_id"],
            ["programme_tier.id"],
            name=op.f("fk_programme_grant_tier_id_programme_tier"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_programme_grant_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_grant")),
    )
    with op.batch_alter_table("programme_grant", schema=None) as batch_op:
        batch_op.create_index(
            "ix_programme_grant_one_live",
            ["programme_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('offered', 'active', 'paused', 'grace')"),
            postgresql_where=sa.text("state IN ('offered', 'active', 'paused', 'grace')"),
        )
        batch_op.create_index("ix_programme_grant_state", ["state", "ends_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("notification_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_mailing_notification_id_notification"),
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_mailing_post_id_post")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_mailing_thread_id_thread")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mailing_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
        sa.UniqueConstraint("key", name=op.f("uq_mailing_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mailing_message_id")),
    )
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.create_index("ix_mailing_due", ["state", "due_at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mailing_notification_id"), ["notification_id"], unique=False
        )
        batch_op.create_index(
            "ix_mailing_user_day", ["user_id", "state", "settled_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mailing_user_id"), ["user_id"], unique=False)

    op.create_table(
        "message_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("snapshot", sa.String(length=100000), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_report_message_id_message")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["user.id"], name=op.f("fk_message_report_reporter_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_report")),
        sa.UniqueConstraint(
            "message_id", "reporter_id", name=op.f("uq_message_report_message_id_reporter_id")
        ),
    )
    with op.batch_alter_table("message_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_report_reporter_id"), ["reporter_id"], unique=False
        )

    op.create_table(
        "perk_award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("perk_id", sa.Integer(), nullable=False),
        sa.Column("value_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("awarded_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["awarded_by_id"], ["user.id"], name=op.f("fk_perk_award_awarded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["programme_grant.id"],
            name=op.f("fk_perk_award_grant_id_programme_grant"),
        ),
        sa.ForeignKeyConstraint(["perk_id"], ["perk.id"], name=op.f("fk_perk_award_perk_id_perk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perk_award")),
    )
    with op.batch_alter_table("perk_award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_perk_award_grant_id"), ["grant_id"], unique=False)

    op.create_table(
        "programme_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=True),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_programme_event_actor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["candidacy_id"],
            ["candidacy.id"],
            name=op.f("fk_programme_event_candidacy_id_candidacy"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["programme_grant.id"],
            name=op.f("fk_programme_event_grant_id_programme_grant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_event")),
    )
    with op.batch_alter_table("programme_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_event_candidacy_id"), ["candidacy_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_programme_event_grant_id"), ["grant_id"], unique=False)

    op.create_table(
        "programme_notice",
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["programme_grant.id"],
            name=op.f("fk_programme_notice_grant_id_programme_grant"),
        ),
        sa.PrimaryKeyConstraint("grant_id", "kind", name=op.f("pk_programme_notice")),
    )
    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("joining", sa.String(length=32), nullable=False, server_default="closed")
        )
        batch_op.add_column(
            sa.Column("is_hidden", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("title", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("icon", sa.String(length=32), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("email_domain", sa.String(length=254), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column(
                "created_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default=sa.text("CURRENT_TIMESTAMP"),
            )
        )

    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_owner", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("source", sa.String(length=32), nullable=False, server_default="hand")
        )

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_continued", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("reaction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("voided_reason", sa.String(length=32), nullable=False, server_default="")
        )
        batch_op.drop_index(batch_op.f("ix_reaction_user_id"))
        batch_op.create_index(
            "ix_reaction_user_newest", ["user_id", "created_at", "post_id"], unique=False
        )

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "sought_name",
                sa.String(length=128).with_variant(
                    sa.String(length=128, collation="C"), "postgresql"
                ),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "sought_display",
                sa.String(length=128).with_variant(
                    sa.String(length=128, collation="C"), "postgresql"
                ),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("interests", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("hides_activity", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("hides_presence", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("is_read_untracked", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("is_unlisted", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column(
                "mentions_from", sa.String(length=32), nullable=False, server_default="everyone"
            )
        )
        batch_op.add_column(
            sa.Column(
                "messages_from", sa.String(length=32), nullable=False, server_default="everyone"
            )
        )
        batch_op.add_column(
            sa.Column("digest_days", sa.Integer(), nullable=False, server_default="7")
        )
        batch_op.add_column(sa.Column("digest_sent_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("mail_key", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("joined_via", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("is_level_locked", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("level_changed_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("helped_count", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.create_index("ix_user_helped", ["helped_count", "id"], unique=False)
        batch_op.create_index("ix_user_newest", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_user_sought_display", ["sought_display"], unique=False)
        batch_op.create_index("ix_user_sought_name", ["sought_name"], unique=False)
    for table in ("thread", "post"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("house_name", sa.String(length=100), nullable=False, server_default="")
            )
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invite_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("campaign", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("answers", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.create_foreign_key(
            batch_op.f("fk_sign_up_invite_id_invite"), "invite", ["invite_id"], ["id"]
        )

    with op.batch_alter_table("read_position", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("seconds_reading", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("is_continued")
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sign_up_invite_id_invite"), type_="foreignkey")
        batch_op.drop_column("answers")
        batch_op.drop_column("campaign")
        batch_op.drop_column("invite_id")
    with op.batch_alter_table("read_position", schema=None) as batch_op:
        batch_op.drop_column("seconds_reading")

    for table in ("post", "thread"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("house_name")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index("ix_user_sought_name")
        batch_op.drop_index("ix_user_sought_display")
        batch_op.drop_index("ix_user_newest")
        batch_op.drop_index("ix_user_helped")
        batch_op.drop_column("helped_count")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("level_changed_at")
        batch_op.drop_column("is_level_locked")
        batch_op.drop_column("joined_via")
        batch_op.drop_column("mail_key")
        batch_op.drop_column("digest_sent_at")
        batch_op.drop_column("digest_days")
        batch_op.drop_column("messages_from")
        batch_op.drop_column("mentions_from")
        batch_op.drop_column("is_unlisted")
        batch_op.drop_column("is_read_untracked")
        batch_op.drop_column("hides_presence")
        batch_op.drop_column("hides_activity")
        batch_op.drop_column("interests")
        batch_op.drop_column("sought_display")
        batch_op.drop_column("sought_name")

    with op.batch_alter_table("reaction", schema=None) as batch_op:
        batch_op.drop_index("ix_reaction_user_newest")
        batch_op.create_index(batch_op.f("ix_reaction_user_id"), ["user_id"], unique=False)
        batch_op.drop_column("voided_reason")
        batch_op.drop_column("voided_at")

    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_column("source")
        batch_op.drop_column("is_owner")

    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.drop_column("created_at")
        batch_op.drop_column("email_domain")
        batch_op.drop_column("icon")
        batch_op.drop_column("title")
        batch_op.drop_column("is_hidden")
        batch_op.drop_column("joining")

    op.drop_table("programme_notice")
    with op.batch_alter_table("programme_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_event_grant_id"))
        batch_op.drop_index(batch_op.f("ix_programme_event_candidacy_id"))

    op.drop_table("programme_event")
    with op.batch_alter_table("perk_award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_perk_award_grant_id"))

    op.drop_table("perk_award")
    with op.batch_alter_table("message_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_report_reporter_id"))

    op.drop_table("message_report")
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailing_user_id"))
        batch_op.drop_index("ix_mailing_user_day")
        batch_op.drop_index(batch_op.f("ix_mailing_notification_id"))
        batch_op.drop_index("ix_mailing_due")

    op.drop_table("mailing")
    with op.batch_alter_table("programme_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_grant_user_id"))
        batch_op.drop_index("ix_programme_grant_state")
        batch_op.drop_index(
            "ix_programme_grant_one_live",
            sqlite_where=sa.text("state IN ('offered', 'active', 'paused', 'grace')"),
            postgresql_where=sa.text("state IN ('offered', 'active', 'paused', 'grace')"),
        )

    op.drop_table("programme_grant")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index("ix_participant_newest")

    op.drop_table("participant")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notification_unread",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_notification_thread_id"))
        batch_op.drop_index(batch_op.f("ix_notification_post_id"))
        batch_op.drop_index("ix_notification_newest")
        batch_op.drop_index(batch_op.f("ix_notification_actor_id"))

    op.drop_table("notification")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_author_id"))

    op.drop_table("message")
    op.drop_table("candidacy_review")
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_told_post_id"))

    op.drop_table("told")
    op.drop_table("score_row")
    op.drop_table("perk")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_starter_id"))
        batch_op.drop_index("ix_conversation_inbox")

    op.drop_table("conversation")
    with op.batch_alter_table("candidacy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidacy_user_id"))
        batch_op.drop_index("ix_candidacy_state")
        batch_op.drop_index(
            "ix_candidacy_one_open",
            sqlite_where=sa.text("state IN ('nominated', 'applied', 'screening', 'review')"),
            postgresql_where=sa.text("state IN ('nominated', 'applied', 'screening', 'review')"),
        )

    op.drop_table("candidacy")
    with op.batch_alter_table("bookmark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bookmark_post_id"))
        batch_op.drop_index("ix_bookmark_newest")
        batch_op.drop_index("ix_bookmark_due")

    op.drop_table("bookmark")
    with op.batch_alter_table("badge_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_grant_user_id"))
        batch_op.drop_index("ix_badge_grant_badge_newest")

    op.drop_table("badge_grant")
    with op.batch_alter_table("thread_level", schema=None) as batch_op:
        batch_op.drop_index("ix_thread_level_thread")

    op.drop_table("thread_level")
    op.drop_table("score_run")
    op.drop_table("programme_tier")
    with op.batch_alter_table("invite_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invite_use_invite_id"))

    op.drop_table("invite_use")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_day")

    op.drop_table("visit")
    with op.batch_alter_table("tag_level", schema=None) as batch_op:
        batch_op.drop_index("ix_tag_level_tag")

    op.drop_table("tag_level")
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_owner_id"))

    op.drop_table("programme")
    with op.batch_alter_table("profile_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_value_field_id"))

    op.drop_table("profile_value")
    op.drop_table("notification_choice")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entry_user_id"))

    op.drop_table("ledger_entry")
    with op.batch_alter_table("invite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invite_creator_id"))

    op.drop_table("invite")
    with op.batch_alter_table("integrity_flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_integrity_flag_user_id"))

    op.drop_table("integrity_flag")
    with op.batch_alter_table("group_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_request_user_id"))

    op.drop_table("group_request")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_followed_id"))

    op.drop_table("follow")
    with op.batch_alter_table("distance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_distance_other_id"))

    op.drop_table("distance")
    with op.batch_alter_table("blocked_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blocked_address_until"))

    op.drop_table("blocked_address")
    with op.batch_alter_table("departure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departure_erase_at"))

    op.drop_table("departure")
    with op.batch_alter_table("data_export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_export_user_id"))

    op.drop_table("data_export")
    with op.batch_alter_table("category_level", schema=None) as batch_op:
        batch_op.drop_index("ix_category_level_category")

    op.drop_table("category_level")
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_affiliation_user_id"))

    op.drop_table("affiliation")
    op.drop_table("profile_field")
    op.drop_table("mail_address_health")
    op.drop_table("badge")
