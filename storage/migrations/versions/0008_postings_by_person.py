"""Find the postings of a person, former ones too, without going through everybody's.

Undoing an import of many people asked for them once for each person.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_posting_staff", "posting", ["staff_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
