"""Bare systems: a minimal Debian or Ubuntu that debootstrap makes once, lent with a layer over it.

They are kept in build/installers. What is done in one is done as a person whose name and home are
written in other letters, without a network unless it is asked for.
"""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.installers.trial import KEPT, LeftOutError, needed, run

HOME = "/home/Анна Ильина"
_PERSON = 1000
_SYSTEM_FILES = (
    *("etc/resolv.conf", "etc/apt/apt.conf.d", "etc/apt/sources.list", "etc/apt/sources.list.d"),
    "etc/ssl",
)
SUITES = {"bookworm": "debian", "jammy": "ubuntu"}


class Bare:
    """A system in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def as_root(self, command: str) -> tuple[int, str]:
        """Run a line of shell, with the network of this machine."""
        env = self._env("/root")
        env |= {n: value for n, value in os.environ.items() if n.lower().endswith("_proxy")}
        return run(["chroot", str(self.root), "sh", "-c", command], env=env)

    def as_person(self, command: str, **more: str) -> tuple[int, str]:
        """Run a line of shell as a person without rights and without any network."""
        return run(self._inside(command, more), env=self._env(HOME) | more)

    @contextmanager
    def started(self, command: str, **more: str) -> Generator[subprocess.Popen[bytes]]:
        """Lend a program that such a person started; it is ended after that."""
        begun = subprocess.Popen(
            self._inside(f"exec {command}", more), env=self._env(HOME) | more,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield begun
        finally:
            begun.terminate()
            begun.wait()

    def _inside(self, command: str, more: dict[str, str]) -> list[str]:
        entered = ["chroot", f"--userspec={_PERSON}:{_PERSON}", str(self.root), "sh", "-c"]
        return ["unshare", "-n", *entered, f"cd {shlex.quote(more.get('HOME', HOME))} && {command}"]

    def path(self, inside: str) -> Path:
        """Return where a path of the system lies outside of it."""
        return self.root / inside.lstrip("/")

    def give(self, file: Path) -> str:
        """Put a file, or a folder, into the person's home, and return where."""
        place = f"{HOME}/{file.name}"
        there = str(self.path(place))
        subprocess.run(["cp", "-rT", str(file), there], check=True)
        subprocess.run(["chown", "-R", f"{_PERSON}:{_PERSON}", there], check=True)
        return place

    def _env(self, home: str) -> dict[str, str]:
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }  # fmt: skip


@contextmanager
def bare_system(suite: str) -> Generator[Bare]:
    """Lend a fresh system; nothing that is done in it stays."""
    if os.name != "posix" or os.geteuid() != 0:
        raise LeftOutError("a bare system needs root")
    needed("debootstrap", "chroot", "unshare")
    base = _base(suite)
    with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
        layer, work, root = (Path(scratch) / name for name in ("layer", "work", "root"))
        for folder in (layer, work, root):
            folder.mkdir()
        mounts = [
            ("overlay", root, f"lowerdir={base},upperdir={layer},workdir={work}"),
            ("proc", root / "proc", "defaults"),
            ("devtmpfs", root / "dev", "defaults"),
            ("tmpfs", root / "dev/shm", "mode=1777"),
        ]
        try:
            for kind, place, options in mounts:
                place.mkdir(exist_ok=True)
                mounting = ["mount", "-t", kind, "-o", options, kind, str(place)]
                status, said = run(mounting)
                if status:
                    raise LeftOutError(f"{shlex.join(mounting)}: {said.strip()}")
            bare = Bare(root)
            _settle_in(bare, suite)
            yield bare
        finally:
            for _, place, _ in reversed(mounts):
                subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


def _base(suite: str) -> Path:
    base = KEPT / suite
    if not base.exists():
        part = KEPT / f"{suite}.part"
        shutil.rmtree(part, ignore_errors=True)
        distribution = SUITES[suite]
        # Where nothing is said, debootstrap knows where a suite is to be had.
        mirror = [here] if distribution == "debian" and (here := _mirror_here()) else []
        # This machine need not hold the keys of another distribution: nothing but trials run in it.
        keys = [] if distribution == "debian" else ["--no-check-gpg"]
        making = ["debootstrap", "--variant=minbase", *keys, suite, str(part), *mirror]
        status, said = run(making, longest_s=1800)
        if status:
            raise LeftOutError(f"{shlex.join(making)}: {said.strip()[-200:]}")
        part.rename(base)
    return base.absolute()


def _settle_in(bare: Bare, suite: str) -> None:
    files = _SYSTEM_FILES if SUITES[suite] == "debian" else ("etc/resolv.conf", "etc/ssl")
    for name in files:
        source = Path("/", name)
        if source.exists():
            shutil.rmtree(bare.path(name), ignore_errors=True)
            subprocess.run(["cp", "-aLT", str(source), str(bare.path(name))], check=False)
    if SUITES[suite] == "ubuntu":
        sources = bare.path("etc/apt/sources.list")
        written = sources.read_text(encoding="utf-8")
        sources.write_text(written.replace(f"{suite} main", f"{suite} main universe"), "utf-8")
    bare.as_root(f"useradd --uid {_PERSON} --home-dir '{HOME}' --create-home anna")
    status, said = bare.as_root("apt-get update")
    if status:
        raise LeftOutError(f"apt-get update: {said.strip()[-200:]}")


def _mirror_here() -> str:
    """Return the mirror that this machine uses, if it names one plainly."""
    for file in (Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")):
        if file.is_file():
            # Not of comments: images name there where they were made from.
            found = re.search(r"(?m)^[^#\n]*?(https?://\S+/debian)\b", file.read_text("utf-8"))
            if found:
                return found[1]
    return ""
