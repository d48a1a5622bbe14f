"""A start that is doubted places nothing in time: no recording, and nothing heard in it."""

from alembic import op

revision = "0008"
down_revision = "0007"

_LOCAL_US = """CASE WHEN clock_doubt IS NULL
    THEN strftime('%s', substr(start_local, 1, 19)) * 1000000
    + CAST(substr(substr(start_local, 21) || '000000', 1, 6) AS INTEGER)
    + CAST(round(clock_correction_s * 1e6) AS INTEGER) END"""
# Whoever gave known times has answered the doubt, unless what they make of it cannot be either.
_DOUBT = """WITH clocks AS (
    SELECT id, start_local, json_extract(details, '$.clock_doubt') AS said,
        clock_correction_s != 0 AS corrected,
        datetime(start_local, clock_correction_s || ' seconds') AS moment
    FROM recordings WHERE start_local IS NOT NULL
),
judged AS (
    SELECT id, said, corrected, CASE
        WHEN moment LIKE '1970-%' OR moment LIKE '2000-01-%' OR moment LIKE '2010-01-01 %'
            THEN 'clock-not-set'
        WHEN moment < '2000' AND NOT corrected THEN 'clock-early'
        WHEN moment > datetime('now', '+14 hours', '+10 minutes') THEN 'clock-future'
        END AS found
    FROM clocks
)
UPDATE recordings SET clock_doubt = coalesce(found, said), start_utc_ms = NULL
FROM judged WHERE judged.id = recordings.id
AND (found IS NOT NULL OR (said IS NOT NULL AND NOT corrected))"""


def upgrade() -> None:
    op.execute("ALTER TABLE recordings ADD COLUMN clock_doubt VARCHAR")
    op.execute(
        f"ALTER TABLE recordings ADD COLUMN local_us INTEGER GENERATED ALWAYS AS ({_LOCAL_US}) "
        "VIRTUAL"
    )
    op.execute(_DOUBT)
    op.execute(
        """UPDATE detections SET at_utc_ms = NULL, local_day = NULL, local_minute = NULL,
        at_local_ms = NULL, sunrise_minute = NULL, sunset_minute = NULL
        WHERE recording_id IN (SELECT id FROM recordings WHERE clock_doubt IS NOT NULL)"""
    )
