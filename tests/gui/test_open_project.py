from pathlib import Path

import pytest

from core.analysis import Settings
from core.domain import Verdict
from core.store import Project
from core.store.detections import Filter
from core.store.file_lists import FileFilter
from gui.expecting import every_species
from gui.open_folder import opening
from gui.open_project import OpenProject
from gui.ready_networks import manifests


@pytest.fixture
def opened(qtbot, analysed: Project):
    project = OpenProject(analysed)
    yield project
    project.close()


def test_opening_hands_over_a_project(qtbot, qapp, tmp_path: Path):
    under_way = opening(qapp, lambda: None, tmp_path / "new", lambda _: None, create=True)
    with qtbot.waitSignal(under_way.done) as came:
        pass
    project = came.args[0](qapp)
    project.close()
    assert project.name == "new"


def test_a_folder_without_project_is_refused_in_a_sentence(qtbot, qapp, tmp_path: Path):
    under_way = opening(qapp, lambda: None, tmp_path, lambda _: None, create=False)
    with qtbot.waitSignal(under_way.failed) as said:
        pass
    assert "There is no project in" in said.args[0]


def test_files_come_in_pages_and_any_order(opened: OpenProject):
    ids = opened.files.ids(FileFilter(), ("time", True))
    assert [f.recording.start.local.minute for f in opened.files.listed(ids)] == [15, 14, 13]
    assert [f.recording.id for f in opened.files.listed(ids[1:2])] == [ids[1]]
    assert len(opened.files.ids(FileFilter(text="0314"), ("name", False))) == 1
    assert not opened.files.ids(FileFilter(problems_only=True), ("name", False))


def test_the_newest_analysis_is_told_in_a_few_numbers(opened: OpenProject):
    found = opened.found()
    assert found is not None
    assert found.detections + found.hidden == opened.count(Filter(unlisted=True))[0]
    assert found.species == f"{len(opened.species(Filter()))} species"


def test_a_verdict_is_announced_and_so_is_its_undoing(qtbot, opened: OpenProject):
    first = opened.page(Filter(), limit=1)[0]
    with qtbot.waitSignals([opened.verdicts_changed] * 2):
        opened.decide([first.id], Verdict.CORRECT)
        opened.undo()
    assert opened.detection(first.id).verdict is None


def test_an_analysis_of_all_species_hides_nothing(qtbot, opened: OpenProject):
    job = opened.analyse(Settings(species_list=every_species("birdnet-2.4")))
    with qtbot.waitSignal(opened.detections_changed, timeout=60_000):
        job.start()
    assert opened.found().hidden == 0


def test_closing_waits_for_the_step_in_hand(qtbot, opened: OpenProject, tmp_path: Path):
    job = opened.scan(opened.recording(1).root)
    job.start()
    opened.close()
    assert job.isFinished()
    assert not opened.busy


def test_networks_and_their_labels_are_known():
    assert manifests()[0].non_commercial
    assert "Erithacus rubecula" in every_species("birdnet-2.4").species
