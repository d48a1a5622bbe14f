import base64
import hashlib
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from core.errors import UserError
from core.jobs import Progress
from core.runtime_packs import (
    SYSTEMS,
    Pack,
    finds,
    known,
    make,
    pull_in,
    remove,
    take_in,
    taking_in,
)
from core.runtime_packs.known import HELD, packs
from core.runtime_packs.taking_in import _here
from core.wheels import lay_out

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "path", [*sys.path])
    marsh = Pack("marsh", "Marsh", ("marsh_runtime",), "CC0", 1, 1, ("marsh-runtime==1.0",))
    monkeypatch.setattr(known, "packs", lambda: (marsh,))
    return marsh


def wheel(folder, value="12", **more):
    about = "marsh_runtime-1.0.dist-info"
    files = {
        **more,
        "marsh_runtime/__init__.py": f"VALUE = {value}\n",
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: marsh-runtime\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for name, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        rows.append(f"{name},sha256={digest.decode()},{len(text)}")
    files[f"{about}/RECORD"] = "\n".join([*rows, f"{about}/RECORD,,"]) + "\n"
    target = folder / "marsh_runtime-1.0-py3-none-any.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target


def pack_file(folder, **changed):
    made = wheel(folder)
    held = {"name": "marsh", **_here()}
    held["wheels"] = {made.name: hashlib.sha256(made.read_bytes()).hexdigest()}
    target = folder / "marsh.pack"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(HELD, json.dumps({**held, **changed}))
        archive.write(made, made.name)
    return target


def test_a_pack_that_is_carried_here_can_be_imported_from_and_removed(tmp_path, home):
    assert not finds("marsh_runtime")
    list(take_in(pack_file(tmp_path)))
    assert finds("marsh_runtime")
    assert str(home.folder) not in sys.path
    pull_in()
    pull_in()
    assert sys.path.count(str(home.folder)) == 1
    import marsh_runtime

    assert marsh_runtime.VALUE == 12
    list(take_in(pack_file(tmp_path)))  # again: the new one takes the old one's place
    remove("marsh")
    assert not home.is_here
    assert [p.name for p in home.folder.parent.iterdir()] == []


def test_a_folder_with_what_was_in_the_file_does_as_well(tmp_path, home):
    folder = tmp_path / "stick é"
    with zipfile.ZipFile(pack_file(tmp_path)) as archive:
        archive.extractall(folder)
    list(take_in(folder))
    assert home.is_here
    (folder / "marsh_runtime-1.0-py3-none-any.whl").write_bytes(b"changed")
    with pytest.raises(UserError, match="damaged"):
        list(take_in(folder))
    (folder / HELD).unlink()
    with pytest.raises(UserError, match="no runtime pack"):
        list(take_in(folder))


def test_a_pack_is_made_for_another_system_and_is_refused_here(tmp_path, monkeypatch):
    asked = []

    def pip(words, what):
        asked.extend(words)
        wheel(Path(words[words.index("--dest") + 1]))
        yield Progress(0, 0, what)

    monkeypatch.setattr(taking_in, "pip", pip)
    other = "linux" if sys.platform == "win32" else "windows"
    target = tmp_path / "marsh.pack"
    list(make("marsh", target, other))
    tag = "manylinux_2_28_x86_64" if other == "linux" else "win_amd64"
    assert {f"--platform={tag}", "--python-version", "3.11"} <= set(asked)
    with pytest.raises(UserError, match=f"was made for cpython-311 on {SYSTEMS[other].name}"):
        list(take_in(target))
    with pytest.raises(UserError, match="There is no system amiga"):
        list(make("marsh", target, "amiga"))


def test_what_only_compilers_read_is_not_unpacked(tmp_path):
    made = wheel(tmp_path, **{
        "marsh_runtime/include/reeds/LICENSE": "", "marsh_runtime/reeds.h": "",
        "marsh_runtime-1.0.data/platlib/marsh_libs/reeds.so": "",
        "marsh_runtime-1.0.data/scripts/reeds": "", "../outside.py": "",
    })  # fmt: skip
    names = list(lay_out(made, tmp_path / "out"))
    out = tmp_path / "out"
    there = {path.relative_to(out).as_posix() for path in out.rglob("*")}
    assert {"marsh_runtime/__init__.py", "marsh_libs/reeds.so"} <= set(names) & there
    assert not {path for path in there if "reeds" in path} - {"marsh_libs/reeds.so"}
    assert not (tmp_path / "outside.py").exists()


@pytest.mark.parametrize(
    ("system", "package"), [("linux", "torch==2.13.0+cpu"), ("windows", "torch==2.13.0")]
)
def test_pytorch_comes_without_what_is_for_graphics_cards(tmp_path, monkeypatch, system, package):
    asked = []

    def pip(words, what):
        asked.extend(words)
        yield Progress(0, 0, what)

    monkeypatch.setattr(taking_in, "pip", pip)
    monkeypatch.setattr(known, "packs", packs.__wrapped__)
    list(make("transformers", tmp_path / "out.pack", system))
    assert [one for one in asked if one.startswith("torch")] == [package]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"wheels": {"marsh_runtime-1.0-py3-none-any.whl": "0" * 64}}, "damaged"),
        ({"wheels": {"../../evil.whl": "0" * 64}}, "damaged"),
        ({"python": "cpython-27"}, "was made for cpython-27"),
        ({"name": "fen"}, "There is no runtime pack fen"),
        ({"wheels": None}, "damaged"),
    ],
)
def test_a_pack_that_does_not_fit_is_refused_whole(tmp_path, home, changed, said):
    with pytest.raises(UserError, match=re.escape(said)):
        list(take_in(pack_file(tmp_path, **changed)))
    assert not home.folder.exists()
    assert list(home.folder.parent.iterdir()) == []


def test_what_is_no_pack_is_told(tmp_path):
    text = tmp_path / "notes.pack"
    text.write_text("mine")
    cut = tmp_path / "cut.pack"
    cut.write_bytes(pack_file(tmp_path).read_bytes()[:-40])
    for file in (text, cut):
        with pytest.raises(UserError, match="no runtime pack, or it is damaged"):
            list(take_in(file))
    with pytest.raises(UserError, match="There is no file"):
        list(take_in(tmp_path / "gone.pack"))


def test_a_removed_pack_says_what_brings_it(monkeypatch):
    from core.networks.runtimes import needed

    monkeypatch.setattr(needed, "finds", lambda module: False)
    monkeypatch.setattr(needed, "packs", packs.__wrapped__)
    monkeypatch.setattr(needed, "is_installed_program", lambda: True)
    assert needed.lacking("savedmodel").endswith("Run: undersong packs add tensorflow")
    assert needed.lacking("transformers").endswith("Run: undersong packs add transformers")
    assert needed.lacking_for_words().endswith("Run: undersong packs add words")


def test_packs_bring_the_versions_that_everything_is_tested_with():
    pinned = dict(
        line.split(" ;")[0].split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    )
    contents = tomllib.loads((ROOT / "core/runtime_packs/contents.toml").read_text("utf-8"))
    brought = [line.split("==") for one in contents.values() for line in one["packages"]]
    versions = dict(brought)
    assert "tensorflow" in versions.keys() & pinned.keys()
    for name, version in brought:  # what two packs bring is of one version
        assert version == pinned.get(name, versions[name]), name


def test_tensorflow_reads_a_network_without_what_its_pack_leaves_out(tmp_path):
    steps = """
import subprocess
import sys
from pathlib import Path
sys.modules["h5py"] = None  # as if it were not there
from tests.installers.tiny_network import main
folder = Path(sys.argv[1])
main(folder)
import tensorflow, tensorflow_hub
tensorflow_hub.load(str(folder / "model"))
"""
    done = subprocess.run(
        [sys.executable, "-c", steps, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-400:]
