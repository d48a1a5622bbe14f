"""The Windows setup under Wine: silent install, use, install again, uninstall."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

from tests.installers.trial import Trial, needed, newest, run, species_of_the_source_tree

_ROOT = Path(__file__).resolve().parents[2]
_SHIMS = Path("build/installers/shims").absolute()
_OVERRIDES = (
    "mscoree=;mshtml=;ucrtbase=n,b;ucrtwine=n;icuuc=n;mscms=n,b;mscmswine=n;bcryptprimitives=n"
)


def try_setup(trial: Trial, dist: Path) -> None:
    """See the module."""
    needed("wine", "wineserver", "x86_64-w64-mingw32-gcc", "xvfb-run")
    setup = newest(dist, "Undersong-*-setup.exe")
    size = setup.stat().st_size / 1e6
    trial.expect("size", holds=size <= 200, detail=f"{size:.0f} MB")
    if not (_SHIMS / "bcryptprimitives.dll").exists():
        subprocess.run(
            [str(_ROOT / ".uv/bin/uv"), "run", "--quiet", "--no-project", "--with",
             "pefile==2024.8.26", str(_ROOT / "tests/installers/wine/shims.py"), str(_SHIMS)],
            check=True,
        )  # fmt: skip
    with tempfile.TemporaryDirectory(dir=_SHIMS.parent) as scratch:
        _Wine(trial, Path(scratch)).go(setup)


class _Wine:
    def __init__(self, trial: Trial, place: Path) -> None:
        self._trial, self._place = trial, place
        self._env = os.environ | {
            "WINEPREFIX": str(place / "prefix"), "WINEARCH": "win64", "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=",
            "HOME": str(place / "home"),  # Wine links the prefix's desktop to it
        }  # fmt: skip
        (place / "home").mkdir()

    def go(self, setup: Path) -> None:
        """Make the prefix, and all steps in it."""
        trial = self._trial
        self._run("wineboot", "-i")
        self._run("wineserver", "-w")
        system = self._place / "prefix/drive_c/windows/system32"
        for dll in _SHIMS.glob("*.dll"):
            (system / dll.name).unlink(missing_ok=True)
            (system / dll.name).write_bytes(dll.read_bytes())
        self._env["WINEDLLOVERRIDES"] = _OVERRIDES
        self._run("wine", "winecfg", "-v", "win10")
        self._run("wineserver", "-w")
        for step in ("install", "install again"):
            status, _ = self._run("wine", str(setup), "/S")
            self._run("wineserver", "-w")
            trial.expect(step, holds=status == 0 and self._program.is_file())
        self._use()
        status, _ = self._run("wine", str(self._program.parent / "uninstall.exe"), "/S")
        self._run("wineserver", "-w")
        left = [p.name for p in self._program.parent.glob("*")]
        trial.expect("uninstall", holds=status == 0 and not left, detail=", ".join(left[:5]))
        kept = self._place / "prefix/drive_c/Vögel/Mein Projekt/project.db"
        trial.expect("the project stays", holds=kept.is_file())

    def _use(self) -> None:
        trial, project = self._trial, "C:\\Vögel\\Mein Projekt"
        status, said = self._undersong("selftest", "--json")
        checks = json.loads(said[said.index("[") :]) if "[" in said else []
        wrong = [f"{one['title']}: {one['detail']}" for one in checks if not one["works"]]
        trial.expect(
            "selftest", holds=status == 0 and bool(checks), detail="; ".join(wrong) or said[-300:]
        )
        for words in (
            ("sample", "C:\\Vögel\\rec"),
            ("analyze", "C:\\Vögel\\rec", "--project", project),
            ("report", "--project", project, "--out", "C:\\Vögel\\species.csv"),
        ):
            status, said = self._undersong(*words)
            if status:
                trial.expect(words[0], holds=False, detail=said[-300:])
        written = self._place / "prefix/drive_c/Vögel/species.csv"
        same = written.is_file() and _lines(written.read_bytes()) == _lines(
            species_of_the_source_tree()
        )
        trial.expect("same report as Linux", holds=same)
        gui = str(self._program.with_name("undersong-gui.exe"))
        picture = self._place / "prefix/drive_c/Vögel/w.png"
        status, said = self._run(
            "xvfb-run", "-a", "wine", gui, project, "--page", "review", "--screenshot",
            "C:\\Vögel\\w.png",
        )  # fmt: skip
        drawn = picture.is_file() and picture.stat().st_size > 20_000
        trial.expect("window", holds=drawn, detail="" if drawn else said[-300:])
        if drawn:
            (_SHIMS.parent / "window-windows.png").write_bytes(picture.read_bytes())

    @property
    def _program(self) -> Path:
        users = self._place / "prefix/drive_c/users"
        found = list(users.glob("*/AppData/Local/Programs/Undersong/undersong.exe"))
        return found[0] if found else users / "nobody/undersong.exe"

    def _undersong(self, *words: str) -> tuple[int, str]:
        return self._run("wine", str(self._program), *words)

    def _run(self, *command: str) -> tuple[int, str]:
        return run(command, env=self._env, timeout=1800)


def _lines(text: bytes) -> list[bytes]:
    return text.splitlines()
