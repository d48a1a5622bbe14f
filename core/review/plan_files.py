"""Review plans as files: given to somebody who works in another copy of the project."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, text

from core.atomic_file import whole_file
from core.counted import counted
from core.errors import UserError
from core.review import plans
from core.review.identity import COLUMNS, JOINS, Identity, find
from core.review.plans import PlanRequest, ReviewPlan
from core.store import Project
from core.text_files import text_file

SUFFIX = ".plan.json"
_FORMAT, _VERSION = "undersong-plan", 1
_NAMED_AT_MOST = 20
_SEEDS = 1 << 63  # more do not fit the database


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a file with a plan."""

    plan: ReviewPlan
    missing: int
    """Clips that this project does not have: other recordings, or another analysis."""
    examples: tuple[str, ...]
    """Of those: which file, which species, when in it; 20 at most."""
    known: bool
    """Whether the plan was here already."""


@dataclass(frozen=True, slots=True)
class _Clip:
    identity: Identity
    path: str


def file_name(plan: ReviewPlan, reviewer: str) -> str:
    """Return a name for the file that every system takes."""
    name = f"{plan.name} for {reviewer}"
    return "".join(c if c.isalnum() or c in " -_" else "-" for c in name)[:100] + SUFFIX


def save(project: Project, plan: ReviewPlan, file: Path) -> None:
    """Write a plan with its reviewer. Raises UserError where the file cannot be written."""
    with project.reading() as db:
        clips = [
            {"recording": row.path, **Identity(*row[1:])._asdict()} for row in _clips(db, plan.id)
        ]
    written = {
        "format": _FORMAT,
        "version": _VERSION,
        "id": plan.uuid,
        "name": plan.name,
        "kind": plan.kind,
        "seed": plan.seed,
        "settings": plan.settings,
        "reviewer": plan.reviewer,
        "blind": plan.blind,
        "clips": clips,
    }
    with whole_file(file, is_plan) as out:
        json.dump(written, out, ensure_ascii=False, indent=1)


def is_plan(head: str) -> bool:
    """Tell by its beginning whether a file is a plan."""
    return _FORMAT in head


def take_in(project: Project, file: Path) -> TakenIn:
    """Store the plan of a file, in its order, with the clips that this project has.

    A plan that is here already is completed with clips that were missing before. Raises UserError
    for a file that is no plan, and where none of its clips is here.
    """
    said = _read(file)
    with project.writing() as db:
        ids, missing = _find(db, _told(said, file))
        if not ids:
            raise UserError(
                f"None of the {counted(len(missing), 'clip')} of {file.name} is in this project. "
                "Scan the same recordings and analyse them with the same settings first."
            )
        known = plans.by_uuid(db, said["id"])
        wish = PlanRequest(
            said["name"], said["kind"], seed=said["seed"], reviewer=said["reviewer"],
            blind=said["blind"],
        )  # fmt: skip
        if known is None:
            plan = plans.store(db, wish, said["settings"], ids, said["id"])
        else:
            plan = plans.complete(db, known, ids)
    return TakenIn(plan, len(missing), tuple(missing[:_NAMED_AT_MOST]), known is not None)


def _clips(db: Connection, plan_id: int) -> Iterator[Any]:
    query = text(
        f"SELECT r.path, {COLUMNS} FROM review_items i JOIN detections d ON d.id = i.detection_id "
        f"{JOINS} WHERE i.plan_id = :plan ORDER BY i.position"
    ).bindparams(bindparam("plan", plan_id))
    yield from db.execute(query)


def _find(db: Connection, clips: list[_Clip]) -> tuple[list[int], list[str]]:
    """Return the ids of clips that are here, and in words those that are not."""
    ids: list[int] = []
    missing: list[str] = []
    for clip in clips:
        found = find(db, clip.identity)
        if found is None:
            heard = clip.identity
            missing.append(f"{clip.path}: {heard.heard_name} at {heard.start_s:.1f} s")
        else:
            ids.append(found)
    return list(dict.fromkeys(ids)), missing


def _read(file: Path) -> dict[str, Any]:
    try:
        with text_file(file) as (text, _):
            said = json.load(text)
        json.dumps(said, ensure_ascii=False).encode()  # half letters cannot be stored
    except (ValueError, RecursionError) as error:  # no JSON
        raise _no_plan(file) from error
    if not isinstance(said, dict) or said.get("format") != _FORMAT:
        raise _no_plan(file)
    if said.get("version") != _VERSION:
        raise UserError(
            f"{file.name} was written by a newer version of Undersong. Install the newest version."
        )
    kinds = {"id": str, "name": str, "kind": str, "seed": int, "settings": dict, "blind": bool,
             "clips": list}  # fmt: skip
    reviewer = said.get("reviewer", 0)
    if not all(isinstance(said.get(name), kind) for name, kind in kinds.items()):
        raise _no_plan(file)
    if not (reviewer is None or isinstance(reviewer, str)) or abs(said["seed"]) >= _SEEDS:
        raise _no_plan(file)
    return said


def _told(said: dict[str, Any], file: Path) -> list[_Clip]:
    try:
        return [
            _Clip(
                Identity(
                    str(clip["content_hash"]),
                    str(clip["fingerprint"]),
                    str(clip["heard_name"]),
                    float(clip["start_s"]),
                    str(clip.get("label", "")),
                    str(clip.get("head", "")),
                    None if clip.get("place") is None else int(clip["place"]),
                ),
                str(clip["recording"]),
            )
            for clip in said["clips"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise _no_plan(file) from error


def _no_plan(file: Path) -> UserError:
    return UserError(
        f"{file.name} is no review plan. Choose a file that was written by Undersong's "
        "“Save this plan to a file”."
    )
