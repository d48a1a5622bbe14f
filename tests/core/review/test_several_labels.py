"""Labels of one species, of one text or of other names stay apart in review and merging."""

import json
from dataclasses import replace

import pytest

from core.domain import Label, LabelKind, Species, Verdict
from core.review import Desk, plan_files, plans
from core.review.merge import merge
from core.review.plans import PlanRequest
from core.scan import scan
from core.store import Project, detections
from core.store.detections import Filter
from tests.core.combining.test_combine import analysed
from tests.core.networks.test_toy_journey import pond
from tests.core.networks.toy import HEAD, LABELS, MANIFEST, TOAD, Toy

__all__ = ["pond"]
MIXED = "20250510_212000"  # both bands at once, in every window
TWICE = Toy(labels=[Label("toad", TOAD), Label("toad", TOAD), LABELS[2]])


@pytest.fixture
def copies(pond, tmp_path):
    """Return what makes a copy of the project, heard by a network."""
    made = []

    def copy(network):
        made.append(Project(tmp_path / f"copy{len(made)}"))
        list(scan(made[-1], pond))
        return analysed(made[-1], network)

    yield copy
    for each in made:
        each.close()


def found(project, at=MIXED):
    with project.reading() as db:
        every = list(detections.everything(db, Filter(unlisted=True)))
    return [one for one in every if at in one.path.name]


def places(project, verdict):
    with project.reading() as db:
        rows = db.exec_driver_sql(
            'SELECT d.start_s, l."index", h.name FROM detections d JOIN labels l '
            "ON l.id = d.label_id JOIN heads h ON h.id = l.head_id "
            "JOIN current_verdicts c ON c.detection_id = d.id WHERE c.verdict = ? ORDER BY 1, 2",
            (verdict,),
        )
        return [tuple(row) for row in rows]


def two_heads():
    heads = (HEAD, replace(HEAD, id="toy-other"))
    return Toy(replace(MANIFEST, heads=heads))


@pytest.mark.parametrize("network", [TWICE, two_heads()], ids=["one head", "two heads"])
def test_verdicts_on_labels_of_equal_text_stay_with_their_label(copies, network):
    one, other = copies(network), copies(network)
    said = found(one)
    desk = Desk(one, "Ann")
    for detection, verdict in zip(said, [*Verdict] * len(said), strict=False):
        desk.decide([detection.id], verdict)
    merge(other, one)
    for verdict in Verdict:
        assert places(other, verdict) == places(one, verdict)


def test_plans_of_labels_of_equal_text_hold_the_same_labels(copies, tmp_path):
    one, other = copies(TWICE), copies(TWICE)
    plan = plans.make(one, PlanRequest("p", "everything"))
    plan_files.save(one, plan, tmp_path / "p.plan.json")
    taken = plan_files.take_in(other, tmp_path / "p.plan.json")
    assert (taken.plan.items, taken.missing) == (plan.items, 0)


def test_verdicts_are_placed_where_the_species_has_another_name_by_now(copies):
    older = [*LABELS[:2], replace(LABELS[2], species=Species("Corvus monedula", "Jackdaw"))]
    newer = [*LABELS[:2], replace(LABELS[2], species=Species("Coloeus monedula", "Jackdaw"))]
    one, other = copies(Toy(labels=older)), copies(Toy(labels=newer))
    (first, *_) = found(one, "213000")
    Desk(one, "Ann").decide([first.id], Verdict.CORRECT)
    assert (merge(other, one).verdicts, merge(other, one).unplaced) == (1, 0)
    assert places(other, "correct") == places(one, "correct")


def test_a_species_of_several_labels_is_told_apart_by_them(copies):
    labels = [Label("song A", TOAD), Label("song B", TOAD), LABELS[2]]
    project = copies(Toy(labels=labels))
    assert {one.heard_as for one in found(project)} == {
        "Common Toad, song A",
        "Common Toad, song B",
    }
    assert {one.heard_as for one in found(project, "213000")} == {"Field Cricket"}


def test_labels_of_other_analyses_do_not_count(copies):
    project = copies(Toy(labels=[Label("toad", TOAD), replace(LABELS[1], species=None), LABELS[2]]))
    analysed(project, Toy(replace(MANIFEST, id="other-1")))
    named = {(one.network, one.heard_as) for one in found(project, "210000")}
    assert named == {("toy-1", "Common Toad"), ("other-1", "Common Toad, toad song")}
    assert LABELS[0].kind is LabelKind.CALL_TYPE


def test_old_plans_that_name_no_head_are_taken_in(copies, tmp_path):
    project = copies(Toy())
    plan = plans.make(project, PlanRequest("p", "everything"))
    file = tmp_path / "p.plan.json"
    plan_files.save(project, plan, file)
    said = json.loads(file.read_text("utf-8"))
    for clip in said["clips"]:
        del clip["head"], clip["place"]
    file.write_text(json.dumps(said), "utf-8")
    assert plan_files.take_in(copies(Toy()), file).missing == 0
