"""A recording that ended its worker is left for the next start, and given up after a few."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "setbacks",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("problem_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_setbacks_recording_id")
        ),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_setbacks")),
    )
