"""The .deb in a bare Debian; the .run and the .tar.zst in a bare Ubuntu, with nothing else in it.

Ubuntu 22.04 has the oldest C library that the program runs with.
"""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.installers.bare import HOME, Bare, bare_system
from tests.installers.manual import follow_manual
from tests.installers.runtime_pack import expect_packs
from tests.installers.trial import (
    KEPT,
    ROOT,
    Trial,
    expect_same_report,
    expect_selftest,
    expect_size,
    expect_window,
    newest,
    run,
)

_PROJECT = f"{HOME}/Мой проект é"
_OLD = f"{HOME}/Old project"
_DATA = f"{HOME}/.local/share/Undersong"
_MOST_MB = 180
_FIRST_VERSION = ROOT / "tests" / "fixtures" / "projects" / "0001.sql"


def try_deb(trial: Trial, dist: Path) -> None:
    """Install, use, damage, upgrade and remove the .deb."""
    deb = newest(dist, "undersong_*_amd64.deb")
    expect_size(trial, deb, _MOST_MB)
    _lint(trial, deb)
    with bare_system("bookworm") as bare:
        shutil.copy(deb, bare.path("in.deb"))
        bare.as_root("apt-get install -y desktop-file-utils shared-mime-info")
        trial.does("install", _install(bare, "in.deb"))
        _use(trial, bare, "/opt/undersong", "undersong", "undersong-gui")
        follow_manual(trial, bare)
        known = "/usr/share/mime/globs2 /usr/share/applications/mimeinfo.cache"
        opened_by = bare.as_root(f"grep -h undersong {known}")
        trial.does("a project's file opens the program", opened_by, saying="undersong.desktop")
        checked = bare.as_root("desktop-file-validate /usr/share/applications/undersong.desktop")
        trial.does("the menu entry is valid", checked)
        _name_what_is_damaged(trial, bare, "/opt/undersong", "undersong")
        _upgrade(trial, bare, deb)
        trial.does("remove", bare.as_root("apt-get purge -y undersong"))
        _expect_gone(trial, bare, "/opt/undersong", "/usr/bin/undersong")
        _expect_kept(trial, bare)


def try_run(trial: Trial, dist: Path) -> None:
    """Unpack the .run as a person without rights, use it, unpack it again, and remove it."""
    program = newest(dist, "undersong-*.run")
    with bare_system("jammy") as bare:
        libraries = _libraries_named_by(newest(dist, "undersong_*_amd64.deb"))
        trial.does("xz", bare.as_root("apt-get install -y xz-utils"))
        top = f"{HOME}/Программы ü/$x"
        place = bare.give(program)
        unpacking = f"sh '{place}' '{top}'"
        _unpack_on_a_full_disk(trial, bare, place)
        unpacked = bare.as_person(unpacking)
        trial.does(
            "unpack, and name the libraries that are missing", unpacked, saying="libEGL.so.1"
        )
        trial.does("libraries", bare.as_root(f"apt-get install -y {libraries}"))
        _use(trial, bare, top, f"'{top}/undersong'", f"'{top}/undersong-gui'")
        entry = bare.path(f"{HOME}/.local/share/applications/undersong.desktop")
        named = f'Exec="{top}/undersong-gui" %f'.replace("$", "\\\\$")
        trial.expect("menu entry", holds=named in entry.read_text(encoding="utf-8"))
        _name_what_is_damaged(trial, bare, top, f"'{top}/undersong'")
        about = next(bare.path(top).rglob("undersong-*.dist-info"))
        newer = about.rename(about.with_name("undersong-99.0.0.dist-info"))
        kept = bare.as_person(unpacking)
        trial.does("a newer version is kept", kept, status=1, saying="newer than this")
        newer.rename(about)
        trial.does("unpack again", bare.as_person(unpacking), saying="Ready.")
        trial.does("it is whole again", bare.as_person(f"'{top}/undersong' selftest"))
        with bare.started(f"'{top}/undersong-gui'", QT_QPA_PLATFORM="offscreen"):
            time.sleep(2)
            refused = bare.as_person(unpacking)
            trial.does("an update while it runs is refused", refused, status=1, saying="is running")
            stays = bare.as_person(f"'{top}/uninstall.sh'")
            trial.does("so is removing it", stays, status=1, saying="is running")
        second = f"{HOME}/second"
        trial.does("unpack elsewhere too", bare.as_person(f"sh '{place}' '{second}'"))
        trial.does("remove that", bare.as_person(f"'{second}/uninstall.sh'"))
        left = entry.read_text(encoding="utf-8") if entry.is_file() else ""
        trial.expect("the menu leads to the other", holds=named in left)
        trial.does("remove", bare.as_person(f"'{top}/uninstall.sh'"))
        _expect_gone(trial, bare, top, str(entry.relative_to(bare.root)))
        _expect_kept(trial, bare)


def try_portable(trial: Trial, dist: Path) -> None:
    """Unpack the .tar.zst, and use it from where it lies, unwritable."""
    program = newest(dist, "undersong-*.tar.zst")
    with bare_system("jammy") as bare:
        libraries = _libraries_named_by(newest(dist, "undersong_*_amd64.deb"))
        trial.does("libraries", bare.as_root(f"apt-get install -y zstd {libraries}"))
        shutil.copy(program, bare.path("in.tar.zst"))
        trial.does("unpack", bare.as_root("tar -C /mnt -xf /in.tar.zst"))
        (top,) = bare.path("mnt").iterdir()
        place = f"/mnt/{top.name}"
        before = _listed(top)
        _use(trial, bare, place, f"{place}/undersong", f"{place}/undersong-gui")
        trial.expect("nothing is written beside it", holds=_listed(top) == before)


def _use(trial: Trial, bare: Bare, top: str, command: str, window: str) -> None:
    """Try itself, analyse, report, draw the window, and take in a runtime pack."""

    def do(words: str) -> tuple[int, str]:
        return bare.as_person(f"{command} {words}")

    _expect_libraries(trial, bare, top)
    expect_selftest(trial, do)
    for words in (
        f"sample '{HOME}/rec'",
        f"analyze '{HOME}/rec' --project '{_PROJECT}'",
        f"report --project '{_PROJECT}' --out '{HOME}/species.csv'",
    ):
        trial.does(words.split()[0], do(words))
    written = bare.path(f"{HOME}/species.csv")
    expect_same_report(trial, written, "same report as the source tree")
    marker = next(bare.path(_PROJECT).glob("*.undersong"))
    _show(trial, bare, window, f"{_PROJECT}/{marker.name}")
    expect_packs(trial, do, bare.give, f"{HOME}/rec", _PROJECT)
    read_only = bare.as_person(f"{command} selftest", HOME="/opt")
    trial.does("a home that is read only is named", read_only, status=1, saying="cannot be written")


def _expect_libraries(trial: Trial, bare: Bare, top: str) -> None:
    """Expect of everything that is packed that what it loads is packed too, or of the system."""
    _, said = bare.as_person(f"find '{top}' -name '*.so*' -type f -exec ldd {{}} + 2>&1")
    lacking = {line.split()[0] for line in said.splitlines() if "not found" in line}
    # Some lie beside each other, and are found by who loads them.
    lacking -= {path.name for path in bare.path(top).rglob("*.so*")}
    trial.expect("every library is there", holds=not lacking, detail=", ".join(sorted(lacking)))


def _show(trial: Trial, bare: Bare, window: str, project: str) -> None:
    """Open the window by the project's file on a screen of this machine, and take its picture."""
    if shutil.which("Xvfb") is None or shutil.which("import") is None:
        trial.leave_out("window", "Xvfb or ImageMagick is not installed")
        return
    number = f":{os.getpid() % 1000 + 1000}"
    sockets = bare.path("tmp/.X11-unix")
    sockets.mkdir(exist_ok=True)
    screen = ["Xvfb", number, "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(screen, stderr=subprocess.DEVNULL) as shown:
        time.sleep(2)
        subprocess.run(["mount", "--bind", "/tmp/.X11-unix", str(sockets)], check=True)
        try:
            with bare.started(f"{window} '{project}' --page review", DISPLAY=number) as started:
                expect_window(trial, number)
                trial.expect("it stays open", holds=started.poll() is None)
        finally:
            subprocess.run(["umount", "-l", str(sockets)], check=False)
            shown.terminate()


def _name_what_is_damaged(trial: Trial, bare: Bare, top: str, command: str) -> None:
    victim = next(bare.path(top).rglob("libsndfile*.so"))
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-10] + b"0123456789")
    tried = bare.as_person(f"{command} selftest")
    trial.does("a damaged file is named", tried, status=1, saying=f"{victim.name}: damaged")
    victim.write_bytes(whole)


def _unpack_on_a_full_disk(trial: Trial, bare: Bare, place: str) -> None:
    small = bare.path("media")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=50M,mode=777", "s", small], check=True)
    try:
        tried = bare.as_person(f"sh '{place}' /media/program")
        trial.does("a full disk is told", tried, status=1, saying="is the disk full")
        left = [path.name for path in small.iterdir()]
        trial.expect("nothing is left of it", holds=not left, detail=", ".join(left))
    finally:
        subprocess.run(["umount", small], check=True)


def _upgrade(trial: Trial, bare: Bare, deb: Path) -> None:
    """Install the same program under a later number over it, and open what the first version made.

    The settings are what the window remembered of its start.
    """
    old = bare.path(_OLD)
    old.mkdir()
    with closing(sqlite3.connect(old / "project.db")) as db:
        db.executescript(_FIRST_VERSION.read_text(encoding="utf-8"))
    for path in (old, *old.iterdir()):
        os.chown(path, 1000, 1000)
    before = _hashes(bare.path(_DATA))
    trial.does("report before the upgrade", _report(bare, "before"))
    with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
        later = Path(scratch) / "later"
        subprocess.run(["dpkg-deb", "-R", str(deb), str(later)], check=True)
        control = later / "DEBIAN" / "control"
        text = control.read_text(encoding="utf-8")
        control.write_text(re.sub(r"(?m)^Version: (.*)$", r"Version: \1+later", text))
        packing = ["dpkg-deb", "--root-owner-group", "-Znone", "-b", str(later)]
        subprocess.run([*packing, bare.path("later.deb")], check=True, stdout=subprocess.DEVNULL)
    trial.does("upgrade", _install(bare, "later.deb"))
    older = _install(bare, "in.deb")
    trial.does("an older one is refused", older, status=100, saying="--allow-downgrades")
    trial.does("the project opens after it", _report(bare, "after"))
    before_it, after_it = (bare.path(f"{HOME}/{name}.csv") for name in ("before", "after"))
    same = after_it.is_file() and after_it.read_bytes() == before_it.read_bytes()
    trial.expect("with the same report", holds=same)
    first = f"undersong report --project '{_OLD}' --out '{HOME}/old.csv'"
    trial.does("a project of the first version opens", bare.as_person(first))
    backups = [
        path.name for path in old.glob("*") if "backup" in path.name or "before" in path.name
    ]
    trial.expect("a copy of it from before is kept", holds=bool(backups), detail=", ".join(backups))
    kept = before and before.items() <= _hashes(bare.path(_DATA)).items()
    trial.expect("settings stay", holds=bool(kept), detail=", ".join(sorted(before)[:4]))


def _report(bare: Bare, name: str) -> tuple[int, str]:
    words = f"undersong report --project '{_PROJECT}' --out '{HOME}/{name}.csv'"
    return bare.as_person(words)


def _expect_gone(trial: Trial, bare: Bare, *places: str) -> None:
    left = [place for place in places if bare.path(place).exists()]
    trial.expect("nothing of it is left", holds=not left, detail=", ".join(left))


def _expect_kept(trial: Trial, bare: Bare) -> None:
    kept = bare.path(f"{_PROJECT}/project.db").is_file() and bare.path(_DATA).is_dir()
    trial.expect("projects and settings stay", holds=kept)


def _install(bare: Bare, deb: str) -> tuple[int, str]:
    return bare.as_root(f"apt-get install -y --no-install-recommends /{deb}")


def _lint(trial: Trial, deb: Path) -> None:
    if shutil.which("lintian") is None:
        trial.leave_out("lintian", "it is not installed")
        return
    _, said = run(["lintian", "--fail-on", "error", "--allow-root", str(deb)])
    tags = [line for line in said.splitlines() if line[:2] in ("E:", "W:")]
    errors = [line for line in tags if line.startswith("E:")]
    trial.expect("lintian", holds=not errors, detail="; ".join(tags[:8]))


def _libraries_named_by(deb: Path) -> str:
    _, said = run(["dpkg-deb", "-f", str(deb), "Depends"])
    names = [one.split("|")[0].split("(")[0].strip() for one in said.split(",")]
    return " ".join(name for name in names if name != "libc6")


def _listed(top: Path) -> set[str]:
    return {str(path.relative_to(top)) for path in top.rglob("*")}


def _hashes(top: Path) -> dict[str, str]:
    return {
        str(path.relative_to(top)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in top.rglob("*")
        if path.is_file() and "packs" not in path.parts
    }
