"""undersong statistics: the program's functions on a table of one's own."""

import json
from pathlib import Path

import pytest

from core.statistics.topics import TOPICS

TABLES = {
    "calibration": "score,correct,site\n"
    + "".join(f"{0.2 + i * 0.012:.4f},{int(i % 7 > 5 - i // 10)},s{i % 2}\n" for i in range(64)),
    "precision": "stratum,detections,listened,correct\n1,100,5,2\n2,200,10,9\n",
    "recall": "stratum,minutes,listened,with_species\nnone,500,60,1\nlow,60,40,20\n",
    "call-density": "bin,share,positive,negative,uncertain\n1,0.5,1,19,0\n2,0.5,5,15,2\n",
    "kappa": "clip,Ann,Bob\n1,correct,wrong\n2,wrong,wrong\n3,unsure,correct\n4,correct,\n",
    "richness": "unit,Turdus merula,Parus major\nA,1,0\nB,1,1\n",
    "events": "file,start,end,species,score\na,0,3,X,0.5\na,3,6,X,0.7\n",
    "reliability": "probability,truth\n0.1,0\n0.9,1\n",
    "ranking": "score,truth\n0.1,0\n0.9,1\n",
}
KEYS = {
    "calibration": "n method b0 b1 refused too_few thresholds cumulative sites",
    "precision": "estimate low high n_effective all_heard",
    "recall": "from refused",
    "call-density": "density low high posterior refused",
    "kappa": "kappa low high agreement n refused with_unsure",
    "richness": "observed q1 q2 chao2 chao2_se low high coverage mao_tau doubt",
    "events": "events",
    "reliability": "brier ece",
    "ranking": "auc average_precision",
}


def table(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def figures(run):
    def answered(topic: str, path: Path, *more: str):
        status, out, err = run("statistics", topic, "--in", path, "--json", *more)
        assert status == 0, err
        return json.loads(out)

    return answered


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_answers_with_its_keys_and_in_words(topic, tmp_path, run, figures):
    path = table(tmp_path, TABLES[topic])
    assert set(figures(topic, path)) == set(KEYS[topic].split())
    status, out, _ = run("statistics", topic, "--in", path)
    assert (status, ":" in out) == (0, True)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_header_alone_and_a_missing_column_are_no_answer(topic, tmp_path, run):
    header = TABLES[topic].splitlines()[0]
    status, _, err = run("statistics", topic, "--in", table(tmp_path, header + "\n"))
    assert (status, "has no row below its header" in err) == (1, True)
    status, _, err = run("statistics", topic, "--in", table(tmp_path, "a,b\n1,2\n"))
    assert (status, "lacks" in err) == (1, True)


@pytest.mark.parametrize("topic", [name for name in TOPICS if name != "kappa"])
def test_a_cell_that_is_no_number_names_its_line(topic, tmp_path, run):
    lines = TABLES[topic].splitlines()
    column = {"events": 1, "richness": 1}.get(topic, 0)
    column = 1 if topic in ("precision", "recall", "call-density") else column
    cells = lines[-1].split(",")
    cells[column] = "many"
    path = table(tmp_path, "\n".join([*lines[:-1], ",".join(cells)]) + "\n")
    status, _, err = run("statistics", topic, "--in", path)
    assert (status, f"line {len(lines)}" in err) == (1, True)


@pytest.mark.parametrize("topic", ["reliability", "ranking"])
def test_without_a_word_of_truth_there_is_no_answer(topic, tmp_path, run):
    header = TABLES[topic].splitlines()[0]
    status, out, err = run("statistics", topic, "--in", table(tmp_path, f"{header}\n0.5,?\n"))
    assert (status, out, "whether it is true" in err) == (1, "", True)


def test_nobody_is_told_that_a_table_of_figures_was_not_taken_in(tmp_path, run):
    status, _, err = run("statistics", "ranking", "--in", table(tmp_path, "score,truth\nhigh,1\n"))
    assert (status, "line 2: score is 'high'" in err, "taken in" in err) == (1, True, False)


def test_cases_are_answered_each_by_itself(tmp_path, figures):
    text = "case,stratum,detections,listened,correct\na,1,10,10,9\nb,2,100,10,9\nb,1,100,10,1\n"
    found = figures("precision", table(tmp_path, text))
    assert found["a"]["all_heard"]
    assert found["a"]["n_effective"] is None
    assert found["b"]["estimate"] == pytest.approx(0.5)


def test_strata_with_numbers_are_put_in_order(tmp_path, figures):
    text = "stratum,detections,listened,correct\n10,100,10,9\n9,50,0,0\n1,100,10,1\n"
    rising = "stratum,detections,listened,correct\n1,150,10,1\n10,100,10,9\n"
    found = figures("precision", table(tmp_path, text))
    assert found == figures("precision", table(tmp_path, rising))


def test_a_gap_is_asked_for(tmp_path, figures):
    path = table(tmp_path, "file,start,end,species,score\na,0,3,X,.5\na,5,8,X,.7\n")
    assert len(figures("events", path)["events"]) == 2
    assert figures("events", path, "--gap", "2")["events"] == [["a", "X", 0, 8, 0.7, 2]]


def test_semicolons_commas_in_numbers_and_a_missing_last_line_end_are_understood(tmp_path, figures):
    found = figures("ranking", table(tmp_path, "score;truth\n0,9;yes\n0,1;no\n0,5;?"))
    assert found == {"auc": 1, "average_precision": 1}


def test_clips_that_cannot_be_scored_are_refused_with_the_reason(tmp_path, figures):
    found = figures("calibration", table(tmp_path, "score,correct\n0.5,1\n0.9,1\n"))
    assert (found["refused"], found["thresholds"]) == ("All clips were right.", {})


def test_what_is_not_said_is_not_taken_for_none(tmp_path, run):
    header = "stratum,detections,listened,correct\n"
    for row in ("1,,5,2", "1,100,5,", '1,"1,000",5,2'):
        status, _, err = run("statistics", "precision", "--in", table(tmp_path, f"{header}{row}\n"))
        assert (status, "line 2" in err) == (1, True)
    status, _, _ = run("statistics", "precision", "--in", table(tmp_path, f"{header}1,100,,\n"))
    assert status == 0


def test_reviewers_agree_however_their_words_are_written(tmp_path, figures):
    rows = "1,correct,1\n2,0,Wrong\n3,unsure,yes\n4,NaN,correct\n"
    found = figures("kappa", table(tmp_path, f"clip,Ann,Bob\n{rows}"))
    assert (found["n"], found["kappa"], found["with_unsure"]["n"]) == (2, 1, 3)


def test_strata_of_one_name_are_refused(tmp_path, run):
    text = "stratum,minutes,listened,with_species\nlow,60,40,20\nlow,60,40,1\n"
    status, _, err = run("statistics", "recall", "--in", table(tmp_path, text))
    assert (status, "the same name" in err) == (1, True)


def test_an_unknown_topic_names_those_there_are(tmp_path, run):
    status, _, err = run("statistics", "precison", "--in", table(tmp_path, "a\n"))
    assert (status, "calibration, precision" in err) == (2, True)
