"""Archives that people bring, and those that nobody should."""

import io
import stat
import tarfile
import zipfile

import pytest

from core.errors import UserError
from core.networks.archives import is_archive, unpacking
from tests.core.networks.server import DiskUsage


def zipped(path, *names, link=False, content=b"x"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK if link else stat.S_IFREG) << 16
            archive.writestr(info, content)
    return path


def tarred(path, *names, kind=tarfile.REGTYPE):
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, "/etc/passwd", 1
            archive.addfile(info, io.BytesIO(b"x"))
    return path


@pytest.mark.parametrize(("make", "name"), [(zipped, "n.zip"), (tarred, "n.tar.gz")])
def test_plain_files_come_out(tmp_path, make, name):
    archive = make(tmp_path / name, "net.onnx", "labels/list.txt")
    assert is_archive(archive)
    (tmp_path / "out").mkdir()
    list(unpacking(archive, tmp_path / "out"))
    assert (tmp_path / "out" / "labels" / "list.txt").read_bytes() == b"x"


@pytest.mark.parametrize(("make", "name"), [(zipped, "n.zip"), (tarred, "n.tgz")])
@pytest.mark.parametrize("inside", ["../x", "/x", "a/../../x", "C:x", "a//x", "a\\x"])
def test_nothing_comes_out_elsewhere(tmp_path, make, name, inside):
    archive = make(tmp_path / name, inside)
    (tmp_path / "out").mkdir()
    with pytest.raises(UserError, match="elsewhere"):
        list(unpacking(archive, tmp_path / "out"))
    assert sorted(one.name for one in tmp_path.rglob("*")) == sorted([name, "out"])


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_links_are_refused(tmp_path, kind):
    with pytest.raises(UserError, match="a link"):
        list(unpacking(tarred(tmp_path / "n.tar.gz", "a", kind=kind), tmp_path))
    with pytest.raises(UserError, match="a link"):
        list(unpacking(zipped(tmp_path / "n.zip", "a", link=True), tmp_path))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(UserError, match="twice"):
        list(unpacking(zipped(tmp_path / "n.zip", "a", "a"), tmp_path / "out"))


def test_what_has_no_room_is_refused_before_it_is_written(tmp_path, monkeypatch):
    archive = zipped(tmp_path / "n.zip", "a", content=bytes(1_000_000))
    monkeypatch.setattr("shutil.disk_usage", lambda _: DiskUsage(0, 0, 999_999))
    with pytest.raises(UserError, match="no room"):
        list(unpacking(archive, tmp_path))


@pytest.mark.parametrize("name", ["n.zip", "n.tar.gz", "n.tar"])
@pytest.mark.parametrize("cut", [0, 10, 60])
def test_a_damaged_archive_is_refused(tmp_path, name, cut):
    make = zipped if name.endswith("zip") else tarred
    archive = make(tmp_path / name, "a", "b")
    archive.write_bytes(archive.read_bytes()[:cut] + b"\0" * 3)
    (tmp_path / "out").mkdir()
    with pytest.raises(UserError, match="damaged"):
        list(unpacking(archive, tmp_path / "out"))
