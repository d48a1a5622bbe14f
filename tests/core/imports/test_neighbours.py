"""Tables as other versions of the neighbouring programs write them."""

import json

import pytest

from core.errors import UnusableValueError, UserError
from core.imports import gather, preview, take
from core.imports.in_words import preview_in_words
from core.jobs import answer
from core.store import annotations, detections, runs
from core.store.detections import Filter
from tests.core.conftest import WREN
from tests.core.imports.test_imports import BIRDNET

SELECTION = "Selection\tView\tChannel\tBegin File\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\t"
GO = SELECTION + "High Freq (Hz)\tSpecies Code\tCommon Name\tConfidence\n"
ROW = "{n}\tSpectrogram 1\t1\t{file}\t3.0\t6.0\t0\t15000\teurbla\tEurasian Blackbird\t0.7500\n"
BIRDA_JSON = {
    "start_time": 3.0, "end_time": 6.0, "scientific_name": "Turdus merula",
    "common_name": "Eurasian Blackbird", "confidence": 0.75,
}  # fmt: skip
TOLD = {"spec_version": "1.1", "timestamp": "2026-05-03T00:00:00Z"}
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
    "birda, JSON": (".BirdNET.json", json.dumps(
        {"source_file": "b.wav", "settings": {"overlap": 0.0}, "detections": [BIRDA_JSON],
         "summary": {"total_detections": 1}}, indent=2)),
    "birda, what it tells": (".ndjson", "\n".join(json.dumps(TOLD | one) for one in (
        {"event": "file_started", "payload": {"file": "/x/Dune/c.wav"}},
        {"event": "detections", "payload": {"file": "/x/Dune/b.wav", "detections": [BIRDA_JSON]}},
    ))),
    "birdnetlib, JSON": (".json", json.dumps([BIRDA_JSON])),
    "BirdNET-Analyzer 1, a recording without anything": (
        ".txt", GO.replace("Begin File\t", "").replace("\n", "\tBegin Path\tFile Offset (s)\n")
        + "1\tSpectrogram 1\t1\t0\t3\t0\t15000\tnocall\tnocall\t1.0\t/x/Dune/c.wav\t0\n"
        "2\tSpectrogram 1\t1\t3603\t3606\t0\t15000\teurbla\tEurasian Blackbird\t0.75"
        "\t/x/Dune/b.wav\t3\n"),
    "birdnet, as Excel saves its times": (
        ".csv", "input;start_time;end_time;species_name;confidence\n"
        "b.wav;00:03.0;00:06.0;Turdus merula_Eurasian Blackbird;75%\n"),
    "Kaleidoscope, each file one pass": (
        ".csv", "INDIR,FOLDER,IN FILE,DURATION,AUTO ID,PULSES,MATCH RATIO,MANUAL ID\n"
        "D:\\x,Dune,b.wav,3,NoID,0,,\nD:\\x,Dune,b.wav,3,Turdus merula,4,0.75,\n"),
    "a table with something written above": (
        ".csv", "Survey of 2025\n# threshold 0.1, overlap 0\n\n" + BIRDNET
        + "3.0,6.0,Turdus merula,Eurasian Blackbird,0.75,file:///x/D%C3%BCne/b%2Ewav\n"),
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
    at = heard.start_s, heard.end_s
    assert (heard.path.name, *at, heard.score) == ("b.wav", *STARTS.get(program, (3.0, 6.0)), 0.75)
    assert heard.species.scientific_name == "Turdus merula"


STARTS = {"Kaleidoscope, each file one pass": (0.0, 3.0)}


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
        ("Eurasian Blackbird", "correct"),
        ("SOTH; EUBB", "correct"),
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
    with pytest.raises(UserError, match='pip install "pyarrow>=18"'):
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


@pytest.mark.parametrize("grades", [("high", "low"), ("1", "3")])
def test_a_scale_of_ones_own_in_raven_is_a_note_and_no_score(hand_made, taken_in, grades):
    header = "Selection\tBegin Time (s)\tEnd Time (s)\tSpecies\tConfidence\tNotes\n"
    rows = [f"{n}\t{n}\t{n + 1}\tTurdus merula\t{grade}\tfar\n" for n, grade in enumerate(grades)]
    assert taken_in("b.txt", header + "".join(rows)) == []
    with hand_made.project.reading() as db:
        noted = [one.note for one in annotations.everything(db)]
    assert noted == [f"far; score {grade}" for grade in grades]


def test_a_score_of_2_in_chirpitys_table_for_raven_is_confirmed(taken_in):
    row = "{n}\tSpectrogram 1\t1\t{n}\t{n}.5\t0\t15000\tEurasian Blackbird\t{s}\tb.wav\t{n}\n"
    header = SELECTION.replace("Begin File\t", "") + "High Freq (Hz)\tCommon Name\tConfidence\t"
    rows = row.format(n=3, s=0.75) + row.format(n=9, s=2)
    found = taken_in("r.txt", header + "Begin Path\tFile Offset (s)\n" + rows)
    assert [(one.score, one.verdict) for one in found] == [(0.75, None), (1.0, "correct")]


def test_recordings_without_anything_count_as_heard_and_are_said(hand_made, tmp_path):
    (folder := tmp_path / "tracks").mkdir()
    (folder / "b_HawkEars.txt").write_text("3.0\t6.0\tAMRO;0.75\n9\t12\tnocall;1.0\n")
    (folder / "c_HawkEars.txt").touch()
    found = answer(gather(hand_made.project, [folder]))
    answer(take(hand_made.project, found))
    assert "1 row says that nothing was found." in preview_in_words(preview(found))
    with hand_made.project.reading() as db:
        assert runs.coverage(db, runs.find(db, found.id).id).recordings == 2


@pytest.mark.parametrize(
    "text", [BIRDNET, json.dumps({"source_file": "b.wav", "detections": []}, indent=1)]
)
def test_results_without_a_row_say_so(taken_in, text):
    with pytest.raises(UserError, match="nothing was found, so there is nothing to take in"):
        taken_in("results.csv", text)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("3.0,6.0,Turdus merula,x,,b.wav", "line 2: it has no score"),
        ("0:03,0:06,Turdus merula,x,0.7,b.wav", "may be minutes or hours"),
        ("3.0,6.0,Turdus merula", "some are missing, or the file is cut short"),
    ],
)
def test_what_may_mean_several_things_is_asked_for(taken_in, row, why):
    with pytest.raises(UserError, match=why):
        taken_in("b.csv", BIRDNET + row + "\n")


def test_labels_that_are_no_pair_of_names_stay_whole(taken_in):
    row = "file,start,end,label,score\nb.wav,3,6,hermit_warbler_song,0.75\n"
    assert taken_in("t.csv", row)[0].species.scientific_name == "hermit_warbler_song"


def test_codes_of_bats_are_species_and_so_are_their_names(taken_in):
    header = "IN FILE,OFFSET,DURATION,AUTO ID,MATCH RATIO,MANUAL ID\n"
    row = "b.wav,{},3,{},0.75,{}\n"
    rows = row.format(3, "MYODAU", "MYONAT") + row.format(9, "PIPPIP", "Pipistrellus pipistrellus")
    found = taken_in("id.csv", header + rows)
    assert [(one.species.common_name, one.species.group, one.verdict) for one in found] == [
        ("Daubenton's Myotis", "bat", "wrong"), ("Common Pipistrelle", "bat", "correct"),
    ]  # fmt: skip
    assert found[0].corrected.scientific_name == "Myotis nattereri"


def test_of_a_folder_with_several_kinds_one_is_taken_where_it_is_named(hand_made, tmp_path):
    (folder := tmp_path / "out").mkdir()
    (folder / "b.BirdNET.results.csv").write_text(BIRDNET + "3,6,Turdus merula,x,0.7,b.wav\n")
    (folder / "b.BirdNET.results.txt").write_text("3\t6\tTurdus merula, x\t0.7\n")
    with pytest.raises(UnusableValueError, match="of a folder those of --format birdnet alone"):
        answer(gather(hand_made.project, [folder]))
    found = answer(gather(hand_made.project, [folder], "birdnet"))
    assert [one.name for one in found.files] == ["b.BirdNET.results.csv"]
    assert list(found.skipped) == ["b.BirdNET.results.txt"]


def test_a_scored_row_without_a_species_is_left_out_and_said(hand_made, tmp_path):
    (file := tmp_path / "r.csv").write_text(BIRDNET + "3,6,,,0.7,b.wav\n")
    seen = preview(answer(gather(hand_made.project, [file])))
    assert (seen.detections, seen.left_out) == (0, [("no species is named", 1)])


BATDETECT = {
    "class": "Pipistrellus pipistrellus", "class_prob": 0.62, "det_prob": 0.71, "start_time": 3.2,
    "end_time": 3.25, "high_freq": 60300, "low_freq": 45100, "event": "Echolocation",
}  # fmt: skip


def test_batdetects_json_is_its_table_too(taken_in):
    text = json.dumps({"id": "b.wav", "annotated": False, "annotation": [BATDETECT]}, indent=2)
    (heard,) = taken_in("b.wav.json", text)
    assert (heard.start_s, heard.score, heard.low_hz, heard.high_hz) == (3.2, 0.62, 45100, 60300)
    assert (heard.path.name, heard.species.group) == ("b.wav", "bat")


@pytest.mark.parametrize(
    ("observer", "validator", "said"),
    [("", "", None), ("Pippip", "", "correct"), ("Nyclei", "", "wrong"),
     ("Nyclei", "Pippip", "correct"), ("noise", "", "wrong")],
)  # fmt: skip
def test_validators_have_the_last_word_in_tadaridas_table(taken_in, observer, validator, said):
    header = "nom du fichier;temps_debut;temps_fin;tadarida_taxon;tadarida_probabilite;"
    row = f"b;3.0;6.0;Pippip;0.75;{observer};SUR;{validator};\n"
    columns = "observateur_taxon;observateur_probabilite;validateur_taxon;validateur_probabilite\n"
    (heard,) = taken_in("t.csv", header + columns + row)
    assert (heard.species.scientific_name, heard.verdict) == ("Pipistrellus pipistrellus", said)
    moved = heard.corrected and heard.corrected.scientific_name
    assert moved == ("Nyctalus leisleri" if (observer, validator) == ("Nyclei", "") else None)
