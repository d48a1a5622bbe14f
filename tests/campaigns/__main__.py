"""Killing analyses and filling disks, again and again: in the end nothing may be missing.

``python -m tests.campaigns [kills] [full-disk] [--kills N] [--seed N]``. Linux and macOS; the full
disk needs root, which may make a small one.
"""

import argparse
import random
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from tests.campaigns import trials

BUILD = Path("build/campaigns")
_RECORDINGS = 75
_LONGEST_S = 9.0
_DISKS_KB = (300, 500, 700, 1000, 1250, 1500)

say = Console(highlight=False).print


def main() -> int:
    """Run what was asked for; return how many trials failed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("what", nargs="*", default=["kills", "full-disk"])
    asked.add_argument("--kills", type=int, default=40)
    asked.add_argument("--seed", type=int, default=1)
    wanted = asked.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    folder = trials.recordings(BUILD / "recordings", _RECORDINGS)
    truth = _undisturbed(folder)
    failed = 0
    if "kills" in wanted.what:
        failed += _kills(folder, truth, wanted.kills, random.Random(wanted.seed))
    if "full-disk" in wanted.what:
        failed += sum(_full_disk(folder, truth, kilobytes) for kilobytes in _DISKS_KB)
    say(f"{failed} failed")
    return min(failed, 1)


def _undisturbed(folder: Path) -> dict[str, object]:
    project = _empty("undisturbed")
    done = trials.finished(trials.analysis(folder, project))
    assert done.returncode == 0, done.stderr
    return trials.held(project)


def _kills(folder: Path, truth: dict[str, object], kills: int, chance: random.Random) -> int:
    """Kill analyses until so many kills are through; each project is brought to its end."""
    done = failed = projects = 0
    while done < kills:
        projects += 1
        project, wrong = _empty(f"killed-{projects}"), ""
        for _ in range(min(kills - done, chance.randint(1, 5))):
            after_s, with_workers = chance.uniform(0.3, _LONGEST_S), chance.random() < 0.5
            command = trials.analysis(folder, project)
            if trials.killed(command, after_s, with_workers=with_workers):
                break
            done += 1
            if (project / "project.db").exists():
                wrong = wrong or trials.faults(project)
        failed += _ends_well(folder, project, truth, wrong, f"{done} kills, project {projects}")
    return failed


def _full_disk(folder: Path, truth: dict[str, object], kilobytes: int) -> int:
    """Analyse onto a disk that fills, make room, and go on."""
    disk = _empty(f"disk-{kilobytes}")
    disk.mkdir()
    if not _mounted("-t", "tmpfs", "-o", f"size={kilobytes}k", "undersong", str(disk)):
        say("full disk: not tried, making a small disk needs root on Linux")
        return 0
    try:
        project = disk / "project"
        full = trials.finished(trials.analysis(folder, project))
        said = any(words in full.stderr for words in ("is full", "No space left"))
        if full.returncode == 0:
            say(f"disk of {kilobytes} KB: large enough, nothing was tried")
            return 0
        wrong = "" if full.returncode == 1 and said else f"said: {full.stderr}"
        _mounted("-o", "remount,size=200m", str(disk))
        if (project / "project.db").exists():
            wrong = wrong or trials.faults(project)
        return _ends_well(folder, project, truth, wrong, f"disk of {kilobytes} KB")
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def _ends_well(folder: Path, project: Path, truth: dict[str, object], wrong: str, name: str) -> int:
    done = trials.finished(trials.analysis(folder, project))
    if done.returncode:
        wrong = wrong or f"does not go on: {done.stderr}"
    wrong = wrong or trials.difference(trials.held(project), truth)
    say(f"{name}: {wrong or 'the same results'}")
    return bool(wrong)


def _mounted(*words: str) -> bool:
    mount = shutil.which("mount")
    return bool(mount) and subprocess.run([mount, *words], capture_output=True).returncode == 0


def _empty(name: str) -> Path:
    shutil.rmtree(BUILD / name, ignore_errors=True)
    return BUILD / name


if __name__ == "__main__":
    sys.exit(main())
