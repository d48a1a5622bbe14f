"""The window of networks: the list and its details, keys, the states of its list, and checks."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from core.errors import UserError
from core.jobs import Progress
from core.networks import catalogue, installing
from core.networks.catalogue import Readiness
from core.networks.files import networks_folder
from gui.networks.opening import Networks
from gui.open_networks import OpenNetworks
from gui.pages.states import State
from gui.remembered import Remembered
from gui.widgets import dialogs, network_words
from tests.core.networks.folders import network_folder
from tests.gui.networks.test_installing import choose
from tests.gui.pages.heath import settle
from tests.gui.pages.test_accessible import PAINTED, choices, controls, name_of, role_of
from tests.gui.pages.test_states import Gate


@pytest.fixture
def shown(networks):
    return networks()


def facts(listed):
    pairs = ((name.text(), text.text()) for name, text in listed._lines if not name.isHidden())
    return dict(pairs)


def test_every_network_is_listed_those_that_are_ready_first(shown):
    assert [one.id for one in shown.table.rows[:1]] == ["birdnet-2.4"]
    assert {one.id for one in shown.table.rows} == {e.manifest.id for e in catalogue.entries()}
    assert "Only BirdNET 2.4 is here yet" in shown.hint.text()


def test_a_row_tells_all_that_it_paints(shown):
    index = shown.table.index(shown.table.row_of("nighthawk-0.3.1"), 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    for words in ("Nighthawk", "Not installed", "CC BY-NC 4.0, non-commercial use only", "94.4 MB"):
        assert words in said


def test_beside_the_list_is_all_that_is_known_of_the_chosen_one(qtbot, shown):
    choose(qtbot, shown, "nighthawk-0.3.1")
    terms, others = facts(shown.details.terms), facts(shown.details.others)
    assert terms["Licence"] == "CC BY-NC 4.0. Only for non-commercial use."
    assert "Van Doren" in terms["Please cite"]
    assert (others["Size"], others["Hears"]) == (
        "94.4 MB",
        "22.05 kHz, windows of 1 s",
    )
    assert others["Tried"] == "Undersong was tried with its real weights."
    assert others["From"].startswith("https://")
    shown.details.copy_citation.click()
    assert QGuiApplication.clipboard().text() == shown.chosen.manifest.citation


def test_of_a_network_that_reads_words_that_is_told(shown):
    one = shown.table.rows[shown.table.row_of("laion-clap")]
    assert dict(network_words.at_length(one))["Gives"].endswith("can be asked in words")


def test_the_licence_of_the_code_is_told_where_it_is_another(shown, monkeypatch):
    one = shown.table.rows[0]
    monkeypatch.setattr(type(one.manifest), "code_licence", "MIT", raising=False)
    assert dict(network_words.terms(one))["Code under"] == "MIT"


def test_nothing_that_is_said_in_the_window_is_an_option_or_a_command_of_undersong(shown):
    for one in shown.table.rows:
        said = " ".join((network_words.what_to_do(one), *map(str, network_words.at_length(one))))
        assert "--" not in said
        assert "undersong networks" not in said


def test_typing_leaves_those_with_all_the_words(qtbot, shown):
    qtbot.keyClicks(shown.search, "bats non-commercial")
    assert shown.table.rows
    assert all(one.manifest.non_commercial for one in shown.table.rows)
    assert shown.chosen is shown.table.rows[0]
    qtbot.keyClicks(shown.search, " xyz")
    assert shown.states.state is State.NOTHING_FOUND
    assert not shown.details.isVisible()
    qtbot.mouseClick(shown.states.empty.button, Qt.MouseButton.LeftButton)
    assert (shown.search.text(), shown.states.state) == ("", State.CONTENT)


def test_the_chosen_one_stays_chosen_while_it_fits(qtbot, shown):
    choose(qtbot, shown, "silero-vad")
    qtbot.keyClicks(shown.search, "voice")
    assert shown.chosen.id == "silero-vad"
    shown.search.clear()
    assert shown.chosen.id == "silero-vad"


def test_keys_lead_from_the_search_into_the_list_and_to_what_is_done(qtbot, shown, asked):
    assert QApplication.focusWidget() is shown.search
    qtbot.keyClicks(shown.search, "yamnet tflite")
    qtbot.keyClick(shown.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is shown.view
    qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    assert asked(shown).windowTitle() == "Install YAMNet 1 (tflite)?"  # and nothing is accepted
    qtbot.keyClick(asked(shown), Qt.Key.Key_Escape)
    assert shown.isVisible()
    qtbot.keyClick(shown.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is shown.search)
    qtbot.keyClick(shown.search, Qt.Key.Key_Escape)
    assert (shown.search.text(), shown.isVisible()) == ("", True)
    qtbot.keyClick(shown.search, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_arrows_choose_and_the_details_follow(qtbot, shown):
    shown.view.setFocus()
    qtbot.keyClick(shown.view, Qt.Key.Key_Down)
    assert shown.chosen is shown.table.rows[1]
    assert shown.details.title.text() == shown.table.rows[1].name


@pytest.mark.parametrize("id", ["birdnet-2.4", "yamnet-tflite"])
def test_every_control_has_a_name_and_tab_reaches_it(qtbot, shown, id):
    choose(qtbot, shown, id)
    wanted = {choices(each) for each in controls(shown)}
    assert len(wanted) >= 6
    assert [each for some in wanted for each in some if not name_of(each)] == []
    painted = [each for some in wanted for each in some if role_of(each) is PAINTED]
    assert [name_of(each) for each in painted if not each.accessibleDescription()] == []
    reached = set()
    for _ in range(2 * len(wanted) + 10):
        shown.focusNextPrevChild(True)
        reached.add(QApplication.focusWidget())
    assert [[name_of(each) for each in some] for some in wanted if not some & reached] == []


def test_the_window_is_in_the_file_menu_and_comes_without_a_project(qtbot, window):
    (action,) = (a for a in window.menus.file.actions() if "works" in a.text())
    action.trigger()
    settle(qtbot, window)
    assert window.networks.shown.isVisible()


def test_its_size_is_remembered(qtbot, window, shown, tmp_path):
    shown.resize(880, 610)
    shown.close()
    other = Networks(window, frozenset, Remembered(tmp_path / "window.ini"))
    other.show()
    settle(qtbot, other)
    assert other.window.size() == QSize(880, 610)
    other.leave()


# --- states of the list ---


def test_reading_that_lasts_and_fails_is_said_and_can_be_tried_again(qtbot, window, monkeypatch):
    gate, real, broken = Gate(), OpenNetworks.listing, [True]

    def slowly(self):
        gate.pass_through()
        if broken:
            raise UserError("The disk with the networks is gone.")
        return real(self)

    monkeypatch.setattr(OpenNetworks, "listing", slowly)
    window.networks.show()
    shown = window.networks.window
    qtbot.waitUntil(lambda: shown.states.state is State.BUSY)
    assert shown.states.empty.title.text() == "Looking which networks there are"
    gate.opened.set()
    qtbot.waitUntil(lambda: shown.states.state is State.FAILED)
    assert shown.states.empty.sentence.text() == "The disk with the networks is gone."
    broken.clear()
    qtbot.mouseClick(shown.states.empty.button, Qt.MouseButton.LeftButton)
    settle(qtbot, shown)
    assert (shown.states.state, bool(shown.table.rows)) == (State.CONTENT, True)


def test_a_damaged_folder_is_said_below_the_list_and_hides_no_other(networks):
    network_folder(networks_folder() / "marsh-1")
    (networks_folder() / "marsh-1" / "network.toml").write_text("id = 1")
    shown = networks()
    assert "marsh-1" in shown.damaged.text()
    assert len(shown.table.rows) > 50


# --- what keeps one from being used ---


def test_a_network_whose_runtime_is_not_here_names_the_one_command(
    qtbot, networks, stick, monkeypatch
):
    list(installing.add(stick))
    monkeypatch.setattr("core.networks.runtimes.needed.finds", lambda _: False)
    shown = networks()
    choose(qtbot, shown, "marsh-1")
    assert shown.chosen.state is Readiness.NEEDS_RUNTIME
    assert "Needs a package" in shown.details.standing.text()
    assert not shown.details.check.isVisible()
    qtbot.mouseClick(shown.details.copy_command, Qt.MouseButton.LeftButton)
    command = QGuiApplication.clipboard().text()
    assert command == "make setup"
    assert command in shown.details.todo.text()
    assert shown.details.copy_command.text().strip() == "Copied"


def test_an_installed_program_takes_in_the_pack_that_a_network_needs(
    qtbot, networks, monkeypatch, click, tmp_path
):
    taken = []

    def take_in(source):
        taken.append(source)
        yield Progress(1, 2, "wheel")

    monkeypatch.setattr("core.networks.runtimes.needed.finds", lambda _: False)
    monkeypatch.setattr("core.networks.runtimes.needed.is_installed_program", lambda: True)
    monkeypatch.setattr("gui.open_networks.take_in", take_in)
    monkeypatch.setattr(dialogs, "file_to_read", lambda *_: tmp_path / "tensorflow.pack")
    shown = networks()
    choose(qtbot, shown, "perch-2.0")
    assert shown.details.todo.text() == "It is run by TensorFlow, which is not here."
    assert not shown.details.copy_command.isVisible()
    click(shown.details.get_pack)
    box = shown.findChild(QMessageBox)
    assert "Up to 620.0 MB are fetched" in box.informativeText()
    click(next(each for each in box.buttons() if each.text() == "Choose a file …"))
    qtbot.waitUntil(lambda: shown.details.result.text() == "TensorFlow is installed.")
    assert taken == [tmp_path / "tensorflow.pack"]


def test_coming_back_to_the_window_looks_again(qtbot, window, networks, stick):
    shown = networks()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    list(installing.add(stick))
    shown.activateWindow()
    qtbot.waitUntil(lambda: shown.table.row_of("marsh-1") is not None)


# --- checks ---


def test_a_check_says_shapes_ranges_and_time(qtbot, networks, stick, click):
    list(installing.add(stick))
    shown = networks()
    choose(qtbot, shown, "marsh-1")
    click(shown.details.check)
    assert shown.details.progress.text().startswith("Checking")
    settle(qtbot, shown)
    said = shown.details.result.text()
    for words in (
        "Nothing is wrong with it.",
        "scores: 6 × 2 numbers, from ",
        "ms for each window of 1 s",
    ):
        assert words in said
    choose(qtbot, shown, "birdnet-2.4")
    assert shown.details.result.text() == ""
    choose(qtbot, shown, "marsh-1")
    assert shown.details.result.text() == said


def test_a_check_can_be_stopped(qtbot, networks, stick, click):
    list(installing.add(stick))
    shown = networks()
    choose(qtbot, shown, "marsh-1")
    click(shown.details.check)
    click(shown.details.stop)
    assert shown.settled
    assert shown.details.check.isVisible()
    assert shown.details.result.text() == shown.details.problem.text() == ""


def test_a_file_that_is_no_network_is_said_by_its_check(qtbot, networks, tmp_path, click):
    list(installing.add(network_folder(tmp_path / "mine")))
    shown = networks()
    choose(qtbot, shown, "marsh-1")
    click(shown.details.check)
    settle(qtbot, shown)
    assert "net.tflite" in shown.details.problem.text()
    assert shown.details.result.text() == ""


def test_a_row_has_a_menu_with_what_its_buttons_do(qtbot, shown):
    offered = {}
    for network in ("birdnet-2.4", "nighthawk-0.3.1"):
        choose(qtbot, shown, network)
        menu = shown.view.row_actions.menu()
        actions = (one for one in menu.actions() if one.isVisible() and one.text())
        offered[network] = [one.text() for one in actions]
    assert offered["birdnet-2.4"][0] == "Check"
    assert offered["nighthawk-0.3.1"][:2] == ["Install …", "From this computer …"]
    assert "Check" not in offered["nighthawk-0.3.1"]
