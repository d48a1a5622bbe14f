from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics

from core.domain import Detection, Recording, Species, SpeciesCount, Verdict
from core.precisions import Basis
from core.report import ReportRow
from core.review.reference import Alike, Neighbour
from core.store.file_lists import ListedFile
from gui.tables.columns import SECOND_ROLE, SIGN_ROLE
from gui.tables.detections_table import DetectionsTable
from gui.tables.examples_table import ExamplesTable
from gui.tables.paged import PAGE
from gui.tables.recordings_table import RecordingsTable
from gui.tables.report_table import COLUMNS, ReportTable
from gui.tables.species_table import SpeciesTable, everything, matching

WREN = Species("Troglodytes troglodytes", "Eurasian Wren")
ENGINE = Species("Engine", "Engine", "sound")


def detection(number, **values):
    return Detection(
        id=number, run_id=1, network="birdnet-2.4", recording_id=1, path=Path("a.wav"),
        species=WREN, start_s=3.0, end_s=6.0, low_hz=None, high_hz=None, score=0.9, listed=True,
        **values,
    )  # fmt: skip


def file(number):
    recording = Recording(
        id=number, path=Path(f"/m/{number}.wav"), root=Path("/m"), root_id=1, site=None,
        site_id=None, start=None, duration_s=60, sample_rate=48000, channels=1, latitude=None,
        longitude=None, recorder=None, serial=None, content_hash="",
    )  # fmt: skip
    return ListedFile(recording, 0, 0)


def count(species, number):
    return SpeciesCount(species, number, 1, 0, 0, 0.9)


def report_row():
    return ReportRow(
        species=WREN, site="all sites", first=None, last=None, detections=3, correct=1, wrong=0,
        unsure=0, corrected_into_this=0, precision=None,
        precision_basis=Basis.NOTHING, days=1, nights=1, effort_h=2.0, repeats=0,
        per_hour=1.5, peak_hour=None,
    )  # fmt: skip


@pytest.fixture
def long_table(qtbot):
    table = RecordingsTable()
    asked = []
    table.page_wanted.connect(asked.append)
    table.restart(100_000)
    return table, asked


def test_every_table_keeps_qts_rules(qtmodeltester, qtbot):
    detections, species, report = DetectionsTable(), SpeciesTable(), ReportTable()
    near = [Neighbour(detection(1), 0.9)]
    examples = ExamplesTable()
    examples.show(Alike(near, near, [], comparable=True, is_kept=False))
    qtmodeltester.check(examples)
    detections.restart(2)
    detections.fill(0, [detection(1), detection(2)])
    species.show([count(WREN, 3)])
    report.show([report_row()])
    files = RecordingsTable()
    files.restart(3)
    files.fill(0, [file(1), file(2), file(3)])
    for table in (detections, species, report, files):
        qtmodeltester.check(table)


def test_only_the_page_that_is_looked_at_is_asked_for(qtbot, long_table):
    table, asked = long_table
    assert table.index(90_123, 0).data() == "…"
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [90_123 // PAGE]


def test_a_page_that_came_is_shown(long_table):
    table, _ = long_table
    table.fill(2, [file(n) for n in range(PAGE)])
    assert table.index(2 * PAGE + 7, 0).data() == "7.wav"


def test_refreshing_keeps_rows_where_they_are(qtbot, long_table):
    table, asked = long_table
    table.fill(0, [file(n) for n in range(PAGE)])
    with qtbot.assertNotEmitted(table.modelReset):
        table.refresh(100_010)
    qtbot.waitUntil(lambda: asked == [0])
    assert (table.rowCount(), table.index(0, 0).data()) == (100_010, "0.wav")


def test_old_pages_are_forgotten_and_asked_for_again(qtbot, long_table):
    table, asked = long_table
    for page in range(60):
        table.fill(page, [file(page)] * PAGE)
    assert table.row(0) is None
    assert table.index(0, 0).data() == "…"
    qtbot.waitUntil(lambda: asked == [0])


def test_a_verdict_is_shown_without_moving_a_row(qtbot):
    table = DetectionsTable()
    table.restart(2)
    table.fill(0, [detection(1), detection(2)])
    table.show_again([detection(2, verdict=Verdict.CORRECT)])
    assert [table.index(row, 0).data() for row in (0, 1)] == ["not reviewed", "correct"]
    assert table.row_of(2) == 1


def test_a_verdict_is_said_in_words_with_its_correction(qtbot):
    table = DetectionsTable()
    table.restart(1)
    table.fill(0, [detection(1, verdict=Verdict.WRONG, corrected=ENGINE)])
    assert table.index(0, 0).data() == "Engine"


def test_sounds_have_one_name(qtbot):
    table = SpeciesTable()
    table.show([count(WREN, 1), count(ENGINE, 1)])
    assert table.index(0, 0).data(SECOND_ROLE) == "Troglodytes troglodytes"
    assert not table.index(1, 0).data(SECOND_ROLE)


def test_all_species_are_counted_together():
    both = everything([count(WREN, 3), count(ENGINE, 4)])
    assert (both.detections, both.correct, both.unreviewed) == (7, 2, 5)


def test_species_are_found_by_either_name():
    counts = [count(WREN, 1), count(ENGINE, 1)]
    assert matching(counts, "troglo wren") == [counts[0]]


def test_what_analysis_met_in_a_recording_is_part_of_its_state(qtbot):
    table = RecordingsTable()
    table.restart(1)
    table.fill(0, [replace(file(1), analysed=1, detections=2, trouble="3.0 s cannot be decoded.")])
    state = table.index(0, table.columnCount() - 1)
    assert state.data() == "Analysed, 2 detections. 3.0 s cannot be decoded."
    assert state.data(SIGN_ROLE) == "!"


# --- sorting what is all here ---


def reported(name, detections, per_hour=1.0):
    return replace(
        report_row(), species=Species(name, name), detections=detections, per_hour=per_hour
    )


def names(table):
    return [row.species.common_name for row in table.rows]


@pytest.fixture
def report():
    table = ReportTable()
    table.show([reported("Wren", 3, None), reported("Rook", 9, 0.5), reported("Dove", 5, 2.0)])
    return table


def heading(table, text):
    return [column.heading for column in table.columns].index(text)


def test_a_report_is_sorted_by_a_column_and_stays_so_with_other_rows(report):
    report.sort(heading(report, "Detections"), Qt.SortOrder.DescendingOrder)
    assert names(report) == ["Rook", "Dove", "Wren"]
    report.show([reported("Lark", 1), reported("Swift", 4)])
    assert names(report) == ["Swift", "Lark"]


@pytest.mark.parametrize("order", Qt.SortOrder)
def test_what_has_no_value_comes_last_either_way(report, order):
    report.sort(heading(report, "Per hour"), order)
    assert names(report)[-1] == "Wren"


def test_what_is_chosen_stays_chosen_when_it_is_sorted(report):
    held = QPersistentModelIndex(report.index(0, 0))
    report.sort(heading(report, "Species"), Qt.SortOrder.AscendingOrder)
    assert names(report) == ["Dove", "Rook", "Wren"]
    assert (held.row(), held.data()) == (2, "Wren")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_report_has_room_for_five_digits_of_a_verdict(qapp, verdict):
    columns = [one for one in COLUMNS if one.about == f"Reviewed as {verdict}"]
    need = QFontMetrics(qapp.font()).horizontalAdvance("12,345") + 16  # padding of a cell
    assert [one.width >= need for one in columns] == [True]
