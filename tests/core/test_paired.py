"""Two analyses are compared by the recordings that both have heard."""

import json

from core.domain import Verdict
from core.paired import comparable, paired
from core.review import Desk
from core.statistics.pairs import PairedCounts
from core.store import detections, recordings, runs
from core.store.detections import New
from tests.core import made
from tests.core.conftest import BLACKBIRD, WREN


def second(hand_made):
    """Analyse three of four recordings again: the wren in each, the blackbird in none."""
    with hand_made.project.writing() as db:
        ids = made.label_ids(db, (BLACKBIRD, WREN))
        other = runs.start(
            db, "run2", "birdnet-2.4", pass_id=1, settings={"min_score": 0.25},
            versions={"network": "BirdNET 2.4"},
        )  # fmt: skip
        for file in list(recordings.everything(db))[:3]:
            new = [New(ids[WREN.scientific_name], 0.0, 3.0, 0.9, 1.0, listed=True)]
            detections.add(db, other.id, file, new)
            runs.recording_done(db, other.id, file.id, 1200, 3600.0)
        runs.finish(db, other.id)
        return other, runs.get(db, hand_made.run_id)


def test_only_recordings_that_both_have_heard_count(hand_made):
    other, first = second(hand_made)
    with hand_made.project.reading() as db:
        found = paired(db, first, other)
        turned = paired(db, other, first)
    assert found.recordings == 3
    rows = {row.species: row for row in found.species}
    assert rows[BLACKBIRD].found == PairedCounts(0, 3, 0, 0)
    assert rows[WREN].found == PairedCounts(1, 0, 2, 0)
    assert {r.species: r.found.only_second for r in turned.species} == {
        species: row.found.only_first for species, row in rows.items()
    }


def test_what_was_found_wrong_does_not_count_and_what_is_right_is_said_apart(hand_made):
    other, first = second(hand_made)
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1], Verdict.CORRECT)
    desk.decide([5], Verdict.WRONG)
    with hand_made.project.reading() as db:
        rows = {row.species: row for row in paired(db, first, other).species}
    assert rows[BLACKBIRD].found == PairedCounts(0, 2, 0, 1)
    assert rows[BLACKBIRD].confirmed == PairedCounts(0, 1, 0, 2)


def test_any_analysis_that_heard_a_recording_of_this_one_can_be_set_beside_it(hand_made):
    other, first = second(hand_made)
    with hand_made.project.writing() as db:
        runs.start(
            db, "run3", "birdnet-2.4", pass_id=1, settings={"min_score": 0.25},
            versions={"network": "BirdNET 2.4"},
        )  # fmt: skip
        assert [run.fingerprint for run in comparable(db, first)] == [other.fingerprint]
        assert [run.fingerprint for run in comparable(db, other)] == [first.fingerprint]


def test_by_command(hand_made, run):
    second(hand_made)
    folder = hand_made.project.folder
    status, out, err = run("compare", "run1", "run2", "--project", folder, "--json")
    assert status == 0, err
    assert json.loads(out)["recordings"] == 3
    status, out, _ = run("compare", "run1", "run2", "--project", folder)
    assert (status, "3 recordings that both" in out) == (0, True)
