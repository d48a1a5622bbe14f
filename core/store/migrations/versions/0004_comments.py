"""Comments and undoing have logs of their own: neither ever changes who said what."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_UNDONE = "EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = {uuid} AND u.undone)"
_LOGS = (
    # entries, what holds of them, what they are about, its other columns: here and there
    ("verdicts", "current_verdicts", "detection_id", "verdict_id, verdict, species_id, reviewer",
     "{e}.id, {e}.verdict, {e}.species_id, {e}.reviewer"),
    ("comments", "current_comments", "detection_id", "text, reviewer", "{e}.text, {e}.reviewer"),
    ("annotation_edits", "current_annotations", "annotation",
     "edit_id, recording_id, deleted", "{e}.id, {e}.recording_id, {e}.deleted"),
)  # fmt: skip


def upgrade() -> None:
    _make_tables()
    for trigger in ("verdicts_newest", "annotation_edits_newest"):
        op.execute(f"DROP TRIGGER {trigger}")
    _move_notes()
    for trigger in _triggers():
        op.execute(trigger)
    # Where nothing else was said, what was undone leaves nothing that holds.
    op.execute(
        """CREATE TRIGGER verdicts_hold_no_longer AFTER DELETE ON current_verdicts
        BEGIN
        UPDATE detections SET verdict = NULL, corrected_id = NULL WHERE id = OLD.detection_id;
        END"""
    )


def _make_tables() -> None:
    op.create_table(
        "undos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undos")),
        sa.UniqueConstraint("uuid", name=op.f("uq_undos_uuid")),
    )
    op.create_table(
        "current_undos",
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_current_undos")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("detection_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["detection_id"], ["detections.id"], name=op.f("fk_comments_detection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("uuid", name=op.f("uq_comments_uuid")),
    )
    op.create_index("ix_comments_detection_id", "comments", ["detection_id"])
    op.create_table(
        "current_comments",
        sa.Column("detection_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["detection_id"], ["detections.id"], name=op.f("fk_current_comments_detection_id")
        ),
        sa.PrimaryKeyConstraint("detection_id", name=op.f("pk_current_comments")),
    )
    op.create_index("ix_annotation_edits_annotation", "annotation_edits", ["annotation"])


def _move_notes() -> None:
    """Make a comment of each verdict that changed the note; known alike in all copies."""
    op.execute(
        """INSERT INTO comments (uuid, detection_id, text, reviewer, at_utc)
        SELECT 'note-' || uuid, detection_id, note, reviewer, at_utc FROM (
            SELECT *, lag(note, 1, '') OVER
            (PARTITION BY detection_id ORDER BY at_utc, uuid) AS before FROM verdicts
        ) WHERE note <> before ORDER BY at_utc, uuid"""
    )
    op.execute(
        """INSERT INTO current_comments SELECT detection_id, text, reviewer, at_utc, uuid FROM (
            SELECT *, row_number() OVER
            (PARTITION BY detection_id ORDER BY at_utc DESC, uuid DESC) AS turn FROM comments
        ) WHERE turn = 1"""
    )
    for table in ("verdicts", "current_verdicts"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN note")


def _triggers() -> list[str]:
    made = []
    for name in ("undos", "comments"):
        for what, verb in (("UPDATE", "changed"), ("DELETE", "deleted")):
            made.append(
                f"CREATE TRIGGER {name}_are_not_{verb} BEFORE {what} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, 'the log of {name} is append-only'); END"
            )
    made.append(_newest("undos", "current_undos", "entry", "undone", "{e}.undone"))
    for log in _LOGS:
        made += [_newest(*log), *_undone(*log)]
    return made


def _newest(log: str, held: str, about: str, columns: str, values: str) -> str:
    """Let a new entry hold. Ties in time are broken by uuid, so that merged copies agree."""
    there = "1" if log == "undos" else f"NOT {_UNDONE.format(uuid='NEW.uuid')}"
    return f"""CREATE TRIGGER {log}_newest AFTER INSERT ON {log}
    BEGIN
    INSERT INTO {held} ({about}, {columns}, at_utc, uuid)
    SELECT NEW.{about}, {values.format(e="NEW")}, NEW.at_utc, NEW.uuid WHERE {there}
    ON CONFLICT ({about}) DO UPDATE SET {_excluded(columns)}
    WHERE (excluded.at_utc, excluded.uuid) > ({held}.at_utc, {held}.uuid);
    END"""


def _undone(log: str, held: str, about: str, columns: str, values: str) -> list[str]:
    """Let hold what is left after an entry was undone, or redone."""
    thing = f"(SELECT {about} FROM {log} WHERE uuid = NEW.entry)"
    body = f"""BEGIN
    INSERT INTO {held} ({about}, {columns}, at_utc, uuid)
    SELECT e.{about}, {values.format(e="e")}, e.at_utc, e.uuid FROM {log} e
    WHERE e.{about} = {thing} AND NOT {_UNDONE.format(uuid="e.uuid")}
    ORDER BY e.at_utc DESC, e.uuid DESC LIMIT 1
    ON CONFLICT ({about}) DO UPDATE SET {_excluded(columns)};
    DELETE FROM {held} WHERE NEW.undone AND {about} = {thing} AND uuid = NEW.entry;
    END"""
    return [
        f"CREATE TRIGGER {log}_{name} AFTER {what} ON current_undos {body}"
        for name, what in (("undone", "INSERT"), ("undone_or_redone", "UPDATE"))
    ]


def _excluded(columns: str) -> str:
    names = [*columns.split(", "), "at_utc", "uuid"]
    return ", ".join(f"{name} = excluded.{name}" for name in names)
