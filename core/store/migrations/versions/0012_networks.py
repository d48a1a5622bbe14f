"""A project describes its networks: manifests, heads and labels are rows, scores are of a head.

Until now BirdNET 2.4 was the only network there was, so what it was is known here.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_CHUNK = 50_000
_RATE, _WINDOW, _LEAST, _WIDTH = 48_000, 144_000, 48_000, 1024
_FLOOR = -4.6
_EDGES = json.dumps([edge / 2 for edge in range(-16, 17)])
_HEAD = {
    "id": "birdnet-2.4", "title": "BirdNET", "version": "2.4", "output": "scores",
    "activation": "sigmoid", "slope": 1.0, "intercept": 0.0, "sensitivity": True, "floor": 0.01,
}  # fmt: skip
_DEFAULTS = {
    "overlap_s": 0, "channel": 1, "floor": _FLOOR, "latitude": None, "longitude": None,
    "week": "auto", "species_list": None, "min_score": 0.25, "sensitivity": 1, "embeddings": True,
}  # fmt: skip
_SAID = "run_id, recording_id, species_id, label_id, start_s, end_s, low_hz, high_hz, score, output"
_MADE = "FROM sqlite_master WHERE tbl_name = 'detections' AND sql IS NOT NULL AND type"
_UNIQUE_BEFORE = "uq_detections_run_id_recording_id_species_id_start_s"


def upgrade() -> None:
    _make_heads()
    _describe_passes()
    _name_anew("passes")
    _name_anew("runs")
    progress = _Progress()
    _move_scores(progress)
    _move_detections(progress)


# --- networks, heads, labels ---


def _make_heads() -> None:
    op.create_table(
        "heads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("trained", sa.Boolean(), nullable=False),
        sa.Column("activation", sa.String(), nullable=False),
        sa.Column("floor", sa.Double(), nullable=False),
        sa.Column("manifest", sa.String(), nullable=False),
        sa.Column("label_count", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heads")),
        sa.UniqueConstraint("sha256", name=op.f("uq_heads_sha256")),
    )
    op.create_table(
        "labels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("species_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["head_id"], ["heads.id"], name=op.f("fk_labels_head_id")),
        sa.ForeignKeyConstraint(["species_id"], ["species.id"], name=op.f("fk_labels_species_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.UniqueConstraint("head_id", "index", name=op.f("uq_labels_head_id_index")),
    )
    op.create_index(op.f("ix_labels_species_id"), "labels", ["species_id"])
    for table, of in (("pass_heads", "pass"), ("run_heads", "run")):
        more = (
            [
                sa.Column("floor", sa.Double(), nullable=False),
                sa.Column("edges", sa.String(), nullable=False),
            ]
            if of == "pass"
            else []
        )
        op.create_table(
            table,
            sa.Column(f"{of}_id", sa.Integer(), nullable=False),
            sa.Column("head_id", sa.Integer(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            *more,
            sa.ForeignKeyConstraint(
                [f"{of}_id"],
                ["passes.id" if of == "pass" else "runs.id"],
                name=op.f(f"fk_{table}_{of}_id"),
            ),
            sa.ForeignKeyConstraint(["head_id"], ["heads.id"], name=op.f(f"fk_{table}_head_id")),
            sa.PrimaryKeyConstraint(f"{of}_id", "head_id", name=op.f(f"pk_{table}")),
        )


def _describe_passes() -> None:
    """Say of each pass what it was, and of each network which head it came with."""
    for column in (
        "former_fingerprint VARCHAR",
        "manifest VARCHAR",
        f"sample_rate INTEGER NOT NULL DEFAULT {_RATE}",
        f"window_samples INTEGER NOT NULL DEFAULT {_WINDOW}",
        f"step_samples INTEGER NOT NULL DEFAULT {_WINDOW}",
        f"least_samples INTEGER NOT NULL DEFAULT {_LEAST}",
        f"embedding_size INTEGER NOT NULL DEFAULT {_WIDTH}",
        "embedding_type VARCHAR NOT NULL DEFAULT 'float16'",
    ):
        op.execute(f"ALTER TABLE passes ADD COLUMN {column}")
    db = op.get_bind()
    rows = db.exec_driver_sql("SELECT id, network, settings FROM passes ORDER BY id").all()
    for pass_id, network, stored in rows:
        settings = _plain(stored)
        step = _WINDOW - round(float(settings.get("overlap_s", 0.0)) * _RATE)
        head = _head(network, settings.get("files", {}))
        db.exec_driver_sql(
            "UPDATE passes SET step_samples = ?, manifest = ? WHERE id = ?",
            (step, _manifest(network, settings), pass_id),
        )
        db.exec_driver_sql(
            "INSERT INTO pass_heads VALUES (?, ?, 0, ?, ?)",
            (pass_id, head, float(settings.get("floor", _FLOOR)), _EDGES),
        )
    op.execute(
        "INSERT INTO run_heads SELECT r.id, p.head_id, 0 FROM runs r "
        "JOIN pass_heads p ON p.pass_id = r.pass_id"
    )
    # The places of labels in the network's list are added when that list is at hand.
    op.execute(
        'INSERT INTO labels (head_id, "index", text, species_id, kind) '
        "SELECT h.id, NULL, s.scientific_name || '_' || s.common_name, s.id, "
        "CASE s.\"group\" WHEN 'sound' THEN 'sound' ELSE 'species' END "
        "FROM heads h JOIN species s ON s.id IN (SELECT d.species_id FROM detections d "
        "JOIN run_heads n ON n.run_id = d.run_id WHERE n.head_id = h.id) ORDER BY h.id, s.id"
    )


def _head(network: str, files: dict[str, str]) -> int:
    db = op.get_bind()
    known = json.dumps({"files": files, "head": _HEAD["id"]}, sort_keys=True)
    sha256 = hashlib.sha256(known.encode()).hexdigest()
    find = "SELECT id FROM heads WHERE sha256 = ?"
    found = db.exec_driver_sql(find, (sha256,)).scalar()
    if found is None:
        db.exec_driver_sql(
            "INSERT INTO heads (sha256, name, title, version, network, trained, activation, "
            "floor, manifest) VALUES (?, ?, ?, ?, ?, 0, 'sigmoid', 0.01, ?)",
            (sha256, _HEAD["id"], _HEAD["title"], _HEAD["version"], network, json.dumps(_HEAD)),
        )
        found = db.exec_driver_sql(find, (sha256,)).scalar_one()
    return int(found)


def _manifest(network: str, settings: dict[str, Any]) -> str:
    values = {
        "id": network, "title": "BirdNET", "version": "2.4", "runtime": "birdnet",
        "sample_rate": _RATE, "window_s": 3.0, "embedding_size": _WIDTH,
        "licence": "CC BY-NC-SA 4.0",
        "citation": "Kahl, S., Wood, C. M., Eibl, M., & Klinck, H. (2021). BirdNET: A deep "
        "learning solution for avian diversity monitoring. Ecological Informatics, 61, 101236.",
        "non_commercial": True, "heads": [_HEAD], "last_window_s": 1.0,
        "range_model": "birdnet-2.4", "sha256": settings.get("files", {}),
    }  # fmt: skip
    return json.dumps(values)


# --- fingerprints ---


def _name_anew(table: str) -> None:
    """Leave what is at its default out of fingerprints, and keep the former ones beside.

    Of two that become the same, the first is named so.
    """
    if table == "runs":
        op.execute("ALTER TABLE runs ADD COLUMN former_fingerprint VARCHAR")
    op.create_index(f"ix_{table}_former_fingerprint", table, ["former_fingerprint"])
    db = op.get_bind()
    rows = db.exec_driver_sql(f"SELECT id, fingerprint, settings FROM {table} ORDER BY id").all()
    taken = {former for _, former, _ in rows}
    for id_, former, stored in rows:
        settings = _plain(stored)
        if "network" not in settings:
            continue
        fingerprint = _fingerprint(settings)
        if fingerprint not in taken:
            taken.add(fingerprint)
            db.exec_driver_sql(
                f"UPDATE {table} SET fingerprint = ?, former_fingerprint = ? WHERE id = ?",
                (fingerprint, former, id_),
            )


def _fingerprint(settings: dict[str, Any]) -> str:
    chosen = {
        name: value + 0.0 if isinstance(value, float) else value  # no -0.0
        for name, value in settings.items()
        if name not in _DEFAULTS or value != _DEFAULTS[name]
    }
    text = json.dumps(chosen, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(stored: str) -> dict[str, Any]:
    try:
        values = json.loads(stored)
    except (TypeError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


# --- scores ---


def _move_scores(progress: "_Progress") -> None:
    """Part what was heard of a recording from what each head made of it."""
    op.create_table(
        "pass_recordings",
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("windows", sa.Integer(), nullable=False),
        sa.Column("analysed_s", sa.Double(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("problem_text", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["passes.id"], name=op.f("fk_pass_recordings_pass_id")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_pass_recordings_recording_id")
        ),
        sa.PrimaryKeyConstraint("pass_id", "recording_id", name=op.f("pk_pass_recordings")),
    )
    op.create_table(
        "new_scores",
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("outputs", sa.LargeBinary(), nullable=False),
        sa.Column("histograms", sa.LargeBinary(), nullable=False),
        sa.Column("first_bin", sa.Integer(), nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(["pass_id"], ["passes.id"], name=op.f("fk_window_scores_pass_id")),
        sa.ForeignKeyConstraint(["head_id"], ["heads.id"], name=op.f("fk_window_scores_head_id")),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_window_scores_recording_id")
        ),
        sa.PrimaryKeyConstraint(
            "pass_id", "head_id", "recording_id", name=op.f("pk_window_scores")
        ),
    )
    op.execute(
        "INSERT INTO pass_recordings SELECT pass_id, recording_id, content_hash, windows, "
        "analysed_s, problem, problem_text FROM window_scores"
    )
    for where in progress.chunks("window_scores"):
        op.execute(
            "INSERT INTO new_scores SELECT w.pass_id, p.head_id, w.recording_id, w.logits, "
            "w.histograms, 1 FROM window_scores w JOIN pass_heads p ON p.pass_id = w.pass_id "
            f"WHERE w.{where}"
        )
    _take_the_place_of("window_scores", "new_scores")
    for table in ("pass_recordings", "window_scores"):
        op.create_index(f"ix_{table}_recording_id", table, ["recording_id"])


# --- detections ---


def _move_detections(progress: "_Progress") -> None:
    """Let two labels of one species stand in one window: SQLite cannot drop a constraint."""
    db = op.get_bind()
    made = db.exec_driver_sql(f"SELECT sql {_MADE} = 'table'").scalar_one()
    others = db.exec_driver_sql(f"SELECT sql {_MADE} <> 'table' ORDER BY type").scalars().all()
    name = made.index("detections")
    anew = made[:name] + "new_detections" + made[name + len("detections") :]
    for before, after in (
        ("logit DOUBLE", "output DOUBLE"),
        ("species_id INTEGER NOT NULL", "species_id INTEGER NOT NULL, label_id INTEGER NOT NULL"),
        (
            f"{_UNIQUE_BEFORE} UNIQUE (run_id, recording_id, species_id, start_s)",
            "uq_detections_run_id_recording_id_label_id_start_s "
            "UNIQUE (run_id, recording_id, label_id, start_s), "
            "CONSTRAINT fk_detections_label_id FOREIGN KEY(label_id) REFERENCES labels (id)",
        ),
    ):
        assert before in anew
        anew = anew.replace(before, after)
    db.exec_driver_sql(anew)
    op.execute(
        "CREATE TEMPORARY TABLE label_of (run_id, species_id, label_id, "
        "PRIMARY KEY (run_id, species_id)) WITHOUT ROWID"
    )
    op.execute(
        "INSERT INTO label_of SELECT n.run_id, l.species_id, l.id FROM run_heads n "
        "JOIN labels l ON l.head_id = n.head_id"
    )
    columns = [name for name in _columns("new_detections") if name not in ("label_id", "output")]
    names = ", ".join(columns)
    theirs = ", ".join(f"d.{column}" for column in columns)
    for where in progress.chunks("detections"):
        op.execute(
            f"INSERT INTO new_detections ({names}, output, label_id) "
            f"SELECT {theirs}, d.logit, coalesce(o.label_id, 0) FROM detections d "
            "LEFT JOIN label_of o ON o.run_id = d.run_id AND o.species_id = d.species_id "
            f"WHERE d.{where} ORDER BY d.id"
        )
    op.execute("DROP TABLE label_of")
    _take_the_place_of("detections", "new_detections")
    for sql in others:
        if "detections_are_immutable" not in sql:
            db.exec_driver_sql(sql)
        progress.index_made()
    op.execute(
        f"CREATE TRIGGER detections_are_immutable BEFORE UPDATE OF {_SAID} ON detections "
        "BEGIN SELECT RAISE(ABORT, 'what a network said is never changed'); END"
    )


def _columns(table: str) -> list[str]:
    """Return the columns that are not reckoned from others."""
    query = f"SELECT name FROM pragma_table_xinfo('{table}') WHERE hidden = 0"
    return list(op.get_bind().exec_driver_sql(query).scalars())


def _take_the_place_of(table: str, new: str) -> None:
    """Put a table in another's place; what refers to that by name refers to it."""
    op.execute("PRAGMA legacy_alter_table = ON")  # else triggers elsewhere are looked through
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {new} RENAME TO {table}")
    op.execute("PRAGMA legacy_alter_table = OFF")


# --- progress ---


class _Progress:
    """Tells how far it is, from 0 to 1, while much is moved."""

    def __init__(self) -> None:
        config = op.get_context().config
        chunks = sum(len(_chunks(table, key)) for table, key in _MOVED.items())
        self._told: Callable[[float], object] | None = None
        if config is not None and chunks > len(_MOVED):  # else it takes no time
            self._told = config.attributes.get("told")
        indexes = f"SELECT count(*) {_MADE} <> 'table'"
        # An index of a million rows takes as long as moving many thousands of them.
        each = len(_chunks("detections", "id")) / 6
        number = op.get_bind().exec_driver_sql(indexes).scalar_one()
        self._of_an_index, self._total, self._done = each, chunks + each * number, 0.0

    def chunks(self, table: str) -> Iterator[str]:
        """Yield what holds of some rows of a table after others."""
        for where in _chunks(table, _MOVED[table]):
            yield where
            self._tell(1)

    def index_made(self) -> None:
        self._tell(self._of_an_index)

    def _tell(self, more: float) -> None:
        self._done += more
        if self._told is not None:
            self._told(min(1.0, self._done / self._total))


_MOVED = {"window_scores": "rowid", "detections": "id"}


def _chunks(table: str, key: str) -> list[str]:
    last = op.get_bind().exec_driver_sql(f"SELECT max({key}) FROM {table}").scalar() or 0
    return [f"{key} BETWEEN {n} AND {n + _CHUNK - 1}" for n in range(0, last + 1, _CHUNK)]
