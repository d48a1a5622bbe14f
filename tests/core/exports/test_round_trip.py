"""What a format can hold comes back equal: exported, then taken in as another program's results."""

import pytest

from core.domain import Verdict
from core.exports import Selection, export, format_called
from core.imports import gather, take
from core.jobs import answer
from core.store import annotations, detections, recordings, runs
from core.store.detections import Filter


def brought_back(project, run_id, format_id, tmp_path):
    """Export in a format, take that in, and return (all that is claimed, what came back)."""
    suffix = format_called(format_id).suffix
    out = tmp_path / ("out" if suffix == ".zip" else f"out{suffix}")
    export(project, Selection(run_id), format_id, out)
    found = answer(gather(project, [out]))
    answer(take(project, found))
    with project.reading() as db:
        every = list(detections.everything(db, Filter(run_id=run_id, unlisted=True)))
        run = runs.find(db, found.id)
        back = list(detections.everything(db, Filter(run_id=run.id, unlisted=True))) if run else []
    return every, back


def claims(every):
    return [d for d in every if d.verdict != Verdict.WRONG or d.corrected]


def about(d):
    return d.recording_id, d.start_s, d.end_s, d.current_species.scientific_name


def once(rows):
    """Return the best score of each, as a moment may be claimed twice after a correction."""
    best = {}
    for key, score in rows:
        best[key] = max(score, best.get(key, 0.0))
    return best


@pytest.mark.parametrize(
    "format_id",
    ["birdnet", "birdnet-r", "birdnet-kaleidoscope", "birdnet-1", "birdnet-raven", "raven",
     "raven-combined", "aoef"],
)  # fmt: skip
def test_detections_come_back_with_species_span_and_score(generated, tmp_path, format_id):
    every, back = brought_back(*generated, format_id, tmp_path)
    wanted = once((about(d), d.score) for d in claims(every))
    found = once((about(d), d.score) for d in back)
    assert found.keys() == wanted.keys()
    if format_id != "raven-combined":
        assert found == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("format_id", ["raven", "aoef"])
def test_bands_come_back(generated, tmp_path, format_id):
    every, back = brought_back(*generated, format_id, tmp_path)
    banded = {(about(d), d.low_hz, d.high_hz) for d in claims(every) if d.low_hz is not None}
    assert {band for band in banded if (band[0]) in {about(d) for d in back}} == banded
    assert banded <= {(about(d), d.low_hz, d.high_hz) for d in back} or format_id == "raven"


def test_kaleidoscope_brings_back_what_was_said(generated, tmp_path):
    every, back = brought_back(*generated, "kaleidoscope", tmp_path)

    def said(d):
        right = d.verdict == Verdict.CORRECT
        return d.recording_id, d.start_s, d.species.scientific_name, d.corrected, right

    assert {said(d) for d in back} == {said(d) for d in claims(every)}


@pytest.mark.parametrize("format_id", ["detections-csv", "ndjson", "parquet"])
def test_our_own_table_brings_everything_back(generated, tmp_path, format_id):
    if format_id == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    every, back = brought_back(*generated, format_id, tmp_path)

    def whole(d):
        return (
            d.recording_id, d.start_s, d.end_s, d.low_hz, d.high_hz, round(d.score, 6), d.species,
            d.verdict, d.corrected, d.reviewer, d.note, d.label, d.at,
        )  # fmt: skip

    assert sorted(map(repr, map(whole, back))) == sorted(map(repr, map(whole, every)))


def test_our_own_annotations_come_back(generated, tmp_path):
    project, run_id = generated
    with project.reading() as db:
        before = list(annotations.everything(db))
    brought_back(project, run_id, "annotations-csv", tmp_path)

    def whole(a):
        return (a.recording_id, a.start_s, a.end_s, a.low_hz, a.high_hz, a.species, a.note,
                a.reviewer)  # fmt: skip

    with project.reading() as db:
        after = list(annotations.everything(db))
    assert sorted(map(repr, map(whole, after))) == sorted(2 * list(map(repr, map(whole, before))))


def test_audacitys_tracks_bring_back_span_name_and_band(generated, tmp_path):
    project, run_id = generated
    every, _ = brought_back(project, run_id, "audacity", tmp_path)
    with project.reading() as db:
        drawn = [a for a in annotations.everything(db) if a.reviewer == "imported"]
    names = {(a.recording_id, a.start_s, a.end_s, a.species.common_name) for a in drawn}
    assert names == {
        (d.recording_id, d.start_s, d.end_s, d.current_species.common_name) for d in claims(every)
    }
    bands = {(a.recording_id, a.start_s, a.low_hz, a.high_hz) for a in drawn}
    assert {
        (d.recording_id, d.start_s, d.low_hz, d.high_hz) for d in claims(every) if d.low_hz
    } <= bands


@pytest.mark.parametrize("name", ["package", "package.zip"])
def test_observations_of_camtrap_dp_come_back_whole(generated, tmp_path, name):
    project, run_id = generated
    export(project, Selection(run_id), "camtrap-dp", tmp_path / name)
    found = answer(gather(project, [tmp_path / name]))
    assert (found.format.id, list(found.skipped)) == ("camtrap-dp", [])
    answer(take(project, found))
    with project.reading() as db:
        every = list(detections.everything(db, Filter(run_id=run_id, unlisted=True)))
        run = runs.find(db, found.id)
        heard = list(detections.everything(db, Filter(run_id=run.id, unlisted=True)))
        drawn = list(annotations.everything(db))
        dated = {f.id for f in recordings.everything(db) if f.start and f.start.aware}
    wanted = [d for d in claims(every) if d.recording_id in dated]
    by_person = [d for d in wanted if d.verdict in (Verdict.CORRECT, Verdict.WRONG)]
    by_machine = [d for d in wanted if d not in by_person]

    def span(d, species):
        band = d.low_hz, d.high_hz
        return repr((d.recording_id, d.start_s, d.end_s, *band, species.scientific_name, d.note))

    assert {(span(d, d.species), d.score) for d in heard} == {
        (span(d, d.current_species), d.score) for d in by_machine
    }
    said = {(span(d, d.current_species), d.reviewer) for d in by_person}
    assert said <= {(span(a, a.species), a.reviewer) for a in drawn}
