"""Positions that are far from where a recorder was are kept beside, and not used."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for column in ("doubted_latitude", "doubted_longitude"):
        op.execute(f"ALTER TABLE recordings ADD COLUMN {column} DOUBLE")
