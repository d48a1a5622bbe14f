"""ONNX files whose weights lie in other files."""

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import helper

from core.errors import UnusableValueError
from core.jobs import answer
from core.networks.checking import check
from core.networks.folder import FolderNetwork, pinned
from core.networks.graph import Graph
from core.networks.onnx_weights import weight_files
from tests.core.networks.runtimes.made import EMBEDDING, SAMPLES, SIZE, manifest
from tests.core.networks.runtimes.onnx_files import OnnxGraph


def apart(folder, location="weights.bin"):
    """Write made.onnx with its weights in a file of their own."""
    file = OnnxGraph()
    given = file.input("sound", ["n", SAMPLES])
    file.node("MatMul", given, file.weights(SAMPLES, SIZE), to="embedding")
    file.output("embedding", ["n", SIZE])
    path = file.write(folder / "made.onnx")
    onnx.save(
        onnx.load(path), path, save_as_external_data=True, location="weights.bin", size_threshold=0
    )
    moved = onnx.load(path, load_external_data=False)
    for weights in moved.graph.initializer:
        for entry in weights.external_data:
            entry.value = location if entry.key == "location" else entry.value
    onnx.save(moved, path)
    return path


def known(folder):
    graph = Graph("made.onnx", outputs=(EMBEDDING,))
    return pinned(manifest(folder, "onnx", graph, heads=(), files=()), folder)


def test_weights_in_a_file_of_their_own_belong_to_the_network(tmp_path):
    apart(tmp_path)
    found = known(tmp_path)
    assert [one.name for one in found.files] == ["made.onnx", "weights.bin"]
    assert answer(check(FolderNetwork(found, tmp_path))).problems == ()


@pytest.mark.parametrize("location", ["../weights.bin", "/etc/hosts", "C:\\weights", "a\\..\\w"])
def test_weights_that_lie_elsewhere_are_refused(tmp_path, location):
    (tmp_path / "net").mkdir()
    apart(tmp_path / "net", location)
    with pytest.raises(UnusableValueError, match="has its weights elsewhere"):
        known(tmp_path / "net")


def test_weights_in_what_is_inside_of_a_graph_are_found_too(tmp_path):
    inner = onnx.load(apart(tmp_path, "inner.bin"), load_external_data=False).graph
    node = helper.make_node("If", ["x"], ["y"], then_branch=inner, else_branch=inner)
    outer = helper.make_graph([node], "outer", [], [])
    onnx.save(helper.make_model(outer), tmp_path / "outer.onnx")
    assert weight_files(tmp_path / "outer.onnx") == ["inner.bin"]


def test_weights_of_one_file_name_no_others(tmp_path):
    file = OnnxGraph()
    file.node("Identity", file.constant(np.zeros(3, np.float32)), to="y")
    assert weight_files(file.write(tmp_path / "made.onnx")) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cut=st.integers(0, 5000), noise=st.binary(max_size=40))
def test_damaged_files_end_in_an_answer(tmp_path, cut, noise):
    content = apart(tmp_path).read_bytes()
    (tmp_path / "cut.onnx").write_bytes(content[: cut % len(content)] + noise)
    assert set(weight_files(tmp_path / "cut.onnx")) is not None
