"""Let imports be undone: keep what they change, and who undid them when."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.String(26).with_variant(sa.DateTime(timezone=True), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("import_run", sa.Column("refused_rows", sa.Integer(), nullable=True))
    op.add_column("import_run", sa.Column("undone_at", INSTANT, nullable=True))
    op.add_column("import_run", sa.Column("undone_by", sa.String(), nullable=True))
    op.execute("UPDATE import_run SET refused_rows = 0")
    with op.batch_alter_table("import_run") as table:
        table.alter_column("refused_rows", nullable=False)
    op.create_table(
        "import_image",
        sa.Column("import_id", KEY, nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"]),
        sa.PrimaryKeyConstraint("import_id", "nth"),
    )


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
