"""Keep the boundary of an area, where it is known."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "area_boundary",
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("area_code"),
    )


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
