"""A log of the clips that people were asked to judge; and which labels an audit stands for."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "asked_clips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("drawn_from", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_asked_clips_recording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_clips")),
        sa.UniqueConstraint("uuid", name=op.f("uq_asked_clips_uuid")),
    )
    op.create_index("ix_asked_clips_recording_id", "asked_clips", ["recording_id"])
    op.create_index("ix_asked_clips_label", "asked_clips", ["label"])
    for what, verb in (("UPDATE", "changed"), ("DELETE", "deleted")):
        op.execute(
            f"CREATE TRIGGER asked_clips_are_not_{verb} BEFORE {what} ON asked_clips "
            "BEGIN SELECT RAISE(ABORT, 'the log of asked_clips is append-only'); END"
        )
    op.add_column("clip_labels", sa.Column("audit", sa.String(), nullable=True))
