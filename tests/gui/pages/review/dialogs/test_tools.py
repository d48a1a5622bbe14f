"""Plans, reviewers, keys, clips: what the small windows do."""

import csv
import shutil
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from core.domain import Verdict
from core.jobs import Progress
from core.review import Desk, reference
from core.review.plans import PlanRequest
from core.review.sampling import PICKS
from core.statistics.stages import SpeciesToJudge
from core.store import Project, detections
from core.store.detections import Filter
from gui.pages.review.dialogs import export_tools
from gui.pages.review.dialogs.clips_form import ClipsForm
from gui.pages.review.dialogs.keys_form import KeysForm
from gui.pages.review.dialogs.plan_form import KINDS, GiveForm, PlanForm
from gui.pages.review.keys import PRESETS, clashes, keys_of
from tests.gui.pages.heath import settle


@pytest.fixture
def plan(qtbot, page):
    page.tools.plans.pick(PlanRequest("Two of each", "top", n=2, wanted=page.loader.spec.wanted))
    settle(qtbot, page.window())
    return page.loader.spec.plan


def test_a_plan_is_followed_in_its_own_order_and_counts_what_is_done(qtbot, page, plan):
    assert page.queue.table.rowCount() == plan.items == 2
    page.verdict_controller.decide(Verdict.CORRECT)
    settle(qtbot, page.window())
    assert page.project.review.plans.everything()[0].done == 1
    assert page.filters.plan.value == plan.id
    assert "1 of 2 reviewed, 1 today" in page.filters.plan.text()


def test_without_the_plan_the_filter_holds_again(qtbot, page, plan):
    page.filters.plan_chosen.emit(None)
    settle(qtbot, page.window())
    assert page.queue.table.rowCount() > 2


def test_a_filter_or_a_report_leads_out_of_a_plan_and_the_plan_can_be_chosen_again(
    qtbot, page, plan
):
    page.show_state(Filter(species="Cuculus canorus"))
    settle(qtbot, page.window())
    assert (page.loader.spec.plan, page.filters.plan.value) == (None, None)
    assert page.queue.table.rowCount() == 3
    page.filters.plan_chosen.emit(plan.id)
    settle(qtbot, page.window())
    page.filters.take(replace(page.filters.filter, skip="day"))
    settle(qtbot, page.window())
    assert page.loader.spec.plan.id == plan.id
    qtbot.mouseClick(
        page.species.view.viewport(), Qt.MouseButton.LeftButton,
        pos=page.species.view.visualRect(page.species.table.index(0, 0)).center(),
    )  # fmt: skip
    settle(qtbot, page.window())
    assert page.loader.spec.plan is None
    assert page.queue.table.rowCount() == 3


def marked(page):
    rows = page.species.view.selectionModel().selectedRows()
    return [page.species.table.rows[index.row()].species.scientific_name for index in rows]


def choose(qtbot, page, number):
    view = page.species.view
    at = view.visualRect(page.species.table.index(number, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settle(qtbot, page.window())


def test_no_species_is_marked_while_a_plan_is_followed_and_the_former_leads_out_too(
    qtbot, page, plan
):
    choose(qtbot, page, 1)
    assert (marked(page), page.loader.spec.plan) == (["Cuculus canorus"], None)
    page.filters.plan_chosen.emit(plan.id)
    settle(qtbot, page.window())
    assert marked(page) == []
    page.verdict_controller.decide(Verdict.CORRECT)
    settle(qtbot, page.window())
    assert marked(page) == []  # also after species were counted again
    choose(qtbot, page, 1)
    assert (marked(page), page.loader.spec.plan) == (["Cuculus canorus"], None)


def test_a_blind_plan_stays_whatever_is_filtered_by_and_says_so(qtbot, page, plan):
    page.tools.plans.give(plan, "Bo", bool, blind=True)
    settle(qtbot, page.window())
    blind = next(p for p in page.project.review.plans.everything() if p.blind)
    page.filters.plan_chosen.emit(blind.id)
    settle(qtbot, page.window())
    before = page.filters.filter
    with qtbot.waitSignal(page.told) as told:
        page.show_state(Filter(sites=frozenset({"Wood"})))
    settle(qtbot, page.window())
    assert "blind plan" in told.args[0].sentence
    assert (page.loader.spec.plan.id, page.filters.filter) == (blind.id, before)


def test_a_blind_second_opinion_hides_what_others_said(qtbot, page, plan):
    page.project.review.label_too(page.current, page.current.species)
    page.verdict_controller.decide(Verdict.WRONG)
    page.tools.plans.give(plan, "Bo", bool, blind=True)
    settle(qtbot, page.window())
    page.tools.reviewers.take_name("Bo")
    blind = next(p for p in page.project.review.plans.everything() if p.blind)
    page.filters.plan_chosen.emit(blind.id)
    settle(qtbot, page.window())
    assert {d.verdict for d in page.queue.table.rows} == {None}
    page.loader.reveal(page.queue.table.rows[0].id)
    page.project.review.annotations_changed.emit()
    settle(qtbot, page.window())
    assert page.annotation_boxes._annotations == {}
    assert {c.correct + c.wrong for c in page.species._counts} == {0}
    page.verdict_controller.below()
    assert "clip by clip" in page.window().notice.text.text()
    page.verdict_controller.decide(Verdict.CORRECT)
    settle(qtbot, page.window())
    assert len(page.project.review.plans.reviewers()) == 2
    everybody = page.project.review.plans.agreement(*page.project.review.plans.reviewers())[0]
    assert (everybody.both, everybody.agreed) == (1, 0)


def test_a_plan_is_sent_as_a_file_and_followed_where_it_arrives(qtbot, page, plan, tmp_path):
    form = GiveForm(page, plan, ["Bo"])
    assert not form.does.isEnabled()
    form.reviewer.setEditText("Bo")
    assert form.does.isEnabled()
    form.place.setCurrentIndex(1)
    assert form.as_file
    form.close()
    file = tmp_path / "two.plan.json"
    page.tools.plans.send(plan, "Bo", file, blind=True)
    settle(qtbot, page.window())
    assert "Send two.plan.json to Bo" in page.window().notice.text.text()
    page.filters.plan_chosen.emit(None)
    settle(qtbot, page.window())
    page.tools.plans.take_in_plan(file)
    settle(qtbot, page.window())
    followed = page.loader.spec.plan
    assert (followed.reviewer, followed.blind, followed.items) == ("Bo", True, plan.items)
    assert page.queue.table.rowCount() == plan.items


def test_the_reviewers_name_is_remembered(qtbot, page):
    page.tools.reviewers.take_name("Ann")
    page.verdict_controller.decide(Verdict.CORRECT)
    settle(qtbot, page.window())
    assert page.queue.table.rows[0].reviewer == "Ann"
    assert page.remembered.value("reviewer") == "Ann"


def test_another_copy_of_the_project_is_merged(qtbot, page, heath_folder, tmp_path):
    copy = shutil.copytree(heath_folder, tmp_path / "copy")
    with closing(Project(copy)) as other:
        Desk(other, "Bo").decide([page.current.id], Verdict.CORRECT)
        with other.reading() as db:
            (confirmed,) = detections.by_ids(db, [page.current.id])
        reference.keep(other, confirmed, "Bo")
    page.comparison.toggle()
    settle(qtbot, page.window())
    assert not page.verdicts.kept.isVisible()
    page.tools.reviewers.merge(copy)
    settle(qtbot, page.window())
    assert page.queue.table.rows[0].verdict == Verdict.CORRECT
    assert page.verdicts.kept.isVisible()
    assert "1 verdict and 1 kept clip taken in" in page.window().notice.text.text()


@pytest.mark.parametrize("preset", PRESETS)
def test_no_key_of_a_preset_does_two_things(preset):
    assert clashes(keys_of(preset, {})) == []


def test_changed_keys_hold_at_once_and_are_remembered(qtbot, page):
    form = KeysForm(page, "Raven", {})
    form.fields["unsure"].setKeySequence(QKeySequence("Q"))
    page.tools.keys.take_keys(form)
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Q)
    settle(qtbot, page.window())
    assert page.queue.table.rows[0].verdict == Verdict.UNSURE
    assert page.remembered.value("keys/preset") == "Raven"
    form.close()


def test_a_key_for_two_things_is_refused(page, qtbot):
    form = KeysForm(page, "Undersong", {})
    form.fields["unsure"].setKeySequence(QKeySequence("Y"))
    assert not form.does.isEnabled()
    form.close()


def test_every_kind_of_plan_has_plain_words(page, qtbot):
    assert {kind for _, kind, _ in KINDS} == set(PICKS)
    form = PlanForm(page, page.loader.spec.wanted, 3)
    assert "3 detections" in form.says.text()
    form.foretell([SpeciesToJudge(f"species {n}", 5000) for n in range(40)])
    assert (
        "3 hours of listening: There is time for 1,350 clips, about 33 for each of 40"
        in form.says.text()
    )
    form.kind.setCurrentIndex(1)
    assert "hours of listening" not in form.says.text()
    form.close()


def test_more_clips_are_drawn_for_the_plan_that_is_followed(page, qtbot):
    said = []
    page.tools.told.connect(lambda notice: said.append(notice.sentence))
    page.tools.plans.draw_more()
    assert "Choose a plan first" in said[-1]
    page.tools.plans.pick(PlanRequest("P", "precision", 1, page.loader.spec.wanted))
    settle(qtbot, page.window())
    problems = []
    page.notice.connect(problems.append)
    page.tools.plans.draw_more()
    settle(qtbot, page.window())
    assert problems or "more. Species" in said[-1]


def test_clips_are_exported_with_a_table_beside_them(qtbot, page, tmp_path):
    form = ClipsForm(page, page.queue.chosen(), page.loader.spec.wanted, (0, 3))
    assert ".wav" in form.says.text()
    form.template.setText("{nonsense}")
    assert not form.does.isEnabled()
    form.template.setText("{species}_{id}")
    job = page.project.exports.clips(form.wanted, tmp_path / "clips", form.settings)
    with qtbot.waitSignal(job.finished):
        job.start()
    assert {p.suffix for p in (tmp_path / "clips").iterdir()} == {".wav", ".csv"}
    form.close()


def test_clips_with_human_voices_are_left_out_only_where_that_is_asked(page, qtbot):
    form = ClipsForm(page, page.queue.chosen(), page.loader.spec.wanted, (0, 3))
    assert not form.settings.no_speech
    form.no_speech.click()
    assert form.settings.no_speech
    form.close()


def test_it_is_said_how_many_clips_were_left_out(tmp_path):
    whole, lacking = [Progress(5, 5)], [Progress(5, 5, left_out=2)]
    assert export_tools._written(tmp_path, whole) == f"The clips are in {tmp_path}."
    assert " 2 left out: human voices" in export_tools._written(tmp_path, lacking)


def test_the_detections_shown_are_exported_in_their_order(qtbot, page, monkeypatch, tmp_path):
    out = tmp_path / "shown.csv"
    monkeypatch.setattr(export_tools, "file_to_write", lambda *_: out)
    page.loader.sort("score", False)
    page.filters.choose_hidden(True)
    settle(qtbot, page.window())
    page.tools.actions["shown"].trigger()
    qtbot.waitUntil(lambda: not page.window().job_bar.jobs, timeout=20_000)
    written = [int(r["detection_id"]) for r in csv.DictReader(out.read_text("utf-8").splitlines())]
    assert written == [d.id for d in page.queue.table.rows]
    assert len(written) > 3


def test_it_is_said_how_many_clips_each_choice_has(qtbot, page):
    page.project.decide([page.current.id], Verdict.CORRECT)
    settle(qtbot, page.window())
    page.tools.exports.export_clips()
    settle(qtbot, page.window())
    form = page.window().findChild(ClipsForm)
    said = [form.which.itemText(n) for n in range(form.which.count())]
    assert said == [
        "What is chosen: 1 clip",
        "All that was confirmed as correct, whatever is shown: 1 clip",
        f"All that the filters show: {page.queue.table.rowCount()} clips",
    ]
    form.close()
