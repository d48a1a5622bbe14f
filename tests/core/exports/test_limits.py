"""What an export is limited to, how places are blurred in it, and what it says it left out."""

import csv
import gzip
import io
import json
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.audio import contents
from core.audio.file_ends import FileEnds
from core.document import DocumentWish, writing
from core.domain import Verdict
from core.errors import UnusableValueError
from core.exports import FORMATS, Blur, Selection, export, lacking, number
from core.exports.clips import ClipSettings, export_clips
from core.exports.secret_species import blur_of, every_place
from core.jobs import answer
from core.review import Desk
from core.store import Project, recordings
from core.store.scope import ReportScope
from tests.core.analysis.manifests import BIRDNET
from tests.core.conftest import WREN
from tests.core.exports.every_format import EVERY

SECRET = (52.123457, -4.345679)
ASKED = (51.765432, 5.654321)
"""For which the analysis was asked what to expect."""
EVERY_DETECTION = "detections-csv"


@pytest.fixture
def secret(hand_made):
    """A project whose places are exact, also in the names of its folders and in what was said."""
    place = f"nest {SECRET[0]} {SECRET[1]} 52°7'24.4\" 4° 20.741'"
    with hand_made.project.writing() as db:
        asked = f"json_set(settings, '$.latitude', {ASKED[0]}, '$.longitude', {ASKED[1]})"
        db.exec_driver_sql(f"UPDATE runs SET settings = {asked}")
        known = (json.dumps(BIRDNET.to_plain()),)
        db.exec_driver_sql("UPDATE passes SET manifest = ?", known)
        for table in ("sites", "recordings"):
            db.exec_driver_sql(f"UPDATE {table} SET latitude = ?, longitude = ?", SECRET)
        db.exec_driver_sql("UPDATE recordings SET path = ? || path", (f"{place}/",))
        db.exec_driver_sql("UPDATE sites SET name = name || ?", (place,))
    Desk(hand_made.project, "Ann").decide([1, 2, 7], Verdict.CORRECT, note=place)
    Desk(hand_made.project, "Ann").draw(1, (0, 1), species=WREN, note=place)
    return hand_made


def every_byte(path: Path) -> bytes:
    """Return all that is written at a path, and all that is packed in it, however deep."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    names = "\n".join(map(str, files)).encode()
    return names + b"".join(unpacked(one.read_bytes()) for one in files)


def unpacked(written: bytes) -> bytes:
    """Return bytes with what is packed in them: of workbooks, zips, gzips and Parquet."""
    if written.startswith(b"PAR1"):
        parquet = pytest.importorskip("pyarrow.parquet")
        table = parquet.read_table(io.BytesIO(written))
        written += repr(table.schema.metadata).encode() + repr(table.to_pylist()).encode()
    elif written.startswith(b"%PDF"):
        written += b"".join(map(inflated, re.findall(rb"stream\r?\n(.*?)endstream", written, re.S)))
    elif written.startswith(b"\x1f\x8b"):
        written += unpacked(gzip.decompress(written))
    elif zipfile.is_zipfile(io.BytesIO(written)):
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            inside = archive.namelist()
            written += "\n".join(inside).encode() + b"".join(
                unpacked(archive.read(n)) for n in inside
            )
    return written


def inflated(stream: bytes) -> bytes:
    """Return what a stream of a PDF says of it; others are drawings, full of numbers."""
    try:
        found = zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""
    return found if found.lstrip().startswith(b"<") else b""


@pytest.mark.parametrize("format_", EVERY)
@pytest.mark.parametrize("degrees", [0.1, 0.01, 3.0])
def test_a_blurred_export_has_no_exact_coordinate_in_any_byte(secret, tmp_path, format_, degrees):
    if format_.id == "embeddings-npz":
        pytest.skip("none of these recordings has embeddings")
    wanted = Selection(secret.run_id, blur=Blur(degrees))
    (beside := tmp_path / "written").mkdir()
    assert export(secret.project, wanted, format_.id, beside / f"out{format_.suffix}") >= 0
    assert exact_in(every_byte(beside)) == []


def exact_in(written: bytes) -> list[bytes]:
    return [one for value in (*SECRET, *ASKED) for one in spellings(value) if one in written]


def spellings(value: float) -> set[bytes]:
    """Return how a coordinate may be written more exactly than a grid of .01."""
    whole = f"{abs(value):.6f}"
    degrees, minutes = int(abs(value)), abs(value) % 1 * 60
    exact = {whole[:6], whole[:6].replace(".", ","), f"{abs(value):.3f}"}
    exact |= {f"{degrees}° {minutes:.2f}", f"{degrees}°{minutes:.2f}", f"{abs(value) * 1e6:.0f}"}
    exact |= {f"{degrees}°{int(minutes)}'", f"{degrees}° {int(minutes)}"}
    texts = {one.encode(code) for one in exact for code in ("utf-8", "utf-16-le", "utf-32-le")}
    return texts | {struct.pack(kind, value) for kind in ("<d", ">d", "<f", ">f")}


def test_packed_bytes_are_searched_too():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.gz", gzip.compress(b"nest 52.123457"))
    assert b"52.123457" not in packed.getvalue()
    assert b"52.123457" in unpacked(packed.getvalue())


def named_after_its_place(hand_made, tmp_path):
    """Return the project in a folder whose name states where one of its sites, Wood, is."""
    with hand_made.project.writing() as db:
        db.exec_driver_sql(
            "UPDATE sites SET latitude = ?, longitude = ? WHERE name = 'Wood'", SECRET
        )
    folder = tmp_path / f"nest {SECRET[0]} {SECRET[1]}"
    shutil.copytree(hand_made.project.folder, folder)
    return Project(folder)


@pytest.mark.parametrize("species", [[], [WREN.scientific_name]])
def test_a_title_states_no_exact_place_of_a_site_that_is_not_in_it(hand_made, tmp_path, species):
    project = named_after_its_place(hand_made, tmp_path)
    blur = blur_of(project, 0.1, species)
    out = tmp_path / "out.zip"
    export(
        project,
        Selection(hand_made.run_id, sites=frozenset({"Dune"}), blur=blur),
        "camtrap-dp",
        out,
    )
    with zipfile.ZipFile(out) as archive:
        package = json.loads(archive.read("datapackage.json"))
    assert package["project"]["title"] == package["contributors"][0]["title"] == "nest 52.1 -4.3"
    page = tmp_path / "page.html"
    only = ReportScope(hand_made.run_id, sites=frozenset({"Dune"}))
    answer(writing(project, only, DocumentWish(blur_degrees=0.1), page))
    project.close()
    assert b"nest 52.1 -4.3" in page.read_bytes()
    assert not [one for v in SECRET for one in spellings(v) if one in unpacked(out.read_bytes())]
    assert not [one for v in SECRET for one in spellings(v) if one in page.read_bytes()]


@pytest.mark.parametrize("template", ["{species}_{site}_{recording}", "{id}"])
@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_blurred_clip_has_no_exact_coordinate_in_its_name_nor_in_any_byte(
    secret, tmp_path, template, suffix
):
    with secret.project.writing() as db:
        for one in list(recordings.everything(db)):
            one.path.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(one.path, np.arange(8000 * 14) % 7 / 50, 8000, "PCM_16")
            with one.path.open("rb", buffering=0) as file:
                known = contents.content_hash(file, FileEnds(file))
            known_as = "UPDATE recordings SET content_hash = ? WHERE id = ?"
            db.exec_driver_sql(known_as, (known, one.id))
    settings = ClipSettings(suffix=suffix, template=template, blur=Blur(0.01))
    out = tmp_path / "clips"
    list(export_clips(secret.project, [1, 2, 7], out, settings))
    assert len(list(out.glob(f"*{suffix}"))) == 3
    written = every_byte(out)
    assert exact_in(written) == []
    assert b"52.12 -4.35" in written


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
def test_a_document_has_no_exact_coordinate_in_any_byte(secret, tmp_path, suffix):
    out = tmp_path / f"report{suffix}"
    wish = DocumentWish(blur_degrees=0.01)
    answer(writing(secret.project, ReportScope(secret.run_id), wish, out))
    written = every_byte(out)
    if suffix == ".pdf":
        written += read_by_people(out)
    assert b"nest 52.12" in written
    assert b"51.77, 5.65" in written
    assert exact_in(written) == []


def read_by_people(path: Path) -> bytes:
    """Return the text of a PDF, whose letters stand in it as numbers of its fonts."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    words = ["pdftotext", str(path), "-"]
    return subprocess.run(words, capture_output=True, check=True).stdout


@pytest.mark.parametrize("degrees", ["0.01", "0.1"])
def test_a_species_table_names_no_site_by_its_exact_coordinates(run, secret, tmp_path, degrees):
    (beside := tmp_path / "written").mkdir()
    words = ("report", "--project", secret.project.folder, "--out", beside / "species.csv")
    assert run(*words, "--blur", degrees)[0] == 0
    assert exact_in(every_byte(beside)) == []


def test_names_state_no_exact_place_of_a_site_or_of_a_file_that_is_not_believed(
    hand_made, tmp_path
):
    with hand_made.project.writing() as db:
        db.exec_driver_sql(
            "UPDATE sites SET name = ?, latitude = ?, longitude = ? WHERE name = 'Dune'",
            (f"Dune {SECRET[0]}", *SECRET),
        )
        db.exec_driver_sql(
            "UPDATE recordings SET doubted_latitude = ?, doubted_longitude = ?, path = ? || path",
            (*ASKED, f"{ASKED[0]}_{ASKED[1]}/"),
        )
    Desk(hand_made.project, "Ann").decide([1], Verdict.CORRECT, note=f"as at {SECRET}")
    blur = blur_of(hand_made.project, 0.1, [])
    wanted = Selection(hand_made.run_id, blur=blur)
    for format_id in ("detections-csv", "raven", "geojson", "nabat"):
        (beside := tmp_path / format_id).mkdir()
        export(hand_made.project, wanted, format_id, beside / "out")
        assert exact_in(every_byte(beside)) == []


def test_the_limits_are_those_of_the_rows(hand_made, tmp_path):
    Desk(hand_made.project, "Ann").decide([1], Verdict.CORRECT)
    Desk(hand_made.project, "Ann").decide([2], Verdict.WRONG)
    Desk(hand_made.project, "Ann").decide([3], Verdict.WRONG, corrected=WREN)
    Desk(hand_made.project, "Ann").decide([4], Verdict.UNSURE)
    every = Selection(hand_made.run_id)
    for wanted, rows in (
        (every, 8),
        (replace(every, verified_only=True), 2),
        (replace(every, min_score=0.8), 4),
        (replace(every, first_day=date(2025, 5, 4)), 1),
        (replace(every, last_day=date(2025, 5, 3)), 7),
        (replace(every, min_score=0.8, sites=frozenset({"Dune"})), 2),
    ):
        assert number(hand_made.project, wanted, EVERY_DETECTION) == rows
        assert export(hand_made.project, wanted, EVERY_DETECTION, tmp_path / "a.csv") == rows


def test_what_has_no_date_is_left_out_of_days_and_said(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE detections SET local_day = NULL WHERE id < 3")
    wanted = Selection(hand_made.run_id, first_day=date(2025, 1, 1))
    assert number(hand_made.project, wanted, EVERY_DETECTION) == 6
    assert lacking(hand_made.project, wanted, EVERY_DETECTION) == [
        "2 detections of which no date is known are left out."
    ]


@pytest.mark.parametrize("format_", EVERY)
def test_a_limit_that_a_format_cannot_have_is_refused_and_writes_nothing(
    hand_made, tmp_path, format_
):
    limits = {"first_day": date(2025, 1, 1), "verified_only": True, "min_score": 0.5}
    for name, value in limits.items():
        wanted = replace(Selection(hand_made.run_id), **{name: value})
        out = tmp_path / f"{name}{format_.suffix}"
        if wanted.limits & format_.refuses:
            with pytest.raises(UnusableValueError, match="cannot be limited by"):
                export(hand_made.project, wanted, format_.id, out)
            assert not out.exists()
        else:
            assert export(hand_made.project, wanted, format_.id, out) >= 0


def test_the_formats_are_listed_without_a_project(run):
    status, out, _ = run("export", "--list", "--json")
    assert status == 0
    listed = json.loads(out)
    assert [one["id"] for one in listed] == [one.id for one in FORMATS]
    assert all(one["title"] and one["holds"].endswith(".") for one in listed)
    assert "detections-csv" in run("export", "--list")[1]


def test_an_export_without_a_project_says_what_is_missing(run):
    status, _, err = run("export", "--format", "detections-csv")
    assert status == 2
    assert "--project DIR" in err


def test_the_command_limits_and_blurs(run, hand_made, tmp_path):
    out = tmp_path / "a.csv"
    words = ("export", "--project", hand_made.project.folder, "--format", EVERY_DETECTION)
    limits = ("--from", "2025-05-03", "--to", "2025-05-03", "--min-score", ".9", "--blur", "1")
    status, said, _ = run(*words, "--out", out, *limits, "--json")
    assert (status, json.loads(said)["rows"]) == (0, 3)
    assert ",52.0,4.0," in out.read_text()
    assert run(*words, "--out", out, "--blur", "0")[0] == 2


@pytest.mark.parametrize("format_", EVERY)
def test_only_places_of_a_secret_species_are_blurred_and_all_that_is_of_them(
    secret, tmp_path, format_
):
    if format_.id == "embeddings-npz":
        pytest.skip("none of these recordings has embeddings")
    blur = blur_of(secret.project, 0.1, [WREN.scientific_name])
    out = tmp_path / f"out{format_.suffix}"
    export(secret.project, Selection(secret.run_id, blur=blur), format_.id, out)
    assert exact_in(every_byte(out)) == []


def test_a_place_where_the_secret_species_was_not_heard_stays_exact(secret):
    blur = blur_of(secret.project, 0.1, [WREN.scientific_name])
    assert blur.place(*SECRET) == (52.1, -4.3)
    assert blur.place(51.98765, 5.4321) == (51.98765, 5.4321)


@pytest.mark.parametrize(
    ("id", "name", "column"),
    [
        ("camtrap-dp", "deployments.csv", "coordinateUncertainty"),
        ("darwin-core", "event.csv", "coordinateUncertaintyInMeters"),
    ],
)
def test_only_a_place_that_was_moved_is_uncertain(secret, tmp_path, id, name, column):
    with secret.project.writing() as db:
        db.exec_driver_sql(
            "UPDATE recordings SET latitude = 51.98765 WHERE deployment_id = "
            "(SELECT max(deployment_id) FROM recordings)"
        )
    blur = Blur(0.1, frozenset({SECRET}))
    out = tmp_path / "out.zip"
    export(secret.project, Selection(secret.run_id, blur=blur), id, out)
    with zipfile.ZipFile(out) as archive:
        table = list(csv.DictReader(archive.read(name).decode().splitlines()))
    latitude = "latitude" if id == "camtrap-dp" else "decimalLatitude"
    assert {(row[latitude], row[column]) for row in table} == {("51.98765", ""), ("52.1", "7904")}


def test_a_secret_species_that_nobody_knows_is_refused(secret):
    with pytest.raises(UnusableValueError, match="No species of this project is called Yeti"):
        blur_of(secret.project, 0.1, ["Yeti"])


def test_a_place_on_the_equator_that_an_analysis_was_asked_for_is_no_less_a_place(hand_made):
    with hand_made.project.writing() as db:
        asked = "json_set(settings, '$.latitude', 0.0, '$.longitude', 36.98765)"
        db.exec_driver_sql(f"UPDATE runs SET settings = {asked}")
    with hand_made.project.reading() as db:
        assert (0.0, 36.98765) in every_place(db)
