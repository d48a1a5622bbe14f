"""Tables that people saved again, in their language and with their spreadsheet."""

import pytest

from core.errors import UserError
from core.imports import gather, preview, take
from core.imports.in_words import preview_in_words
from core.jobs import answer
from core.store import annotations, detections, runs
from core.store.detections import Filter


@pytest.fixture
def taken_in(hand_made, tmp_path):
    """What comes in of a table: detections, then annotations, as (start, end, species, score)."""

    def take_it(text, encoding="utf-8", name="t.csv"):
        (file := tmp_path / name).write_bytes(text.encode(encoding))
        found = answer(gather(hand_made.project, [file]))
        answer(take(hand_made.project, found))
        with hand_made.project.reading() as db:
            run = runs.find(db, found.id) if found.has_detections else None
            heard = detections.everything(db, Filter(run_id=run.id, unlisted=True)) if run else ()
            rows = [(d.start_s, d.end_s, d.species.scientific_name, d.score) for d in heard]
            drawn = annotations.everything(db)
            names = [(a.start_s, a.end_s, a.species.scientific_name, None) for a in drawn]
        return rows + names

    return take_it


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "header",
    [
        "Datei;Beginn;Ende;Art;Konfidenz",
        "Dateiname;Beginn (s);Ende (s);Wissenschaftlicher Name;Konfidenz",
        "Fichier;Début;Fin;Espèce;Confiance",
        "Fichier;Debut;Fin;Espece;Confiance",
        "Archivo;Inicio;Fin;Especie;Confianza",
        "Bestand;Begin;Einde;Soort;Betrouwbaarheid",
        "Fil;Start;Slut;Art;Konfidens",
        "file|start|end|species|score",
    ],
)
def test_headers_are_understood_in_the_language_of_a_spreadsheet(taken_in, header, encoding):
    row = "b.wav;0:00:03,5;0:00:06,5;Turdus merula;0,75"
    row = row.replace(";", "|") if "|" in header else row
    assert taken_in(f"{header}\r\n{row}\r\n", encoding) == [(3.5, 6.5, "Turdus merula", 0.75)]


@pytest.mark.parametrize(
    ("score", "why"),
    [
        ("NaN", "'NaN' is no number"),
        ("inf", "'inf' is no number"),
        ("83", "write a score in percent as 83 %"),
        ("-0.1", "does not lie between 0 and 1\n"),
    ],
)
def test_a_score_that_is_none_refuses_the_table(taken_in, score, why):
    rows = f"b.wav,1,2,Turdus merula,0.5\nb.wav,3,4,Turdus merula,{score}\n"
    with pytest.raises(UserError, match=f"line 3: (.*){why}"):
        taken_in("file,start,end,species,score\n" + rows)


def test_na_of_r_says_nothing(taken_in):
    row = "b.wav,1,2,Turdus merula,NA,0.5,NA\n"
    (one,) = taken_in("file,start,end,scientific_name,common_name,score,fmin\n" + row)
    assert one == (1.0, 2.0, "Turdus merula", 0.5)


def test_frequencies_of_warbler_are_in_kilohertz(hand_made, taken_in):
    taken_in(
        "sound.files,selec,start,end,bottom.freq,top.freq,label\nb.wav,1,1,2,1.5,4,Turdus merula\n"
    )
    with hand_made.project.reading() as db:
        (drawn,) = annotations.everything(db)
    assert (drawn.low_hz, drawn.high_hz) == (1500.0, 4000.0)


def test_sequences_of_crowsetta_end_at_their_offset(taken_in):
    text = "label,onset_s,offset_s,notated_path\nTurdus merula,1.0,2.5,/x/b.wav\n"
    assert taken_in(text) == [(1.0, 2.5, "Turdus merula", None)]


WIDE = "file,start_time,end_time,Turdus merula,Troglodytes troglodytes\n"


def test_a_column_for_each_species_holds_scores(taken_in):
    rows = "b.wav,0.0,5.0,0.75,0.01\nb.wav,5.0,10.0,0.2,0.5\n"
    assert taken_in(WIDE + rows) == [
        (0.0, 5.0, "Turdus merula", 0.75),
        (5.0, 10.0, "Turdus merula", 0.2),
        (5.0, 10.0, "Troglodytes troglodytes", 0.5),
    ]


def test_numbers_beyond_0_and_1_are_logits_all_of_them(taken_in):
    rows = "b.wav,0.0,5.0,0.0,-3.5\nb.wav,5.0,10.0,2.0,-9\n"
    found = taken_in(WIDE + rows)
    assert [score for *_, score in found] == pytest.approx([0.5, 0.880797])


def test_zeros_and_ones_of_species_are_annotations(taken_in):
    rows = "b.wav,0.0,5.0,1,0\nb.wav,5.0,10.0,0,0\n"
    assert taken_in(WIDE + rows) == [(0.0, 5.0, "Turdus merula", None)]


def test_what_is_no_score_in_a_column_of_a_species_refuses_all(taken_in):
    with pytest.raises(UserError, match="line 3: the score 'far' is no number: weather is taken"):
        taken_in("file,start,end,Turdus merula,weather\nb.wav,0,5,.5,.1\nb.wav,5,9,.5,far\n")


def test_scores_left_out_of_a_wide_table_are_counted(hand_made, tmp_path):
    (file := tmp_path / "t.csv").write_text(WIDE + "b.wav,0.0,5.0,0.75,0.01\n")
    seen = preview(answer(gather(hand_made.project, [file])))
    (said,) = (one for one in preview_in_words(seen) if "left out" in one)
    assert said == "1 row left out: a score below 0.1, in a column of each species."


@pytest.mark.parametrize("start", ["2025-05-03 03:13:04", "03.05.2025 3:13:04", "5/3/2025 03:13"])
def test_a_date_as_start_asks_for_seconds_of_the_recording(taken_in, start):
    with pytest.raises(UserError, match="is a date: write in seconds how long after"):
        taken_in(f"file,start,end,species,score\nb.wav,{start},9,Turdus merula,0.5\n")


def test_a_list_of_species_with_dates_is_told_what_it_lacks(taken_in):
    text = "Timestamp,Common Name,Scientific Name,Confidence\n2025-05-03 03:13,Wren,x,0.9\n"
    with pytest.raises(UserError, match="says of each row in which recording and when in it"):
        taken_in(text)


def test_times_of_day_are_told_to_be_none_of_the_recording(hand_made, tmp_path):
    (file := tmp_path / "t.csv").write_text(
        "file,start,end,species,score\nb.wav,05:00:03,05:00:06,Turdus merula,0.5\n"
    )
    said = list(preview_in_words(preview(answer(gather(hand_made.project, [file])))))
    assert "Times must say how long after the recording began, not the time of day." in said


@pytest.mark.parametrize("columns", ["0,1", "embedding_0,embedding_1", "f0,f1", "embedding,week"])
def test_embeddings_are_no_scores_of_species(taken_in, columns):
    with pytest.raises(UserError, match="nothing that is known here"):
        taken_in(f"file,start,end,{columns}\nb.wav,0,5,0.5,0.1\n")
