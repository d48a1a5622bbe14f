"""By which place and week the detections of a recording are listed: sites get their places later.

What the list of a run says of a detection is still changed by nothing else: only while the place of
its recording is written anew, and empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("run_recordings", sa.Column("place", sa.String(), nullable=True))
    op.execute("DROP TRIGGER detections_are_listed_as_they_were")
    op.execute(
        """CREATE TRIGGER detections_are_listed_as_they_were
        BEFORE UPDATE OF listed, ruled ON detections
        WHEN NEW.listed NOT BETWEEN 0 AND 3 OR NEW.ruled NOT BETWEEN 0 AND 1
            OR (NEW.listed + NEW.ruled) % 2 <> (OLD.listed + OLD.ruled) % 2
            AND NOT EXISTS (SELECT 1 FROM run_recordings WHERE place = ''
                AND run_id = OLD.run_id AND recording_id = OLD.recording_id)
        BEGIN SELECT RAISE(ABORT, 'what a network said is never changed'); END"""
    )
