"""Recall from minutes that were drawn and listened to completely, silent ones too."""

import csv

import pytest

from core import report
from core.claims import claim
from core.domain import Verdict
from core.exports import minutes_csv
from core.heads.label_files import import_labels
from core.recalls import recalls
from core.review import Desk, plans
from core.review.minutes import MinutesWish, draw
from core.statistics.recall import ListenedStratum, recall
from tests.core.conftest import BLACKBIRD

NAME = BLACKBIRD.scientific_name
MINUTES = 4 * 60  # four recordings of an hour
WITH_A_BLACKBIRD = 3  # of three at once, one half an hour later, one on the next day


def found(hand_made):
    with hand_made.project.reading() as db:
        return {one.species: one for one in recalls(db, hand_made.run_id)}


def listen(hand_made, plan, tmp_path, heard=(), name=NAME, minutes=None):
    """Fill in the plan's table: ``heard`` are the places of the minutes with the species."""
    path = tmp_path / f"{plan.id}.csv"
    minutes_csv.write(hand_made.project, plan, path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))[:minutes]
    for place, row in enumerate(rows):
        row |= {"exhaustive": "1", "reviewer": "Ann"}
        if place in heard:
            row |= {"label": name, "present": "1"}
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, minutes_csv.COLUMNS)
        table.writeheader()
        table.writerows(rows)
    import_labels(hand_made.project, path)


def places(plan, stratum: str) -> list[int]:
    return [n for n, one in enumerate(plan.minutes) if one.stratum == stratum]


def test_minutes_are_drawn_by_strata_the_same_each_time(hand_made):
    wish = MinutesWish(hand_made.run_id, NAME, (30, 5, 5))
    one, two = draw(hand_made.project, wish), draw(hand_made.project, wish)
    assert one.minutes == two.minutes
    assert len(places(one, "silent")) == 30
    assert len(one.minutes) == 30 + WITH_A_BLACKBIRD
    assert len({(m.recording_id, m.start_s) for m in one.minutes}) == len(one.minutes)
    assert plans.everything(hand_made.project) == []  # they hold no detections to go through


def test_recall_is_weighted_by_all_minutes_of_a_stratum(hand_made, tmp_path):
    plan = draw(hand_made.project, MinutesWish(hand_made.run_id, NAME, (30, 5, 5)))
    low, high = places(plan, "low"), places(plan, "high")
    listen(hand_made, plan, tmp_path, {*low, *high, *places(plan, "silent")[:3]})
    one = found(hand_made)[NAME]
    parts = [
        ListenedStratum(MINUTES - WITH_A_BLACKBIRD, 30, 3),
        ListenedStratum(len(low), len(low), len(low)),
        ListenedStratum(len(high), len(high), len(high)),
    ]
    assert (one.strata, one.listened, one.recordings) == (parts, 33, 4)
    assert one.found == recall(parts)[1]
    missed = (MINUTES - WITH_A_BLACKBIRD) / 10
    assert one.found.estimate == pytest.approx(WITH_A_BLACKBIRD / (WITH_A_BLACKBIRD + missed))


def test_common_names_drawn_spans_and_right_verdicts_are_the_truth_too(hand_made, tmp_path):
    plan = draw(hand_made.project, MinutesWish(hand_made.run_id, NAME, (20, 5, 5)))
    silent = places(plan, "silent")
    listen(hand_made, plan, tmp_path, silent[:2], name="eurasian blackbird")
    assert found(hand_made)[NAME].with_species == 2
    Desk(hand_made.project, "Ann").decide([1, 5], Verdict.CORRECT)
    assert found(hand_made)[NAME].with_species == 4


def test_without_silent_minutes_nothing_is_estimated(hand_made, tmp_path):
    draw(hand_made.project, MinutesWish(hand_made.run_id, NAME, (10, 5, 5)))
    one = found(hand_made)[NAME]
    assert (one.found, one.listened) == (None, 0)
    assert "network was silent" in one.refused


def test_minutes_drawn_from_all_tell_of_every_species_heard_in_them(hand_made, tmp_path):
    plan = draw(hand_made.project, MinutesWish(hand_made.run_id, None, (MINUTES, 0, 0)))
    listen(hand_made, plan, tmp_path, range(12), name="Eurasian Wren")
    wren = found(hand_made)["Troglodytes troglodytes"]
    assert (wren.listened, wren.with_species) == (MINUTES, 12)
    assert wren.found is not None
    assert NAME not in found(hand_made)  # nobody heard one, and nobody asked for it


def test_the_claim_says_precision_and_recall_and_of_which_recordings(hand_made, tmp_path):
    whole = report.build(hand_made.project)
    text = claim(whole, whole.totals[0])
    assert "precision not estimated (nobody judged" in text
    assert "recall not estimated (no minute was listened to completely)" in text
    assert "4 recordings, all sites, 2025-05-03 to 2025-05-04." in text
    plan = draw(hand_made.project, MinutesWish(hand_made.run_id, NAME, (30, 5, 5)))
    listen(hand_made, plan, tmp_path, range(40))
    Desk(hand_made.project, "Ann").decide([1], Verdict.CORRECT)
    whole = report.build(hand_made.project)
    text = claim(whole, whole.totals[0])
    assert "precision not estimated (of 1 detection picked by hand)" in text
    assert "from 33 minutes of 4 recordings listened to completely, 33 with it" in text


def test_by_command(hand_made, run, tmp_path):
    folder, out = hand_made.project.folder, tmp_path / "m.csv"
    words = ("minutes", "draw", "--project", folder, "--out", out)
    status, said, err = run(*words, "--species", "eurasian blackbird", "--silent", 5)
    assert (status, "8 minutes written" in said) == (0, True), err
    assert run("minutes", "list", "--project", folder)[0] == 0
    assert "not estimated" in run("recall", "--project", folder)[1]
    assert run(*words, "--species", "Nobody")[0] == 2


def test_the_rule_is_not_tried_where_verdicts_are_too_few(hand_made, tmp_path, run):
    plan = draw(hand_made.project, MinutesWish(hand_made.run_id, NAME, (30, 5, 5)))
    listen(hand_made, plan, tmp_path, range(40))
    status, said, _ = run("recall", "--project", hand_made.project.folder, "--rule")
    assert (status, "too few verdicts for a threshold" in said) == (0, True)
