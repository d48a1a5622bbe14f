import csv
import shutil
from contextlib import closing
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu

from core.domain import Species, Verdict
from core.read_picture import ReadPicture
from core.report_plots import PICTURES
from core.store import Project, detections, recordings, runs
from core.store.detections import Filter, New
from core.store.species_rule import SpeciesRule
from gui.pages.document_form import DocumentForm
from gui.pages.rules_box import RulesBox
from gui.pages.states import State
from gui.widgets import dialogs
from gui.widgets.copy_button import CopyButton
from gui.widgets.help_box import ReadingBox
from gui.widgets.which_box import WhichBox
from tests.core import made
from tests.gui.pages.heath import settle

SPECIES, DETECTIONS, ANNOTATIONS = range(3)
CUCKOO = Species("Cuculus canorus", "Common Cuckoo")


@pytest.fixture
def page(qtbot, opened):
    opened.go_to("report")
    settle(qtbot, opened)
    return opened.session.report


def cells(page, heading):
    number = [c.heading for c in page.table.columns].index(heading)
    return [page.table.index(row, number).data() for row in range(page.table.rowCount())]


def test_a_row_tells_species_and_detections_over_all_sites(page):
    assert cells(page, "Species") == ["Common Cuckoo"]
    assert cells(page, "Detections") == ["3"]


def test_a_site_can_be_chosen_or_each_shown(qtbot, page):
    page.sites.setCurrentIndex(page.sites.findText("Wood"))
    assert cells(page, "Detections") == ["1"]
    page.sites.setCurrentIndex(page.sites.findText("All and each site"))
    assert cells(page, "Site") == ["All sites", "Heath", "Wood"]
    assert not page.view.isColumnHidden(1)


def test_the_numbers_below_are_of_the_site_that_is_shown_and_say_which_are_not(page):
    page.sites.setCurrentIndex(page.sites.findText("Wood"))
    here, everywhere = page.facts.text().split(" · All sites: ")
    assert here == "Wood: 1 detection of 1 species"
    assert everywhere.startswith("3 detections of 1 species with a score from")
    page.sites.setCurrentIndex(page.sites.findText("All and each site"))
    assert page.facts.text() == everywhere


def test_verdicts_give_a_precision_with_its_interval(qtbot, page):
    project = page.project
    first, second = project.page(Filter(run_id=project.runs()[0].id), limit=2)
    project.decide([first.id], Verdict.CORRECT)
    project.decide([second.id], Verdict.WRONG)
    settle(qtbot, page.window())
    assert cells(page, "Precision (95 %)") == ["50% (9–91)"]


def test_hidden_detections_are_counted_and_shown_in_review(qtbot, page):
    assert "hidden by the species list" in page.facts.text()
    page.show_hidden.click()
    settle(qtbot, page.window())
    assert page.window().stack.currentWidget() is page.window().session.review
    assert page.window().session.review.filters.filter.unlisted


@pytest.fixture
def written(qtbot, page, monkeypatch, tmp_path):
    """Trigger an export, answer what is asked by its beginning, and return (asked, rows)."""
    path = tmp_path / "out.csv"
    monkeypatch.setattr(dialogs, "file_to_write", lambda *_: path)

    def export(number, answer=""):
        path.unlink(missing_ok=True)
        page.exports[number].trigger()
        qtbot.waitUntil(lambda: path.exists() or page.findChild(WhichBox) is not None)
        asked = []
        if box := page.findChild(WhichBox):
            asked = [one.text() for one in box.buttons]
            next(one for one in box.buttons if one.text().startswith(answer)).click()
            qtbot.waitUntil(path.exists)
        settle(qtbot, page.window())
        return asked, list(csv.DictReader(path.read_text("utf-8").splitlines()))

    return export


def test_tables_are_written_for_excel_where_that_was_chosen_once(page, written, tmp_path):
    written(SPECIES, "What is shown")
    assert not (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    page.for_excel.trigger()
    written(SPECIES, "What is shown")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert page.remembered.for_excel


def test_the_export_of_one_site_is_what_is_seen_or_asked_for(page, written):
    page.sites.setCurrentIndex(page.sites.findText("Wood"))
    asked, rows = written(SPECIES, "What is shown")
    assert asked == ["What is shown: 1 row at Wood", "All 3 rows: all sites together and each"]
    assert [row["site"] for row in rows] == ["Wood"]
    assert [row["site"] for row in written(SPECIES, "All")[1]] == ["all sites", "Heath", "Wood"]


def test_where_all_is_on_screen_nothing_is_asked_and_the_order_is_kept(page, written):
    page.sites.setCurrentIndex(page.sites.findText("All and each site"))
    column = [c.heading for c in page.table.columns].index("Site")
    page.view.horizontalHeader().setSortIndicator(column, Qt.SortOrder.DescendingOrder)
    asked, rows = written(SPECIES)
    assert asked == []
    assert [row["site"] for row in rows] == ["Wood", "Heath", "all sites"]


def test_detections_are_exported_of_the_site_and_without_the_hidden_unless_wanted(page, written):
    page.sites.setCurrentIndex(page.sites.findText("Heath"))
    asked, rows = written(DETECTIONS, "What is shown")
    assert asked[0] == "What is shown: 2 detections at Heath"
    assert asked[1].endswith("at Heath, also what the species list or rules hide")
    assert asked[2].endswith("of all sites")
    assert {row["site"] for row in rows} == {"Heath"}
    assert {row["in_species_list"] for row in rows} == {"yes"}
    every = written(DETECTIONS, asked[2])[1]
    assert {row["site"] for row in every} == {"Heath", "Wood"}
    assert {row["in_species_list"] for row in every} == {"yes", "no"}


def test_an_export_that_cannot_be_written_says_so(qtbot, page, monkeypatch, tmp_path):
    nowhere = tmp_path / "no such folder" / "species.csv"
    monkeypatch.setattr(dialogs, "file_to_write", lambda *_: nowhere)
    page.exports[ANNOTATIONS].trigger()
    settle(qtbot, page.window())
    assert "cannot be written" in page.window().notice.text.text()


def test_the_folder_of_the_last_export_is_remembered(qtbot, page, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(dialogs, "file_to_write", lambda *a: asked.append(a[2]) or a[2])
    page.remembered.keep("export folder", str(tmp_path))
    page.exports[ANNOTATIONS].trigger()
    settle(qtbot, page.window())
    assert asked[0].parent == tmp_path
    assert asked[0].exists()


def test_verdicts_given_on_another_page_are_counted_once_one_comes_back(qtbot, page, monkeypatch):
    project, window = page.project, page.window()
    built = []
    monkeypatch.setattr(project.overview, "report", _counted(project.overview.report, built))
    window.go_to("review")
    for detection in project.page(Filter(run_id=project.runs()[0].id), limit=2):
        project.decide([detection.id], Verdict.CORRECT)
    settle(qtbot, window)
    assert built == []
    window.go_to("report")
    settle(qtbot, window)
    assert len(built) == 1
    assert cells(page, "✓") == ["2"]


def _counted(report, built):
    def build(*wanted):
        built.append(wanted)
        return report(*wanted)

    return build


def test_what_an_export_leaves_out_is_said_where_it_is_written(qtbot, page, monkeypatch, tmp_path):
    shutil.rmtree(page.project._project.folder / "embeddings")
    path = tmp_path / "out.npz"
    monkeypatch.setattr(dialogs, "file_to_write", lambda *_: path)
    told = []
    page.told.connect(lambda notice: told.append(notice.sentence))
    next(one for one in page.exports if "mbeddings" in one.text()).trigger()
    qtbot.waitUntil(path.exists)
    settle(qtbot, page.window())
    assert "written to out.npz." in told[-1]
    assert "left out" in told[-1]


def methods_shown(qtbot, window):
    qtbot.waitUntil(lambda: any(b.isVisible() for b in window.findChildren(ReadingBox)))
    box = next(b for b in window.findChildren(ReadingBox) if b.isVisible())
    return box, "\n".join(each.text() for each in box.findChildren(QLabel))


@pytest.mark.parametrize("name", ["report", "analysis"])
def test_methods_are_shown_with_licence_and_citation_and_can_be_copied(qtbot, opened, name):
    opened.go_to(name)
    settle(qtbot, opened)
    shown = opened.session.report if name == "report" else opened.session.analysis.panel
    qtbot.mouseClick(shown.methods, Qt.MouseButton.LeftButton)
    box, said = methods_shown(qtbot, opened)
    assert "analysed with BirdNET 2.4 in windows of 3 s" in said
    assert "CC BY-NC-SA 4.0, for non-commercial use only): Kahl" in said
    box.findChild(CopyButton).click()
    copied = QGuiApplication.clipboard().text()
    assert copied.split("\n\n") == list(opened.projects.current.methods(1).paragraphs)
    box.close()


def test_a_document_is_written_with_what_was_said_and_that_is_remembered(
    qtbot, page, tmp_path, monkeypatch
):
    out = tmp_path / "for the client.html"
    monkeypatch.setattr(dialogs, "file_to_write", lambda *_: out)
    page.writing.ask()
    form = page.findChild(DocumentForm)
    form.client.setText("A <b>Client</b>")
    form.language.setCurrentIndex(form.language.findData("nl"))
    with qtbot.waitSignal(page.told, timeout=60_000) as told:
        qtbot.mouseClick(form.does, Qt.MouseButton.LeftButton)
    assert told.args[0].sentence == "The report was written to for the client.html."
    assert told.args[0].action.text == "Open it"
    text = out.read_text(encoding="utf-8")
    assert "A &lt;b&gt;Client&lt;/b&gt;" in text
    assert "Samenvatting" in text
    page.writing.ask()
    again = page.findChildren(DocumentForm)[-1]
    assert (again.client.text(), again.language.currentData()) == ("A <b>Client</b>", "nl")
    again.reject()


def test_what_is_limited_away_is_said_and_comes_back_with_one_click(qtbot, page):
    page.limits.verified.choose("verified")
    page.limits.verified.chosen.emit("verified")
    assert cells(page, "Species") == []
    assert page.rows.state is State.NOTHING_FOUND
    page._clear_limits()
    assert cells(page, "Species") == ["Common Cuckoo"]
    assert page.rows.state is State.CONTENT


def test_days_count_the_report_anew(qtbot, page):
    page.limits.days._take({"first_day": date(2030, 1, 1), "last_day": date(2030, 1, 2)})
    settle(qtbot, page.window())
    assert cells(page, "Species") == []
    assert page._report.scope.first_day == date(2030, 1, 1)
    page._clear_limits()
    settle(qtbot, page.window())
    assert cells(page, "Detections") == ["3"]


@pytest.mark.parametrize("number", range(len(PICTURES)))
def test_each_picture_is_drawn_and_a_mark_opens_its_clips(qtbot, page, number):
    project = page.project
    first = project.page(Filter(run_id=project.runs()[0].id), limit=1)[0]
    project.decide([first.id], Verdict.CORRECT)
    settle(qtbot, page.window())
    page.pictures.choice.setCurrentIndex(number)
    settle(qtbot, page.window())
    plot = page.pictures.plot.plot
    assert plot is not None or page.pictures.note.text()
    for area in [one for one in plot.areas if one.key][-1:] if plot else ():
        with qtbot.waitSignal(page.page_wanted) as told:
            page.pictures.plot.chosen.emit(area.key)
        assert isinstance(told.args[1], Filter)


def test_any_other_analysis_can_be_set_beside_the_one_of_the_report(qtbot, window, heath):
    with closing(Project(heath)) as project, project.writing() as db:
        (label_id,) = made.label_ids(db, {CUCKOO}).values()
        for name in ("One", "Two"):
            run = runs.start(
                db, name, "birdnet-2.4", pass_id=1, settings={"min_score": 0.25},
                versions={"network": name},
            )  # fmt: skip
            for file in [one for one in recordings.everything(db) if one.problem is None]:
                heard = [New(label_id, 0.0, 3.0, 0.9, 1.0, listed=True)]
                detections.add(db, run.id, file, heard)
                runs.recording_done(db, run.id, file.id, 1, file.duration_s)
            runs.finish(db, run.id)
    window.projects.open(heath)
    settle(qtbot, window)
    window.go_to("report")
    settle(qtbot, window)
    pictures = window.session.report.pictures
    pictures.choice.setCurrentIndex(pictures.choice.findText("Beside another analysis"))
    settle(qtbot, window)
    assert pictures.beside.isVisible()
    assert pictures.beside.count() == 2
    newest, oldest = (pictures.beside.itemText(n).split(" · ")[0] for n in range(2))
    assert newest in pictures.plot.plot.svg
    assert oldest not in pictures.plot.plot.svg
    pictures.beside.setFocus()
    qtbot.keyClick(pictures.beside, Qt.Key.Key_Down)
    settle(qtbot, window)
    assert oldest in pictures.plot.plot.svg
    assert newest not in pictures.plot.plot.svg
    pictures.choice.setCurrentIndex(0)
    settle(qtbot, window)
    assert not pictures.beside.isVisible()
    pictures.choice.setCurrentIndex(pictures.choice.findText("Beside another analysis"))
    settle(qtbot, window)
    assert pictures.beside.currentIndex() == 1


def test_a_rule_hides_in_every_number_and_undo_brings_back(qtbot, page):
    window = page.window()
    page._show_rules()
    (box,) = page.findChildren(RulesBox)
    settle(qtbot, window)
    box.keep()
    assert "needs something to say" in box.says.text()
    best = page.project.page(Filter(run_id=page.project.runs()[0].id), limit=1)[0]
    box.score.setValue(best.score - 0.001)
    box.keep()
    qtbot.waitUntil(lambda: cells(page, "Detections") == ["1"])
    assert "2 hidden by rules" in page.facts.text()
    qtbot.waitUntil(lambda: "2 hidden, none of them judged" in texts(box))
    page.project.undo()
    qtbot.waitUntil(lambda: cells(page, "Detections") == ["3"])
    qtbot.waitUntil(lambda: "No rules yet." in texts(box))
    box.close()


def test_a_threshold_found_from_verdicts_becomes_a_rule_with_one_click(qtbot, page):
    species = page.table.rows[0].species.scientific_name
    page.pictures._show(ReadPicture(None, rule=SpeciesRule(species, None, 1.0)))
    assert page.pictures.make_rule.text() == "Show only from 1 on"
    page.pictures.make_rule.click()
    qtbot.waitUntil(lambda: "3 hidden by rules" in page.facts.text())


def texts(box) -> str:
    return " ".join(one.text() for one in box.findChildren(QLabel))


def test_an_export_from_the_menu_needs_no_look_at_the_report_before(qtbot, window, heath):
    window.projects.open(heath)
    window.go_to("recordings")
    settle(qtbot, window)
    wanted = "Export species report (CSV) …"
    next(each for each in window.menus.all_actions() if each.text() == wanted).trigger()
    page = window.session.report
    qtbot.waitUntil(lambda: page.findChild(WhichBox) is not None, timeout=20_000)
    assert window.stack.currentWidget() is page
    page.findChild(WhichBox).reject()


def test_every_format_stands_in_one_menu_of_its_family(page):
    menus = page.window().menus
    every = [one for family in menus.export.findChildren(QMenu) for one in family.actions()]
    assert sorted(one.data() for one in every) == sorted(one.data() for one in page.exports[1:])
    assert {one.text() for one in page.exports} <= {one.text() for one in menus.all_actions()}
