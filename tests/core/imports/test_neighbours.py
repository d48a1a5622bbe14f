"""Tables as other versions of the neighbouring programs write them."""

import pytest

from core.errors import UserError
from core.imports import gather, take
from core.jobs import answer
from core.store import annotations, detections, runs
from core.store.detections import Filter

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
