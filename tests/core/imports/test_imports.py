"""Results of other programs: understood by their columns, matched, taken in and out again."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import report
from core.domain import Verdict
from core.errors import UnusableValueError, UserError
from core.exports.files import csv_line
from core.imports import gather, newest, preview, take, take_out, unsettled
from core.imports.in_words import preview_in_words
from core.jobs import answer
from core.store import annotations, damage, detections, runs
from core.store.detections import Filter

BIRDNET = "Start (s),End (s),Scientific name,Common name,Confidence,File\n"
AOEF = {
    "version": "1.1.0",
    "created_on": "2025-05-03T00:00:00",
    "data": {
        "uuid": "0", "collection_type": "annotation_set",
        "users": [{"uuid": "u1", "name": "Ann"}],
        "tags": [{"id": 0, "key": "species", "value": "Turdus merula"}],
        "recordings": [{"uuid": "r1", "path": "Dune/a.wav", "duration": 3600}],
        "sound_events": [
            {"uuid": "e1", "recording": "r1",
             "geometry": {"type": "BoundingBox", "coordinates": [3.0, 1000.0, 6.0, 4000.0]}},
        ],
        "sound_event_annotations": [
            {"uuid": "a1", "sound_event": "e1", "tags": [0], "created_by": "u1"}
        ],
    },
}  # fmt: skip
A, WOOD = "Dune/a.wav", "Wood/a.wav"
WRITTEN = {
    "birdnet": BIRDNET + f"3.0,6.0,Turdus merula,Eurasian Blackbird,0.75,/old/disk/{A}\n",
    "birdnet-r": "filepath,start,end,scientific_name,common_name,confidence,lat,lon,week\n"
    f"{A},3.0,6.0,Turdus merula,Eurasian Blackbird,0.75,52,4,18\n",
    "birdnet-kaleidoscope": "INDIR,FOLDER,IN FILE,OFFSET,DURATION,scientific_name,common_name,"
    "confidence\n/old,Dune,a.wav,3.0,3.0,Turdus merula,Eurasian Blackbird,0.75\n",
    "kaleidoscope": "INDIR,FOLDER,IN FILE,OFFSET,DURATION,AUTO ID*,MATCH RATIO,MANUAL ID\n"
    "C:\\old,Dune,a.wav,3.0,3.0,Turdus merula,0.75,Turdus merula\n",
    "chirpity": "File,Detection start,Detection end,Common name,Latin name,Confidence,Label,"
    "Comment,Call count,File offset,Start (s)\n"
    "C:\\old\\Dune\\a.wav,2025-05-03 05:00:03.000,2025-05-03 05:00:06.000,Eurasian Blackbird,"
    "Turdus merula,0.75,,,,00:00:03,3\n",
    "hawkears": "filename,start_time,end_time,class_name,class_code,score\n"
    f"{A},3.0,6.0,Eurasian Blackbird,EUBL,0.75\n",
    "birdnet-package": "input,start_time,end_time,species_name,confidence\n"
    f"/old/{A},00:00:03.00,00:00:06.00,Turdus merula_Eurasian Blackbird,0.75\n",
    "birdnetlib": "common_name,scientific_name,start_time,end_time,confidence,label,path\n"
    f"Eurasian Blackbird,Turdus merula,3.0,6.0,0.75,,{A}\n",
    "hoplite": "idx,project,filename,window_start,window_end,label,logits\n"
    f"1,x,{A},3.0,6.0,Turdus merula,1.0986123\n",
    "raven": "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\t"
    "High Freq (Hz)\tCommon Name\tConfidence\tBegin Path\tFile Offset (s)\n"
    f"1\tSpectrogram 1\t1\t3603.0\t3606.0\t0.0\t12000.0\tEurasian Blackbird\t0.75\t/old/{A}\t3.0\n",
}
ENCODED = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@pytest.fixture
def imported(hand_made, tmp_path):
    def take_in(text, name="results.csv", encoding="utf-8", **more):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_bytes(text.encode(encoding))
        found = answer(gather(hand_made.project, [file], **more))
        return found, answer(take(hand_made.project, found))

    return take_in


def heard(project, import_id):
    with project.reading() as db:
        run = runs.find(db, import_id)
        return list(detections.everything(db, Filter(run_id=run.id, unlisted=True)))


@pytest.mark.parametrize("format_id", WRITTEN)
def test_each_programs_table_is_known_by_its_columns_and_says_the_same(
    hand_made, imported, format_id
):
    with hand_made.project.writing() as db:
        runs.finish(db, hand_made.run_id)
    found, _ = imported(WRITTEN[format_id])
    assert found.format.id == format_id
    (one,) = heard(hand_made.project, found.id)
    assert (one.path.as_posix(), one.start_s, one.end_s) == ("Dune/a.wav", 3.0, 6.0)
    assert one.score == pytest.approx(0.75)
    assert one.species.scientific_name == "Turdus merula"
    assert one.at is not None
    with hand_made.project.reading() as db:
        run = runs.find(db, found.id)
        assert run.title == f"{found.format.title} (imported)"
        assert runs.latest(db).id == hand_made.run_id  # one of its own is meant first
    assert report.build(hand_made.project, run.id).rows


@pytest.mark.parametrize("change", [*ENCODED, "crlf", "semicolons", "decimal comma", "no last end"])
def test_a_table_is_understood_however_a_spreadsheet_saved_it(hand_made, imported, change):
    text, encoding = WRITTEN["birdnet"].replace("Eurasian", "Eurasién"), "utf-8"
    if change in ENCODED:
        encoding = change
    elif change == "crlf":
        text = text.replace("\n", "\r\n")
    elif change == "no last end":
        text = text.removesuffix("\n")
    else:
        text = text.replace(",", ";")
        text = text.replace("0.75", "0,75") if change == "decimal comma" else text
    found, taken = imported(text, encoding=encoding)
    assert taken.detections == 1
    assert heard(hand_made.project, found.id)[0].score == 0.75


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('3.0,6.0,"Turdus merula,Eurasian Blackbird,0.75,Dune/a.wav\n', "never closed"),
        ("3.0,6.0,Turdus merula,Eurasian Blackbird,75,Dune/a.wav\n", "between 0 and 1"),
        ("6.0,3.0,Turdus merula,Eurasian Blackbird,0.75,Dune/a.wav\n", "no span of time"),
        ("x,6.0,Turdus merula,Eurasian Blackbird,0.75,Dune/a.wav\n", "no number"),
        ("3.0,6.0,Turdus merula\n", "3 cells"),
    ],
)
def test_what_cannot_be_understood_is_refused_whole_with_its_line(hand_made, imported, row, why):
    good = "3.0,6.0,Turdus merula,Eurasian Blackbird,0.75,Dune/a.wav\n"
    with pytest.raises(UserError, match=rf"line 3(.|\n)*{why}"):
        imported(BIRDNET + good + row)
    with hand_made.project.reading() as db:
        assert len(runs.everything(db)) == 1


def test_files_are_matched_by_name_folders_renaming_and_start(hand_made, imported):
    line = "0.0,3.0,Turdus merula,Eurasian Blackbird,0.9,"
    files = ("D:\\cards\\Wood\\a.wav", "b.mp3", "old/2025-05-04T07-00-00.wav", "a.wav", "x.wav")
    found, taken = imported(BIRDNET + "".join(f"{line}{file}\n" for file in files))
    by_file = {one.file: one for one in found.matches}
    its = {file: by_file[file].recording and by_file[file].recording.path.parts[-2:]
           for file in files}  # fmt: skip
    assert its == {
        files[0]: ("Wood", "a.wav"), "b.mp3": ("Dune", "b.wav"), files[2]: ("Dune", "c.wav"),
        "a.wav": None, "x.wav": None,
    }  # fmt: skip
    assert [one.is_guess for one in found.matches] == [False, True, True, False, False]
    assert taken.detections == 3
    said = " ".join(preview_in_words(preview(found)))
    assert "Several recordings may be meant by 1 file with 1 row: a.wav." in said
    assert "No recording here for 1 file with 1 row: x.wav." in said
    assert [file for file, _ in unsettled(found)] == ["a.wav", "x.wav"]


def test_what_may_be_several_recordings_is_settled_by_hand(hand_made, imported):
    text = BIRDNET + "0.0,3.0,Turdus merula,Eurasian Blackbird,0.9,a.wav\n"
    with pytest.raises(UserError, match="None of these results is of a recording"):
        imported(text)
    found, taken = imported(text, settled={"a.wav": "Wood/a.wav"})
    assert taken.detections == 1
    assert heard(hand_made.project, found.id)[0].path.as_posix() == WOOD


def test_a_longer_recording_is_meant_where_the_results_end_later(hand_made, imported):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET duration_s = 60 WHERE path = 'Wood/a.wav'")
    found, _ = imported(BIRDNET + "900,903,Turdus merula,Eurasian Blackbird,0.9,a.wav\n")
    assert heard(hand_made.project, found.id)[0].path.as_posix() == A


def test_what_is_repeated_or_past_the_end_is_left_out_and_said(imported):
    line = f"3.0,6.0,Turdus merula,Eurasian Blackbird,0.9,{A}\n"
    late = f"9000,9003,Turdus merula,Eurasian Blackbird,0.9,{A}\n"
    found, taken = imported(BIRDNET + line + line + late)
    assert taken.detections == 1
    seen = preview(found)
    assert (seen.repeated, seen.past_end) == (1, 1)


def test_a_manual_id_is_a_verdict_and_names_another_species(hand_made, imported):
    head = "FOLDER,IN FILE,OFFSET,DURATION,AUTO ID,MATCH RATIO,MANUAL ID\n"
    rows = [
        "Dune,a.wav,0,3,Turdus merula,0.9,Turdus merula",
        "Dune,a.wav,3,3,Turdus merula,0.8,Troglodytes troglodytes",
        "Dune,a.wav,6,3,Turdus merula,0.7,Noise",
        "Dune,a.wav,9,3,Turdus merula,0.6,",
        "Dune,a.wav,12,3,NoID,,Erithacus rubecula",
        "Dune,a.wav,15,3,NoID,,",
    ]
    found, taken = imported(head + "\n".join(rows) + "\n")
    every = heard(hand_made.project, found.id)
    assert [one.verdict for one in every] == [Verdict.CORRECT, Verdict.WRONG, Verdict.WRONG, None]
    assert every[1].current_species.scientific_name == "Troglodytes troglodytes"
    assert every[2].corrected is None
    assert (taken.detections, taken.verdicts, taken.annotations) == (4, 3, 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dune/a.wav.labels.txt", "3.0\t6.0\tTurdus merula\n\\\t1000.0\t4000.0\n"),
        ("Dune/a.Table.1.selections.txt",
         "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\t"
         "Species\n1\tWaveform 1\t1\t3.0\t6.0\t\t\tTurdus merula\n"
         "1\tSpectrogram 1\t1\t3.0\t6.0\t1000.0\t4000.0\tTurdus merula\n"),
        ("set.json", json.dumps(AOEF)),
    ],
)  # fmt: skip
def test_what_people_drew_are_annotations_with_their_band(hand_made, imported, name, text):
    _, taken = imported(text, name)
    assert (taken.detections, taken.annotations) == (0, 1)
    with hand_made.project.reading() as db:
        (drawn,) = annotations.everything(db)
    assert (drawn.start_s, drawn.end_s, drawn.low_hz, drawn.high_hz) == (3.0, 6.0, 1000.0, 4000.0)
    assert drawn.species.scientific_name == "Turdus merula"
    assert drawn.recording_id == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Eurasian Wren;0.95", "Wood/a_HawkEars.txt"),
        ("Troglodytes troglodytes, Eurasian Wren\t0.9500", "Wood/a.BirdNET.results.txt"),
    ],
)
def test_audacitys_labels_with_a_score_are_detections(hand_made, imported, text, name):
    found, taken = imported(f"0.0\t3.0\t{text}\n", name)
    assert taken.detections == 1
    (one,) = heard(hand_made.project, found.id)
    assert (one.species.scientific_name, one.score) == ("Troglodytes troglodytes", 0.95)
    assert not any(match.is_guess for match in found.matches)


def test_a_score_in_percent_is_understood(hand_made, imported):
    header = "File,Detection start,Detection end,Common name,Latin name,Start (s),Confidence\n"
    row = "Wood/a.wav,2025-05-03 05:00:03,2025-05-03 05:00:06,Wren,Troglodytes troglodytes,3,85%\n"
    found, _ = imported(header + row)
    assert [one.score for one in heard(hand_made.project, found.id)] == [0.85]


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("2025-03-30 01:59:58", "2025-03-30 03:00:01"),
        ("2025-10-26 02:59:58", "2025-10-26 02:00:01"),
        ("2025-05-03 05:00:03+02:00", "2025-05-03 05:00:06"),
    ],
)
def test_chirpitys_detection_is_as_long_when_clocks_are_moved(hand_made, imported, begins, ends):
    header = "File,Detection start,Detection end,Common name,Latin name,Start (s),Confidence\n"
    row = f"Wood/a.wav,{begins},{ends},Wren,Troglodytes troglodytes,3,0.85\n"
    found, _ = imported(header + row)
    assert [(one.start_s, one.end_s) for one in heard(hand_made.project, found.id)] == [(3, 6)]


def test_times_and_bands_of_an_expanded_recording_are_of_its_file(hand_made, imported):
    slowed = json.dumps(AOEF).replace('"duration": 3600', '"time_expansion": 10.0')
    imported(slowed, "set.json")
    with hand_made.project.reading() as db:
        (drawn,) = annotations.everything(db)
    assert (drawn.start_s, drawn.end_s, drawn.low_hz, drawn.high_hz) == (30, 60, 100, 400)


def test_one_undo_takes_an_import_out_and_redo_brings_it_back(hand_made, imported):
    project = hand_made.project
    head = "FOLDER,IN FILE,OFFSET,DURATION,AUTO ID,MATCH RATIO,MANUAL ID\n"
    judged = "Dune,a.wav,0,3,Turdus merula,0.9,Turdus merula\n"
    found, _ = imported(head + judged + "Dune,a.wav,9,3,NoID,,Turdus merula\n")

    def there():
        with project.reading() as db:
            every = detections.count(db, Filter(unlisted=True))[0]
            return len(runs.everything(db)), every, len(list(annotations.everything(db)))

    before = there()
    assert before == (2, 9, 1)
    take_out(project, newest(project, taken_out=False))
    assert there() == (1, 8, 0)
    with pytest.raises(UserError, match="No import"):
        newest(project, taken_out=False)
    take_out(project, newest(project, taken_out=True), back=True)
    assert there() == before
    assert heard(project, found.id)[0].verdict is Verdict.CORRECT


def test_what_was_taken_out_stays_out_when_a_recording_comes_back(hand_made, imported):
    from core.deployments.removing import remove, restore

    project = hand_made.project
    imported(WRITTEN["birdnet"])
    take_out(project, newest(project, taken_out=False))
    remove(project, [1])
    restore(project, [1])
    with project.reading() as db:
        assert detections.count(db, Filter(unlisted=True))[0] == 8
    assert damage.found(project.path) is None


def test_the_same_results_are_one_import(hand_made, imported):
    first, _ = imported(WRITTEN["birdnet"])
    again, taken = imported(WRITTEN["birdnet"])
    assert (first.id, taken.detections) == (again.id, 1)
    assert len(heard(hand_made.project, first.id)) == 1


def test_names_that_nobody_knows_stay_as_they_are_and_are_said(hand_made, imported):
    found, _ = imported(BIRDNET + f"3.0,6.0,Nova species,Unheard-of Bird,0.9,{A}\n")
    assert list(found.unknown) == ["Nova species"]
    assert heard(hand_made.project, found.id)[0].species.common_name == "Unheard-of Bird"


def test_an_empty_table_of_a_recording_says_that_it_was_heard(hand_made, tmp_path):
    for name, text in (("a.BirdNET.results.csv", "0.0,3.0,Turdus merula,Eurasian Blackbird,0.9\n"),
                       ("b.BirdNET.results.csv", "")):  # fmt: skip
        (tmp_path / "Dune").mkdir(exist_ok=True)
        header = "Start (s),End (s),Scientific name,Common name,Confidence\n"
        (tmp_path / "Dune" / name).write_text(header + text)
    found = answer(gather(hand_made.project, [tmp_path / "Dune"]))
    answer(take(hand_made.project, found))
    with hand_made.project.reading() as db:
        assert runs.coverage(db, runs.find(db, found.id).id).recordings == 2


def test_results_of_two_programs_and_what_is_none_are_said(hand_made, tmp_path):
    for name in ("birdnet", "hawkears"):
        (tmp_path / f"{name}.csv").write_text(WRITTEN[name])
    (tmp_path / "none.csv").write_text("a,b\n1,2\n")
    both = [tmp_path / "birdnet.csv", tmp_path / "hawkears.csv"]
    with pytest.raises(UnusableValueError, match=r"BirdNET-Analyzer .birdnet. and HawkEars"):
        answer(gather(hand_made.project, both))
    with pytest.raises(UserError, match="nothing that is known here"):
        answer(gather(hand_made.project, [tmp_path / "none.csv"]))


def test_a_stopped_import_leaves_nothing_and_goes_on_where_it_was(hand_made, tmp_path, monkeypatch):
    from core.imports import taking

    monkeypatch.setattr(taking, "_AT_ONCE", 1)
    line = "3.0,6.0,Turdus merula,Eurasian Blackbird,0.9,"
    (tmp_path / "r.csv").write_text(BIRDNET + f"{line}{A}\n{line}{WOOD}\n")
    found = answer(gather(hand_made.project, [tmp_path / "r.csv"]))
    job = take(hand_made.project, found)
    next(job)
    job.close()
    assert not heard(hand_made.project, found.id)
    for taken_out in (True, False):
        with pytest.raises(UserError, match="No import"):
            newest(hand_made.project, taken_out=taken_out)
    assert answer(take(hand_made.project, found)).detections == 2
    assert len(heard(hand_made.project, found.id)) == 2


def test_reading_tells_how_many_lines_were_read(hand_made, tmp_path, monkeypatch):
    from core.imports import gathering

    monkeypatch.setattr(gathering, "_STEP", 2)
    line = "3.0,6.0,Turdus merula,Eurasian Blackbird,0.9,"
    for name in "xy":
        (tmp_path / f"{name}.csv").write_text(BIRDNET + f"{line}{A}\n{line}{WOOD}\n")
    steps = list(gather(hand_made.project, [tmp_path / "x.csv", tmp_path / "y.csv"]))
    told = [(step.done, step.note) for step in steps if step.total]
    assert told == [(0, "x.csv"), (3, "x.csv"), (3, "y.csv"), (6, "y.csv"), (6, "")]
    assert {step.total for step in steps} == {0, 6}


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(
    st.tuples(st.integers(0, 3000), st.floats(0, 1), names.map(str.strip).filter(bool)),
    min_size=1, max_size=8, unique_by=lambda row: row[0],
))  # fmt: skip
def test_any_name_score_and_time_of_a_table_is_what_is_stored(hand_made, tmp_path, rows):
    file = tmp_path / "any.csv"
    lines = (csv_line((at, at + 3, "", f"x{name}x", score, A)) for at, score, name in rows)
    file.write_text(BIRDNET + "".join(lines), encoding="utf-8")
    found = answer(gather(hand_made.project, [file]))
    answer(take(hand_made.project, found))
    every = {one.start_s: one.score for one in heard(hand_made.project, found.id)}
    assert every == pytest.approx({at: score for at, score, _ in rows})


def test_the_command_shows_takes_in_and_out(run, hand_made, tmp_path):
    (tmp_path / "r.csv").write_text(WRITTEN["birdnet"])
    words = ("import-results", tmp_path / "r.csv", "--project", hand_made.project.folder)
    status, out, _ = run(*words, "--dry-run")
    assert status == 0
    assert "1 file of BirdNET-Analyzer: 1 detection of 1 recording." in out
    with hand_made.project.reading() as db:
        assert len(runs.everything(db)) == 1
    told = json.loads(run(*words, "--json")[1])
    assert told["taken"]["detections"] == 1
    status, out, _ = run("import-results", "--undo", "--project", hand_made.project.folder)
    assert "taken out" in out
