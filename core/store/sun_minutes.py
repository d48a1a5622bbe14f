"""The minutes since sunrise and sunset, beside each detection that is placed."""

import numpy as np
from sqlalchemy import Connection

from core.sun import minutes_since

_CHUNK = 100_000


def fill(db: Connection) -> int:
    """Compute them for all placed detections that lack them. Return how many those were."""
    count, last = 0, 0
    while rows := db.exec_driver_sql(_LACKING, (last, _CHUNK)).all():
        last = rows[-1][0]
        columns = np.array([row[1:] for row in rows], dtype=np.float64).T
        rise, fall = minutes_since(columns[0], columns[1], columns[2])
        values = zip(rise.tolist(), fall.tolist(), (row[0] for row in rows), strict=True)
        db.exec_driver_sql(
            "UPDATE detections SET sunrise_minute = ?, sunset_minute = ? WHERE id = ?",
            list(values),
        )
        count += len(rows)
    return count


_LACKING = """SELECT d.id, d.at_utc_ms, coalesce(r.latitude, s.latitude) AS latitude,
    coalesce(r.longitude, s.longitude) AS longitude
    FROM detections d JOIN recordings r ON r.id = d.recording_id
    LEFT JOIN sites s ON s.id = d.site_id
    WHERE d.id > ? AND d.sunrise_minute IS NULL AND d.at_utc_ms IS NOT NULL
    AND coalesce(r.latitude, s.latitude) IS NOT NULL
    AND coalesce(r.longitude, s.longitude) IS NOT NULL
    ORDER BY d.id LIMIT ?"""
