"""A network that is a folder with a manifest beside its files."""

import contextlib
import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import NetworkUnavailableError, UnusableValueError, UserError
from core.networks.folder import FolderNetwork, from_text, pinned, read_manifest
from core.networks.plain import as_toml, told
from tests.core.networks.folders import NO_GRAPH, PLAIN, network_folder


def installed(folder):
    """Return the manifest of a folder once its hashes are written down."""
    manifest = pinned(from_text((folder / "network.toml").read_text(), "marsh"), folder)
    text = as_toml(told(replace(manifest, sha256={})))
    (folder / "network.toml").write_text(text, encoding="utf-8")
    return read_manifest(folder)


def test_a_folder_is_a_network_with_its_labels(tmp_path):
    folder = network_folder(tmp_path)
    network = FolderNetwork(installed(folder), folder)
    (head,) = network.heads
    assert [(one.text, one.species.common_name, one.species.group) for one in head.labels] == [
        ("Turdus merula", "Eurasian Blackbird", "bird"),
        ("Rana temporaria", "Rana temporaria", "animal"),
        ("Bark", "Bark", "sound"),
    ]


def test_a_manifest_is_written_as_it_is_read(tmp_path):
    manifest = installed(network_folder(tmp_path))
    again = from_text(as_toml(told(replace(manifest, sha256={}))), "again")
    assert again == replace(manifest, sha256={})


def test_without_its_hashes_a_folder_is_not_yet_a_network(tmp_path):
    with pytest.raises(
        UnusableValueError, match=r"sha256 of labels.txt is missing.*network is added"
    ):
        read_manifest(network_folder(tmp_path))


def test_another_file_under_the_same_name_is_refused(tmp_path):
    folder = network_folder(tmp_path)
    network = FolderNetwork(installed(folder), folder)
    (folder / "labels.txt").write_text("Turdus merula\nTurdus philomelos\nBark\n")
    with pytest.raises(NetworkUnavailableError, match="SHA-256 differs"):
        _ = network.heads


RESULTS = [
    {"sample_rate": 22_050}, {"hop_s": 0.5}, {"last_window_s": 0.1},
    {"graph": PLAIN["graph"] | {"level": "peak"}},
    {"graph": PLAIN["graph"] | {"scale": 32_768.0}},
    {"heads": [PLAIN["heads"][0] | {"slope": 0.97}]},
    {"heads": [PLAIN["heads"][0] | {"labels": {"file": "labels.txt", "noise": ["Bark"]}}]},
]  # fmt: skip
NO_RESULTS = [
    {"title": "Moor"}, {"licence": "MIT"}, {"purpose": "For marshes"}, {"source": "by post"},
    {"memory_mb": 900}, {"heads": [PLAIN["heads"][0] | {"title": "Moor"}]},
    {"last_window_s": 0.3} | {"last_window_s": None},
]  # fmt: skip


@pytest.mark.parametrize("changed", RESULTS)
def test_what_scores_depend_on_makes_another_network(tmp_path, changed):
    known = installed(network_folder(tmp_path / "a"))
    assert installed(network_folder(tmp_path / "b", changed)).sha256 != known.sha256


@pytest.mark.parametrize("changed", NO_RESULTS)
def test_what_scores_do_not_depend_on_makes_the_same_network(tmp_path, changed):
    changed = {name: value for name, value in changed.items() if value is not None}
    known = installed(network_folder(tmp_path / "a"))
    assert installed(network_folder(tmp_path / "b", changed)).sha256 == known.sha256


def test_another_file_makes_another_network(tmp_path):
    known = installed(network_folder(tmp_path / "a"))
    other = network_folder(tmp_path / "b", net__tflite=NO_GRAPH + b"other")
    assert installed(other).sha256 != known.sha256


def graph(**values):
    return {"graph": PLAIN["graph"] | values}


def head(**values):
    return {"heads": [PLAIN["heads"][0] | values]}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"id": "../marsh"}, "id must be of small letters"),
        ({"id": "con"}, "id must be of small letters"),
        ({"id": "marsh."}, "id must be of small letters"),
        ({"title": " "}, "title is empty"),
        ({"title": "\x1b[2J"}, "title holds letters that cannot be shown"),
        ({"licence": ""}, "licence is empty"),
        ({"runtime": "core.cli.app"}, "runtime must be one of litert, savedmodel"),
        ({"runtime": "birdnet"}, "runtime must be one of litert, savedmodel"),
        ({"sha256": {"net.tflite": "0" * 64}}, "sha256 is worked out from the files"),
        ({"sample_rate": 10**9}, "sample_rate must be at most"),
        ({"window_s": math.inf}, "window_s cannot be so"),
        ({"files": [{"name": "../net.tflite"}]}, r"files\[1\] ../net.tflite lies elsewhere"),
        ({"files": [{"name": "/etc/passwd"}]}, "lies elsewhere"),
        ({"files": [{"name": "C:\\net"}]}, "lies elsewhere"),
        ({"files": [{"name": "a\\..\\net"}]}, "lies elsewhere"),
        ({"files": [{"name": "a"}, {"name": "A"}]}, r"files\[2\].name was there before"),
        ({"files": [{"name": "a", "sha256": "beef"}]}, r"files\[1\] sha256 must be 64"),
        ({"backbone": "yamnet"}, "backbone and an input with the role embedding belong together"),
        (graph(file="../net"), "graph.file lies elsewhere"),
        (graph(outputs=[{"role": "scores", "index": 0}]), "embedding_size and an output"),
        (graph(outputs=[{"role": "x", "index": 0}]), r"heads\[1\].output is scores, and"),
        (graph(outputs=[{"role": "scores"}]), r"graph.outputs\[1\] an output needs a name"),
        (graph(peak=math.nan), "graph.peak must be a number that can be"),
        (graph(inputs=[{"shape": [-1, 10**12]}]), r"graph.inputs\[1\].shape cannot be so"),
        (graph(inputs=[{"shape": [-2, 4]}]), r"graph.inputs\[1\].shape cannot be so"),
        (graph(inputs=[{"dtype": "object"}]), r"graph.inputs\[1\].dtype must be one of float32"),
        (graph(inputs=[{"piece": -5}]), r"graph.inputs\[1\].piece must lie within a window"),
        (graph(front_end={"kind": "graph", "parameters": {"file": "../x"}}), "must be a file in"),
        (graph(front_end={"kind": "stft", "parameters": {"n": [1]}}), "must be a text or a whole"),
        (graph(colour=1), "graph.colour is not known"),
        (head(labels={"file": "../x"}), r"heads\[1\].labels.file lies elsewhere"),
        (head(labels={"file": "x", "separator": ""}), r"labels separator must be one letter"),
        (head(labels={"file": "x", "namespace": "y"}), r"namespace must be one of scientific"),
        (head(labels={}), "file or words must be given"),
        ({"heads": [{"id": "a", "title": "A", "version": "1"}]}, r"heads\[1\].labels is missing"),
        ({"heads": PLAIN["heads"] * 2}, r"heads\[2\].id was there before"),
        ({"heads": [], "embedding_size": 0}, "it gives neither heads nor embeddings"),
    ],
)  # fmt: skip
def test_a_manifest_that_cannot_be_is_refused_by_its_field(changed, sentence):
    with pytest.raises(UnusableValueError, match=f"network.toml: .*{sentence}"):
        from_text(as_toml(PLAIN | changed), "network.toml")


@pytest.mark.parametrize("text", ["id = ", "a" * 99, "[[[", "id = 1\nid = 2", "[" * 5000])
def test_what_is_no_toml_is_refused(text):
    with pytest.raises(UnusableValueError, match=r"network.toml: "):
        from_text(text, "network.toml")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
paths = st.sampled_from(
    [(name,) for name in (*PLAIN, "files", "hop_s", "backbone", "sha256", "tried", "x")]
    + [("graph", name) for name in ("file", "inputs", "outputs", "level", "front_end", "peak")]
    + [("graph", "inputs"), ("graph", "front_end", "kind"), ("graph", "front_end", "parameters")]
    + [("heads", 0, name) for name in ("id", "labels", "output", "slope", "floor", "activation")]
    + [("heads", 0, "labels", name) for name in ("file", "words", "codes", "column", "sounds")]
)


def put(values, path, value):
    """Return a copy with ``value`` at ``path``."""
    if not path:
        return value
    first, *rest = path
    if isinstance(values, list):
        return [put(one, rest, value) if n == first else one for n, one in enumerate(values)]
    return values | {first: put(values.get(first, {}), rest, value)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(path=paths, value=anything)
def test_whatever_a_field_holds_the_answer_is_a_manifest_or_a_sentence(tmp_path, path, value):
    hostile = put(PLAIN, path, value)
    with contextlib.suppress(UserError):
        manifest = from_text(_toml(hostile), "network.toml")
        network = FolderNetwork(pinned(manifest, network_folder(tmp_path)), tmp_path)
        assert all(head.labels for head in network.heads)


def _toml(values):
    try:
        return as_toml(values)
    except TypeError:  # None and dates are no values of ours
        return "x = 1979-05-27"


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    folder = network_folder(tmp_path / "net")
    (tmp_path / "elsewhere").write_bytes(b"x")
    (folder / "labels.txt").unlink()
    (folder / "labels.txt").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NetworkUnavailableError, match="leads out of its folder"):
        installed(folder)


def test_a_file_that_is_not_there_is_named(tmp_path):
    folder = network_folder(tmp_path)
    (folder / "net.tflite").unlink()
    with pytest.raises(NetworkUnavailableError, match=r"There is no file .*net.tflite"):
        installed(folder)


def test_all_files_of_a_folder_that_is_run_are_its_own(tmp_path):
    folder = network_folder(tmp_path, graph(file="saved") | {"runtime": "savedmodel"})
    (folder / "saved" / "variables").mkdir(parents=True)
    for name in ("saved_model.pb", "variables/variables.index"):
        (folder / "saved" / name).write_bytes(b"x")
    named = [one.name for one in installed(folder).files]
    assert named == ["labels.txt", "saved/saved_model.pb", "saved/variables/variables.index"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"x" * (2 << 20)])
def test_a_manifest_that_is_no_text_is_refused(tmp_path, content):
    (tmp_path / "network.toml").write_bytes(content)
    with pytest.raises(UnusableValueError, match=r"network\.toml"):
        read_manifest(tmp_path)
    with pytest.raises(UnusableValueError, match="a network is a folder with a manifest"):
        read_manifest(tmp_path / "nowhere")
