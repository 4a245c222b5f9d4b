"""Keep the lineage of areas, and who stands in for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INSTANT = sa.String(length=26).with_variant(sa.DateTime(timezone=True), "postgresql")
ENDED = sa.text("change <> 'split'")


def upgrade() -> None:
    op.create_table(
        "area_succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("from_code", CODE, nullable=False),
        sa.Column("to_code", CODE, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ux_area_succession_end",
        "area_succession",
        ["from_code"],
        unique=True,
        sqlite_where=ENDED,
        postgresql_where=ENDED,
    )
    op.create_index("ix_area_succession_to", "area_succession", ["to_code"], unique=False)
    op.create_table(
        "cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=True),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["absent_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_cover_area", "cover", ["area_code"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
