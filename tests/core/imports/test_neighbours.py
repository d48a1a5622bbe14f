"""Tables as other versions of the neighbouring programs write them."""

import json

import pytest

from core.errors import UserError
from core.imports import gather, take
from core.jobs import answer
from core.store import annotations, detections, runs
from core.store.detections import Filter
from tests.core.conftest import WREN
from tests.core.imports.test_imports import BIRDNET

SELECTION = "Selection\tView\tChannel\tBegin File\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\t"
GO = SELECTION + "High Freq (Hz)\tSpecies Code\tCommon Name\tConfidence\n"
ROW = "{n}\tSpectrogram 1\t1\t{file}\t3.0\t6.0\t0\t15000\teurbla\tEurasian Blackbird\t0.7500\n"
KALEIDOSCOPE = "INDIR,FOLDER,IN FILE,CHANNEL,OFFSET,DURATION,"
SCORED = {
    "BirdNET-Go, Raven": (".wav.txt", GO + ROW.format(n=1, file="b.wav")),
    "BirdNET-Pi": (".wav.csv", "Start (s);End (s);Scientific name;Common name;Confidence\n"
                   "3.0;6.0;Turdus merula;Eurasian Blackbird;0.75\n"),
    "BirdNET-Analyzer, label track": (".BirdNET.results.txt",
                                      "3.0\t6.0\tTurdus merula_Eurasian Blackbird\t0.7500\n"),
    "BirdNET-Analyzer, Kaleidoscope": (
        ".csv", "INDIR,FOLDER,IN FILE,OFFSET,DURATION,scientific_name,TOP1MATCH,TOP1DIST\n"
        "/x,Dune,b.wav,3.0,3.0,Turdus merula,Eurasian Blackbird,0.75\n"),
    "Kaleidoscope, bats": (
        ".csv", KALEIDOSCOPE + "OUT FILE FS,DATE,TIME,AUTO ID*,PULSES,MATCH RATIO,MANUAL ID\n"
        'D:\\x,Dune,b.wav,0,3.0,3.0,,2025-05-03,05:00:03,Turdus merula,12,0.75,\n'),
    "BirdNET-Analyzer 2, Kaleidoscope": (
        ".csv", "OFFSET,confidence,INDIR,FOLDER,IN FILE,DURATION,TOP1MATCH\n"
        "3.0,0.75,/x,Dune,b.wav,3.0,Eurasian Blackbird\n"),
    "birda, Kaleidoscope": (
        ".BirdNET.results.kaleidoscope.csv",
        "INDIR,FOLDER,IN FILE,OFFSET,DURATION,TOP1MATCH,TOP1DIST\n"
        "/x,Dune,b.wav,3.0,3.0,Eurasian_Blackbird,0.7500\n"),
    "birda, Raven": (
        ".BirdNET.selection.table.txt", SELECTION.replace("Begin File\t", "")
        + "High Freq (Hz)\tCommon Name\tSpecies Code\tConfidence\tBegin Path\tFile Offset (s)\n"
        "1\tSpectrogram 1\t1\t3.0\t6.0\t0\t15000\tEurasian_Blackbird\teurbla\t0.7500\t/x/Dune/b.wav"
        "\t3.0\n"),
    "birda, label track": (".BirdNET.results.txt", "3.0\t6.0\tEurasian Blackbird\t0.7500\n"),
    "BirdNET 3, preview": (
        ".results.csv", "name,start_sec,end_sec,confidence,label\n"
        "b.wav,3.0,6.0,0.75,Turdus merula_Eurasian Blackbird\n"),
    "Chirpity, label track": (".txt", "3\t6\tEurasian Blackbird 75%\n"),
    "BirdNET-Analyzer, columns of its settings": (
        ".csv", "Start (s),End (s),Scientific name,Common name,Confidence,File,lat,lon,week,model\n"
        "3.0,6.0,Turdus merula,Eurasian Blackbird,0.75,Dune/b.wav,52.1,4.3,18,BirdNET_V2.4\n"),
    "birdnet, clock times": (
        ".csv", "input,start_time,end_time,species_name,confidence\n"
        '"b.wav","00:00:03.00","00:00:06.00","Turdus merula_Eurasian Blackbird",0.75\n'),
    "HawkEars 2, Raven": (
        "_HawkEars.txt", "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tCommon Name\t"
        "Scientific Name\tSpecies Code\teBird Code\tSpecies\tConfidence\tFile Offset (s)\t"
        "Low Freq (Hz)\tHigh Freq (Hz)\tBegin File\tBegin Path\n"
        "1\tSpectrogram 1\t1\t3.0000\t6.0000\tEurasian Blackbird\tTurdus merula\tEUBB\teurbla\t"
        "Eurasian Blackbird\t0.7500\t3.0000\t200.0000\t13000.0000\tb.wav\t/x/Dune/b.wav\n"),
    "HawkEars 2": (".csv", "recording,name,start_time,end_time,score\n"
                   "b,Eurasian Blackbird,3.000,6.000,0.750\n"),
    "HawkEars 2, label track": ("_scores.txt", "3.0\t6\tEurasian Blackbird;0.75\n"),
    "a table of Raven without selections": (
        ".txt", "Begin Time (s)\tEnd Time (s)\tSpecies\tScore\n3.0\t6.0\tTurdus merula\t0.75\n"),
}  # fmt: skip


@pytest.mark.parametrize("program", SCORED)
def test_each_version_says_the_same(hand_made, tmp_path, program):
    ending, text = SCORED[program]
    (file := tmp_path / f"b{ending}").write_text(text)
    found = answer(gather(hand_made.project, [file]))
    answer(take(hand_made.project, found))
    with hand_made.project.reading() as db:
        run = runs.find(db, found.id)
        (heard,) = detections.everything(db, Filter(run_id=run.id, unlisted=True))
    assert (heard.path.name, heard.start_s, heard.end_s, heard.score) == ("b.wav", 3.0, 6.0, 0.75)
    assert heard.species.scientific_name == "Turdus merula"


@pytest.fixture
def taken_in(hand_made, tmp_path):
    """What comes in of a file of results that has this name and text, as detections."""

    def take_it(name, text):
        file = tmp_path / name
        if text is not None:
            file.write_text(text)
        found = answer(gather(hand_made.project, [file]))
        answer(take(hand_made.project, found))
        with hand_made.project.reading() as db:
            run = runs.find(db, found.id) if found.has_detections else None
            return list(detections.everything(db, Filter(run_id=run.id))) if run else []

    return take_it


def test_codes_and_logits_of_perch_are_species_and_scores(hand_made, tmp_path):
    (file := tmp_path / "inference.csv").write_text(
        "filename, timestamp_s, label, logit\nDune/b.wav,10.00,eurbla,0.0\n"
    )
    found = answer(gather(hand_made.project, [file]))
    answer(take(hand_made.project, found))
    with hand_made.project.reading() as db:
        run = runs.find(db, found.id)
        (heard,) = detections.everything(db, Filter(run_id=run.id, unlisted=True))
    assert (heard.start_s, heard.end_s, heard.score) == (10.0, 15.0, 0.5)
    assert heard.species.scientific_name == "Turdus merula"


def test_a_table_of_several_files_without_offsets_is_refused(hand_made, tmp_path):
    rows = ROW.format(n=1, file="b.wav") + ROW.format(n=2, file="c.wav")
    (file := tmp_path / "x.txt").write_text(GO + rows)
    with pytest.raises(UserError, match="File Offset"):
        answer(gather(hand_made.project, [file]))


def test_views_and_channels_of_raven_are_one_annotation(hand_made, tmp_path):
    header = "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\t"
    rows = [f"1\t{view} {channel}\t{channel}\t3.0\t6.0\t{band}\tTurdus merula\n"
            for view, band in (("Waveform", "\t"), ("Spectrogram", "1000.0\t4000.0"))
            for channel in (1, 2)]  # fmt: skip
    (file := tmp_path / "b.Table.1.selections.txt").write_text(
        header + "High Freq (Hz)\tSpecies\n" + "".join(rows)
    )
    answer(take(hand_made.project, answer(gather(hand_made.project, [file]))))
    with hand_made.project.reading() as db:
        (drawn,) = annotations.everything(db)
    assert (drawn.low_hz, drawn.high_hz) == (1000.0, 4000.0)


REVIEWED = (
    "detection_id,recording,score,review_verdict,review_notes,original_species,"
    "original_scientific_name,current_scientific_name,original_start_seconds,original_end_seconds\n"
    "1,b.wav,0.75,{verdict},far,Eurasian Blackbird,Turdus merula,{held},3.0,6.0\n"
)


@pytest.mark.parametrize(
    ("verdict", "held", "said"),
    [
        ("correct", "Turdus merula", ("correct", None)),
        ("uncertain", "Turdus merula", ("unsure", None)),
        ("incorrect", "Turdus merula", ("wrong", None)),
        ("incorrect", WREN.scientific_name, ("wrong", WREN)),
    ],
)
def test_what_was_reviewed_in_hawkears_stays_said(taken_in, verdict, held, said):
    (heard,) = taken_in("reviewed.csv", REVIEWED.format(verdict=verdict, held=held))
    assert (heard.verdict, heard.corrected, heard.note) == (*said, "far")


@pytest.mark.parametrize(
    ("manual", "verdict"),
    [
        ("Turdus merula", "correct"),
        ("Troglodytes troglodytes; Turdus merula", "correct"),
        ("Troglodytes troglodytes, Erithacus rubecula", "wrong"),
        ("Noise", "wrong"),
    ],
)
def test_one_of_several_manual_ids_may_be_the_programs(taken_in, manual, verdict):
    row = f'b.wav,0,3.0,3.0,Turdus merula,0.75,"{manual}"\n'
    header = "IN FILE,CHANNEL,OFFSET,DURATION,AUTO ID*,MATCH RATIO,MANUAL ID\n"
    (heard,) = taken_in("id.csv", header + row)
    assert heard.verdict == verdict


def test_a_label_of_200_percent_is_confirmed_in_chirpity(taken_in):
    (heard,) = taken_in("b.txt", "3\t6\tEurasian Blackbird 200%\n")
    assert (heard.score, heard.verdict) == (1.0, "correct")


def test_annotations_of_published_soundscapes_are_drawn_by_their_codes(hand_made, taken_in):
    header = (
        "Filename,Start Time (s),End Time (s),Low Freq (Hz),High Freq (Hz),Species eBird Code\n"
    )
    assert taken_in("annotations.csv", header + "b.flac,3.0,4.5,1000,4000,eurbla\n") == []
    with hand_made.project.reading() as db:
        (drawn,) = annotations.everything(db)
    assert (drawn.species.scientific_name, drawn.low_hz, drawn.end_s) == (
        "Turdus merula", 1000.0, 4.5,
    )  # fmt: skip


BIRDA = {
    "start_s": 3.0, "end_s": 6.0, "scientific_name": "Turdus merula",
    "common_name": "Eurasian Blackbird", "confidence": 0.75, "file": "/x/Dune/b.wav",
}  # fmt: skip
ANALYZER = dict(
    zip(
        ("Start (s)", "End (s)", "Scientific name", "Common name", "Confidence", "File"),
        BIRDA.values(),
        strict=True,
    )
)


@pytest.mark.parametrize("row", [BIRDA, ANALYZER])
def test_parquet_is_a_table_too(taken_in, tmp_path, row):
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet

    parquet.write_table(pa.Table.from_pylist([row]), tmp_path / "b.parquet")
    (heard,) = taken_in("b.parquet", None)
    assert (heard.path.name, heard.start_s, heard.score) == ("b.wav", 3.0, 0.75)


def test_parquet_without_pyarrow_says_what_to_install(taken_in, monkeypatch):
    monkeypatch.setattr("core.imports.other_tables.find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"pip install 'undersong\[parquet\]'"):
        taken_in("b.parquet", "PAR1 and more")


def test_a_line_that_is_no_json_refuses_all(taken_in):
    row = json.dumps(BIRDA) + "\n"
    with pytest.raises(UserError, match="line 2: it is no JSON object"):
        taken_in("b.ndjson", row + row[:40])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BIRDNET + "3.0,6.0,Tur\0dus merula,x,0.7,b.wav\n", "line 2: it holds zero bytes"),
        (BIRDNET + "x" * 10_000_001, "line 2: it is longer than"),
        ('{\n  "made by": "somebody"\n}\n', "JSON, but neither AOEF nor an object a line"),
    ],
)
def test_what_is_damaged_is_told_so_and_not_unknown(taken_in, text, why):
    with pytest.raises(UserError, match=why):
        taken_in("b.csv", text)


def test_a_score_of_1_may_be_rounded(taken_in):
    (heard,) = taken_in("b.csv", BIRDNET + "3.0,6.0,Turdus merula,x,1.0000001,b.wav\n")
    assert heard.score == 1.0


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_tables_that_were_put_together_have_their_header_again(taken_in, mark):
    row = "{},{},Turdus merula,x,0.75,b.wav\n"
    one, other = (mark + BIRDNET + row.format(at, at + 3) for at in (3.0, 6.0))
    assert [one.start_s for one in taken_in("b.csv", one + other)] == [3.0, 6.0]
