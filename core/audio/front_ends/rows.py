"""Which frequencies of a spectrum are kept."""

from dataclasses import dataclass

from core.audio.front_ends.parameters import require


@dataclass(frozen=True, slots=True)
class SpectrumRows:
    """Which frequencies are kept: row k of a spectrum is k / n_fft of the sample rate."""

    first_row: int = 0
    rows: int = 0
    """How many; 0: all from there on."""
    highest_first: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("first_row", self.first_row, 0)
        require("rows", self.rows, 0)

    def of(self, all_rows: int) -> slice:
        """Return which of all rows. Raises UnusableValueError where there are not so many."""
        require("first_row", self.first_row, 0, all_rows - 1)
        require("rows", self.rows, 0, all_rows - self.first_row)
        end = self.first_row + self.rows if self.rows else all_rows
        if self.highest_first:
            return slice(end - 1, self.first_row - 1 if self.first_row else None, -1)
        return slice(self.first_row, end)
