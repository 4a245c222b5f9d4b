"""Keep assessment profiles, what third parties found, and the samples of spot checks."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INSTANT = sa.String(length=26).with_variant(sa.DateTime(timezone=True), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "assessment_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("targets", sa.String(), nullable=False),
        sa.Column("replaces", CODE, nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("findings_limit", sa.Integer(), nullable=False),
        sa.Column("star_floors", sa.String(), nullable=False),
        sa.Column("ranking", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", "valid_from"),
    )
    op.create_table(
        "assessment_indicator",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("figure", CODE, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("zero_at", sa.Integer(), nullable=False),
        sa.Column("full_at", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["assessment_profile.id"]),
        sa.PrimaryKeyConstraint("profile_id", "figure"),
    )
    op.create_table(
        "assessment_finding",
        sa.Column("number", CODE, nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("finder", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_key", CODE, nullable=False),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("case_number", CODE, nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(
        "ix_assessment_finding_found_on", "assessment_finding", ["found_on"], unique=False
    )
    op.create_table(
        "spot_check_sample",
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("id", CODE, nullable=False),
        sa.Column("area_code", CODE, nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("district_code", "id"),
    )
    op.create_table(
        "spot_check_drawn",
        sa.Column("district_code", CODE, nullable=False),
        sa.Column("sample_id", CODE, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("checker", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["district_code", "case_id"], ["cases.district_code", "cases.id"]),
        sa.ForeignKeyConstraint(
            ["district_code", "sample_id"],
            ["spot_check_sample.district_code", "spot_check_sample.id"],
        ),
        sa.PrimaryKeyConstraint("district_code", "sample_id", "case_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("A database is never taken back: restore the copy made before.")
