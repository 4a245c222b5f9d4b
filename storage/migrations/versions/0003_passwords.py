"""Let operators have passwords, for signing in from a browser."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operator", sa.Column("password_hash", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
