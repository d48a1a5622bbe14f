"""What a file says of its start is kept beside where it is placed; a person's word beside both."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_FROM_ZONE = "offset_source IN ('deployment', 'guess')"


def upgrade() -> None:
    for column in (
        "read_local VARCHAR",
        "read_source VARCHAR",
        "read_offset_minutes INTEGER",
        "read_offset_source VARCHAR",
        "is_placed BOOLEAN NOT NULL DEFAULT 1",
    ):
        op.execute(f"ALTER TABLE recordings ADD COLUMN {column}")
    op.execute(
        "UPDATE recordings SET read_local = start_local, read_source = start_source, "
        f"read_offset_minutes = CASE WHEN {_FROM_ZONE} THEN NULL ELSE offset_minutes END, "
        f"read_offset_source = CASE WHEN {_FROM_ZONE} THEN NULL ELSE offset_source END, "
        "is_placed = offset_minutes IS NOT NULL "  # a scan may have been cut short
        "WHERE start_local IS NOT NULL"
    )
    op.execute(
        "CREATE INDEX ix_recordings_unplaced ON recordings (deployment_id) WHERE NOT is_placed"
    )
    op.execute("ALTER TABLE deployments ADD COLUMN zone_overrules BOOLEAN NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE deployments ADD COLUMN local_time VARCHAR")
    op.create_table(
        "said_starts",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("local", sa.String(), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_said_starts_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_said_starts")),
    )
    # Slowed files that were counted at their written length are read again by the next scan.
    op.execute(
        "UPDATE recordings SET modified_ns = -1 "
        "WHERE json_extract(details, '$.time_expansion') NOT IN (0, 1)"
    )
