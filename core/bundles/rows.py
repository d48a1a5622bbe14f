"""The rows of a review plan as a project of their own: nothing in it that is not named here."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from core.bundles.note import CLIPS, BundleNote
from core.errors import UserError
from core.exports.blur import Blur, Place
from core.exports.bundle import names
from core.review.plans import ReviewPlan
from core.store import Project, sun_minutes

_ITEMS = """(SELECT i.detection_id FROM review_items i JOIN detections d ON d.id = i.detection_id
    WHERE i.plan_id = :plan AND d.listed < 2)"""
_FILES = f"(SELECT recording_id FROM detections WHERE id IN {_ITEMS})"
_RUNS = f"(SELECT run_id FROM detections WHERE id IN {_ITEMS})"
_PASSES = f"(SELECT pass_id FROM runs WHERE id IN {_RUNS})"
_HEADS = f"""(SELECT head_id FROM run_heads WHERE run_id IN {_RUNS}
    UNION SELECT head_id FROM pass_heads WHERE pass_id IN {_PASSES})"""
_DEPLOYMENTS = f"(SELECT deployment_id FROM recordings WHERE id IN {_FILES})"
_SAID = "(:everybody OR reviewer = :reviewer)"
_WANTED: Mapping[str, str] = {
    "media_roots": f"id IN (SELECT media_root_id FROM recordings WHERE id IN {_FILES})",
    "sites": f"""id IN (SELECT site_id FROM deployments WHERE id IN {_DEPLOYMENTS}
        UNION SELECT site_id FROM detections WHERE id IN {_ITEMS})""",
    "deployments": f"id IN {_DEPLOYMENTS}",
    "recordings": f"id IN {_FILES}",
    "said_starts": f"recording_id IN {_FILES}",
    "species": "1",
    "passes": f"id IN {_PASSES}",
    "heads": f"id IN {_HEADS}",
    "labels": f"head_id IN {_HEADS}",
    "pass_heads": f"pass_id IN {_PASSES}",
    "runs": f"id IN {_RUNS}",
    "run_heads": f"run_id IN {_RUNS}",
    "run_recordings": f"run_id IN {_RUNS} AND recording_id IN {_FILES}",
    "pass_recordings": f"pass_id IN {_PASSES} AND recording_id IN {_FILES}",
    "window_scores": f"pass_id IN {_PASSES} AND recording_id IN {_FILES}",
    "detections": f"id IN {_ITEMS}",
    "review_plans": "id = :plan",
    "review_items": f"plan_id = :plan AND detection_id IN {_ITEMS}",
    "verdicts": f"detection_id IN {_ITEMS} AND {_SAID}",
    "comments": f"detection_id IN {_ITEMS} AND {_SAID}",
    "reference_clips": f"detection_id IN {_ITEMS} AND {_SAID}",
    "annotation_edits": f"recording_id IN {_FILES} AND {_SAID}",
    "undos": _SAID,
}
"""In the order in which they refer to each other. What triggers keep follows by itself."""
_LEFT_EMPTY = {
    "recordings": ("duplicate_of",),
    "detections": ("verdict", "corrected_id"),
    "run_recordings": ("place",),
}
"""They refer to what may not be here, or triggers fill them from the logs."""
_COORDINATES = (("latitude", "longitude"), ("doubted_latitude", "doubted_longitude"))
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "sites": ("name",),
    "deployments": ("key",),
    "recordings": ("path", "prefix", "problem_text", "details"),
    "run_recordings": ("problem_text",),
    "pass_recordings": ("problem_text",),
    "comments": ("text",),
    "annotation_edits": ("note",),
    "review_plans": ("name", "settings"),
    "runs": ("settings",),
}
_IN_NUMBERS = ("details", "settings", "key")
"""Texts full of other numbers: only what is written as exactly as a coordinate is one."""
_UNIQUE = (("sites", "name"), ("deployments", "key"))
Row = dict[str, Any]


def copy_rows(project: Project, target: Project, plan: ReviewPlan, blur: Blur | None) -> None:
    """Fill an empty project with what a plan's clips need.

    Of a blind plan come only the verdicts of its own reviewer. Places are blurred wherever they
    are stated, what was derived from them too. Raises UserError where the plan shows no clip.
    """
    values = {
        "plan": plan.id, "everybody": not plan.blind, "reviewer": plan.reviewer or "",
    }  # fmt: skip
    with project.reading() as ours, target.writing() as theirs:
        found = {name: _rows(ours, name, which, values) for name, which in _WANTED.items()}
        if not found["review_items"]:
            raise UserError(f"The plan “{plan.name}” shows no clip, so there is nothing to bundle.")
        _only_of_these_logs(found)
        _name_safely(found)
        if blur:
            _blur(found, blur)
        for name, rows in found.items():
            _insert(theirs, name, rows)
        if blur:
            theirs.exec_driver_sql(_FORGET_SUN)
            sun_minutes.fill(theirs)


def write_note(target: Project, note: BundleNote) -> None:
    """Let a project know of what it is a bundle."""
    with target.writing() as db:
        plain = {name: getattr(note, name) for name in BundleNote.__dataclass_fields__}
        db.exec_driver_sql(
            "INSERT INTO remembered (name, value) VALUES ('bundle', ?)", (json.dumps(plain),)
        )


_FORGET_SUN = "UPDATE detections SET sunrise_minute = NULL, sunset_minute = NULL"


def _rows(db: Connection, table: str, which: str, values: Row) -> list[Row]:
    info = db.exec_driver_sql(f'PRAGMA table_info("{table}")')
    columns = ", ".join(f'"{row[1]}"' for row in info)
    query = f'SELECT {columns} FROM "{table}" WHERE {which} ORDER BY rowid'
    left = _LEFT_EMPTY.get(table, ())
    rows = [dict(row) for row in db.exec_driver_sql(query, values).mappings()]
    return [row | dict.fromkeys(left) for row in rows] if left else rows


def _only_of_these_logs(found: dict[str, list[Row]]) -> None:
    logs = ("verdicts", "comments", "reference_clips", "annotation_edits")
    entries = {row["uuid"] for name in logs for row in found[name]}
    found["undos"] = [row for row in found["undos"] if row["entry"] in entries]


def _name_safely(found: dict[str, list[Row]]) -> None:
    """Let roots lie in the bundle, and recordings have names that every system takes."""
    safe = {row["id"]: names() for row in found["media_roots"]}
    for row in found["recordings"]:
        row["path"] = safe[row["media_root_id"]](row["path"])
    for row in found["media_roots"]:
        row["path"] = f"{CLIPS}/{row['id']}"


def _blur(found: dict[str, list[Row]], blur: Blur) -> None:
    places = _places(found)
    for name, rows in found.items():
        for row in rows:
            for pair in _COORDINATES:
                if pair[0] in row:
                    row.update(zip(pair, blur.place(*(row[c] for c in pair)), strict=True))
            for column in _TEXTS.get(name, ()):
                if row[column]:
                    row[column] = blur.text(
                        row[column], *places, exactly=column in _IN_NUMBERS
                    )  # fmt: skip
    for row in found["runs"]:
        row["settings"] = _blurred_settings(row["settings"], blur)
    for name, column in _UNIQUE:
        _make_unique(found[name], column)
    _name_safely(found)


def _blurred_settings(text: str, blur: Blur) -> str:
    settings = json.loads(text)
    at = settings.get("latitude"), settings.get("longitude")
    if None not in at:
        settings["latitude"], settings["longitude"] = blur.place(*at)
    return json.dumps(settings)


def _places(found: dict[str, list[Row]]) -> list[Place]:
    return list(
        {
            (row[pair[0]], row[pair[1]])
            for rows in (found["sites"], found["recordings"])
            for row in rows
            for pair in _COORDINATES
            if row.get(pair[0]) is not None
        }
    )


def _make_unique(rows: Sequence[Row], column: str) -> None:
    taken: set[str] = set()
    for row in rows:
        text, number = row[column], 1
        while row[column] in taken:
            number += 1
            row[column] = f"{text} ({number})"
        taken.add(row[column])


def _insert(db: Connection, table: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    columns = list(rows[0])
    names_ = ", ".join(f'"{c}"' for c in columns)
    marks = ", ".join("?" * len(columns))
    lay: Callable[[Row], tuple[Any, ...]] = lambda row: tuple(row[c] for c in columns)  # noqa: E731
    db.exec_driver_sql(
        f'INSERT INTO "{table}" ({names_}) VALUES ({marks})', [lay(row) for row in rows]
    )
