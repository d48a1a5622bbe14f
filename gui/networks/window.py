"""The window of networks: what there is, what each is for, and how to have it here."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

from core.networks.checking import Check
from core.networks.folder import MANIFEST_NAME
from gui.background import BackgroundJob, Call
from gui.list_window import ListWindow
from gui.networks.asking_terms import AskingTerms, Bringing
from gui.networks.details import NetworkDetails
from gui.networks.questions import NetworksQuestion
from gui.open_networks import ListedNetwork, Listing, OpenNetworks, Way
from gui.pages.states import States
from gui.remembered import Remembered
from gui.requests import the_project
from gui.tables.entries_view import EntriesView
from gui.tables.networks_table import NetworksTable
from gui.theme import GRID
from gui.widgets import network_words
from gui.widgets.dropped import folder_of
from gui.widgets.empty import Action, Said
from gui.widgets.parts import button, column, holder, label, line, row

_MARGINS = (2 * GRID, GRID, 2 * GRID, GRID)


class NetworksWindow(ListWindow):
    """A list to search, and beside it the network that is chosen."""

    def __init__(self, parent: QWidget, networks: OpenNetworks, remembered: Remembered) -> None:
        super().__init__(parent, "Networks", remembered, "networks")
        self._networks = networks
        self._listing = Listing((), ())
        self._wanted = ""
        """The id of the network to choose as soon as it is listed."""
        self._problems: dict[str, str] = {}
        self._results: dict[str, tuple[str, ...]] = {}
        self._checks: dict[str, Call] = {}
        """Those under way."""
        self.terms = AskingTerms(self, networks, self.requests)
        self.table = NetworksTable()
        self.view, self.details = EntriesView("Networks", self.table), NetworkDetails()
        self.hint, self.damaged = label("", "muted", wrap=True), label("", "danger", wrap=True)
        self.own = button("Add a network of your own …", self.terms.ask_for_own, picture="add")
        self._build()
        self._connect()
        self.restore()

    @property
    def chosen(self) -> ListedNetwork | None:
        """Return the network that is chosen."""
        number = self.view.currentIndex().row()
        return self.table.rows[number] if 0 <= number < len(self.table.rows) else None

    def says(self, sentence: str) -> bool:
        """Tell whether a sentence is in sight here already."""
        return self.details.problem.text() == sentence

    # --- making ---

    def _build(self) -> None:
        self.search.setPlaceholderText("Find by name, purpose, licence …")
        self.search.setAccessibleName("Find a network")
        for text in (self.hint, self.damaged):
            text.setContentsMargins(*_MARGINS)
            text.hide()
        self._list = QWidget()
        self.states = States(self._list, self.view, self.search.setFocus)
        left = column(
            row(self.search, margins=_MARGINS, grows=0), self.hint, line(), self._list,
            self.damaged, gap=0, grows=3,
        )  # fmt: skip
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(holder(left, "surface"))
        split.addWidget(holder(column(self.details), "surface"))
        split.setSizes([54 * GRID, 66 * GRID])
        split.setChildrenCollapsible(False)
        self._remembered.restore_splitter(split, "networks")
        calm = label("Nothing is fetched unless you ask for it.", "muted")
        foot = row(self.own, calm, 1, button("Close", self.close), gap=2 * GRID, margins=_MARGINS)
        self.setLayout(column(split, line(), foot, gap=0, grows=0))
        look = partial(folder_of, file=MANIFEST_NAME)
        self.take_drops(look, "Drop to add this network", the_project, self.terms.ask_to_add)

    def _connect(self) -> None:
        self._networks.changed.connect(self.reload)
        self._networks.went_on.connect(self._show_under_way)
        self.search.textChanged.connect(self._fill)
        self.view.selectionModel().currentChanged.connect(self._show_chosen)
        self.view.activated.connect(lambda _index: self.details.press())
        self.view.row_actions.offer_buttons(*self.details.buttons)
        self.requests.failed.connect(self._show_problem)
        self.terms.failed.connect(self._show_problem)
        self.terms.began.connect(self._began)
        self.terms.removed.connect(self._removed)
        for wanted, do in (
            (self.details.install_wanted, self.terms.ask_to_install),
            (self.details.bring_wanted, self.terms.ask_to_bring),
            (self.details.remove_wanted, self.terms.ask_to_remove),
            (self.details.check_wanted, self._check),
            (self.details.pack_wanted, self.terms.ask_to_install_pack),
            (self.details.stop_wanted, self._stop),
        ):
            wanted.connect(partial(self._with_chosen, do))
        QShortcut(QKeySequence.StandardKey.Refresh, self, self.reload)
        remove = QShortcut(QKeySequence.StandardKey.Delete, self.view)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(lambda: self.details.press(self.details.remove))

    # --- reading ---

    def reload(self) -> None:
        """Read again what there is."""
        asked = self.requests.ask(
            NetworksQuestion.LISTING, the_project, self._networks.listing, self._show, self._broke
        )
        self.states.show_busy(Said("Looking which networks there are"), asked)

    def _show(self, listing: Listing) -> None:
        self._listing = listing
        self.damaged.setText("\n".join(listing.damaged))
        self.damaged.setVisible(bool(listing.damaged))
        ours = [one.name for one in listing.networks if one.way is Way.WITH_UNDERSONG]
        here = f"Only {' and '.join(ours)} is here yet." if ours else "None is here yet."
        self.hint.setText(f"{here} Choose one to see what it is for, and install it.")
        self.hint.setVisible(not any(one.is_here for one in listing.networks))
        self._fill()

    def _broke(self, sentence: str) -> None:
        again = (Action("Try again", self.reload),)
        self.states.show_failed(Said("The networks could not be read", sentence, again))

    def _fill(self) -> None:
        """Show those that fit what is typed; the chosen one stays, if it is among them."""
        former = self._wanted or (self.chosen.id if self.chosen else "")
        self.table.show_networks(self._listing.networks, self.search.text())
        number = self.table.row_of(former)
        self.view.setCurrentIndex(self.table.index(number or 0, 0))
        if number is not None:
            self._wanted = ""
        if self.table.rows:
            self.states.show_content()
        elif not self.requests.asked(NetworksQuestion.LISTING):
            every = f"None of {len(self._listing.networks):,} has these words."
            show = (Action("Show all", self.search.clear),)
            self.states.show_nothing_found(Said("No network found", every, show))
        self._show_chosen()

    def _show_chosen(self, _current: object = None, _former: object = None) -> None:
        one = self.chosen
        self.details.setVisible(one is not None)
        if one is not None:
            self.details.show_network(one)
            self.details.say(self._problems.get(one.id, ""), self._results.get(one.id, ()))
            self._show_under_way(one.id)

    def _show_under_way(self, id: str) -> None:
        one = self.chosen
        pack = one.pack.name if one and one.pack else ""
        if one is None or id not in (one.id, pack):
            return
        of_pack, installing = self._networks.under_way(pack), self._networks.under_way(one.id)
        running = of_pack if of_pack.job else installing
        if running.job:
            ending = running.job.isInterruptionRequested()
            unit = "packages" if running is of_pack else "bytes"
            self.details.show_under_way("Stopping" if ending else "Installing", running, unit)
            self.details.stop.setEnabled(not ending)
        elif one.id in self._checks:
            self.details.show_under_way("Checking", self._checks[one.id], "steps")
        else:
            self.details.show_under_way("", None)

    # --- doing ---

    def _with_chosen(self, do: Callable[[ListedNetwork], object]) -> None:
        if self.chosen is not None:
            do(self.chosen)

    def _began(self, one: ListedNetwork, job: BackgroundJob, told: Bringing) -> None:
        """Show a job that is just about to be started."""
        self._forget_said(one.id)
        self._wanted = one.id
        job.failed.connect(partial(self._keep_problem, one.id))
        job.completed.connect(partial(self._installed, one.id, told.done))
        self._show_chosen()

    def _installed(self, id: str, done: str) -> None:
        last = self._networks.under_way(id).step
        notes = (last.note,) if last and last.note else ()
        self._keep_result(id, (done, *notes))

    def _removed(self, id: str) -> None:
        self._forget_said(id)
        self._networks.changed.emit()

    def _check(self, one: ListedNetwork) -> None:
        self._forget_said(one.id)
        work = partial(self._networks.checking, one.id)
        done, broke = partial(self._checked, one), partial(self._check_broke, one.id)
        self._checks[one.id] = self.requests.ask(
            (NetworksQuestion.CHECK, one.id), the_project, work, done, broke
        )
        self._show_chosen()

    def _checked(self, one: ListedNetwork, found: Check) -> None:
        del self._checks[one.id]
        self._keep_result(one.id, tuple(network_words.checked(one, found)))

    def _check_broke(self, id: str, sentence: str) -> None:
        del self._checks[id]
        self._keep_problem(id, sentence)

    def _stop(self, one: ListedNetwork) -> None:
        for name in (one.id, one.pack.name if one.pack else one.id):
            self._networks.under_way(name).stop()
        self.requests.forget((NetworksQuestion.CHECK, one.id))
        self._checks.pop(one.id, None)
        self._show_chosen()

    def _show_problem(self, sentence: str) -> None:
        """Say what went wrong with what was just wanted, until another is chosen."""
        self.details.say(sentence)

    def _keep_problem(self, id: str, sentence: str) -> None:
        self._problems[id] = sentence
        self._show_chosen()

    def _keep_result(self, id: str, said: tuple[str, ...]) -> None:
        self._results[id] = said
        self._show_chosen()

    def _forget_said(self, id: str) -> None:
        self._problems.pop(id, None)
        self._results.pop(id, None)

    # --- events ---

    def changeEvent(self, event: QEvent) -> None:
        """Read again as one comes back: a package may have been installed. Called by Qt."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what there is, as it comes on screen. Called by Qt."""
        super().showEvent(event)
        self.search.setFocus()
        self.reload()
