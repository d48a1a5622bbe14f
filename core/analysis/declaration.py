"""What there is to say of a setting, said once: for commands, the form, checks and records."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import cast

from core.errors import UnusableValueError
from core.networks.manifest import Manifest


def _always(_: Manifest) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting, to everybody who has to do with it. Its type and default are its field's."""

    title: str
    """In the form."""
    help: str
    """On the command line; ``{low}`` and ``{high}`` are its bounds."""
    explanation: str = ""
    """In the form; ``{window}`` is how long the network's windows are."""
    box: str = ""
    """In the form, beside what is ticked: it is yes or no."""
    said: str = ""
    """In a description of methods, where it is not at its default; ``{value}`` is its value."""
    name: str = ""
    """Within a sentence; empty: as its title."""
    option: str = ""
    """On the command line; empty: as its field."""
    low: float = -math.inf
    high: float | Callable[[Manifest], float] = math.inf
    open: bool = False
    """The bounds are no values themselves."""
    words: tuple[str, ...] = ()
    """What may stand in the place of a number."""
    step: float = 1
    decimals: int = 0
    """That the form shows; 0: a whole number."""
    unit: str = ""
    """As it is written behind a number."""
    changes_result: bool = True
    of_pass: bool = False
    """A window's stored scores depend on it, so that another value means to listen again."""
    offered: Callable[[Manifest], bool] = _always
    own: Callable[[Manifest], object] | None = None
    """What a network has in the place of the default."""

    def bounds(self, manifest: Manifest) -> tuple[float, float]:
        """Return the least and the largest value with a network."""
        return self.low, self.high(manifest) if callable(self.high) else self.high

    @property
    def command_help(self) -> str:
        """Return the help of the command line."""
        high = "" if callable(self.high) else f"{self.high:g}"
        return self.help.format(low=f"{self.low:g}", high=high)

    def explained(self, manifest: Manifest) -> str:
        """Return what it means with a network."""
        return self.explanation.format(window=f"{manifest.window_s:g} s")

    def for_network(self, value: object, default: object, manifest: Manifest) -> object:
        """Return what a value comes to with a network."""
        return self.own(manifest) if self.own and value == default else value

    def plain(self, value: object) -> object:
        """Return a value as it is recorded: 0, 0.0 and numpy's 0 are one."""
        if self.box:
            return bool(value)
        if not isinstance(value, Real):
            return value
        number = float(value) + 0.0  # no zero has a sign
        return number if self.decimals else int(number)

    def check(self, value: object, manifest: Manifest) -> None:
        """Raise UnusableValueError, saying what can be, for a value that cannot."""
        low, high = self.bounds(manifest)
        if isinstance(value, Real) and not self.box:
            number = cast("float", value)
            fits = low < number < high if self.open else low <= number <= high
            if fits and not self.decimals and number != int(number):
                raise UnusableValueError(f"The {self._name} must be a whole number.")
        else:
            fits = not self.words or value in self.words
        if not fits:
            words = f", or be {' or '.join(self.words)}" if self.words else ""
            raise UnusableValueError(
                f"The {self._name} must lie between {low:g} and {high:g}{self.unit}{words}."
            )

    def refuse(self, manifest: Manifest) -> UnusableValueError:
        """Return what to say where it was given with a network that does not offer it."""
        network = f"{manifest.title} {manifest.version}"
        return UnusableValueError(f"{network} does not offer a {self._name}: leave it out.")

    @property
    def _name(self) -> str:
        return self.name or self.title.lower()
