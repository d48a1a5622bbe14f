"""The first shape of a project."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TRIGGERS = (
    """CREATE TRIGGER detections_are_immutable
    BEFORE UPDATE OF run_id, recording_id, species_id, start_s, end_s, low_hz, high_hz,
    score, logit, listed ON detections
    BEGIN SELECT RAISE(ABORT, 'what a network said is never changed'); END""",
    """CREATE TRIGGER verdicts_are_not_changed BEFORE UPDATE ON verdicts
    BEGIN SELECT RAISE(ABORT, 'the log of verdicts is append-only'); END""",
    """CREATE TRIGGER verdicts_are_not_deleted BEFORE DELETE ON verdicts
    BEGIN SELECT RAISE(ABORT, 'the log of verdicts is append-only'); END""",
    # Ties in time are broken by uuid, so that merged copies of a project agree.
    """CREATE TRIGGER verdicts_newest AFTER INSERT ON verdicts
    BEGIN
    INSERT INTO current_verdicts
    (detection_id, verdict_id, verdict, species_id, note, reviewer, at_utc, uuid)
    VALUES (NEW.detection_id, NEW.id, NEW.verdict, NEW.species_id, NEW.note,
    NEW.reviewer, NEW.at_utc, NEW.uuid)
    ON CONFLICT (detection_id) DO UPDATE SET
    verdict_id = excluded.verdict_id, verdict = excluded.verdict,
    species_id = excluded.species_id, note = excluded.note, reviewer = excluded.reviewer,
    at_utc = excluded.at_utc, uuid = excluded.uuid
    WHERE (excluded.at_utc, excluded.uuid) > (current_verdicts.at_utc, current_verdicts.uuid);
    END""",
)


def upgrade() -> None:
    op.create_table(
        "media_roots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_roots")),
        sa.UniqueConstraint("path", name=op.f("uq_media_roots_path")),
    )
    op.create_table(
        "passes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passes")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_passes_fingerprint")),
    )
    op.create_table(
        "remembered",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_remembered")),
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("name", name=op.f("uq_sites_name")),
    )
    op.create_table(
        "species",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scientific_name", sa.String(), nullable=False),
        sa.Column("common_name", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_species")),
        sa.UniqueConstraint("scientific_name", name=op.f("uq_species_scientific_name")),
    )
    op.create_table(
        "deployments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("recorder", sa.String(), nullable=True),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("clock_mode", sa.String(), nullable=False),
        sa.Column("clock", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_deployments_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployments")),
        sa.UniqueConstraint("key", name=op.f("uq_deployments_key")),
    )
    op.create_index(op.f("ix_deployments_site_id"), "deployments", ["site_id"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("started_utc", sa.String(), nullable=False),
        sa.Column("finished_utc", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["pass_id"], ["passes.id"], name=op.f("fk_runs_pass_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_runs_fingerprint")),
    )
    op.create_index(op.f("ix_runs_pass_id"), "runs", ["pass_id"], unique=False)
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("media_root_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("modified_ns", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=True),
        sa.Column("recorder", sa.String(), nullable=True),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("prefix", sa.String(), nullable=True),
        sa.Column("start_local", sa.String(), nullable=True),
        sa.Column("start_source", sa.String(), nullable=True),
        sa.Column("offset_minutes", sa.Integer(), nullable=True),
        sa.Column("offset_source", sa.String(), nullable=True),
        sa.Column("clock_correction_s", sa.Double(), nullable=False),
        sa.Column("start_utc_ms", sa.Integer(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("sample_rate", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("usable", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("problem_text", sa.String(), nullable=True),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployments.id"], name=op.f("fk_recordings_deployment_id")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["recordings.id"], name=op.f("fk_recordings_duplicate_of")
        ),
        sa.ForeignKeyConstraint(
            ["media_root_id"], ["media_roots.id"], name=op.f("fk_recordings_media_root_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("media_root_id", "path", name=op.f("uq_recordings_media_root_id_path")),
    )
    op.create_index(
        op.f("ix_recordings_content_hash"), "recordings", ["content_hash"], unique=False
    )
    op.create_index(
        op.f("ix_recordings_deployment_id"), "recordings", ["deployment_id"], unique=False
    )
    op.create_index(
        op.f("ix_recordings_duplicate_of"), "recordings", ["duplicate_of"], unique=False
    )
    op.create_index(
        op.f("ix_recordings_start_utc_ms"), "recordings", ["start_utc_ms"], unique=False
    )
    op.create_table(
        "run_lists",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("species", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_lists_run_id")),
        sa.PrimaryKeyConstraint("run_id", "place", name=op.f("pk_run_lists")),
    )
    op.create_table(
        "detections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("species_id", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("low_hz", sa.Double(), nullable=True),
        sa.Column("high_hz", sa.Double(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("logit", sa.Double(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("at_utc_ms", sa.Integer(), nullable=True),
        sa.Column("local_day", sa.Integer(), nullable=True),
        sa.Column("local_minute", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_detections_recording_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_detections_run_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_detections_site_id")),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_detections_species_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detections")),
        sa.UniqueConstraint(
            "run_id",
            "recording_id",
            "species_id",
            "start_s",
            name=op.f("uq_detections_run_id_recording_id_species_id_start_s"),
        ),
    )
    op.create_index(
        op.f("ix_detections_recording_id_start_s"),
        "detections",
        ["recording_id", "start_s"],
        unique=False,
    )
    op.create_index(
        op.f("ix_detections_run_id_species_id_score"),
        "detections",
        ["run_id", "species_id", "score"],
        unique=False,
    )
    op.create_index(
        op.f("ix_detections_species_id_at_utc_ms"),
        "detections",
        ["species_id", "at_utc_ms"],
        unique=False,
    )
    op.create_table(
        "embedding_spans",
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("first_window", sa.Integer(), nullable=False),
        sa.Column("windows", sa.Integer(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["passes.id"], name=op.f("fk_embedding_spans_pass_id")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_embedding_spans_recording_id")
        ),
        sa.PrimaryKeyConstraint(
            "pass_id", "recording_id", "first_window", name=op.f("pk_embedding_spans")
        ),
    )
    op.create_index(
        op.f("ix_embedding_spans_recording_id"), "embedding_spans", ["recording_id"], unique=False
    )
    op.create_table(
        "run_recordings",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("windows", sa.Integer(), nullable=False),
        sa.Column("analysed_s", sa.Double(), nullable=False),
        sa.Column("finished_utc", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("problem_text", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_run_recordings_recording_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_recordings_run_id")),
        sa.PrimaryKeyConstraint("run_id", "recording_id", name=op.f("pk_run_recordings")),
    )
    op.create_index(
        op.f("ix_run_recordings_recording_id"), "run_recordings", ["recording_id"], unique=False
    )
    op.create_table(
        "window_scores",
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("windows", sa.Integer(), nullable=False),
        sa.Column("analysed_s", sa.Double(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("problem_text", sa.String(), nullable=True),
        sa.Column("logits", sa.LargeBinary(), nullable=False),
        sa.Column("histograms", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["pass_id"], ["passes.id"], name=op.f("fk_window_scores_pass_id")),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_window_scores_recording_id")
        ),
        sa.PrimaryKeyConstraint("pass_id", "recording_id", name=op.f("pk_window_scores")),
    )
    op.create_index(
        op.f("ix_window_scores_recording_id"), "window_scores", ["recording_id"], unique=False
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("detection_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("species_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["detection_id"], ["detections.id"], name=op.f("fk_verdicts_detection_id")
        ),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_verdicts_species_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
        sa.UniqueConstraint("uuid", name=op.f("uq_verdicts_uuid")),
    )
    op.create_index(op.f("ix_verdicts_detection_id"), "verdicts", ["detection_id"], unique=False)
    op.create_table(
        "current_verdicts",
        sa.Column("detection_id", sa.Integer(), nullable=False),
        sa.Column("verdict_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("species_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["detection_id"], ["detections.id"], name=op.f("fk_current_verdicts_detection_id")
        ),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["verdicts.id"], name=op.f("fk_current_verdicts_verdict_id")
        ),
        sa.PrimaryKeyConstraint("detection_id", name=op.f("pk_current_verdicts")),
    )
    op.create_index(
        op.f("ix_current_verdicts_verdict_detection_id"),
        "current_verdicts",
        ["verdict", "detection_id"],
        unique=False,
    )
    for trigger in TRIGGERS:
        op.execute(trigger)
