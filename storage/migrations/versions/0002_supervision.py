"""Let cases be suspended, extended, merged, whistled for and judged; let policies act."""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.String(26).with_variant(sa.DateTime(timezone=True), "postgresql")
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

MAY_BE_EMPTY: Final[dict[str, Any]] = {
    "suspended_at": INSTANT,
    "suspended_until": sa.Date(),
    "merged_into_id": KEY,
    "extension_asked_by": sa.String(),
    "extension_asked": sa.String(),
    "card": sa.String(),
    "satisfaction": sa.Integer(),
    "spot_check": sa.String(),
    "appeal": sa.String(),
    "appeal_asked_by": sa.String(),
}
SPANS: Final = ("pauses", "extensions")
FLAGS: Final = ("ruled", "reply_awaited", "exempt")
COUNTS: Final = (
    "hand_down_count",
    "suspension_count",
    "reopen_count",
    "extension_count",
    "urge_count",
    "call_count",
)
OPEN_OR_ENDED: Final = (
    "open_or_ended",
    (
        "(ended_at IS NULL) = (state IN "
        "('reported', 'filed', 'dispatched', 'handling', 'suspended', 'resolved'))"
    ),
)
KNOWN_STATE: Final = (
    "known_state",
    (
        "state IN ('reported', 'filed', 'dispatched', 'handling', 'suspended', "
        "'resolved', 'closed', 'rejected', 'merged', 'cancelled')"
    ),
)

LIMITS: Final = {
    "call_answer": "1 working_day",
    "call_answer_urgent": "30 minute",
    "call_finish": "5 working_day",
}
POLICIES: Final = (
    ("target-notify", "handle", None, "target", "", "notify"),
    ("due-urge", "handle", None, "due", "", "urge"),
    ("late-escalate-1", "handle", 1, "after_due", "1 working_day", "escalate"),
    ("late-escalate-2", "handle", 2, "after_due", "1 working_day", "escalate"),
    ("late-urge-3", "handle", 3, "after_due", "1 working_day", "urge"),
    ("late-urge-4", "handle", 4, "after_due", "1 working_day", "urge"),
    ("suspension-resume", "suspension", None, "due", "", "resume"),
    ("call-notify", "call_answer", None, "due", "", "notify"),
)


def upgrade() -> None:
    widen_cases()
    number_the_timers()
    add_tables()
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM operator")):
        add_what_a_new_district_starts_from()


def widen_cases() -> None:
    columns = (
        MAY_BE_EMPTY
        | dict.fromkeys(SPANS, sa.Text())
        | dict.fromkeys(FLAGS, sa.Boolean())
        | dict.fromkeys(COUNTS, sa.Integer())
    )
    for name, kind in columns.items():
        op.add_column("cases", sa.Column(name, kind, nullable=True))
    cases = sa.table("cases", *(sa.column(name) for name in (*SPANS, *FLAGS, *COUNTS)))
    nothing = dict.fromkeys(SPANS, "[]") | dict.fromkeys(FLAGS, sa.false())
    op.execute(sa.update(cases).values(nothing | dict.fromkeys(COUNTS, 0)))
    with op.batch_alter_table("cases") as table:
        for name in (*SPANS, *FLAGS, *COUNTS):
            table.alter_column(name, nullable=False)
        for name, rule in (OPEN_OR_ENDED, KNOWN_STATE):
            table.drop_constraint(name)
            table.create_check_constraint(name, rule)
    placed = sa.text("ended_at IS NULL AND latitude IS NOT NULL")
    op.create_index(
        "ix_cases_open_position",
        "cases",
        ["district_code", "latitude", "longitude"],
        sqlite_where=placed,
        postgresql_where=placed,
    )
    op.create_index(
        "ix_cases_reporter", "cases", ["district_code", "reporter_staff_id", "reported_at"]
    )
    to_call_back = sa.text(
        "state = 'closed' AND satisfaction IS NULL AND (source IN ('hotline', 'online')) IS TRUE"
    )
    op.create_index(
        "ix_cases_call_back",
        "cases",
        ["district_code", "ended_at", "id"],
        sqlite_where=to_call_back,
        postgresql_where=to_call_back,
    )


def number_the_timers() -> None:
    """Let a case have a clock of one stage for each of its calls."""
    if op.get_bind().dialect.name == "sqlite":
        # A key is changed by copying the table, row by row into one made anew.
        copy_the_timers()
        return
    op.add_column("case_timer", sa.Column("call", sa.Integer(), nullable=True))
    op.execute("UPDATE case_timer SET call = 0")
    op.alter_column("case_timer", "call", nullable=False)
    op.drop_constraint("case_timer_pkey", "case_timer")
    op.create_primary_key(
        "case_timer_pkey", "case_timer", ["district_code", "case_id", "stage", "call"]
    )


def copy_the_timers() -> None:
    op.create_table(
        "case_timer_copy",
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
    op.execute(
        "INSERT INTO case_timer_copy SELECT district_code, case_id, stage, 0, street_code, "
        "area_code, tier, unit_id, time_limit, started_at, target_at, due_at, estimated "
        "FROM case_timer"
    )
    op.drop_table("case_timer")
    op.rename_table("case_timer_copy", "case_timer")
    op.create_index(
        "ix_case_timer_due", "case_timer", ["district_code", "due_at", "case_id", "stage"]
    )
    op.create_index(
        "ix_case_timer_stage_due", "case_timer", ["district_code", "stage", "due_at", "case_id"]
    )
    op.create_index(
        "ix_case_timer_street_due",
        "case_timer",
        ["district_code", "street_code", "due_at", "case_id", "stage"],
    )


def add_tables() -> None:
    of_case = (["district_code", "case_id"], ["cases.district_code", "cases.id"])
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
        sa.ForeignKeyConstraint(*of_case),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("district_code", "case_id", "call"),
    )
    op.create_index("ix_case_call_unit", "case_call", ["district_code", "unit_id"])
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
    op.create_index("ix_precedent_item_code", "precedent", ["item_code"])
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
        sa.ForeignKeyConstraint(*of_case),
        sa.PrimaryKeyConstraint("district_code", "case_id", "rule", "call", "started_at"),
    )
    op.create_index("ix_policy_action_at", "policy_action", ["district_code", "at"])


def add_what_a_new_district_starts_from() -> None:
    """Give a district founded before today what one founded today has; its own stays."""
    connection = op.get_bind()
    for stage, limit in LIMITS.items():
        connection.execute(
            sa.text(
                "INSERT INTO stage_limit (stage, due_limit) SELECT :stage, :limit "
                "WHERE NOT EXISTS (SELECT 1 FROM stage_limit WHERE stage = :stage)"
            ).bindparams(sa.bindparam("stage", stage, CODE), sa.bindparam("limit", limit, CODE))
        )
    for code, stage, tier, moment, after, action in POLICIES:
        connection.execute(
            sa.text(
                "INSERT INTO policy_rule (code, stage, tier, item_pattern, moment, after, action, "
                "active) VALUES (:code, :stage, :tier, '', :moment, :after, :action, true)"
            ),
            {
                "code": code,
                "stage": stage,
                "tier": tier,
                "moment": moment,
                "after": after,
                "action": action,
            },
        )
    connection.execute(
        sa.text(
            "INSERT INTO operator (login, name, role, area_code, active) "
            "SELECT 'timers', '计时', 'supervisor', value, true FROM setting "
            "WHERE key = 'district_code' "
            "AND NOT EXISTS (SELECT 1 FROM operator WHERE login = 'timers')"
        )
    )


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
