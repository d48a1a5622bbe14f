"""Lists of labels in the forms that networks come with."""

import json

import pytest

from core.domain import LabelKind
from core.errors import UnusableValueError
from core.networks.graph import CodeTable, Group, LabelList, Namespace
from core.networks.label_lists import read_labels


@pytest.fixture
def listed(tmp_path):
    """Write a file, and return how its labels are: (text, scientific, common, group, kind)."""

    def write(content, listed, more=None):
        files = {listed.file: content} | (more or {})
        for name, text in files.items():
            raw = text if isinstance(text, bytes) else text.encode()
            (tmp_path / name).write_bytes(raw)
        found = read_labels({name: tmp_path / name for name in files}, listed)
        return [(one.text, *_species(one.species), str(one.kind)) for one in found]

    return write


def _species(one):
    return (one.scientific_name, one.common_name, one.group) if one else (None, None, None)


BLACKBIRD = ("Turdus merula", "Eurasian Blackbird", "bird")


@pytest.mark.parametrize("text", ["Turdus merula\n", "\ufeffTurdus merula\r\n", "Turdus merula"])
def test_one_scientific_name_a_line(listed, text):
    assert listed(text, LabelList("l.txt")) == [("Turdus merula", *BLACKBIRD, "species")]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("0;Turdus merula;Blackbird\n", {"column": "2", "separator": ";", "header": False}),
        ("eurbla\tTurdus merula\tx\n", {"column": "2", "separator": "\t", "header": False}),
        ('[{"id": 0, "name": {"la": "Turdus merula"}}]', {"column": "name.la"}),
    ],
)
def test_a_table_may_have_no_header_and_json_may_list_things(listed, text, how):
    name = "l.json" if text.startswith("[") else "l.csv"
    assert listed(text, LabelList(name, **how)) == [("Turdus merula", *BLACKBIRD, "species")]


def test_older_names_and_genera_are_known_to_be_of_birds(listed):
    lines = "Parus caeruleus\nTurdus imaginarius\nEunemobius ignotus\nApteronotus albifrons\n"
    found = listed(lines, LabelList("l.txt"))
    assert [one[3] for one in found] == ["bird", "bird", "animal", "animal"]
    assert found[0][2] == "Eurasian Blue Tit"


def test_a_list_says_what_is_not_known_of_its_species(listed):
    assert listed("Xus yus", LabelList("l.txt", group=Group.BIRD))[0][3] == "bird"


def test_scientific_names_and_kinds_of_sound_in_one_list(listed):
    perch = LabelList("labels.csv", column="inat2024_fsd50k")
    found = listed("inat2024_fsd50k\nTurdus merula\nWind_chime\nBark\n", perch)
    assert [(one[0], one[2], one[4]) for one in found] == [
        ("Turdus merula", "Eurasian Blackbird", "species"),
        ("Wind_chime", "Wind chime", "sound"),
        ("Bark", "Bark", "sound"),
    ]


def test_birdnets_pairs_of_names(listed):
    pairs = LabelList("l.txt", namespace=Namespace.BIRDNET, noise=("NOISE",))
    found = listed("Myotis myotis_Greater mouse-eared bat\nNOISE\nEngine_Engine\nother\n", pairs)
    assert found == [
        ("Myotis myotis_Greater mouse-eared bat", "Myotis myotis", "Greater mouse-eared bat",
         "animal", "species"),
        ("NOISE", None, None, None, "noise"),
        ("Engine_Engine", "Engine", "Engine", "sound", "sound"),
        ("other", "other", "other", "sound", "sound"),
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["idx;id;sci_name;com_name;class", "idx;id;sci;com;class"])
def test_a_table_with_a_mark_and_columns_of_two_names(listed, header):
    birdnet3 = LabelList(
        "l.csv", column="sci_name|sci", common="com_name|com", classes="class", separator=";"
    )
    table = f"\ufeff{header}\r\n0;a;Xus yus;Yus;Aves\r\n1;b;Zus vus;Vus;Insecta\r\n"
    assert [one[1:4] for one in listed(table, birdnet3)] == [
        ("Xus yus", "Yus", "bird"), ("Zus vus", "Vus", "animal"),
    ]  # fmt: skip


def test_a_bird_is_one_whatever_the_list_calls_it_and_has_its_name(listed):
    species = LabelList("l.csv", column="sci", common="com", classes="class")
    table = "sci,com,class\nCorvus celebensis,,Mammalia\nAlle alle,,\nGrus paradiseus,,\n"
    assert [one[1:4] for one in listed(table, species)] == [
        ("Corvus celebensis", "Sulawesi Crow", "bird"), ("Alle alle", "Dovekie", "bird"),
        ("Grus paradiseus", "Blue Crane", "bird"),
    ]  # fmt: skip


def test_codes_mean_species_by_a_table_of_their_own(listed):
    codes = CodeTable("ebird.csv", code="code", species="sci_name", common="name")
    table = '"code","name","sci_name"\n"eurbla","Eurasian Blackbird","Turdus merula"\n'
    ebird = LabelList("l.txt", namespace=Namespace.EBIRD, codes=codes)
    found = listed("eurbla\nnobody\n", ebird, {"ebird.csv": table})
    assert found[0] == ("eurbla", *BLACKBIRD, "species")
    assert found[1][1:3] == ("nobody", "nobody")


def test_calls_of_one_species(listed):
    calls = LabelList("l.csv", column="call", species="species", kind=LabelKind.CALL_TYPE)
    found = listed("call,species\nsong,Turdus merula\nalarm,Turdus merula\n", calls)
    assert [one[0] for one in found] == ["song", "alarm"]
    assert {one[1:] for one in found} == {(*BLACKBIRD, "call type")}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("", ["a", "b"]), ("classes", {"classes": ["a", "b"]}),
        ("model.classes", {"model": {"classes": ["a", "b"]}}),
        ("", {"0": "a", "1": "b"}), ("", {"b": 1, "a": 0}),
    ],
)  # fmt: skip
def test_lists_in_json(listed, key, value):
    sounds = LabelList("config.json", column=key, namespace=Namespace.SOUND)
    assert [one[0] for one in listed(json.dumps(value), sounds)] == ["a", "b"]


def test_labels_that_the_manifest_itself_has():
    (speech,) = read_labels({}, LabelList(words=("speech",), namespace=Namespace.SOUND))
    assert (speech.text, speech.kind) == ("speech", LabelKind.SOUND)


TABLE = LabelList("l.csv", column="name")


@pytest.mark.parametrize(
    ("content", "how", "sentence"),
    [
        ("", LabelList("l.txt"), "l.txt holds no labels"),
        ("\n\n", LabelList("l.txt"), "l.txt holds no labels"),
        ("a\n\nb\n", LabelList("l.txt"), "l.txt, line 2: there is no label"),
        ("a\nb\na\n", LabelList("l.txt"), "line 3: the label 'a' was there in line 1"),
        (b"a\nb\n\xe9\n", LabelList("l.txt"), "line 3: this is not UTF-8"),
        (b"a\nb\0\n", LabelList("l.txt"), "line 2: there are zero bytes"),
        ("other\na\n", TABLE, "l.csv has no column name, only other"),
        ("", TABLE, "l.csv has no column name"),
        ("name\n", TABLE, "l.csv holds no labels"),
        ("x,name\n1,a\n2\n", TABLE, "line 3: it has 1 cell, not 2"),
        ('name\n"a\n', TABLE, "line 2: a quotation mark opens"),
        ("name\na\na\n", TABLE, "line 3: the label 'a' was there in line 2"),
        ("[1", LabelList("l.json"), "line 1: this is no JSON"),
        ("{}", LabelList("l.json", column="x"), "there is no list of labels under 'x'"),
        ("[1]", LabelList("l.json"), "there is no list of labels in it"),
        ("[" * 100_000, LabelList("l.json"), "this is no JSON"),
        ("a\n", LabelList("l.txt", noise=("b",)), "has no label 'b'"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_is_refused_by_its_line(listed, content, how, sentence):
    with pytest.raises(UnusableValueError, match=sentence):
        listed(content, how)
