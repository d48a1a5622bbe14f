"""A recording outlives its file: another may lie under its name, and people may take it out."""

import re

from alembic import op

revision = "0010"
down_revision = "0009"

_SAID = "run_id, recording_id, species_id, start_s, end_s, low_hz, high_hz, score, logit"


_UNIQUE = re.compile(r",\s*CONSTRAINT \w+ UNIQUE \(media_root_id, path\)", re.IGNORECASE)
_PROBLEM = (
    "Another recording lies under this name now: the file has changed since. What was found "
    "before stays with the recording it was found in, which is played again once its file is back."
)


def upgrade() -> None:
    _make_recordings_anew()
    _part_what_was_mixed_up()
    # What was called a copy before only its ends were equal is compared at the next scan.
    op.execute("UPDATE recordings SET modified_ns = -1 WHERE duplicate_of IS NOT NULL")
    op.execute("DROP TRIGGER detections_are_immutable")
    abort = "BEGIN SELECT RAISE(ABORT, 'what a network said is never changed'); END"
    op.execute(
        f"CREATE TRIGGER detections_are_immutable BEFORE UPDATE OF {_SAID} ON detections {abort}"
    )
    # 2 more while the recording is removed from the project: see core.store.membership.
    op.execute(
        f"""CREATE TRIGGER detections_are_listed_as_they_were BEFORE UPDATE OF listed ON detections
        WHEN NEW.listed NOT BETWEEN 0 AND 3 OR NEW.listed % 2 <> OLD.listed % 2 {abort}"""
    )


def _make_recordings_anew() -> None:
    """Let several recordings have had one path: SQLite cannot drop the constraint against it."""
    db = op.get_bind()
    its = "FROM sqlite_master WHERE tbl_name = 'recordings' AND sql IS NOT NULL AND type"
    made = db.exec_driver_sql(f"SELECT sql {its} = 'table'").scalar_one()
    others = db.exec_driver_sql(f"SELECT sql {its} <> 'table'").scalars().all()
    columns = _columns()
    op.execute(f"CREATE TABLE kept_recordings AS SELECT {columns} FROM recordings")
    op.execute("DROP TABLE recordings")
    anew, dropped = _UNIQUE.subn("", made)
    assert dropped == 1
    db.exec_driver_sql(anew)
    op.execute(f"INSERT INTO recordings ({columns}) SELECT {columns} FROM kept_recordings")
    for name in ("replaced", "removed"):
        op.execute(f"ALTER TABLE recordings ADD COLUMN {name} BOOLEAN DEFAULT 0 NOT NULL")
    for sql in others:
        db.exec_driver_sql(sql)
    op.execute(
        "CREATE UNIQUE INDEX ix_recordings_in_place ON recordings (media_root_id, path) "
        "WHERE NOT replaced"
    )


def _columns() -> str:
    """Return the columns that are not reckoned from others."""
    rows = op.get_bind().exec_driver_sql("SELECT name FROM pragma_table_xinfo('recordings') "
                                         "WHERE hidden = 0")  # fmt: skip
    return ", ".join(rows.scalars())


def _part_what_was_mixed_up() -> None:
    """Make a recording of its own of a file that was changed after it was analysed."""
    op.execute(
        """CREATE TABLE parted AS SELECT r.id, min(n.content_hash) AS content_hash
        FROM recordings r JOIN run_recordings n ON n.recording_id = r.id
        WHERE n.content_hash <> '' GROUP BY r.id HAVING min(n.content_hash) <> r.content_hash
        AND min(n.content_hash) = max(n.content_hash)"""
    )
    op.execute(
        f"""UPDATE recordings SET replaced = 1, usable = 1, duplicate_of = NULL,
        problem = 'replaced', problem_text = '{_PROBLEM}', content_hash = parted.content_hash
        FROM parted WHERE parted.id = recordings.id"""
    )
    told = "SELECT name FROM pragma_table_xinfo('kept_recordings') WHERE name <> 'id'"
    columns = ", ".join(op.get_bind().exec_driver_sql(told).scalars())
    op.execute(
        f"""INSERT INTO recordings ({columns}) SELECT {columns} FROM kept_recordings
        WHERE id IN (SELECT id FROM parted)"""
    )
    op.execute("DROP TABLE parted")
    op.execute("DROP TABLE kept_recordings")
