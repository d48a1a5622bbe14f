"""Whatever was said, undone and merged in three copies: all orders of merging end alike."""

import shutil
import tempfile
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain import Verdict
from core.review import Desk, reference
from core.review.merge import merge
from core.store import Project, annotations, asked_clips, clip_labels, detections
from core.store.asked_clips import AskedClip, AskedRound, Why
from core.store.clip_labels import ClipLabel
from tests.core.conftest import WREN

COPIES, DETECTIONS = 3, 3
ACTIONS = st.tuples(
    st.integers(0, COPIES - 1),
    st.sampled_from(
        ["decide", "correct", "comment", "take back", "undo", "undo", "redo", "draw", "redraw",
         "erase", "keep", "drop", "label", "merge"]
    ),
    st.integers(1, DETECTIONS),
)  # fmt: skip


def act(desks: list[Desk], copies: list[Project], copy: int, what: str, n: int) -> None:
    desk = desks[copy]
    with copies[copy].reading() as db:
        drawn = list(annotations.everything(db))
    if what == "merge":
        merge(copies[copy], copies[(copy + n % 2 + 1) % COPIES])
    elif what in ("undo", "redo"):
        getattr(desk, what)()
    elif what == "draw":
        desk.draw(n, (0.0, 1.0), species=WREN)
    elif what in ("redraw", "erase"):
        for one in drawn[:1]:
            desk.erase(one.id) if what == "erase" else desk.redraw(replace(one, end_s=1.0 + n))
    elif what == "keep":
        desk.decide([n], Verdict.CORRECT)
        with copies[copy].reading() as db:
            (found,) = detections.by_ids(db, [n])
        reference.keep(copies[copy], found, desk.reviewer)
    elif what == "drop":
        reference.drop(copies[copy], n, desk.reviewer)
    elif what == "label":
        one = ClipLabel(n, 0.0, 1.0, "my song", copy % 2 == 0, exhaustive=False, reviewer="Ann")
        asked = AskedClip(n, 0.0, 1.0, Why.RANDOM, drawn_from=n)
        with copies[copy].writing() as db:
            clip_labels.add(db, [one])
            asked_clips.add(db, AskedRound(asked_clips.new_round(), "my song", 0, "Ann", (asked,)))
    elif what == "comment":
        desk.comment(n, f"{desk.reviewer} {len(drawn)}")
    else:
        word = None if what == "take back" else [*Verdict][n - 1]
        desk.decide([n, n % DETECTIONS + 1], word, corrected=WREN if what == "correct" else None)


def state(project: Project) -> list[object]:
    """Return the logs and what holds by them, without the numbers of rows."""
    queries = (
        "SELECT v.uuid, detection_id, verdict, scientific_name, reviewer, at_utc FROM {} v "
        "LEFT JOIN species s ON s.id = species_id ORDER BY v.uuid",
        "SELECT uuid, detection_id, text, reviewer, at_utc FROM {} ORDER BY uuid",
        "SELECT entry, undone, at_utc, uuid FROM {} ORDER BY uuid",
        "SELECT annotation, deleted, at_utc, uuid FROM {} ORDER BY uuid",
    )
    tables = (
        ("verdicts", "current_verdicts"), ("comments", "current_comments"),
        ("undos", "current_undos"), ("annotation_edits", "current_annotations"),
    )  # fmt: skip
    shown = """SELECT d.id, d.verdict, s.scientific_name FROM detections d
        LEFT JOIN species s ON s.id = d.corrected_id ORDER BY d.id"""
    kept = """SELECT k.uuid, detection_id, scientific_name, reviewer, at_utc FROM reference_clips k
        JOIN species s ON s.id = species_id ORDER BY k.uuid"""
    with project.reading() as db:
        found = [
            db.exec_driver_sql(query.format(table)).all()
            for query, both in zip(queries, tables, strict=True)
            for table in both
        ]
        names = [None, "Reviewer 0", "Reviewer 1"]
        keepers = [
            (n, name) for n in range(1, DETECTIONS + 1) for name in names
            if reference.is_kept(db, n, name)
        ]  # fmt: skip
        found += [clip_labels.current(db), asked_clips.of_label(db, "my song")]
        return [*found, *(db.exec_driver_sql(query).all() for query in (shown, kept)), keepers]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=st.lists(ACTIONS, min_size=4, max_size=25))
def test_copies_that_were_merged_in_any_order_and_again_are_alike(hand_made, actions):
    hand_made.project.close()
    with tempfile.TemporaryDirectory() as made, ExitStack() as opened:

        def copy_of(folder: Path, name: str) -> Project:
            shutil.copytree(folder, Path(made) / name)
            return opened.enter_context(closing(Project(Path(made) / name)))

        copies = [copy_of(hand_made.project.folder, f"{n}") for n in range(COPIES)]
        desks = [Desk(copy, f"Reviewer {n % 2}") for n, copy in enumerate(copies)]
        for action in actions:
            act(desks, copies, *action)
        first, second, third = copies
        first.close()
        other_way = copy_of(first.folder, "other way")
        for target, others in ((first, (second, third)), (other_way, (third, second))):
            for other in others:
                merge(target, other)
        assert state(first) == state(other_way)
        merge(second, first)
        merge(third, other_way)
        assert state(second) == state(third) == state(first)
        before = state(first)
        merge(first, third)
        assert state(first) == before
