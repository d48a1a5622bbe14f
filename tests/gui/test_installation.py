from core.installation import checking
from core.jobs import answer
from gui.installation import CHECKS


def test_what_a_window_needs_is_there():
    drawn, heard = answer(checking(CHECKS))
    assert drawn.works, drawn.detail
    assert drawn.detail.startswith("Qt 6")
    assert heard.works, heard.detail


def test_what_qt_remarks_on_missing_outputs_is_not_among_the_findings(capfd):
    answer(checking(CHECKS[1:]))
    assert capfd.readouterr().err == ""
