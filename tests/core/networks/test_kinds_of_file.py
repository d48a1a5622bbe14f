"""Files that are not what their manifest says, told by what they begin with."""

import zipfile

import pytest

from core.errors import UnusableValueError
from core.networks.folder import manifest_in, pinned
from core.networks.kinds_of_file import refuse_other_kinds
from core.networks.runtimes.needed import FILE_RUNTIMES
from tests.core.networks.folders import NO_GRAPH, PLAIN, network_folder

PICKLE = b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x04"


@pytest.mark.parametrize(
    ("begins", "sentence"),
    [
        (b"\x89HDF\r\n\x1a\n" + bytes(99), r"a Keras file\. Save it .* as a SavedModel"),
        (PICKLE, r"a Python pickle\. .*never opens such files.*torch\.onnx\.export"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d\n", "only Git LFS's pointer"),
        (b"<!DOCTYPE html><html>Sign in</html>", "a web page. Get the file itself"),
        (b"\x1f\x8b\x08\x00", r"an archive \(gzip\)"),
        (b"PK\x03\x04 cut short", "an archive that is damaged or cut short"),
        (b"", "empty. Get it again"),
    ],
)
@pytest.mark.parametrize("runtime", FILE_RUNTIMES)
def test_what_no_runtime_runs_is_told_by_what_it_is(tmp_path, runtime, begins, sentence):
    (tmp_path / "net").write_bytes(begins)
    with pytest.raises(UnusableValueError, match=sentence):
        refuse_other_kinds(tmp_path / "net", runtime)


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        ("archive/data.pkl", r"a PyTorch file\. .*never opens such files"),
        ("config.json", "a Keras file"),
        ("network.onnx", r"an archive\. Unpack it"),
    ],
)
def test_what_is_packed_is_told_by_what_is_in_it(tmp_path, member, sentence):
    with zipfile.ZipFile(tmp_path / "net.pt", "w") as archive:
        archive.writestr(member, b"x")
    with pytest.raises(UnusableValueError, match=sentence):
        refuse_other_kinds(tmp_path / "net.pt", "onnx")


def test_a_file_for_another_runtime_is_told_which(tmp_path):
    (tmp_path / "net").write_bytes(NO_GRAPH)
    for runtime in ("onnx", "savedmodel", "transformers"):
        with pytest.raises(UnusableValueError, match='TensorFlow Lite file: write runtime = "li'):
            refuse_other_kinds(tmp_path / "net", runtime)
    (tmp_path / "net").write_bytes(b"\x08\x08\x12\x07pytorch")
    refuse_other_kinds(tmp_path / "net", "onnx")
    with pytest.raises(UnusableValueError, match="no TensorFlow Lite file, or damaged"):
        refuse_other_kinds(tmp_path / "net", "litert")


@pytest.mark.parametrize(("runtime", "mark"), [("savedmodel", "saved_model.pb"),
                                               ("transformers", "config.json")])  # fmt: skip
def test_a_folder_without_what_its_runtime_reads_is_refused(tmp_path, runtime, mark):
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "pytorch_model.bin").write_bytes(PICKLE)
    with pytest.raises(UnusableValueError, match=f"there is no {mark} in it"):
        refuse_other_kinds(tmp_path / "net", runtime)
    with pytest.raises(UnusableValueError, match="a folder, and onnx runs a file"):
        refuse_other_kinds(tmp_path / "net", "onnx")


def test_weights_that_are_pickles_are_never_opened(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(PICKLE)
    with pytest.raises(UnusableValueError, match=r"without weights as safetensors.*can run code"):
        refuse_other_kinds(tmp_path, "transformers")


def test_what_cannot_be_run_is_refused_before_it_is_added(tmp_path):
    folder = network_folder(tmp_path, PLAIN, net__tflite=PICKLE)
    with pytest.raises(UnusableValueError, match="a Python pickle"):
        pinned(manifest_in(folder), folder)
