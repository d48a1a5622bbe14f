"""Review: what holds of a detection beside it, plans, annotations, reference clips."""

import sqlalchemy as sa
from alembic import op

from core.store import sun_minutes

revision = "0003"
down_revision = "0002"

_PLACED = "site_id, local_day, local_minute, sunrise_minute, sunset_minute"
_SAID = "run_id, listed, verdict"
_INDEXES = {
    "by_score": f"score, id, {_SAID}, species_id, {_PLACED}",
    "by_species": f"species_id, score, id, {_SAID}, {_PLACED}",
    "by_site": f"site_id, score, id, {_SAID}, species_id, {_PLACED.replace('site_id, ', '')}",
    "by_time": f"at_utc_ms, id, {_SAID}, species_id, score, {_PLACED}",
    "by_recording": f"recording_id, start_s, id, {_SAID}, species_id, score, {_PLACED}",
    "by_held_species": f"held_species_id, score, id, {_SAID}, {_PLACED}",
}
_HOLDS = """BEGIN
    UPDATE detections SET verdict = NEW.verdict, corrected_id = NEW.species_id
    WHERE id = NEW.detection_id
    AND (verdict IS NOT NEW.verdict OR corrected_id IS NOT NEW.species_id);
    END"""
TRIGGERS = (
    f"CREATE TRIGGER verdicts_hold_at_once AFTER INSERT ON current_verdicts {_HOLDS}",
    f"CREATE TRIGGER verdicts_hold AFTER UPDATE ON current_verdicts {_HOLDS}",
    # The sun rises elsewhere at another time: core.store.sun_minutes computes it again.
    """CREATE TRIGGER detections_placed_anew AFTER UPDATE OF site_id, at_utc_ms ON detections
    WHEN OLD.sunrise_minute IS NOT NULL
    AND (OLD.site_id IS NOT NEW.site_id OR OLD.at_utc_ms IS NOT NEW.at_utc_ms)
    BEGIN
    UPDATE detections SET sunrise_minute = NULL, sunset_minute = NULL WHERE id = NEW.id;
    END""",
    """CREATE TRIGGER sites_placed_anew AFTER UPDATE OF latitude, longitude ON sites
    WHEN OLD.latitude IS NOT NEW.latitude OR OLD.longitude IS NOT NEW.longitude
    BEGIN
    UPDATE detections SET sunrise_minute = NULL, sunset_minute = NULL WHERE site_id = NEW.id;
    END""",
    """CREATE TRIGGER annotation_edits_are_not_changed BEFORE UPDATE ON annotation_edits
    BEGIN SELECT RAISE(ABORT, 'the log of annotations is append-only'); END""",
    """CREATE TRIGGER annotation_edits_are_not_deleted BEFORE DELETE ON annotation_edits
    BEGIN SELECT RAISE(ABORT, 'the log of annotations is append-only'); END""",
    # As with verdicts: ties in time are broken by uuid, so that merged copies agree.
    """CREATE TRIGGER annotation_edits_newest AFTER INSERT ON annotation_edits
    BEGIN
    INSERT INTO current_annotations (annotation, edit_id, recording_id, deleted, at_utc, uuid)
    VALUES (NEW.annotation, NEW.id, NEW.recording_id, NEW.deleted, NEW.at_utc, NEW.uuid)
    ON CONFLICT (annotation) DO UPDATE SET
    edit_id = excluded.edit_id, recording_id = excluded.recording_id,
    deleted = excluded.deleted, at_utc = excluded.at_utc, uuid = excluded.uuid
    WHERE (excluded.at_utc, excluded.uuid) > (current_annotations.at_utc, current_annotations.uuid);
    END""",
)


def upgrade() -> None:
    _widen_detections()
    _make_plans()
    _make_annotations()
    op.create_table(
        "reference_clips",
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
        sa.PrimaryKeyConstraint("detection_id", name=op.f("pk_reference_clips")),
    )
    op.create_index("ix_reference_clips_species_id", "reference_clips", ["species_id"])
    for trigger in TRIGGERS:
        op.execute(trigger)


def _widen_detections() -> None:
    # Not by copying the table, as Alembic would: a million rows, and the triggers would be lost.
    for column in (
        "verdict VARCHAR",
        "corrected_id INTEGER REFERENCES species (id)",
        "sunrise_minute INTEGER",
        "sunset_minute INTEGER",
        "held_species_id INTEGER GENERATED ALWAYS AS (coalesce(corrected_id, species_id)) VIRTUAL",
    ):
        op.execute(f"ALTER TABLE detections ADD COLUMN {column}")
    op.execute(
        "UPDATE detections SET verdict = c.verdict, corrected_id = c.species_id "
        "FROM current_verdicts c WHERE c.detection_id = detections.id"
    )
    sun_minutes.fill(op.get_bind())
    op.drop_index("ix_detections_run_id_species_id_score", "detections")
    op.drop_index("ix_detections_recording_id_start_s", "detections")
    for name, columns in _INDEXES.items():
        op.execute(f"CREATE INDEX ix_detections_{name} ON detections ({columns})")
    op.execute(
        "CREATE INDEX ix_detections_reviewed ON detections "
        f"(verdict, score, id, run_id, listed, species_id, {_PLACED}) WHERE verdict IS NOT NULL"
    )


def _make_plans() -> None:
    op.create_table(
        "review_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("made_utc", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_plans")),
        sa.UniqueConstraint("uuid", name=op.f("uq_review_plans_uuid")),
    )
    op.create_table(
        "review_items",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("detection_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["review_plans.id"], name=op.f("fk_review_items_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["detection_id"], ["detections.id"], name=op.f("fk_review_items_detection_id")
        ),
        sa.PrimaryKeyConstraint("plan_id", "position", name=op.f("pk_review_items")),
    )
    op.create_index("ix_review_items_detection_id", "review_items", ["detection_id"])


def _make_annotations() -> None:
    op.create_table(
        "annotation_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("annotation", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("low_hz", sa.Double(), nullable=True),
        sa.Column("high_hz", sa.Double(), nullable=True),
        sa.Column("species_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_annotation_edits_recording_id")
        ),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_annotation_edits_species_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation_edits")),
        sa.UniqueConstraint("uuid", name=op.f("uq_annotation_edits_uuid")),
    )
    op.create_table(
        "current_annotations",
        sa.Column("annotation", sa.String(), nullable=False),
        sa.Column("edit_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edit_id"], ["annotation_edits.id"], name=op.f("fk_current_annotations_edit_id")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_current_annotations_recording_id")
        ),
        sa.PrimaryKeyConstraint("annotation", name=op.f("pk_current_annotations")),
    )
    op.create_index("ix_current_annotations_recording_id", "current_annotations", ["recording_id"])
