"""What Raven, Audacity, Kaleidoscope and BirdNET's users open: the very text of each file."""

import csv
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from core.domain import Verdict
from core.errors import UserError
from core.exports import Selection, export, lacking, number
from core.review import Desk
from core.store import detections, recordings, runs, sites
from core.store.detections import New
from tests.core import made
from tests.core.conftest import BLACKBIRD, WREN, HandMade, inspected

FORMATS = ("raven", "raven-combined", "audacity", "birdnet", "kaleidoscope")


@pytest.fixture
def three(project, tmp_path):
    """a.wav of 60 s with two detections, b.wav of 45.5 s with none, c.wav of 60 s with one."""
    heard = {"a.wav": (60.0, (12.0, 57.0)), "b.wav": (45.5, ()), "c.wav": (60.0, (3.0,))}
    with project.writing() as db:
        root = recordings.root(db, tmp_path / "media")
        deployment = sites.deployment(db, "Dune", sites.site(db, "Dune"), "AudioMoth", "S1")
        for hour, (name, (length_s, _)) in enumerate(heard.items()):
            at = datetime(2025, 5, 3, 5 + hour)  # noqa: DTZ001 - a recorder's clock
            file = inspected(Path(name), at, duration_s=length_s)
            recordings.save(db, root, [(name, file, deployment)])
        run = runs.start(
            db, "run1", "birdnet-2.4", pass_id=made.a_pass(db), settings={"min_score": 0.25},
            versions={"network": "BirdNET 2.4"},
        )  # fmt: skip
        label = made.label_ids(db, (BLACKBIRD,))[BLACKBIRD.scientific_name]
        for file in list(recordings.everything(db)):
            starts = heard[file.path.name][1]
            new = [New(label, at, at + 3, 0.9, 1.0, True) for at in starts]
            detections.add(db, run.id, file, new)
            runs.recording_done(db, run.id, file.id, 20, file.duration_s)
    return HandMade(project, run.id, [1, 2, 3])


@pytest.fixture
def write(three, tmp_path):
    def written(format_id: str, name: str) -> Path:
        assert export(three.project, Selection(three.run_id), format_id, tmp_path / name) == 3
        return tmp_path / name

    return written


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_begin_time_counts_on_through_all_files_and_offsets_do_not(write, tmp_path):
    rows = table(write("raven-combined", "all.txt"))
    begin = ("Selection", "Begin Time (s)", "End Time (s)", "File Offset (s)")
    assert [[row[name] for name in begin] for row in rows] == [
        ["1", "12.0", "15.0", "12.0"],
        ["2", "57.0", "60.0", "57.0"],
        ["3", "108.5", "111.5", "3.0"],
    ]
    media = tmp_path / "media"
    assert [row["Begin Path"] for row in rows] == [
        str(media / n) for n in ("a.wav", "a.wav", "c.wav")
    ]
    listed = (tmp_path / "all.files.txt").read_text("utf-8").splitlines()
    assert listed == [str(media / name) for name in ("a.wav", "b.wav", "c.wav")]


def test_frequencies_have_a_decimal(write):
    (band,) = {
        (r["Low Freq (Hz)"], r["High Freq (Hz)"]) for r in table(write("raven-combined", "a.txt"))
    }
    assert band == ("0.0", "24000.0")


def test_a_silent_recording_has_a_table_of_only_a_header(write):
    folder = write("raven", "tables")
    assert sorted(one.name for one in folder.iterdir()) == [
        f"{name}.wav.selections.txt" for name in "abc"
    ]
    assert [len(table(one)) for one in sorted(folder.iterdir())] == [2, 0, 1]
    (row,) = table(folder / "c.wav.selections.txt")
    assert list(row.values())[3:8] == ["3.0", "6.0", "0.0", "24000.0", "Eurasian Blackbird"]


def test_a_zip_has_the_same_files_as_a_folder_and_is_the_same_twice(write, tmp_path):
    folder, packed = write("raven", "tables"), write("raven", "tables.zip")
    with zipfile.ZipFile(packed) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == {one.name: one.read_bytes() for one in folder.iterdir()}
    before = packed.read_bytes()
    assert write("raven", "tables.zip").read_bytes() == before


def test_a_folder_or_zip_of_others_is_left_as_it_is(three, tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "a.txt").touch()
    with zipfile.ZipFile(tmp_path / "theirs.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    for name in ("theirs", "theirs.zip"):
        with pytest.raises(UserError, match=r"files in it|did not write it"):
            export(three.project, Selection(three.run_id), "raven", tmp_path / name)


def test_a_list_of_files_that_is_there_already_is_left_as_it_is(three, tmp_path):
    (tmp_path / "all.files.txt").write_text("mine")
    with pytest.raises(UserError, match="did not write it"):
        export(three.project, Selection(three.run_id), "raven-combined", tmp_path / "all.txt")
    assert not (tmp_path / "all.txt").exists()


def test_audacity_labels(write):
    folder = write("audacity", "labels")
    assert (folder / "a.wav.labels.txt").read_text("utf-8") == (
        "12.000000\t15.000000\tEurasian Blackbird\n57.000000\t60.000000\tEurasian Blackbird\n"
    )
    assert (folder / "b.wav.labels.txt").read_bytes() == b""


def test_an_audacity_label_with_a_band_has_a_second_line(three, tmp_path):
    with three.project.writing() as db:
        label = made.label_ids(db, (WREN,))[WREN.scientific_name]
        (first, *_) = recordings.everything(db)
        band = New(label, 30.0, 33.0, 0.9, 1.0, True, low_hz=2000, high_hz=5000)
        detections.add(db, three.run_id, first, [band])
    export(three.project, Selection(three.run_id), "audacity", tmp_path / "labels")
    lines = (tmp_path / "labels" / "a.wav.labels.txt").read_text("utf-8").splitlines()
    assert lines[1:3] == ["30.000000\t33.000000\tEurasian Wren", "\\\t2000.000000\t5000.000000"]


def test_a_birdnet_table(write, tmp_path):
    file = (tmp_path / "media" / "a.wav").as_posix()
    assert write("birdnet", "b.csv").read_text("utf-8").splitlines()[:2] == [
        "Start (s),End (s),Scientific name,Common name,Confidence,File",
        f"12.0,15.0,Turdus merula,Eurasian Blackbird,0.9000,{file}",
    ]


def test_a_kaleidoscope_table(three, write, tmp_path):
    Desk(three.project, "Ann").decide([3], Verdict.WRONG, corrected=WREN)
    with write("kaleidoscope", "id.csv").open(encoding="utf-8", newline="") as file:
        row = list(csv.DictReader(file))[2]
    assert {name: cell for name, cell in row.items() if cell} == {
        "INDIR": (tmp_path / "media").as_posix(), "IN FILE": "c.wav", "CHANNEL": "0",
        "OFFSET": "3.000", "DURATION": "3.000", "DATE": "2025-05-03", "TIME": "07:00:03",
        "HOUR": "07", "DATE-12": "2025-05-02", "TIME-12": "19:00:03", "HOUR-12": "19",
        "AUTO ID": "Turdus merula", "MATCH RATIO": "0.9000", "N": "1", "FILES": "1",
        "MANUAL ID": "Troglodytes troglodytes",
    }  # fmt: skip


@pytest.mark.parametrize("format_id", FORMATS)
def test_what_was_found_wrong_hidden_or_replaced_is_not_claimed_and_said(
    hand_made, tmp_path, format_id
):
    Desk(hand_made.project, "Ann").decide([1], Verdict.WRONG)
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET replaced = 1 WHERE path = 'Dune/c.wav'")
    wanted = Selection(hand_made.run_id)
    out = tmp_path / "out.zip" if format_id in {"raven", "audacity"} else tmp_path / "out.txt"
    assert export(hand_made.project, wanted, format_id, out) == 5
    assert number(hand_made.project, wanted, format_id) == 5
    assert lacking(hand_made.project, wanted, format_id) == [
        "1 detection of species that the list did not expect there and then is left out.",
        "1 detection that people found wrong is left out.",
        "1 detection of files under whose names others lie now is left out.",
    ]


def test_two_recordings_of_one_name_have_a_table_each(three, tmp_path):
    with three.project.writing() as db:
        db.exec_driver_sql("INSERT INTO media_roots (id, path) VALUES (9, '/elsewhere')")
        db.exec_driver_sql("UPDATE recordings SET media_root_id = 9, path = 'A.wav' WHERE id = 2")
    export(three.project, Selection(three.run_id), "raven", tmp_path / "tables")
    made_ = {
        one.relative_to(tmp_path / "tables").as_posix()
        for one in (tmp_path / "tables").rglob("*.txt")
    }
    assert made_ == {"A.wav.selections.txt", "2/a.wav.selections.txt", "c.wav.selections.txt"}
