"""Answers from other threads are held back, and delivered one by one in any order."""

from PySide6.QtCore import QCoreApplication

from gui import background


class HeldBack:
    """Stands in for the timer of what brings answers: it starts no round by itself."""

    def __init__(self) -> None:
        self._postman = background._postman()
        self._round, self._postman._round = self._postman._round, self

    def start(self) -> None:
        """Begin no round."""

    def outstanding(self) -> int:
        """Let all work that was asked for be done; return how many answers wait."""
        background.wait_for_calls()
        QCoreApplication.sendPostedEvents()
        return len(self._postman._bag)

    def deliver(self, number: int) -> None:
        """Hand over one answer, as it always is."""
        bag = self._postman._bag
        under_way, result, problem = bag[number]
        del bag[number]
        under_way.deliver(result, problem)

    def let_go(self) -> None:
        """Hand over everything from now on."""
        self._postman._round = self._round
        self._round.start()
