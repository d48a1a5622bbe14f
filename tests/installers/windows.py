"""The Windows setup under Wine: install, use, update, uninstall; and what it is made from."""

import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from core.app_folders import HASHES
from installer.embeddable import unpack_embeddable, verify
from tests.installers.runtime_pack import expect_packs
from tests.installers.trial import (
    KEPT,
    ROOT,
    TOO_LATE,
    LeftOutError,
    Trial,
    expect_same_report,
    expect_selftest,
    expect_size,
    expect_window,
    needed,
    newest,
    run,
)

_SHIMS = KEPT / "shims"
_OVERRIDES = (
    "mscoree=;mshtml=;ucrtbase=n,b;ucrtwine=n;icuuc=n;mscms=n,b;mscmswine=n;bcryptprimitives=n"
)
_MOST_MB = 200
_MENUS_OF_WINE = '"' + 4 * "\\" + "?"
"""How lines begin in which Wine notes the menus that it made on the system around it."""
_TOP = "C:\\Вögel\\"
_PROJECT = f"{_TOP}Мой проект"
_RUNNING, _NO_ROOM, _NEWER_THERE = 5, 6, 7
"""Exit statuses of a setup that changes nothing."""
_PATH, _OWN_PATH = ("HKCU\\Environment", "/v", "Path"), "%USERPROFILE%\\bin"
_UNINSTALLING = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Undersong"


def try_embeddable(trial: Trial, _dist: Path) -> None:
    """Expect that the interpreter's files are signed, and that one changed byte is found."""
    needed("osslsigncode")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "python"
        unpack_embeddable(folder)
        trial.expect("every file is what was signed", holds=True, detail=f"{verify(folder)} files")
        victim = folder / "_ssl.pyd"
        data = bytearray(victim.read_bytes())
        data[len(data) // 2] ^= 1
        victim.write_bytes(data)
        try:
            verify(folder)
            trial.expect("one changed byte is found", holds=False)
        except SystemExit as refused:
            found = "_ssl.pyd is not what was signed" in str(refused)
            trial.expect("one changed byte is found", holds=found, detail=str(refused))


def try_setup(trial: Trial, dist: Path) -> None:
    """See the module."""
    needed("wine", "wineserver", "x86_64-w64-mingw32-gcc", "Xvfb", "import")
    setup = newest(dist, "Undersong-*-setup.exe")
    expect_size(trial, setup, _MOST_MB)
    if not (_SHIMS / "bcryptprimitives.dll").exists():
        subprocess.run(
            [str(ROOT / ".uv/bin/uv"), "run", "--quiet", "--no-project", "--with",
             "pefile==2024.8.26", str(ROOT / "tests/installers/wine/shims.py"), str(_SHIMS)],
            check=True,
        )  # fmt: skip
    with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
        wine = _Wine(trial, Path(scratch))
        try:
            wine.go(setup)
            wine.use_portable(newest(dist, "Undersong-*-windows-portable.zip"))
        finally:
            wine.stop()


class _Wine:
    def __init__(self, trial: Trial, place: Path) -> None:
        self._trial, self._place = trial, place
        self._disk = place / "prefix" / "drive_c"
        number = f":{os.getpid() % 1000 + 2000}"
        self._screen = subprocess.Popen(
            ["Xvfb", number, "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
            stderr=subprocess.DEVNULL,
        )
        self._env = os.environ | {
            "WINEPREFIX": str(place / "prefix"), "WINEARCH": "win64", "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=", "DISPLAY": number, "LANG": "C.UTF-8",
            "HOME": str(place / "home"),  # Wine links the prefix's desktop to it
            "KMP_AFFINITY": "disabled",  # PyTorch's threads ask for what Wine 8 does not answer
        }  # fmt: skip
        for name in ("QT_QPA_PLATFORM", "PYTHONPATH", "UNDERSONG_HOME"):
            self._env.pop(name, None)
        (place / "home").mkdir()

    def go(self, setup: Path) -> None:
        """Make the prefix, and all steps in it."""
        trial = self._trial
        self._make_prefix()
        self._refuse_a_full_disk(setup)
        self._run("wine", "reg", "add", *_PATH, "/t", "REG_EXPAND_SZ", "/d", _OWN_PATH, "/f")
        for step in ("install", "install again"):
            trial.does(step, self._run("wine", str(setup), "/S", "/PATH=1"))
            self._settle()
            if not self._program.is_file():
                raise LeftOutError("nothing was installed: see the step before")
        on_path = self._run("wine", "reg", "query", *_PATH)
        said = trial.does("its command is on the PATH", on_path, saying=f"{_OWN_PATH};C:\\users")
        trial.expect("once", holds=said.count(self._program.parent.name) == 1)
        self._use()
        self._show_and_refuse(setup)
        self._update(setup)
        again = f"report --project '{_PROJECT}' --out '{_TOP}again.csv'"
        trial.does("the project opens after it", self._undersong(again))
        uninstaller = str(self._program.parent / "uninstall.exe")
        trial.does("uninstall", self._run("wine", uninstaller, "/S"))
        self._settle()
        left = [p.name for p in self._program.parent.glob("*")]
        trial.expect("nothing of it is left", holds=not left, detail=", ".join(left[:5]))
        path = self._run("wine", "reg", "query", *_PATH)
        trial.does("the PATH is as it was", path, saying=f"{_OWN_PATH}\n")
        registry = (self._place / "prefix/user.reg").read_text(encoding="utf-8", errors="replace")
        named = [
            line
            for line in registry.splitlines()
            if "undersong" in line.lower() and not line.startswith(_MENUS_OF_WINE)
        ]
        trial.expect("nothing is left in the registry", holds=not named, detail=str(named[:3]))
        kept = self._inside(f"{_PROJECT}\\project.db").is_file()
        trial.expect("the project stays", holds=kept)

    def use_portable(self, packed: Path) -> None:
        """Unpack the zip where nothing is installed any more, and use it from there."""
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(self._inside(_TOP))
        program = self._inside(f"{_TOP}Undersong\\undersong.exe")

        def do(words: str) -> tuple[int, str]:
            return self._run("wine", str(program), *words.split())

        before = set(program.parent.rglob("*"))
        expect_selftest(self._trial, do)
        written = set(program.parent.rglob("*")) - before
        self._trial.expect("nothing is written beside it", holds=not written)

    def stop(self) -> None:
        """End all that runs in it."""
        self._run("wineserver", "-k")
        self._screen.terminate()

    def _make_prefix(self) -> None:
        self._run("wineboot", "-i")
        self._settle()
        system = self._disk / "windows/system32"
        for dll in _SHIMS.glob("*.dll"):
            (system / dll.name).unlink(missing_ok=True)
            (system / dll.name).write_bytes(dll.read_bytes())
        self._env["WINEDLLOVERRIDES"] = _OVERRIDES
        self._run("wine", "winecfg", "-v", "win10")
        self._settle()

    def _use(self) -> None:
        trial, recordings = self._trial, f"{_TOP}rec"
        expect_selftest(trial, self._undersong)
        for words in (
            f"sample '{recordings}'",
            f"analyze '{recordings}' --project '{_PROJECT}'",
            f"report --project '{_PROJECT}' --out '{_TOP}species.csv'",
        ):
            trial.does(words.split()[0], self._undersong(words))
        written = self._inside(f"{_TOP}species.csv")
        expect_same_report(trial, written, "same report as the source tree")
        expect_packs(trial, self._undersong, self._give, recordings, _PROJECT)

    def _refuse_a_full_disk(self, setup: Path) -> None:
        small = self._place / "small"
        small.mkdir()
        status, said = run(["mount", "-t", "tmpfs", "-o", "size=100M", "small", str(small)])
        if status:
            self._trial.leave_out("a full disk", said.strip())
            return
        try:
            there = "Z:" + str(small / "Undersong").replace("/", "\\")
            tried = self._run("wine", str(setup), "/S", f"/D={there}")
            self._settle()
            self._trial.does("a full disk is refused", tried, status=_NO_ROOM)
            left = [path.name for path in small.rglob("*")]
            self._trial.expect("nothing is left on it", holds=not left, detail=", ".join(left[:5]))
        finally:
            run(["umount", "-l", str(small)])

    def _update(self, setup: Path) -> None:
        """Take the place of an older version, and never of a newer one unasked."""
        trial, folder = self._trial, self._program.parent
        former, own = folder / "former.dll", folder / "own notes.txt"
        for path in (former, own):
            path.write_text("kept?", encoding="utf-8")
        with (folder / HASHES).open("a", encoding="utf-8") as listed:
            listed.write(f"{'0' * 64}  {former.name}\n")
        for version, status in (("99.0.0", _NEWER_THERE), ("0.0.9", 0)):
            setting = (_UNINSTALLING, "/v", "DisplayVersion", "/d", version, "/f")
            self._run("wine", "reg", "add", *setting)
            trial.does(f"setup over {version}", self._run("wine", str(setup), "/S"), status=status)
            self._settle()
        trial.expect("what only the former version had is gone", holds=not former.exists())
        trial.expect("a file of the person's own stays", holds=own.exists())
        own.unlink()

    def _show_and_refuse(self, setup: Path) -> None:
        """Take a picture of the window, and let the setup find that it runs."""
        gui = str(self._program.with_name("undersong-gui.exe"))
        with subprocess.Popen(
            ["wine", gui, _PROJECT, "--page", "review"], env=self._env,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as shown:  # fmt: skip
            expect_window(self._trial, self._env["DISPLAY"])
            self._trial.expect("it stays open", holds=shown.poll() is None)
            refused = self._run("wine", str(setup), "/S")
            self._trial.does("an update while it runs is refused", refused, status=_RUNNING)
            whole = self._undersong("packs list")
            self._trial.does("and has changed nothing", whole, saying="tensorflow")
            shown.terminate()
        self._run("wineserver", "-k")
        self._settle()

    @property
    def _program(self) -> Path:
        users = self._disk / "users"
        found = list(users.glob("*/AppData/Local/Programs/Undersong/undersong.exe"))
        return found[0] if found else users / "nobody/undersong.exe"

    def _give(self, file: Path) -> str:
        target = self._inside(f"{_TOP}{file.name}")
        if file.is_dir():
            shutil.copytree(file, target, dirs_exist_ok=True)
        else:
            shutil.copy(file, target)
        return f"{_TOP}{file.name}"

    def _inside(self, path: str) -> Path:
        return self._disk / path.removeprefix("C:\\").replace("\\", "/")

    def _undersong(self, words: str) -> tuple[int, str]:
        pieces = words.split("'")  # every other one is quoted; backslashes stand for themselves
        command = [
            w for n, piece in enumerate(pieces) for w in ([piece] if n % 2 else piece.split())
        ]
        return self._run("wine", str(self._program), *command)

    def _settle(self) -> None:
        self._run("wineserver", "-w")

    def _run(self, *command: str) -> tuple[int, str]:
        done = run(command, env=self._env)
        if done[0] == TOO_LATE:  # what Wine has started outlives it
            run(["wineserver", "-k"], env=self._env)
        return done
