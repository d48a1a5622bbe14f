"""One row for each species of two analyses of the same recordings."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.bridge import QUANTILES, Bridge, BridgeRow
from core.exports.files import write_csv

COLUMNS = (
    "scientific_name", "common_name", "known_to", "windows_1", "windows_2", "windows_both",
    "only_1", "only_2", "files_1", "files_2", "files_both", "threshold_1", "threshold_2",
    "threshold_2_of_same_count", "rank_correlation", "rank_correlation_low_95",
    "rank_correlation_high_95",
    *(f"{what}_at_{round(at * 100)}" for at in QUANTILES for what in ("score_1", "score_2")),
    "network_1", "network_2", "run_1", "run_2",
)  # fmt: skip


def write_rows(found: Bridge, path: Path, for_excel: bool = False) -> int:
    """Write a comparison, and return how many species it has."""
    return write_csv(path, COLUMNS, _rows(found), for_excel=for_excel)


def _rows(found: Bridge) -> Iterator[tuple[object, ...]]:
    one, other = found.runs
    thresholds = (one.settings["min_score"], other.settings["min_score"])
    named = (one.network, other.network, one.fingerprint, other.fingerprint)
    for row in found.rows:
        yield (*_row(row, *thresholds), *named)


def _row(row: BridgeRow, one: float, other: float) -> tuple[object, ...]:
    known = {(True, True): "both", (True, False): "1", (False, True): "2"}[row.known_to]
    rho = row.correlation
    related = (None,) * 3 if rho is None else (rho.estimate, rho.low, rho.high)
    mapped: Sequence[float | None] = [value for pair in row.mapped for value in pair]
    return (
        row.species.scientific_name,
        row.species.common_name,
        known,
        *row.found,
        row.both,
        *(number - row.both for number in row.found),
        *row.files,
        row.files_both,
        one,
        other,
        *map(_number, (row.same_count, *related)),
        *map(_number, mapped or [None] * (2 * len(QUANTILES))),
    )


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.4f}"
