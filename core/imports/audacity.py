"""Audacity's label tracks: start, end and a text, and perhaps a band in a second line.

HawkEars writes them too, as ``CODE;score``, Chirpity as ``Common 85%`` (200% is confirmed there),
and BirdNET-Analyzer with the score in a fourth column behind ``Scientific, Common``: those are
detections, all others annotations.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from core.domain import Verdict
from core.imports.format import ImportFormat, ResultsHead
from core.imports.result import HeardRow, ResultRow, RowError
from core.imports.tables import checked, hertz, is_no_call, number, probability, two_names
from core.tabular import Problem, numbered, refusal
from core.text_files import text_file

_LABEL = re.compile(r"\s*[0-9]+([.,][0-9]+)?\t\s*[0-9]+([.,][0-9]+)?\t")
_SCORED = re.compile(r"(.+);\s*([01]([.,][0-9]+)?)")
_PERCENT = re.compile(r"(.+) ([0-9]{1,3}(\.[0-9]+)?)%")
_SCORE = re.compile(r"[01]([.,][0-9]+)?")
_WITH_SCORE = 4
_LEAST_S = 0.001
"""A label of one moment has no length in Audacity."""


def recognise(head: ResultsHead) -> bool:
    """Tell whether a file begins with a label."""
    return _LABEL.match(head.beginning) is not None


def read(path: Path) -> Iterator[ResultRow | HeardRow]:
    """Yield the labels, each with the band that follows it. Raises UserError, naming lines."""
    wrong: list[Problem] = []
    label: ResultRow | None = None
    with text_file(path) as (text, _):
        for line, written in numbered(text, path):
            cells = written.rstrip("\r\n").split("\t")
            try:
                if cells[0] == "\\":
                    label = _with_band(label, cells)
                elif written.strip():
                    if label is not None:
                        yield _or_nothing(label)
                    label = _label(line, cells)
            except RowError as error:
                wrong.append((line, str(error)))
    if wrong:
        raise refusal(path, wrong)
    if label is not None:
        yield _or_nothing(label)


def _or_nothing(label: ResultRow) -> ResultRow | HeardRow:
    return HeardRow(label.line, "") if is_no_call(label.scientific, label.common) else label


def _label(line: int, cells: list[str]) -> ResultRow:
    if len(cells) < 3:
        raise RowError("it has no start, end and label, parted by tabs")
    start_s, end_s = number(cells[0].strip(), "start"), number(cells[1].strip(), "end")
    text = " ".join(cells[2:]).strip()
    scored = _SCORED.fullmatch(text)
    score = probability(scored[2]) if scored else None
    names = two_names(scored[1] if scored else text)
    if len(cells) == _WITH_SCORE and _SCORE.fullmatch(cells[3].strip()):
        score = probability(cells[3].strip())
        names = two_names(cells[2].strip().replace(", ", "_", 1))
    verdict = None
    if percent := _PERCENT.fullmatch(text):
        share = number(percent[2], "score") / 100
        score, verdict = min(1.0, share), Verdict.CORRECT if share > 1 else None
        names = two_names(percent[1])
    end_s = max(end_s, start_s + _LEAST_S)
    return checked(ResultRow(line, "", start_s, end_s, score=score, verdict=verdict, **names))


def _with_band(label: ResultRow | None, cells: list[str]) -> ResultRow:
    if label is None or len(cells) < 3:
        raise RowError("a band stands here without its label")
    low, high = (hertz(text.strip()) for text in cells[1:3])
    # Audacity writes -1 where a label has an open band.
    band = [None if hz is None or hz < 0 else hz for hz in (low, high)]
    return checked(replace(label, low_hz=band[0], high_hz=band[1]))


FORMAT = ImportFormat(
    "audacity", "Audacity", recognise, read,
    "Label tracks, each named after its recording; those of networks are detections.",
    empty_is_nothing=True,
)  # fmt: skip
