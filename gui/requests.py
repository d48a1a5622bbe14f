"""Questions to core and work for it, answered in another thread while a page is on screen."""

from collections.abc import Callable, Hashable
from enum import Enum

from PySide6.QtCore import QObject, Signal

from gui.background import About, Call, call

Question = Enum | tuple[Enum, Hashable]
"""A place on screen that an answer fills, and where there are several alike, which of them."""
_Key = Question | int


def the_project() -> None:
    """Be the subject of what holds for the whole project, whatever of it is shown."""


class Requests(QObject):
    """What a page asks of core and has it do, in another thread.

    An answer counts while what it is about is shown, as the asker states it. Where a question is
    asked again before it is answered, the newest answer counts.
    """

    failed = Signal(str)
    did = Signal()
    """Something that was to be done has come to its end."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._under_way: dict[_Key, _Request] = {}
        self._doings = 0

    @property
    def busy(self) -> bool:
        """Tell whether an answer is still to come."""
        return bool(self._under_way)

    @property
    def doing(self) -> bool:
        """Tell whether something is being done, also what was forgotten since."""
        return any(one.under_way for one in self.findChildren(_Doing))

    def asked(self, question: Question) -> bool:
        """Tell whether the answer to a question is still to come."""
        return question in self._under_way

    def ask(
        self,
        question: Question,
        about: About,
        work: Callable[[], object],
        then: Callable[..., object],
        failed: Callable[[str], object] | None = None,
        *,
        first: bool = False,
    ) -> Call:
        """Read something elsewhere and hand what ``work`` returns to ``then``.

        ``about`` returns what is shown now, of all that the answer depends on (``the_project``
        where that is nothing): if it returns something else when the answer comes, neither
        ``then`` nor ``failed`` is called. The same question asked before is forgotten.
        ``failed`` gets the sentence of a failure, otherwise the page's notice does. ``first``: the
        person waits for it, and it does not wait for other answers.
        """
        self.forget(question)
        return self._begin(_Request(question, then, failed, self), about, work, first=first)

    def do(
        self,
        work: Callable[[], object],
        then: Callable[..., object],
        failed: Callable[[str], object] | None = None,
        *,
        in_turn: bool = False,
    ) -> None:
        """Change or write something elsewhere; several may be under way.

        ``in_turn``: in the line of all changes of the project, after what was asked for before.
        ``then`` is called while the asker is there; a failure is told in any case.
        """
        self._doings += 1
        self._begin(_Doing(self._doings, then, failed, self), the_project, work, in_turn=in_turn)

    def forget(self, question: Question) -> None:
        """Drop a question; its answer is not wanted any more."""
        self._drop(question)

    def forget_all(self) -> None:
        """Drop all questions; that something could not be done is still told."""
        for key in list(self._under_way):
            self._drop(key)

    def ended(self, request: "_Request") -> None:
        """Note an answer. Called by the request itself."""
        if self._under_way.get(request.key) is request:
            del self._under_way[request.key]

    def _begin(
        self,
        request: "_Request",
        about: About,
        work: Callable[[], object],
        *,
        in_turn: bool = False,
        first: bool = False,
    ) -> Call:
        self._under_way[request.key] = request
        under_way = call(self, about, work, in_turn=in_turn, first=first)
        request.wait_for(under_way)
        return under_way

    def _drop(self, key: _Key) -> None:
        earlier = self._under_way.pop(key, None)
        if earlier:
            earlier.drop()


class _Request(QObject):
    """One request. It ends with its page, and then nobody is called back."""

    def __init__(
        self,
        key: _Key,
        then: Callable[..., object],
        failed: Callable[[str], object] | None,
        parent: Requests,
    ) -> None:
        super().__init__(parent)
        self.key, self._parent = key, parent
        self._then, self._failed = then, failed or parent.failed.emit
        self._call: Call | None = None
        self.under_way = True

    def wait_for(self, under_way: Call) -> None:
        """Have the answer delivered."""
        self._call = under_way
        under_way.done.connect(self._came)
        under_way.failed.connect(self._broke)
        under_way.lapsed.connect(self._lapsed)

    def drop(self) -> None:
        """Have no answer delivered."""
        if self._call:
            self._call.drop()
        self.deleteLater()

    def _came(self, answer: object) -> None:
        self._end()
        self._then(answer)

    def _broke(self, sentence: str) -> None:
        self._end()
        self._failed(sentence)

    def _lapsed(self, _problem: str) -> None:
        self._end()

    def _end(self) -> None:
        self.under_way = False
        self._parent.ended(self)
        self.deleteLater()


class _Doing(_Request):
    """Something that is done whatever is shown by then; that it failed is never kept back."""

    def drop(self) -> None:
        """Tell of nothing but a failure."""
        self._then = lambda _answer: None

    def _came(self, answer: object) -> None:
        super()._came(answer)
        self._parent.did.emit()

    def _broke(self, sentence: str) -> None:
        super()._broke(sentence)
        self._parent.did.emit()

    def _lapsed(self, problem: str) -> None:
        self._end()
        if problem:
            self._failed(problem)
        self._parent.did.emit()
