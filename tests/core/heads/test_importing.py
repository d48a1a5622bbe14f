"""Taking in heads of other programs, and refusing what is none."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain import LabelKind
from core.errors import UserError
from core.heads.formats.safetensors import packed
from core.heads.importing import ImportRequest, head_in
from core.heads.trained_head import write
from core.networks.birdnet.files import LABELS, file
from core.networks.installing import install
from tests.core.heads.foreign_files import behind_birdnet, head_alone, linear_json
from tests.core.heads.made_heads import head_on, layered, layers
from tests.core.networks.runtimes.test_real_weights import weights

BUZZDETECT = "89faa804cf4d4d3bd30440d7046aaa17045ce91333ba1b7cf4728c18216c3c4f"
ANY = ImportRequest()
BIRDNET = 1024
TEXTS = ["Turdus merula_Eurasian Blackbird", "my frog", "Nyctalus noctula_Noctule"]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))


def labelled(path, texts=TEXTS, name="_Labels.txt"):
    path.with_name(path.stem + name).write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def says_as(head, found):
    embeddings = np.random.default_rng(4).random((5, found.width), np.float32)
    return np.allclose(head.weights.scores(embeddings), found.scores(embeddings), atol=1e-5)


@pytest.mark.parametrize(("widths", "sigmoid"), [((BIRDNET, 3), True), ((BIRDNET, 8, 3), False)])
def test_a_classifier_that_is_a_head_alone_is_taken_in(tmp_path, widths, sigmoid):
    found = layers(*widths)
    path = labelled(head_alone(tmp_path / "bats.tflite", found, sigmoid=sigmoid))
    head, notes = head_in(path, ANY)
    assert says_as(head, found)
    facts = head.facts
    assert (facts.name, facts.network, facts.origin) == ("bats", "birdnet-2.4", "BirdNET-Analyzer")
    labels = [(one.text, one.scientific_name, one.kind) for one in facts.labels]
    assert labels == [
        ("Turdus merula", "Turdus merula", LabelKind.SPECIES),
        ("my frog", "my frog", LabelKind.SOUND),
        ("Nyctalus noctula", "Nyctalus noctula", LabelKind.SPECIES),
    ]
    assert any("nobody has measured" in note for note in notes)


@pytest.mark.parametrize("append", [False, True])
def test_a_classifier_with_birdnet_in_it_gives_its_own_classes(tmp_path, append):
    found = layers(BIRDNET, 3)
    path = behind_birdnet(tmp_path / "mine.tflite", found, append=append)
    of_birdnet = file(LABELS).read_text(encoding="utf-8").rstrip("\n").split("\n")
    before = of_birdnet if append else []
    head, _ = head_in(labelled(path, [*before, *TEXTS]), ANY)
    assert says_as(head, found)
    assert [one.text for one in head.facts.labels] == [
        "Turdus merula", "my frog", "Nyctalus noctula",
    ]  # fmt: skip


def test_a_classifier_on_another_birdnet_is_a_network_and_no_head(tmp_path):
    path = labelled(behind_birdnet(tmp_path / "mine.tflite", layers(BIRDNET, 3), louder=1.5))
    with pytest.raises(UserError, match=r"another network.*networks install birdnet-custom"):
        head_in(path, ANY)


def test_a_linear_classifier_of_perch_hoplite_is_taken_in(tmp_path):
    found = layers(BIRDNET, 3)
    head, notes = head_in(linear_json(tmp_path / "a.json", found, TEXTS), ANY)
    assert (says_as(head, found), head.facts.network) == (True, "birdnet-2.4")
    assert [one.threshold for one in head.facts.labels] == [0.0] * 3
    assert any("no threshold is known" in note for note in notes)


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [(0.5, [0.5] * 3), ([1, None, 2], [1, None, 2]), ({"my frog": 3}, [0, 3, 0])],
)
def test_thresholds_of_quts_classifier_are_kept(tmp_path, threshold, expected):
    path = linear_json(tmp_path / "a.json", layers(BIRDNET, 3), TEXTS)
    inner = json.loads(path.read_text(encoding="utf-8"))
    said = {"recognizers": [{"classifier": inner | {"classifier_name": "koala"},
                             "run_config": {"threshold": threshold}}]}  # fmt: skip
    path.write_text(json.dumps(said), encoding="utf-8")
    head, _ = head_in(path, ANY)
    assert [one.threshold for one in head.facts.labels] == expected
    assert head.facts.name == "koala"


def test_one_layer_as_safetensors_needs_its_network_and_labels_said(tmp_path):
    ((weights, bias),) = layers(BIRDNET, 3).layers
    path = tmp_path / "torch.safetensors"
    path.write_bytes(packed({"fc.weight": weights.T, "fc.bias": bias}))
    with pytest.raises(UserError, match="its labels are not there"):
        head_in(path, ANY)
    with pytest.raises(UserError, match="Say it: --network ID"):
        head_in(labelled(path), ANY)
    head, _ = head_in(path, ImportRequest("torched", "birdnet-2.4"))
    assert (head.facts.name, says_as(head, layers(BIRDNET, 3))) == ("torched", True)


@pytest.mark.parametrize(
    ("width", "texts", "why"),
    [
        (1280, TEXTS, "embeddings of 1,280 numbers, and those of birdnet-2.4 have 1,024"),
        (BIRDNET, TEXTS[:2], "3 classes, and there are 2 labels"),
        (BIRDNET, [*TEXTS, "x"], "3 classes, and there are 4 labels"),
        (BIRDNET, ["a", "b", "A"], "two of its labels are the same"),
        (BIRDNET, ["a", "", "c"], "one of its labels is empty"),
        (BIRDNET, ["a", "b" * 400, "c"], "far too long"),
    ],
)
def test_widths_and_labels_that_do_not_fit_are_refused(tmp_path, width, texts, why):
    path = labelled(head_alone(tmp_path / "a.tflite", layers(width, 3)), texts)
    with pytest.raises(UserError, match=why):
        head_in(path, ANY)


@pytest.mark.parametrize("name", ["head.pkl", "head.joblib", "head.pt", "head.bin"])
def test_pickles_are_not_opened(tmp_path, name):
    (tmp_path / name).write_bytes(b"\x80\x04cos\nsystem\n(S'touch x'\ntR.")
    with pytest.raises(UserError, match="can run any program"):
        head_in(tmp_path / name, ANY)


def test_a_zip_of_pickled_arrays_is_no_head(tmp_path):
    np.savez(tmp_path / "a.head.npz", features=np.array([{"a": 1}], object))
    with pytest.raises(UserError, match="damaged, or something else"):
        head_in(tmp_path / "a.head.npz", ANY)


def test_a_newer_head_asks_for_a_newer_program(tmp_path):
    path = tmp_path / "a.safetensors"
    path.write_bytes(b"")
    path.with_suffix(".toml").write_text("format = 9\n", encoding="utf-8")
    with pytest.raises(UserError, match="newer version of Undersong"):
        head_in(path, ANY)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A whole file of each kind: its name, what lies beside it, and its bytes."""
    folder = tmp_path_factory.mktemp("whole")
    write(head_on(None), folder / "own.head.npz")
    write(layered(layers(4, 3, 2)), folder / "layers.head.npz")
    linear_json(folder / "linear.json", layers(BIRDNET, 3), TEXTS)
    labelled(head_alone(folder / "alone.tflite", layers(BIRDNET, 3)))
    ((weights, bias),) = layers(BIRDNET, 3).layers
    (folder / "layer.safetensors").write_bytes(packed({"w": weights.T, "b": bias}))
    labelled(folder / "layer.safetensors")
    heads = [one for one in folder.iterdir() if not one.name.endswith("_Labels.txt")]
    return folder, {one.name: one.read_bytes() for one in heads}


NAMES = ["own.head.npz", "layers.head.npz", "linear.json", "alone.tflite", "layer.safetensors"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(NAMES),
    cut=st.floats(0, 1),
    changes=st.lists(
        st.tuples(st.floats(0, 0.9999), st.binary(min_size=1, max_size=8)), max_size=4
    ),
    header=st.booleans(),
)
def test_damaged_files_are_refused_with_a_sentence_or_are_still_heads(
    whole, name, cut, changes, header
):
    folder, files = whole
    data = bytearray(files[name])
    room = min(len(data), 600) if header else len(data)
    for where, new in changes:
        at = int(where * room)
        data[at : at + len(new)] = new
    path = folder / name
    path.write_bytes(data[: int(len(data) * cut)] if cut > 0.02 or not changes else data)
    try:
        head, _ = head_in(path, ImportRequest(network="birdnet-2.4"))
    except UserError as error:
        said = str(error)
    else:
        said = f"{name} still tells {len(head.facts.labels)} labels"
    finally:
        path.write_bytes(files[name])
    assert name in said or "birdnet-2.4" in said


NO_HEADS = [b"", b"{}", b"[]", b"null", b"[1, 2]", b'{"classes": 3}', b"[" * 5000,
            b'{"classes": [], "beta": "", "beta_bias": ""}']  # fmt: skip


@pytest.mark.parametrize("data", NO_HEADS)
def test_json_that_is_no_head_is_refused(tmp_path, data):
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(UserError, match="cannot be used as a head"):
        head_in(tmp_path / "a.json", ANY)


def test_a_saved_model_of_one_layer_is_read_without_running_it(tmp_path):
    from core.networks.runtimes.savedmodel import tensorflow

    tf, found = tensorflow(), layers(BIRDNET, 3)
    model = tf.Module()
    model.kernel, model.bias = (tf.Variable(one) for one in found.layers[0])
    tf.saved_model.save(model, str(tmp_path / "saved"))
    (tmp_path / "saved" / "labels.txt").write_text("\n".join(TEXTS), encoding="utf-8")
    (tmp_path / "saved" / "saved_model.pb").write_bytes(b"is not read")
    head, _ = head_in(tmp_path / "saved", ImportRequest(network="birdnet-2.4"))
    assert says_as(head, found)


def test_a_saved_model_with_more_in_it_is_a_network(tmp_path):
    from core.networks.runtimes.savedmodel import tensorflow

    tf, model = tensorflow(), tensorflow().Module()
    model.all = [tf.Variable(np.zeros((4, 4), np.float32)) for _ in range(3)]
    tf.saved_model.save(model, str(tmp_path / "raven"))
    with pytest.raises(UserError, match="birdnet-custom-raven"):
        head_in(tmp_path / "raven", ANY)


def test_buzzdetects_head_says_what_it_says_in_tensorflow(home):
    folder = weights(BUZZDETECT)
    list(install("yamnet-tflite", folder.parent))
    head, _ = head_in(folder, ANY)
    from core.networks.runtimes.savedmodel import tensorflow

    tf = tensorflow()
    model = tf.saved_model.load(str(folder))
    served = model.signatures["serving_default"]
    given = np.random.default_rng(2).random((5, BIRDNET), np.float32)
    (name,) = served.structured_input_signature[1]
    (said,) = served(**{name: tf.constant(given)}).values()
    assert np.allclose(head.weights.scores(given), said.numpy(), atol=1e-4)
    thresholds = {one.text: one.threshold for one in head.facts.labels}
    assert (thresholds["ins_buzz"], thresholds["mech_hum"]) == (-1.2, 0)
