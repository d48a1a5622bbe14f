"""Tables of what people drew, Raven's first, and tables of anything under usual names of columns.

With a score they hold detections, without one annotations.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from core.domain import Verdict
from core.imports.column_words import ROLES
from core.imports.result import RowError
from core.imports.tables import (
    Cells,
    ResultsTable,
    joined,
    logistic,
    number,
    own_scale,
    two_names,
)
from core.tabular import Told

_RAVEN_FILES = ("Begin Path", "Begin File")
_RAVEN_NAMES = (
    "Scientific Name", "Species", "Annotation", "Label", "Tags", "Species Code", "Class", "Call",
    "Sound Type", "Code", "ID", "Type",
)  # fmt: skip
_RAVEN_SCORES = ("Confidence", "Score")


def _graded(
    names: Sequence[str], columns: Sequence[str], rows: Callable[[], Iterator[Told]]
) -> Mapping[str, str]:
    """Tell whether what looks like scores is a person's own scale: 1 to 3, or high and low."""
    there = [name for name in names if name in columns]
    if not there or "Common Name" in columns:  # as programs write it
        return {}
    of_all = partial(map, lambda told: next((told[n] for n in there if told[n]), ""))
    return {"score": "", "graded": "yes"} if own_scale(lambda: of_all(rows())) else {}


def _noted(cells: Cells) -> Mapping[str, object]:
    if not cells.get("graded") or not cells["grade"]:
        return {}
    return {"note": "; ".join(text for text in (cells["note"], f"score {cells['grade']}") if text)}


def _raven_whole(columns: Sequence[str], rows: Callable[[], Iterator[Told]]) -> Cells:
    """Tell whether all is of one file: then times are of it, as BirdNET-Go writes them."""
    said = dict(_graded(_RAVEN_SCORES, columns, rows))
    if "File Offset (s)" in columns:
        return said
    files = {next((told[name] for name in _RAVEN_FILES if told.get(name)), "") for told in rows()}
    return said | {"alone": "yes" if len(files - {""}) == 1 else ""}


def _raven(cells: Cells) -> Mapping[str, object]:
    # Undersong writes the species that it is held to be: "wrong" there is of another one.
    said = dict(_noted(cells))
    if cells["verdict"] in (Verdict.CORRECT, Verdict.UNSURE):
        said["verdict"] = Verdict(cells["verdict"])
    if cells["score"] in _CONFIRMED_IN_CHIRPITY:
        said |= {"score": 1.0, "verdict": Verdict.CORRECT}
    if not cells["file"] or cells.get("alone"):
        return said
    if not cells["offset"]:
        raise RowError(
            "it names a file, but not where in it: Raven's column File Offset (s) is missing"
        )
    offset_s = number(cells["offset"], "offset")
    length_s = number(cells["end"], "end") - number(cells["start"], "start")
    return said | {"start_s": offset_s, "end_s": round(offset_s + length_s, 6)}


_CONFIRMED_IN_CHIRPITY = frozenset({"2", "2.0"})

RAVEN = ResultsTable(
    "raven", "Raven",
    needs=("Begin Time (s)", "End Time (s)"), one_of=("Selection", *_RAVEN_NAMES),
    roles={
        "start": ("Begin Time (s)",), "end": ("End Time (s)",), "low": ("Low Freq (Hz)",),
        "high": ("High Freq (Hz)",), "scientific": ("Scientific Name",),
        "common": ("Common Name", *_RAVEN_NAMES), "score": _RAVEN_SCORES, "grade": _RAVEN_SCORES,
        "file": _RAVEN_FILES, "offset": ("File Offset (s)",),
        "note": ("Notes", "Comments"), "label": ("Species Code",), "verdict": ("Verdict",),
    },
    scored=False, also=_raven, whole=_raven_whole,
    holds="Raven's selection tables: with Confidence as detections, without as annotations.",
)  # fmt: skip

ANNOTATED_SOUNDSCAPES = ResultsTable(
    "soundscapes", "Annotated soundscapes",
    needs=("End Time (s)",), one_of=("Species eBird Code", "Species"),
    all_of=(("name",), ("start",)), lacks=("Selection", "View"),
    roles={
        "folder": ("Site",), "name": ("Filename", "Recording"),
        "start": ("Start Time (s)", "Begin Time (s)"), "end": ("End Time (s)",),
        "low": ("Low Freq (Hz)",), "high": ("High Freq (Hz)",),
        "common": ("Species eBird Code", "Species"), "label": ("Species eBird Code",),
    },
    scored=False, file_of=joined,
    holds="The annotations.csv of published soundscapes, as Perch and BirdSet are tried with.",
)  # fmt: skip


def _hoplite_drawn(cells: Cells) -> Mapping[str, object]:
    sure = cells["kind"].casefold() in ("", "positive")
    return {**two_names(cells["name"]), "note": "" if sure else cells["kind"]}


HOPLITE_DRAWN = ResultsTable(
    "hoplite-annotations", "perch-hoplite",
    needs=("recording", "start_offset_s", "end_offset_s", "label"),
    roles={
        "file": ("recording",), "start": ("start_offset_s",), "end": ("end_offset_s",),
        "name": ("label",), "kind": ("label_type",),
    },
    scored=False, also=_hoplite_drawn,
    skips=lambda cells: cells["kind"].casefold() == "negative",
    holds="perch-hoplite's hoplite_annotations.csv; what is negative there is left out.",
)  # fmt: skip


def _any_whole(columns: Sequence[str], rows: Callable[[], Iterator[Told]]) -> Cells:
    return _graded(ROLES["score"], columns, rows)


def _any(cells: Cells) -> Mapping[str, object]:
    said = dict(_noted(cells))
    if not cells["scientific"] and not cells["common"]:
        said |= two_names(cells["name"])
    if cells["logit"] and not cells["score"]:
        said["score"] = logistic(cells["logit"])
    for role in ("low", "high"):
        if not cells[role] and cells[f"{role}_khz"]:
            said[f"{role}_hz"] = 1000 * number(cells[f"{role}_khz"], "frequency")
    if not cells["end"] and not cells["duration"]:
        raise RowError("it has no end")
    return said


ANY_TABLE = ResultsTable(
    "table", "Table",
    needs=(),
    all_of=(("file",), ("start",), ("end", "duration"), ("scientific", "common", "name")),
    roles=ROLES,
    scored=False, also=_any, whole=_any_whole,
    holds="Any table with the columns file, start_s, end_s, and scientific_name, common_name or "
    "species, also in other languages; with score as detections.",
)  # fmt: skip

SEQUENCES = ResultsTable(
    "crowsetta", "crowsetta",
    needs=("label", "onset_s", "offset_s"),
    roles={
        "file": ("notated_path", "audio_path"), "start": ("onset_s",), "end": ("offset_s",),
        "common": ("label",),
    },
    scored=False,
    holds="Sequences of crowsetta (generic-seq, simple-seq), as annotations.",
)  # fmt: skip

DRAWN_TABLES = (ANNOTATED_SOUNDSCAPES, HOPLITE_DRAWN, SEQUENCES, RAVEN, ANY_TABLE)
"""In the order in which they are tried: the narrower first."""
