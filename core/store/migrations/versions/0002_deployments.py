"""Edits of sites and deployments that can be undone, levels of recordings, keys of deployments."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TRIGGERS = (
    """CREATE TRIGGER edits_are_not_changed BEFORE UPDATE ON edits
    BEGIN SELECT RAISE(ABORT, 'the log of edits is append-only'); END""",
    """CREATE TRIGGER edits_are_not_deleted BEFORE DELETE ON edits
    BEGIN SELECT RAISE(ABORT, 'the log of edits is append-only'); END""",
)


def upgrade() -> None:
    op.create_table(
        "edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undoes"], ["edits.id"], name=op.f("fk_edits_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edits")),
        sa.UniqueConstraint("undoes", name=op.f("uq_edits_undoes")),
    )
    op.create_table(
        "deployment_keys",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployments.id"], name=op.f("fk_deployment_keys_deployment_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deployment_keys")),
    )
    for column in ("place", "deployment_id"):
        op.create_index(op.f(f"ix_deployment_keys_{column}"), "deployment_keys", [column])
    op.create_table(
        "levels",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("measured_s", sa.Double(), nullable=False),
        sa.Column("rms", sa.Double(), nullable=False),
        sa.Column("peak", sa.Double(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("clipped", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_levels_recording_id")
        ),
        sa.PrimaryKeyConstraint("recording_id", "channel", name=op.f("pk_levels")),
    )
    for trigger in TRIGGERS:
        op.execute(trigger)
    _keep_keys()


def _keep_keys() -> None:
    """Let the next scan find the deployments again: by the root's id, which survives relinking."""
    db = op.get_bind()
    roots = {row.path: row.id for row in db.execute(sa.text("SELECT id, path FROM media_roots"))}
    known = db.execute(
        sa.text(
            "SELECT deployments.id, key, latitude, longitude FROM deployments "
            "JOIN sites ON site_id = sites.id"
        )
    ).all()
    insert = sa.text("INSERT OR IGNORE INTO deployment_keys VALUES (:key, :place, :id, :lat, :lon)")
    for deployment_id, key, latitude, longitude in known:
        path, _, rest = key.partition("|")
        if path not in roots:
            continue
        place, _, recorder = rest.partition("|")
        place = f"{roots[path]}|{place}"
        values = {"id": deployment_id, "lat": latitude, "lon": longitude, "place": place}
        db.execute(insert, values | {"key": f"{place}|{recorder}|1"})
