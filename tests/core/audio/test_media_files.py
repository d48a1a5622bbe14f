"""Recordings in object stores are heard by ranges, as those on a disk are."""

import shutil
import sys

import numpy as np
import pytest
import soundfile

from core.audio.media_files import AHEAD_BYTES, StoredObject, below, folder_is_there, is_address
from core.audio.source import open_source
from core.errors import UnreadableRecordingError, UserError

fsspec = pytest.importorskip("fsspec", reason="needs the extra cluster")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
RATE = 16_000


@pytest.fixture(scope="module")
def sound():
    return np.random.default_rng(5).uniform(-0.5, 0.5, 60 * RATE).astype(np.float32)


@pytest.fixture(scope="module")
def card(sound, tmp_path_factory):
    """The same minute in each format."""
    folder = tmp_path_factory.mktemp("card")
    for name in ("a.wav", "a.flac", "a.ogg", "a.mp3"):
        soundfile.write(folder / name, sound, RATE)
    for name in ("long.wav", "long.flac"):
        soundfile.write(folder / name, np.tile(sound, 12), RATE)
    (folder / "none.wav").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def s3(card):
    """A server of S3's protocol on this machine, with the card in it, and what it was asked."""
    server_of = pytest.importorskip("moto.server", reason="needs moto")
    pytest.importorskip("s3fs")
    patch = pytest.MonkeyPatch()
    asked = []
    for name, value in (("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")):
        patch.setenv(name, value)
    server = server_of.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.mkdir("field")
    for file in card.iterdir():
        store.pipe(f"field/2025/{file.name}", file.read_bytes())
    fetch = sys.modules["s3fs.core"]._fetch_range

    def watched(fs, bucket, key, version, start, end, **more):
        asked.append((key, start, end))
        return fetch(fs, bucket, key, version, start, end, **more)

    patch.setattr("s3fs.core._fetch_range", watched)
    yield asked
    server.stop()
    patch.undo()


def everything(file):
    with open_source(file) as source:
        parts = []
        while len(part := source.read(9_999)):
            parts.append(part)
    return np.concatenate(parts)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3"])
@pytest.mark.parametrize("store", ["memory", "file", "s3"])
def test_sound_in_a_store_is_what_it_is_on_a_disk(request, card, store, name):
    if store == "s3":
        request.getfixturevalue("s3")
        root = "s3://field/2025"
    elif store == "file":
        root = f"file://{card.as_posix()}"
    else:
        fsspec.filesystem("memory").pipe(f"/card/{name}", (card / name).read_bytes())
        root = "memory://card"
    np.testing.assert_array_equal(everything(below(root, name)), everything(card / name))


@pytest.mark.parametrize("name", ["long.wav", "long.flac"])
def test_only_what_is_heard_is_fetched(s3, card, name):
    size = (card / name).stat().st_size
    s3.clear()
    with open_source(below("s3://field/2025", name)) as source:
        source.seek(400 * RATE)
        heard = source.read(RATE)
    np.testing.assert_array_equal(heard, everything(card / name)[400 * RATE : 401 * RATE])
    assert sum(end - start for _, start, end in s3) < size / 3
    assert all(end - start <= AHEAD_BYTES + 131_072 for _, start, end in s3)


def test_what_is_gone_or_empty_is_told_as_of_any_file(s3):
    with pytest.raises(UnreadableRecordingError) as gone:
        open_source(below("s3://field/2025", "gone.wav"))
    assert gone.value.code == "vanished"
    with pytest.raises(UnreadableRecordingError) as empty:
        open_source(below("s3://field/2025", "none.wav"))
    assert empty.value.code == "empty"
    assert folder_is_there("s3://field/2025")
    assert not folder_is_there("s3://field/2026")


def test_a_store_that_nobody_knows_is_told():
    with pytest.raises(UserError, match="cannot be read here"):
        folder_is_there("nostore://bucket/x")


def test_paths_stay_paths(tmp_path):
    assert below(str(tmp_path), "a/b.wav") == tmp_path / "a" / "b.wav"
    assert below("s3://b/c/", "a/b.wav") == StoredObject("s3://b/c/a/b.wav")
    assert [is_address(t) for t in ("s3://b", "/data", "C:/data", "C://data", "data")] == [
        True, False, False, False, False,
    ]  # fmt: skip
    shutil.rmtree(tmp_path)
