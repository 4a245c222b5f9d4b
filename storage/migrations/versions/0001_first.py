"""Make the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.String(26).with_variant(sa.DateTime(timezone=True), "postgresql")
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("parent_code", CODE, nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("residents", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_area_parent", "area", ["parent_code"], unique=False)
    op.create_index(
        "ux_area_code_now",
        "area",
        ["code"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("year"),
    )
    op.create_table(
        "case_sequence",
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district_code", "year"),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("class_name", sa.String(), nullable=False),
        sa.Column("subclass", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("default_tier", sa.Integer(), nullable=False),
        sa.Column("gridder_sees", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", "valid_from"),
    )
    op.create_table(
        "office_hours_spell",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("valid_from"),
    )
    op.create_table(
        "operator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "queue_count",
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("street_code", CODE, nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district_code", "street_code", "tier", "due_on"),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "stage_limit",
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("due_limit", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("stage"),
    )
    op.create_table(
        "tier_limit",
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("due_limit", sa.String(), nullable=False),
        sa.Column("target_limit", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("tier"),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(op.f("ix_unit_area_code"), "unit", ["area_code"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", KEY, nullable=False),
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history_hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("condition", sa.Integer(), nullable=True),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("street_code", CODE, nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("reporter_staff_id", sa.Integer(), nullable=True),
        sa.Column("reporter_name", sa.String(), nullable=False),
        sa.Column("reporter_phone", sa.String(), nullable=False),
        sa.Column("validity", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("gridder_id", sa.Integer(), nullable=True),
        sa.Column("first_unit_id", sa.Integer(), nullable=True),
        sa.Column("handling_limit", sa.String(), nullable=True),
        sa.Column("handling_target", sa.String(), nullable=True),
        sa.Column("self_handled", sa.Boolean(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reject_reason", sa.String(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.Column("filed_at", INSTANT, nullable=True),
        sa.Column("dispatched_at", INSTANT, nullable=True),
        sa.Column("received_at", INSTANT, nullable=True),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("circulated_at", INSTANT, nullable=True),
        sa.Column("handle_started_at", INSTANT, nullable=True),
        sa.Column("handle_target_at", INSTANT, nullable=True),
        sa.Column("handle_due_at", INSTANT, nullable=True),
        sa.Column("handle_estimated", sa.Boolean(), nullable=False),
        sa.Column("handled_late", sa.Boolean(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_stage", sa.String(), nullable=True),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("pauses", sa.Text(), nullable=False),
        sa.Column("extensions", sa.Text(), nullable=False),
        sa.Column("suspended_at", INSTANT, nullable=True),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("merged_into_id", KEY, nullable=True),
        sa.Column("ruled", sa.Boolean(), nullable=False),
        sa.Column("extension_asked_by", sa.String(), nullable=True),
        sa.Column("extension_asked", sa.String(), nullable=True),
        sa.Column("card", sa.String(), nullable=True),
        sa.Column("reply_awaited", sa.Boolean(), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("spot_check", sa.String(), nullable=True),
        sa.Column("appeal", sa.String(), nullable=True),
        sa.Column("appeal_asked_by", sa.String(), nullable=True),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("dispatch_count", sa.Integer(), nullable=False),
        sa.Column("return_count", sa.Integer(), nullable=False),
        sa.Column("escalation_count", sa.Integer(), nullable=False),
        sa.Column("check_count", sa.Integer(), nullable=False),
        sa.Column("rework_count", sa.Integer(), nullable=False),
        sa.Column("hand_down_count", sa.Integer(), nullable=False),
        sa.Column("suspension_count", sa.Integer(), nullable=False),
        sa.Column("reopen_count", sa.Integer(), nullable=False),
        sa.Column("extension_count", sa.Integer(), nullable=False),
        sa.Column("urge_count", sa.Integer(), nullable=False),
        sa.Column("call_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN "
            "('reported', 'filed', 'dispatched', 'handling', 'suspended', 'resolved'))",
            name="open_or_ended",
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'filed', 'dispatched', 'handling', 'suspended', "
            "'resolved', 'closed', 'rejected', 'merged', 'cancelled')",
            name="known_state",
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (due_at IS NOT NULL)", name="open_has_due"),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["area.id"],
        ),
        sa.ForeignKeyConstraint(
            ["first_unit_id"],
            ["unit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["gridder_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reporter_staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("district_code", "id"),
        sa.UniqueConstraint("district_code", "number"),
        sa.UniqueConstraint("district_code", "source", "source_ref"),
    )
    op.create_index(
        "ix_cases_ended",
        "cases",
        ["district_code", "ended_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_lane",
        "cases",
        ["district_code", "tier", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_cases_open",
        "cases",
        ["district_code", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_cases_open_area",
        "cases",
        ["district_code", "area_code", "due_at", "id", "tier"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_cases_open_position",
        "cases",
        ["district_code", "latitude", "longitude"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL AND latitude IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND latitude IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_open_unit",
        "cases",
        ["district_code", "unit_id", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_cases_reported", "cases", ["district_code", "reported_at"], unique=False)
    op.create_index(
        "ix_cases_reporter",
        "cases",
        ["district_code", "reporter_staff_id", "reported_at"],
        unique=False,
    )
    op.create_index(
        "ix_cases_call_back",
        "cases",
        ["district_code", "ended_at", "id"],
        unique=False,
        sqlite_where=sa.text(
            "state = 'closed' AND satisfaction IS NULL AND "
            "(source IN ('hotline', 'online')) IS TRUE"
        ),
        postgresql_where=sa.text(
            "state = 'closed' AND satisfaction IS NULL AND "
            "(source IN ('hotline', 'online')) IS TRUE"
        ),
    )
    op.create_index("ix_cases_resolved", "cases", ["district_code", "resolved_at"], unique=False)
    op.create_index(
        "ix_cases_street_lane",
        "cases",
        ["district_code", "street_code", "tier", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_cases_street_open",
        "cases",
        ["district_code", "street_code", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "duty",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("item_pattern", CODE, nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("unit_id", "item_pattern"),
    )
    op.create_table(
        "filing_condition",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("limit_amount", sa.Integer(), nullable=False),
        sa.Column("limit_unit", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        sa.PrimaryKeyConstraint("item_id", "ordinal"),
    )
    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_posting_area", "posting", ["area_code"], unique=False)
    op.create_index(
        "ux_posting_now",
        "posting",
        ["staff_id", "area_code", "post"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_table(
        "case_history",
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_code", "case_id"],
            ["cases.district_code", "cases.id"],
        ),
        sa.PrimaryKeyConstraint("district_code", "case_id", "seq"),
    )
    op.create_index("ix_case_history_at", "case_history", ["district_code", "at"], unique=False)
    op.create_table(
        "case_timer",
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("call", sa.Integer(), nullable=False),
        sa.Column("street_code", CODE, nullable=False),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("time_limit", sa.String(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("target_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_code", "case_id"],
            ["cases.district_code", "cases.id"],
        ),
        sa.PrimaryKeyConstraint("district_code", "case_id", "stage", "call"),
    )
    op.create_index(
        "ix_case_timer_due",
        "case_timer",
        ["district_code", "due_at", "case_id", "stage"],
        unique=False,
    )
    op.create_index(
        "ix_case_timer_stage_due",
        "case_timer",
        ["district_code", "stage", "due_at", "case_id"],
        unique=False,
    )
    op.create_index(
        "ix_case_timer_street_due",
        "case_timer",
        ["district_code", "street_code", "due_at", "case_id", "stage"],
        unique=False,
    )
    op.create_table(
        "case_call",
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("call", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("called_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("excused_at", INSTANT, nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["district_code", "case_id"],
            ["cases.district_code", "cases.id"],
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("district_code", "case_id", "call"),
    )
    op.create_index("ix_case_call_unit", "case_call", ["district_code", "unit_id"], unique=False)
    op.create_table(
        "precedent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("item_code", CODE, nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("ruled_at", INSTANT, nullable=False),
        sa.Column("ruled_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_precedent_item_code", "precedent", ["item_code"], unique=False)
    op.create_table(
        "policy_rule",
        sa.Column("code", CODE, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("item_pattern", CODE, nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "policy_action",
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("rule", CODE, nullable=False),
        sa.Column("call", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("meant_at", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_code", "case_id"],
            ["cases.district_code", "cases.id"],
        ),
        sa.PrimaryKeyConstraint("district_code", "case_id", "rule", "call", "started_at"),
    )
    op.create_index("ix_policy_action_at", "policy_action", ["district_code", "at"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("new_rows", sa.Integer(), nullable=False),
        sa.Column("changed_rows", sa.Integer(), nullable=False),
        sa.Column("unchanged_rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
