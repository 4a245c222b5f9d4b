"""Keep what was sent to the platforms above, and what of it has changed since."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.String(26).with_variant(sa.DateTime(timezone=True), "postgresql")
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FAULTY = sa.text("faults <> ''")


def upgrade() -> None:
    op.create_table(
        "upstream_stream",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("mapping", CODE, nullable=False),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("last_run", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("registers", sa.String(), nullable=False),
        sa.UniqueConstraint("district_code", "mapping", "area_code"),
    )
    op.create_table(
        "upstream_waiting",
        sa.Column("district_code", CODE, primary_key=True),
        sa.Column("stream_id", sa.Integer(), primary_key=True),
        sa.Column("case_id", KEY, primary_key=True),
        sa.Column("times", sa.Integer(), nullable=False),
    )
    op.create_table(
        "upstream_record",
        sa.Column("district_code", CODE, primary_key=True),
        sa.Column("stream_id", sa.Integer(), primary_key=True),
        sa.Column("key", CODE, primary_key=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sent_run", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("faults", sa.Text(), nullable=False),
    )
    op.create_index(
        "ix_upstream_record_run",
        "upstream_record",
        ["district_code", "stream_id", "sent_run", "answer"],
    )
    op.create_index(
        "ix_upstream_record_faults",
        "upstream_record",
        ["district_code", "stream_id", "key"],
        sqlite_where=FAULTY,
        postgresql_where=FAULTY,
    )
    op.create_table(
        "upstream_run",
        sa.Column("district_code", CODE, primary_key=True),
        sa.Column("stream_id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("as_at", INSTANT, nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("new_rows", sa.Integer(), nullable=False),
        sa.Column("changed_rows", sa.Integer(), nullable=False),
        sa.Column("withdrawn_rows", sa.Integer(), nullable=False),
        sa.Column("unmapped_rows", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
