"""The .deb and the .run in a bare Debian, which debootstrap makes and keeps in build/."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.installers.trial import (
    LeftOutError,
    Trial,
    needed,
    newest,
    run,
    species_of_the_source_tree,
)

_SUITE = "bookworm"
_BARE = Path("build/installers/bare").absolute()
_PROJECT = "/root/Mein Projekt é"


def try_deb(trial: Trial, dist: Path) -> None:
    """Install, use, upgrade and remove the .deb."""
    deb = newest(dist, "undersong_*_amd64.deb")
    size = deb.stat().st_size / 1e6
    trial.expect("size", holds=size <= 180, detail=f"{size:.0f} MB")
    _lint(trial, deb)
    with _bare_system() as root:
        shutil.copy(deb, root / "in.deb")
        _inside(root, "apt-get install -y desktop-file-utils shared-mime-info")
        status, said = _inside(root, "apt-get install -y --no-install-recommends /in.deb")
        trial.expect("install", holds=status == 0, detail=said[-300:] if status else "")
        _use(trial, root, "undersong", "undersong-gui")
        _, globs = _inside(
            root, "cat /usr/share/mime/globs2 /usr/share/applications/mimeinfo.cache"
        )
        known = "*.undersong" in globs and "undersong.desktop" in globs
        trial.expect("a project's file opens the program", holds=known)
        _upgrade(trial, root, deb)
        status, said = _inside(root, "apt-get purge -y undersong")
        left = [p for p in ("opt/undersong", "usr/bin/undersong") if (root / p).exists()]
        trial.expect("remove", holds=status == 0 and not left, detail=", ".join(left))
        kept = (root / _PROJECT[1:] / "project.db").is_file()
        trial.expect("the project stays", holds=kept)


def try_run(trial: Trial, dist: Path) -> None:
    """Unpack the .run as a person without rights, use it, and remove it."""
    program = newest(dist, "undersong-*-linux-x86_64.run")
    with _bare_system() as root:
        shutil.copy(program, root / "in.run")
        libraries = _libraries_named_by(newest(dist, "undersong_*_amd64.deb"))
        _inside(root, f"apt-get install -y --no-install-recommends xz-utils {libraries}")
        status, said = _inside(root, "sh /in.run '/root/Programme ü'")
        trial.expect("unpack", holds=status == 0, detail=said[-300:] if status else "")
        top = "/root/Programme ü"
        _use(trial, root, f"'{top}/undersong'", f"'{top}/undersong-gui'")
        entry = root / "root/.local/share/applications/undersong.desktop"
        trial.expect("menu entry", holds=f'Exec="{top}/undersong-gui" %f' in entry.read_text())
        status, _ = _inside(root, f"'{top}/uninstall.sh'")
        gone = not (root / top[1:]).exists() and not entry.exists()
        trial.expect("remove", holds=status == 0 and gone)


def _use(trial: Trial, root: Path, command: str, window: str) -> None:
    """Try itself, analyse, report, and draw the window."""
    status, said = _inside(root, f"{command} selftest --json")
    checks = json.loads(said[said.index("[\n") :]) if "[\n" in said else []
    wrong = [f"{one['title']}: {one['detail']}" for one in checks if not one["works"]]
    trial.expect("selftest", holds=status == 0 and bool(checks), detail="; ".join(wrong))
    for words in (
        "sample /root/rec",
        f"analyze /root/rec --project '{_PROJECT}'",
        f"report --project '{_PROJECT}' --out /root/species.csv",
    ):
        status, said = _inside(root, f"{command} {words}")
        if status:
            trial.expect(words, holds=False, detail=said[-300:])
    written = root / "root/species.csv"
    same = written.is_file() and written.read_bytes() == species_of_the_source_tree()
    trial.expect("same report as the source tree", holds=same)
    status, said = _inside(
        root,
        f"QT_QPA_PLATFORM=offscreen {window} '{_PROJECT}' --page review --screenshot /root/w.png",
    )
    picture = root / "root/w.png"
    drawn = picture.is_file() and picture.stat().st_size > 20_000
    trial.expect("window", holds=status == 0 and drawn, detail=said[-300:] if status else "")
    if drawn:
        shutil.copy(picture, _BARE.parent / f"window-{trial.name}.png")


def _upgrade(trial: Trial, root: Path, deb: Path) -> None:
    """Install the same program under a later number, and open the project with it."""
    with tempfile.TemporaryDirectory() as scratch:
        later = Path(scratch) / "later"
        subprocess.run(["dpkg-deb", "-R", str(deb), str(later)], check=True)
        control = later / "DEBIAN" / "control"
        text = control.read_text(encoding="utf-8")
        control.write_text(re.sub(r"(?m)^Version: (.*)$", r"Version: \1+later", text))
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Znone", "-b", str(later), str(root / "later.deb")],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    status, said = _inside(root, "apt-get install -y --no-install-recommends /later.deb")
    trial.expect("upgrade", holds=status == 0, detail=said[-300:] if status else "")
    status, said = _inside(root, f"undersong report --project '{_PROJECT}' --out /root/again.csv")
    same = (root / "root/again.csv").read_bytes() == (root / "root/species.csv").read_bytes()
    trial.expect("the project opens after it", holds=status == 0 and same)


def _lint(trial: Trial, deb: Path) -> None:
    if shutil.which("lintian") is None:
        return
    _, said = run(["lintian", "--fail-on", "error", "--allow-root", str(deb)])
    errors = [line for line in said.splitlines() if line.startswith("E:")]
    trial.expect("lintian", holds=not errors, detail="; ".join(errors[:5]))


def _libraries_named_by(deb: Path) -> str:
    _, said = run(["dpkg-deb", "-f", str(deb), "Depends"])
    names = [one.split("|")[0].split("(")[0].strip() for one in said.split(",")]
    return " ".join(name for name in names if name != "libc6")


@contextmanager
def _bare_system() -> Generator[Path]:
    """Yield a fresh copy of a minimal Debian with /proc in it."""
    if os.name != "posix" or os.geteuid() != 0:
        raise LeftOutError("a bare system needs root")
    needed("debootstrap", "chroot")
    if not (_BARE / "etc/debian_version").exists():
        shutil.rmtree(_BARE, ignore_errors=True)
        _BARE.mkdir(parents=True)
        status, said = run(["debootstrap", "--variant=minbase", _SUITE, str(_BARE), *_mirror()])
        if status:
            shutil.rmtree(_BARE)
            raise LeftOutError(f"debootstrap: {said[-200:]}")
    with tempfile.TemporaryDirectory(dir=_BARE.parent) as scratch:
        root = Path(scratch) / "root"
        subprocess.run(["cp", "-a", str(_BARE), str(root)], check=True)
        for name in ("etc/resolv.conf", "etc/apt/apt.conf.d", "etc/apt/sources.list",
                     "etc/apt/sources.list.d", "etc/ssl"):  # fmt: skip
            source = Path("/", name)
            if source.exists():
                subprocess.run(["cp", "-aLT", str(source), str(root / name)], check=False)
        mounts = [("proc", root / "proc"), ("devtmpfs", root / "dev")]
        for kind, place in mounts:
            subprocess.run(["mount", "-t", kind, kind, str(place)], check=True)
        try:
            _inside(root, "apt-get update")
            yield root
        finally:
            for _, place in reversed(mounts):
                subprocess.run(["umount", "-l", str(place)], check=False)


def _mirror() -> list[str]:
    """Return the mirror that this machine uses, if it names one plainly."""
    for file in (Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")):
        if file.is_file():
            found = re.search(r"\bhttps?://\S+/debian\b", file.read_text(encoding="utf-8"))
            if found:
                return [found[0]]
    return []


def _inside(root: Path, command: str) -> tuple[int, str]:
    env = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
    }  # fmt: skip
    env |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    return run(["chroot", str(root), "sh", "-c", command], env=env)
