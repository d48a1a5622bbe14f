"""Results of other programs, taken in as runs, verdicts and annotations."""

from core.imports.formats import FORMATS
from core.imports.gathering import Gathered, ResultsPreview, gather, preview, unsettled
from core.imports.import_step import ImportStep, ImportTurn
from core.imports.settling import read_settlements, write_unsettled
from core.imports.taking import newest, take, take_out

__all__ = [
    "FORMATS", "Gathered", "ImportStep", "ImportTurn", "ResultsPreview", "gather", "newest",
    "preview", "read_settlements", "take", "take_out", "unsettled", "write_unsettled",
]  # fmt: skip
