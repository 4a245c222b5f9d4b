"""Keep the tallies of days that are over, and read what stood at their end from small indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.String(26).with_variant(sa.DateTime(timezone=True), "postgresql")
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LATE = sa.text("resolved_at > handle_due_at")
EXTENDED = sa.text("ended_at IS NULL AND extensions <> '[]'")


def upgrade() -> None:
    op.create_table(
        "rollup_turn",
        sa.Column("district_code", CODE, primary_key=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
    )
    op.create_table(
        "rollup_day",
        sa.Column("district_code", CODE, primary_key=True),
        sa.Column("begins_at", INSTANT, primary_key=True),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "rollup_mark",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
    )
    op.create_index("ix_rollup_mark_day", "rollup_mark", ["district_code", "day", "turn"])
    op.create_table(
        "rollup_cut",
        sa.Column("district_code", CODE, primary_key=True),
        sa.Column("span", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("cut", sa.String(), primary_key=True),
        sa.Column("street_code", CODE, primary_key=True),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
    )
    op.create_index(
        "ix_cases_handled_late",
        "cases",
        ["district_code", "resolved_at", "handle_due_at"],
        sqlite_where=LATE,
        postgresql_where=LATE,
    )
    op.create_index(
        "ix_cases_extended",
        "cases",
        ["district_code", "id"],
        sqlite_where=EXTENDED,
        postgresql_where=EXTENDED,
    )


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
