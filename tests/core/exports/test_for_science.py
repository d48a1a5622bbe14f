"""Occupancy matrices, eBird's checklists and Darwin Core: what is claimed, and what is not."""

import csv
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import Verdict
from core.exports import Blur, Selection, export, lacking, number
from core.exports.occupancy import hours_by_day
from core.review import Desk
from tests.core.conftest import WREN

_TERM = "{http://rs.tdwg.org/dwc/text/}"


@pytest.fixture
def write(hand_made, tmp_path):
    def written(format_id: str, **limits: object) -> Path:
        wanted = Selection(hand_made.run_id, **limits)
        out = tmp_path / format_id
        assert export(hand_made.project, wanted, format_id, out) == number(
            hand_made.project, wanted, format_id
        )
        return out

    return written


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_matrix_has_1_0_and_na_where_nobody_listened(write):
    out = write("occupancy")
    assert rows(out / "y" / "Turdus merula.csv") == [
        ["site", "2025-05-03", "2025-05-04"], ["Dune", "1", "1"], ["Wood", "0", "NA"],
    ]  # fmt: skip
    assert rows(out / "y" / "Troglodytes troglodytes.csv")[1:] == [
        ["Dune", "1", "0"], ["Wood", "1", "NA"],
    ]  # fmt: skip
    assert rows(out / "effort.csv") == [
        ["site", "2025-05-03", "2025-05-04"],
        ["Dune", "1.5000", "1.0000"],  # two recordings overlap by half an hour
        ["Wood", "1.0000", "NA"],
    ]
    assert [row[1] for row in rows(out / "species.csv")[1:]] == [
        "Troglodytes troglodytes", "Turdus merula",
    ]  # fmt: skip
    assert rows(out / "sites.csv")[1] == ["Dune", "52.1", "4.3"]


def test_a_matrix_of_verified_ones_and_some_days(hand_made, write):
    Desk(hand_made.project, "Ann").decide([2], Verdict.WRONG, corrected=WREN)
    out = write("occupancy", verified_only=True, last_day=date(2025, 5, 3))
    assert [one.name for one in (out / "y").iterdir()] == ["Troglodytes troglodytes.csv"]
    assert rows(out / "y" / "Troglodytes troglodytes.csv") == [
        ["site", "2025-05-03"], ["Dune", "1"], ["Wood", "0"],
    ]  # fmt: skip


def test_detections_without_a_date_are_in_no_matrix_and_counted(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE detections SET local_day = NULL WHERE id < 3")
    said = lacking(hand_made.project, Selection(hand_made.run_id), "occupancy")
    assert said[-1] == "2 detections left out: site or date unknown."


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 2 * 10**8))))
def test_no_moment_of_effort_counts_twice_and_no_day_has_more_than_24_hours(spans):
    found = hours_by_day((begin, begin + length) for begin, length in spans)
    moments = sorted((b, b + n) for b, n in spans)
    covered, until = 0, 0
    for begin, end in moments:
        covered += max(0, end - max(begin, until))
        until = max(until, end)
    assert sum(found.values()) == pytest.approx(covered / 3_600_000)
    assert all(0 < hours <= 24.0000001 for hours in found.values())


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_loads_the_matrices(write):
    out = write("occupancy")
    code = 'source("load.R"); stopifnot(identical(dim(detections_of("Turdus merula")), c(2L, 2L)))'
    subprocess.run(["Rscript", "-e", code], cwd=out, check=True)
    several = """source("load.R"); effort <- effort[1, 1, drop = FALSE]
    detections_of <- function(name) effort; y <- spoccupancy_data(c("a", "b"))$y
    stopifnot(identical(dim(y), c(2L, 1L, 1L)), identical(dimnames(y)[[1]], c("a", "b")))"""
    subprocess.run(["Rscript", "-e", several], cwd=out, check=True)


def test_a_checklist_has_verified_birds_only_in_19_columns(hand_made, write):
    Desk(hand_made.project, "Ann").decide([1, 2], Verdict.CORRECT)
    Desk(hand_made.project, "Bob").decide([6], Verdict.WRONG, corrected=WREN)
    out = write("ebird")
    assert rows(out / "ebird-1.csv") == [
        [
            "Eurasian Blackbird", "Turdus", "merula", "X",
            "2 detections by BirdNET 2.4, best score 0.90, verified by Ann", "Dune", "52.1", "4.3",
            "05/03/2025", "05:00", "", "", "Stationary", "1", "60", "N", "", "", "Recorder; a.wav",
        ],
        [
            "Eurasian Wren", "Troglodytes", "troglodytes", "X",
            "1 detection by BirdNET 2.4, best score 0.40, verified by Bob", "Dune", "52.1", "4.3",
            "05/04/2025", "07:00", "", "", "Stationary", "1", "60", "N", "", "", "Recorder; c.wav",
        ],
    ]  # fmt: skip
    said = lacking(hand_made.project, Selection(hand_made.run_id), "ebird")
    assert said[-1] == "4 detections left out: nobody has verified them."


def test_a_checklist_says_of_what_was_asked_for_alone_what_it_lacks(hand_made):
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1, 8], Verdict.CORRECT)
    desk.decide([2], Verdict.WRONG)
    wanted = Selection(hand_made.run_id, verified_only=True)
    assert lacking(hand_made.project, wanted, "ebird") == [
        "1 detection of species that the list did not expect there and then is left out."
    ]


def test_nothing_verified_is_an_empty_checklist(write):
    assert (write("ebird") / "ebird-1.csv").read_bytes() == b""


def test_an_archive_has_recordings_as_events_and_detections_as_occurrences(hand_made, write):
    Desk(hand_made.project, "Ann").decide([2], Verdict.WRONG, corrected=WREN)
    out = write("darwin-core")
    events, found = rows(out / "event.csv"), rows(out / "occurrence.csv")
    assert len(events) == 5
    event = dict(zip(*events[:2], strict=True))
    assert event["eventDate"] == "2025-05-03T05:00:00+02:00/2025-05-03T06:00:00+02:00"
    assert (event["decimalLatitude"], event["geodeticDatum"]) == ("52.1", "WGS84")
    named = [dict(zip(found[0], row, strict=True)) for row in found[1:]]
    assert len(named) == 7
    assert {one["basisOfRecord"] for one in named} == {"MachineObservation"}
    assert len({one["occurrenceID"] for one in named}) == 7
    assert {one["eventID"] for one in named} <= {row[0] for row in events[1:]}
    verified = named[1]
    assert [verified[name] for name in ("scientificName", "verbatimIdentification",
                                        "identifiedBy", "identificationVerificationStatus")] == [
        "Troglodytes troglodytes", "Turdus merula", "Ann", "verified by human",
    ]  # fmt: skip
    assert named[0]["identifiedBy"] == "BirdNET 2.4"


def test_the_description_of_an_archive_names_its_columns(write):
    out = write("darwin-core")
    root = ElementTree.parse(out / "meta.xml").getroot()
    for table, first in ((root.find(f"{_TERM}core"), 0), (root.find(f"{_TERM}extension"), 1)):
        (name,) = [one.text for one in table.iter(f"{_TERM}location")]
        terms = [one.get("term").rsplit("/", 1)[1] for one in table.iter(f"{_TERM}field")]
        places = [int(one.get("index")) for one in table.iter(f"{_TERM}field")]
        header = rows(out / name)[0]
        assert terms == header[first:]
        assert places == list(range(first, len(header)))


def test_a_blurred_archive_says_how_uncertain_its_places_are(hand_made, write):
    events = rows(write("darwin-core", blur=Blur(0.1)) / "event.csv")
    event = dict(zip(*events[:2], strict=True))
    assert 7_000 < int(event["coordinateUncertaintyInMeters"]) < 9_000


def test_a_camtrap_package_has_every_required_cell_and_times_with_offset(hand_made, write):
    Desk(hand_made.project, "Ann").decide([2], Verdict.WRONG, corrected=WREN)
    out = write("camtrap-dp")
    tables = {
        name: [dict(zip(head, row, strict=True)) for row in body]
        for name in ("deployments", "media", "observations")
        for head, *body in [rows(out / f"{name}.csv")]
    }
    assert {name: len(table) for name, table in tables.items()} == {
        "deployments": 2, "media": 4, "observations": 7,
    }  # fmt: skip
    dune = tables["deployments"][0]
    assert (dune["deploymentStart"], dune["deploymentEnd"]) == (
        "2025-05-03T05:00:00+02:00", "2025-05-04T08:00:00+02:00",
    )  # fmt: skip
    media = {one["mediaID"] for one in tables["media"]}
    deployments = {one["deploymentID"] for one in tables["deployments"]}
    for one in tables["observations"]:
        assert one["mediaID"] in media
        assert one["deploymentID"] in deployments
        assert one["observationType"] == "animal"
    second = tables["observations"][1]
    assert [second[name] for name in ("scientificName", "classificationMethod", "classifiedBy",
                                      "classificationProbability", "eventStart")] == [
        "Troglodytes troglodytes", "human", "Ann", "", "2025-05-03T05:00:03+02:00",
    ]  # fmt: skip
    about = json.loads((out / "datapackage.json").read_text("utf-8"))
    assert [one["path"] for one in about["resources"]] == [f"{name}.csv" for name in tables]
    assert about["temporal"] == {"start": "2025-05-03", "end": "2025-05-04"}
    assert [one["scientificName"] for one in about["taxonomic"]] == [
        "Troglodytes troglodytes", "Turdus merula",
    ]  # fmt: skip


def test_what_a_camtrap_package_cannot_place_is_left_out_and_counted(hand_made, write):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET offset_minutes = NULL WHERE path = 'Dune/a.wav'")
    assert len(rows(write("camtrap-dp") / "observations.csv")) == 4
    said = lacking(hand_made.project, Selection(hand_made.run_id), "camtrap-dp")
    assert said[-1].startswith("4 detections left out: site, coordinates or the clock")


def test_a_detection_is_a_region_of_its_recording(write):
    head, *body = rows(write("audiovisual-core"))
    found = [dict(zip(head, row, strict=True)) for row in body]
    recordings = {one["dcterms:identifier"]: one for one in found if not one["ac:isROIOf"]}
    regions = [one for one in found if one["ac:isROIOf"]]
    assert (len(recordings), len(regions)) == (4, 7)
    for one in regions:
        whole = recordings[one["ac:isROIOf"]]
        assert 0 <= float(one["ac:startTime"]) < float(one["ac:endTime"])
        assert float(one["ac:endTime"]) <= float(whole["ac:endTime"]) == 3600
        assert one["dwc:scientificName"]
    assert recordings["recording-1"]["xmp:CreateDate"] == "2025-05-03T05:00:00+02:00"
