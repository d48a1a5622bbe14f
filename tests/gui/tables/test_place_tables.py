from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt

from core.health import Finding, Health, Severity
from core.store.deployments import Deployment
from core.store.health_rows import File
from gui.tables.columns import TINT_ROLE
from gui.tables.deployments_table import DeploymentsTable
from gui.tables.findings_table import FindingsTable

DUNE = Deployment(
    id=1, site_id=1, site="Dune", latitude=52.18, longitude=4.37, recorder="AudioMoth",
    serial=None, zone=None, site_zone="Europe/Amsterdam", clock_mode="fixed_offset", clock={},
    recordings=1200, usable=1200, hours=20.0,
    first=datetime.fromisoformat("2025-05-01T00:00:00"),
    last=datetime.fromisoformat("2025-05-31T00:00:00"), corrected=0, guessed=3, without_offset=0,
    doubted=0, overruled=0, zone_overrules=False, local_time=None,
)  # fmt: skip
AGAIN = replace(DUNE, id=2, recordings=7)


def health(*findings):
    return Health(DUNE, findings, None, (), (), (), (), (), 0)


def finding(code, severity):
    file = File(1, "a.wav", None, None, None, 60.0, True, None, None, None, None, None)
    return Finding(code, severity, f"{code}.", "Look.", (file,))


def deployments():
    table = DeploymentsTable()
    table.show_deployments([DUNE, AGAIN])
    return table


def test_both_tables_keep_qts_rules(qtmodeltester, qtbot):
    findings = FindingsTable()
    findings.show_health([health(finding("silence", Severity.BAD))])
    for table in (deployments(), findings):
        qtmodeltester.check(table)


def test_a_site_repeats_its_name_muted(qtbot):
    table = deployments()
    assert [table.index(row, 0).data(TINT_ROLE) for row in (0, 1)] == ["text", "muted"]


def test_what_is_not_known_is_said_in_muted_words(qtbot):
    table = deployments()
    serial = table.index(0, table.columnCount() - 1)
    assert (serial.data(), serial.data(TINT_ROLE)) == ("unknown", "muted")
    assert table.index(0, 5).data() == "Europe/Amsterdam?"


def test_the_same_deployments_are_renewed_without_moving_anything(qtbot):
    table = deployments()
    with qtbot.assertNotEmitted(table.modelReset):
        table.show_deployments([DUNE, replace(AGAIN, recordings=9)])
    assert table.index(1, 3).data() == "9"


def test_the_worst_findings_come_first(qtbot):
    table = FindingsTable()
    table.show_health([
        health(finding("gaps", Severity.DOUBT)),
        health(finding("note", Severity.NOTE), finding("silence", Severity.BAD)),
    ])  # fmt: skip
    assert [row.finding.code for row in table.rows] == ["silence", "gaps", "note"]
    assert table.row_like(table.rows[1]) == 1


def test_deployments_are_sorted_by_their_headings_site_2_before_site_10(qtbot):
    table = DeploymentsTable()
    ten = replace(DUNE, id=3, site_id=10, site="Site 10", recordings=50)
    two = replace(DUNE, id=4, site_id=2, site="Site 2", recordings=900)
    table.show_deployments([DUNE, AGAIN, two, ten])
    table.sort(3, Qt.SortOrder.DescendingOrder)
    assert [row.deployment.recordings for row in table.rows] == [1200, 900, 50, 7]
    assert table.index(3, 0).data(TINT_ROLE) == "text"
    table.sort(0)
    assert [row.deployment.site for row in table.rows] == ["Dune", "Dune", "Site 2", "Site 10"]
    assert table.index(1, 0).data(TINT_ROLE) == "muted"
