"""The networks that are known, and whether they can be run here."""

import shutil
from dataclasses import replace

import pytest

from core.errors import NetworkUnavailableError, UnusableValueError
from core.networks import catalogue
from core.networks.catalogue import Readiness
from core.networks.files import networks_folder
from core.networks.folder import from_text, pinned
from core.networks.plain import as_toml, told
from tests.core.networks.folders import NO_GRAPH, network_folder
from tests.core.networks.toy import Toy


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))


def put_there(net=NO_GRAPH, **changed):
    """Put a network into the person's own folder, as installing does."""
    id = changed.get("id", "marsh-1")
    folder = network_folder(networks_folder() / id, changed, net__tflite=net)
    text = (folder / "network.toml").read_text(encoding="utf-8")
    manifest = replace(pinned(from_text(text, id), folder), sha256={})
    (folder / "network.toml").write_text(as_toml(told(manifest)), encoding="utf-8")
    return folder


def test_a_network_in_the_persons_folder_is_ready():
    put_there()
    found = catalogue.network("marsh-1")
    assert len(found.heads[0].labels) == 3
    assert [one.manifest.id for one in catalogue.ready()] == ["birdnet-2.4", "marsh-1"]


def test_a_network_that_tests_put_in_is_asked_for_when_it_is_called(monkeypatch):
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, Toy()))
    assert catalogue.network("toy-1") == Toy()


def test_a_network_that_nobody_knows_is_refused_with_those_that_are():
    with pytest.raises(UnusableValueError, match=r"no network called nobody.*ready: birdnet-2.4"):
        catalogue.network("nobody")


def test_what_is_shipped_says_how_it_is_installed():
    found = catalogue.entry("yamnet-tflite")
    assert found.state is Readiness.NOT_INSTALLED
    with pytest.raises(NetworkUnavailableError, match="Install it first") as said:
        catalogue.network("yamnet-tflite")
    assert said.value.command == "undersong networks install yamnet-tflite"


def test_a_runtime_that_is_not_installed_is_named_with_what_brings_it(monkeypatch):
    put_there(b"\x08\x08", runtime="onnx")
    monkeypatch.setattr("core.networks.runtimes.needed.finds", lambda _: False)
    assert catalogue.entry("marsh-1").state is Readiness.NEEDS_RUNTIME
    with pytest.raises(NetworkUnavailableError, match="Run: make setup"):
        catalogue.network("marsh-1")


HEAD = {
    "id": "reeds-1", "backbone": "marsh-1",
    "graph": {"file": "net.tflite", "inputs": [{"role": "embedding"}],
              "outputs": [{"role": "scores", "index": 0}]},
}  # fmt: skip


def test_a_head_is_ready_when_its_backbone_is_and_depends_on_its_files():
    put_there(**HEAD)
    found = catalogue.entry("reeds-1")
    assert (found.state, "marsh-1 is not known" in found.why) == (Readiness.NOT_INSTALLED, True)
    put_there()
    before = catalogue.network("reeds-1").manifest.sha256
    (networks_folder() / "marsh-1" / "net.tflite").write_bytes(b"other")
    shutil.rmtree(networks_folder() / "marsh-1")
    put_there(sample_rate=8_000)
    after = catalogue.network("reeds-1").manifest.sha256
    assert before.keys() == after.keys()
    assert before != after


def test_a_head_on_a_head_on_itself_ends_in_a_sentence():
    put_there(**HEAD)
    put_there(**HEAD | {"id": "marsh-1", "backbone": "reeds-1"})
    with pytest.raises(NetworkUnavailableError, match="only a head"):
        catalogue.network("reeds-1")


@pytest.mark.parametrize("text", ["", "id = 1", "id = 'other-1'"])
def test_a_damaged_folder_stops_no_other_network(text):
    put_there()
    folder = put_there(id="moor-1")
    (folder / "network.toml").write_text(text)
    assert [one.manifest.id for one in catalogue.ready()] == ["birdnet-2.4", "marsh-1"]
    (wrong,) = catalogue.damaged()
    assert "moor-1" in str(wrong)
    with pytest.raises(UnusableValueError, match="moor-1"):
        catalogue.network("moor-1")


def test_a_manifest_in_the_folder_of_another_is_refused():
    put_there().rename(networks_folder() / "moor-1")
    with pytest.raises(UnusableValueError, match="in the folder of another"):
        catalogue.network("moor-1")


def test_a_file_that_is_gone_is_said_and_the_shipped_manifest_stays_known(monkeypatch):
    (put_there() / "net.tflite").unlink()
    assert "no file" in str(catalogue.damaged()[0])
    known = from_text(as_toml({**_plain()}), "marsh")
    monkeypatch.setattr(catalogue, "shipped", lambda: {"marsh-1": known})
    assert catalogue.entry("marsh-1").state is Readiness.NOT_INSTALLED


def _plain():
    from tests.core.networks.folders import PLAIN

    return PLAIN
