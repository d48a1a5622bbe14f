"""The tables that are known: of this program and of its neighbours, by their columns."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from core.domain import Verdict
from core.imports.bat_tables import BAT_TABLES
from core.imports.drawn_tables import DRAWN_TABLES
from core.imports.tables import (
    NO_SPECIES,
    Cells,
    ResultsTable,
    joined,
    logistic,
    number,
    two_names,
    verdict_of,
)
from core.tabular import Told

_CHIRPITY_S = 3.0
_CLOCKS_MOVE_S = 1800
"""Clocks are put forward and back by whole half hours."""
_PERCH_S = 5.0


def _own(cells: Cells) -> Mapping[str, object]:
    verdict = Verdict(cells["verdict"]) if cells["verdict"] in set(Verdict) else None
    moved = cells["held"] and cells["held"] != cells["scientific"]
    return {"verdict": verdict, "manual": cells["held"] if moved else ""}


UNDERSONG = ResultsTable(
    "undersong", "Undersong",
    needs=("detection_id", "offset_s", "end_offset_s", "in_species_list"),
    roles={
        "file": ("file",), "start": ("offset_s",), "end": ("end_offset_s",),
        "scientific": ("scientific_name",), "common": ("common_name",), "score": ("score",),
        "low": ("low_hz",), "high": ("high_hz",), "label": ("label",), "verdict": ("verdict",),
        "held": ("current_scientific_name",), "reviewer": ("reviewer",), "note": ("note",),
    },
    also=_own,
    holds="Undersong's table of detections (detections-csv), of another project.",
)  # fmt: skip

UNDERSONG_DRAWN = ResultsTable(
    "undersong-annotations", "Undersong",
    needs=("annotation_id", "offset_s", "end_offset_s"),
    roles={
        "file": ("file",), "start": ("offset_s",), "end": ("end_offset_s",),
        "scientific": ("scientific_name",), "common": ("common_name",),
        "low": ("low_hz",), "high": ("high_hz",), "reviewer": ("reviewer",), "note": ("note",),
    },
    scored=False,
    holds="Undersong's table of annotations (annotations-csv), of another project.",
)  # fmt: skip


def _chirpity(cells: Cells) -> Mapping[str, object]:
    said: dict[str, object] = {"length_s": _CHIRPITY_S}
    try:
        from_, to = (
            datetime.fromisoformat(cells[name]).replace(tzinfo=None)
            for name in ("clock_start", "clock_end")
        )
    except ValueError:
        pass
    else:  # the clock may have been put forward or back in between
        said["length_s"] = (to - from_).total_seconds() % _CLOCKS_MOVE_S or _CHIRPITY_S
    if cells["confidence"].casefold() == "confirmed":
        return said | {"score": 1.0, "verdict": Verdict.CORRECT}
    written, percent = cells["confidence"].removesuffix("%").strip(), "%" in cells["confidence"]
    return said | {"score": min(1.0, number(written, "confidence") / (100 if percent else 1))}


CHIRPITY = ResultsTable(
    "chirpity", "Chirpity",
    needs=("Detection start", "Detection end", "Latin name", "Start (s)", "Confidence"),
    roles={
        "file": ("File",), "start": ("Start (s)",), "clock_start": ("Detection start",),
        "clock_end": ("Detection end",), "scientific": ("Latin name",), "common": ("Common name",),
        "confidence": ("Confidence",), "note": ("Comment",),
    },
    also=_chirpity,
    holds="Chirpity's CSV; what is confirmed there is correct here.",
)  # fmt: skip

BIRDNET = ResultsTable(
    "birdnet", "BirdNET-Analyzer",
    needs=("Start (s)", "End (s)", "Scientific name", "Common name", "Confidence"),
    roles={
        "file": ("File", "Filepath", "File path"), "start": ("Start (s)",), "end": ("End (s)",),
        "scientific": ("Scientific name",), "common": ("Common name",), "score": ("Confidence",),
    },
    holds="CSV and Parquet of BirdNET-Analyzer and birda, of all recordings or a file of each.",
)  # fmt: skip

BIRDNET_3 = ResultsTable(
    "birdnet-3", "BirdNET 3",
    needs=("start_sec", "end_sec", "confidence", "label"),
    roles={
        "file": ("name",), "start": ("start_sec",), "end": ("end_sec",), "name": ("label",),
        "score": ("confidence",),
    },
    also=lambda cells: two_names(cells["name"]),
    holds="The CSV of BirdNET 3's preview.",
)  # fmt: skip

BIRDNET_R = ResultsTable(
    "birdnet-r", "BirdNET-Analyzer",
    needs=("filepath", "start", "end", "scientific_name", "confidence"),
    roles={
        "file": ("filepath",), "start": ("start",), "end": ("end",),
        "scientific": ("scientific_name",), "common": ("common_name",), "score": ("confidence",),
    },
    holds="BirdNET-Analyzer's table for R.",
)  # fmt: skip

BIRDNET_KALEIDOSCOPE = ResultsTable(
    "birdnet-kaleidoscope", "BirdNET-Analyzer",
    needs=("IN FILE", "OFFSET", "DURATION"), one_of=("confidence", "TOP1DIST"),
    lacks=("AUTO ID", "MANUAL ID", "CHANNEL", "DATE"),
    roles={
        "folder": ("FOLDER",), "name": ("IN FILE",), "start": ("OFFSET",),
        "duration": ("DURATION",), "scientific": ("scientific_name",),
        "common": ("common_name", "TOP1MATCH"), "score": ("confidence", "TOP1DIST"),
    },
    file_of=joined,
    holds="BirdNET-Analyzer's and birda's tables in the manner of Kaleidoscope.",
)  # fmt: skip


def _kaleidoscope(cells: Cells) -> Mapping[str, object]:
    auto = cells["auto"]
    manual = [name.strip() for name in re.split("[;,]", cells["manual"]) if name.strip()]
    if auto.casefold() in NO_SPECIES or not auto:
        return {**two_names(manual[0]), "score": None}  # a person's own finding
    return two_names(auto) | verdict_of(auto, manual)


def _kaleidoscope_whole(columns: Sequence[str], _rows: Callable[[], Iterator[Told]]) -> Cells:
    return {} if "OFFSET" in columns else {"start": "0"}  # each file is one pass of a bat


def _says_nothing(cells: Cells) -> bool:
    return all(cells[name].casefold() in NO_SPECIES | {""} for name in ("auto", "manual"))


KALEIDOSCOPE = ResultsTable(
    "kaleidoscope", "Kaleidoscope",
    needs=("IN FILE", "DURATION"), one_of=("AUTO ID", "TOP1MATCH", "MANUAL ID"),
    roles={
        "folder": ("FOLDER",), "name": ("IN FILE",), "start": ("OFFSET",),
        "duration": ("DURATION",), "auto": ("AUTO ID", "TOP1MATCH"), "manual": ("MANUAL ID",),
        "score": ("MATCH RATIO",),
    },
    also=_kaleidoscope, file_of=joined, skips=_says_nothing, whole=_kaleidoscope_whole,
    holds="Kaleidoscope's id.csv and cluster.csv: AUTO ID as detections, MANUAL ID as verdicts.",
)  # fmt: skip

HAWKEARS = ResultsTable(
    "hawkears", "HawkEars",
    needs=("start_time", "end_time", "score"), one_of=("class_name", "class_code", "name"),
    roles={
        "file": ("filename", "recording"), "start": ("start_time",), "end": ("end_time",),
        "common": ("class_name", "name", "class_code"), "label": ("class_code",),
        "score": ("score",),
    },
    holds="HawkEars_labels.csv, and scores.csv of version 2.",
)  # fmt: skip


def _hawkears_reviewed(cells: Cells) -> Mapping[str, object]:
    verdict = _HAWKEARS_VERDICTS.get(cells["said"].casefold())
    moved = cells["held"] if cells["held"] != cells["scientific"] else ""
    return {"verdict": verdict, "manual": moved if verdict is Verdict.WRONG else ""}


_HAWKEARS_VERDICTS = {
    "correct": Verdict.CORRECT, "incorrect": Verdict.WRONG, "uncertain": Verdict.UNSURE,
}  # fmt: skip

HAWKEARS_REVIEWED = ResultsTable(
    "hawkears-reviewed", "HawkEars",
    needs=("recording", "review_verdict", "original_start_seconds", "original_end_seconds"),
    roles={
        "file": ("recording",), "start": ("original_start_seconds",),
        "end": ("original_end_seconds",), "scientific": ("original_scientific_name",),
        "common": ("original_species",), "label": ("original_species_code",), "score": ("score",),
        "low": ("original_min_frequency_hz",), "high": ("original_max_frequency_hz",),
        "said": ("review_verdict",), "held": ("current_scientific_name",),
        "note": ("review_notes",),
    },
    also=_hawkears_reviewed,
    holds="Reviewed detections of HawkEars 2, with what was said of them.",
)  # fmt: skip

BIRDNET_PACKAGE = ResultsTable(
    "birdnet-package", "birdnet",
    needs=("input", "start_time", "end_time", "species_name", "confidence"),
    roles={
        "file": ("input",), "start": ("start_time",), "end": ("end_time",),
        "name": ("species_name",), "score": ("confidence",),
    },
    also=lambda cells: two_names(cells["name"]),
    holds="The CSV of the Python package birdnet.",
)  # fmt: skip

BIRDA = ResultsTable(
    "birda", "birda",
    needs=("start_time", "end_time", "confidence"), one_of=("source_file", "spec_version"),
    roles={
        "file": ("source_file", "file"), "start": ("start_time",), "end": ("end_time",),
        "scientific": ("scientific_name",), "common": ("common_name",), "score": ("confidence",),
    },
    skips=lambda cells: not (cells["scientific"] or cells["common"]),
    holds="birda's JSON: of each recording, and what it tells while it runs.",
)  # fmt: skip

BIRDNETLIB = ResultsTable(
    "birdnetlib", "birdnetlib",
    needs=("start_time", "end_time", "confidence"), one_of=("scientific_name", "common_name"),
    roles={
        "file": ("path", "file", "filepath", "filename", "recording"), "start": ("start_time",),
        "end": ("end_time",), "scientific": ("scientific_name",), "common": ("common_name",),
        "label": ("label",), "score": ("confidence",),
    },
    holds="Detections of birdnetlib, written as a table.",
)  # fmt: skip


def _hoplite(cells: Cells) -> Mapping[str, object]:
    said: dict[str, object] = dict(two_names(cells["name"]))
    if cells["logits"]:
        said["score"] = logistic(cells["logits"])
    return said


HOPLITE = ResultsTable(
    "hoplite", "perch-hoplite",
    needs=("filename", "window_start", "window_end", "label"),
    roles={
        "file": ("filename",), "start": ("window_start",), "end": ("window_end",),
        "name": ("label",), "logits": ("logits", "logit"),
    },
    also=_hoplite,
    holds="The CSV of perch-hoplite; logits become scores.",
)  # fmt: skip


PERCH = ResultsTable(
    "perch", "Perch",
    needs=("filename", "timestamp_s", "label", "logit"),
    roles={
        "file": ("filename",), "start": ("timestamp_s",), "name": ("label",), "logits": ("logit",),
    },
    also=lambda cells: {**_hoplite(cells), "length_s": _PERCH_S},
    holds="Perch's inference.csv; logits become scores.",
)  # fmt: skip


TABLES = (
    UNDERSONG, UNDERSONG_DRAWN, CHIRPITY, BIRDNET, BIRDNET_R, BIRDNET_3,
    BIRDNET_KALEIDOSCOPE, KALEIDOSCOPE, HAWKEARS, HAWKEARS_REVIEWED, BIRDNET_PACKAGE, BIRDA,
    BIRDNETLIB,
    HOPLITE, PERCH, *BAT_TABLES, *DRAWN_TABLES,
)  # fmt: skip
"""In the order in which they are tried: the narrower first."""
