"""Annotations: a log that only grows, drawn and undone at the desk, in reports and exports."""

import csv
import random
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from core import report
from core.exports import Selection, export
from core.review import Changed, Desk
from core.store import annotations, detections
from core.store.annotations import Annotation
from tests.core.conftest import LYREBIRD, WREN


def drawn(project) -> dict[str, Annotation]:
    with project.reading() as db:
        return {a.id: a for a in annotations.everything(db)}


def test_five_hundred_random_actions_do_what_a_plain_list_does(hand_made):  # noqa: C901 - one branch an action
    chance, desk = random.Random(11), Desk(hand_made.project, "Ann")
    past, here, future = [], {}, []
    for n in range(500):
        action = chance.choice(["draw", "draw", "redraw", "erase", "undo", "undo", "redo"])
        then = None
        if action == "draw":
            one = desk.draw(1 + n % 4, (n, n + 1.5), (None, 900.0), chance.choice([WREN, None]))
            then = here | {one.id: one}
        elif action == "redraw" and here:
            one = replace(chance.choice(list(here.values())), end_s=n + 2.0, note=f"{n}")
            desk.redraw(one)
            then = here | {one.id: one}
        elif action == "erase" and here:
            id_ = chance.choice(list(here))
            desk.erase(id_)
            then = {k: v for k, v in here.items() if k != id_}
        elif action == "undo":
            desk.undo()
            if past:
                past, here, future = past[:-1], past[-1], [here, *future]
        elif action == "redo":
            desk.redo()
            if future:
                past, here, future = [*past, here], future[0], future[1:]
        if then is not None:
            past, here, future = [*past, here], then, []
        if n % 10 == 9:
            assert drawn(hand_made.project) == here
    with hand_made.project.reading() as db:
        there = [a for id_ in range(1, 5) for a in annotations.in_recording(db, id_)]
    assert {a.id: a for a in there} == here


@pytest.mark.parametrize(
    "change", ["UPDATE annotation_edits SET note = 'x'", "DELETE FROM annotation_edits"]
)
def test_the_log_of_annotations_only_grows(hand_made, change):
    Desk(hand_made.project, "Ann").draw(1, (0.0, 1.0))
    with (
        pytest.raises(IntegrityError, match="append-only"),
        hand_made.project.writing() as db,
    ):
        db.exec_driver_sql(change)


def test_a_second_label_is_an_annotation_of_the_clip(hand_made):
    desk = Desk(hand_made.project, "Ann")
    with hand_made.project.reading() as db:
        clip = detections.get(db, 2)
    desk.label_too(clip, LYREBIRD)
    (one,) = drawn(hand_made.project).values()
    assert (one.start_s, one.end_s, one.species) == (3.0, 6.0, LYREBIRD)
    assert desk.undo() == Changed((), (1,))
    assert drawn(hand_made.project) == {}


def test_reports_and_exports_hold_them(hand_made, tmp_path: Path):
    desk = Desk(hand_made.project, "Ann")
    desk.draw(1, (6.0, 9.0), (1000.0, 2500.0), LYREBIRD, "mimic, perhaps")
    desk.draw(4, (0.0, 1.0), species=WREN)
    desk.erase(desk.draw(4, (0.0, 1.0), species=WREN).id)
    found = {(r.species, r.site): r for r in report.build(hand_made.project).rows}
    assert found[LYREBIRD, "Dune"].annotations == 1
    assert (found[WREN, "all sites"].annotations, found[WREN, "Dune"].annotations) == (1, 0)
    assert (
        export(
            hand_made.project, Selection(hand_made.run_id), "annotations-csv", tmp_path / "a.csv"
        )
        == 2
    )
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert first["local_time"] == "2025-05-03T05:00:06.000+02:00"
    assert (first["file"], first["low_hz"], first["note"]) == (
        "Dune/a.wav", "1000.0", "mimic, perhaps",
    )  # fmt: skip
