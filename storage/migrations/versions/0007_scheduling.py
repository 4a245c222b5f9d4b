"""Let work come round by itself: the lease of its runner, its windows, the sealed days."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.String(26).with_variant(sa.DateTime(timezone=True), "postgresql")
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "scheduler_lease",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("runner", sa.String(), nullable=False),
        sa.Column("beats", KEY, nullable=False),
        sa.Column("taken_at", INSTANT, nullable=False),
        sa.Column("beat_at", INSTANT, nullable=False),
    )
    op.create_table(
        "job_window",
        sa.Column("job", CODE, primary_key=True),
        sa.Column("window_at", INSTANT, primary_key=True),
        sa.Column("after", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("retry_at", INSTANT, nullable=True),
        sa.Column("runner", sa.String(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
    )
    op.create_table(
        "history_seal",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("begins_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("entries", KEY, nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
