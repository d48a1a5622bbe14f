"""A double-click, or Enter, leads from a row to what it is about."""

from dataclasses import replace

from PySide6.QtCore import Qt

from core.store import recordings
from tests.gui.pages.heath import CUCKOO, settle


def open_row(qtbot, view, row, *, by_key=False):
    index = view.model().index(row, 0)
    if by_key:
        view.setFocus()
        view.setCurrentIndex(index)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    else:
        at = view.visualRect(index).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_row_leads_to_what_it_is_about(qtbot, opened):
    session, shown = opened.session, opened.stack.currentWidget
    recordings = session.recordings

    def go(name):
        opened.go_to(name)
        settle(qtbot, opened)

    go("report")
    open_row(qtbot, session.report.view, 0)
    settle(qtbot, opened)
    assert shown() is session.review
    assert session.review.filters.filter.species == CUCKOO
    assert session.review.queue.current.species.scientific_name == CUCKOO

    go("sites")
    row = next(n for n, r in enumerate(session.sites.table.rows) if r.deployment.site == "Wood")
    open_row(qtbot, session.sites.view, row)
    settle(qtbot, opened)
    assert shown() is recordings
    assert recordings.only.text().startswith("at Wood")
    assert [file.recording.site for _, file in recordings.table.loaded()] == ["Wood", "Wood"]

    go("health")
    open_row(qtbot, session.health.view, 0, by_key=True)
    settle(qtbot, opened)
    ids = {file.recording.id for _, file in recordings.table.loaded()}
    assert ids == set(session.health.table.rows[0].finding.recordings)

    go("health")
    open_row(qtbot, session.health.concerned_view, 0)
    settle(qtbot, opened)
    assert shown() is recordings
    assert recordings.listening.is_open
    assert recordings.listening.panel.recording_id in ids


def test_several_rows_of_the_report_lead_to_the_clips_of_all_their_species(qtbot, opened):
    other = "Alauda arvensis"
    opened.go_to("report")
    settle(qtbot, opened)
    report = opened.session.report
    first = report.table.rows[0]
    lark = replace(first, species=replace(first.species, scientific_name=other))
    report.table.show([first, lark])
    report.view.setFocus()
    qtbot.keyClick(report.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    report.reviewing.trigger()
    settle(qtbot, opened)
    assert opened.session.review.filters.filter.several == {CUCKOO, other}


def test_several_findings_lead_to_all_their_recordings(qtbot, opened):
    opened.go_to("health")
    settle(qtbot, opened)
    health = opened.session.health
    row = health.table.rows[0]
    with opened.session.project._project.reading() as db:
        every = list(recordings.everything(db))
    others = tuple(one for one in every if one.id not in row.finding.recordings)
    assert others
    health.table.show([row, row._replace(finding=replace(row.finding, files=others))])
    health.view.setFocus()
    qtbot.keyClick(health.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    health.view.row_actions.menu().actions()[0].trigger()
    settle(qtbot, opened)
    listed = {file.recording.id for _, file in opened.session.recordings.table.loaded()}
    assert listed == {one.id for one in every}
