"""Detections are sorted by the recorder's clock, which is known also where its zone is not."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("ALTER TABLE detections ADD COLUMN at_local_ms INTEGER")
    op.execute(
        """UPDATE detections SET at_local_ms = (
            strftime('%s', substr(r.start_local, 1, 19)) * 1000000
            + CAST(substr(substr(r.start_local, 21) || '000000', 1, 6) AS INTEGER)
            + CAST(round(r.clock_correction_s * 1e6) AS INTEGER)
            + CAST(round(start_s * 1e6) AS INTEGER)
        ) / 1000 FROM recordings r WHERE r.id = recording_id AND r.start_local IS NOT NULL"""
    )
    op.drop_index("ix_detections_by_time", "detections")
    op.execute(
        "CREATE INDEX ix_detections_by_time ON detections (at_local_ms, id, run_id, listed, "
        "verdict, species_id, score, site_id, local_day, local_minute, sunrise_minute, "
        "sunset_minute)"
    )
