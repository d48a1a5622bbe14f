"""A log of what people say is to be heard in spans of recordings, or is not."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "clip_labels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("exhaustive", sa.Boolean(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_clip_labels_recording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip_labels")),
        sa.UniqueConstraint("uuid", name=op.f("uq_clip_labels_uuid")),
    )
    op.create_index("ix_clip_labels_recording_id", "clip_labels", ["recording_id"])
    for what, verb in (("UPDATE", "changed"), ("DELETE", "deleted")):
        op.execute(
            f"CREATE TRIGGER clip_labels_are_not_{verb} BEFORE {what} ON clip_labels "
            "BEGIN SELECT RAISE(ABORT, 'the log of clip_labels is append-only'); END"
        )
