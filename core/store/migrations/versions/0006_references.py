"""Kept references are a log: everybody keeps their own, and copies of a project can be merged."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.drop_index("ix_reference_clips_species_id", "reference_clips")
    op.rename_table("reference_clips", "kept_before")
    op.create_table(
        "reference_clips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("detection_id", sa.Integer(), nullable=False),
        sa.Column("species_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["detection_id"], ["detections.id"], name=op.f("fk_reference_clips_detection_id")
        ),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_reference_clips_species_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_clips")),
        sa.UniqueConstraint("uuid", name=op.f("uq_reference_clips_uuid")),
    )
    # Known alike in all copies of the project, which may each be brought up to date.
    op.execute(
        """INSERT INTO reference_clips (uuid, detection_id, species_id, reviewer, at_utc)
        SELECT 'kept-' || k.detection_id || '-' || r.content_hash || '-' || k.at_utc || '-'
        || k.reviewer, k.detection_id, k.species_id, k.reviewer, k.at_utc FROM kept_before k
        JOIN detections d ON d.id = k.detection_id JOIN recordings r ON r.id = d.recording_id
        ORDER BY k.at_utc, k.detection_id"""
    )
    op.drop_table("kept_before")
    for column in ("detection_id", "species_id"):
        op.create_index(f"ix_reference_clips_{column}", "reference_clips", [column])
    for what, verb in (("UPDATE", "changed"), ("DELETE", "deleted")):
        op.execute(
            f"CREATE TRIGGER reference_clips_are_not_{verb} BEFORE {what} ON reference_clips "
            "BEGIN SELECT RAISE(ABORT, 'the log of reference_clips is append-only'); END"
        )
