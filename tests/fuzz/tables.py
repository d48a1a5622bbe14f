"""Tables and texts that people and recorders write, with odd cells, lines and encodings."""

import random
from contextlib import suppress
from pathlib import Path

from core.errors import UserError
from core.recorders import inspect
from core.species.lists import read_list
from gui.pages.analysis import choices as analysis
from gui.pages.review import keys
from gui.remembered import Remembered
from gui.widgets.spectrogram import looks
from tests.core.recorders.making import saved
from tests.fuzz import projects
from tests.fuzz.commands import run, state
from tests.fuzz.mutating import rewritten

_VERDICTS = '''detection_id,verdict,reviewer,note,note_by
1,correct,Ann,"a note, with a comma",Bob
2,wrong,Bob,,
3,unsure,Ann,"a ""word""",
'''
_LIST = """# birds of the dunes
scientific_name,common_name
Turdus merula,Eurasian Blackbird
Troglodytes troglodytes,Eurasian Wren
Parus major_Great Tit
"""
_SIDECARS = {
    "CONFIG.TXT": "Device ID : 243B1F075C7A37BE\nFirmware : AudioMoth-Firmware-Basic (1.8.0)\n"
    "Time zone : UTC+2\nSample rate (Hz) : 48000\nGain : Medium\n",
    "GPS.TXT": "03/05/2025 05:00:00.000 UTC: Fix at 52.1N 4.3E.\n",
    "SMU0123_Summary.txt": "DATE,TIME,LAT,,LON,,POWER(V),TEMP(C),#FILES,MIC0 TYPE,MIC1 TYPE\n"
    "2025-May-01,05:00:00,52.10000,N,4.30000,E,5.8,12.5,1,BUILT-IN,NONE\n",
    "logfile.txt": "03/05/2025 05:00:00, GPS, 52.1, 4.3\nBattery: 12.3 V\n",
    "20250501_050000.xml": "<?xml version='1.0'?><BatRecord><Firmware>1</Firmware></BatRecord>",
}  # fmt: skip
_REMEMBERED = {
    "page": "review",
    "recent": ["/home/ann/heath"],
    "keys/preset": "own",
    "keys/own": {"correct": ["C"]},
    "review/grid": True,
    "projects/p/analysis": analysis.to_plain(analysis.Choices()),
    "spectrogram": looks.to_plain(looks.Looks()),
}
_NAMES = ("20250501_050000.WAV", "SMU0123_20250501_050000.wav", "5EA1B2C3.WAV",
          "S20250501T050000.000000+0200.wav", "20250501_050000Z.wav")  # fmt: skip


def attempt(chance: random.Random, folder: Path) -> None:
    """Rewrite one table or text and let its reader have it."""
    read = (_verdicts, _deployments, _plan, _list, _list, _sidecar, _sidecar, _window_file)
    chance.choice(read)(chance, folder)


def _verdicts(chance: random.Random, folder: Path) -> None:
    project = projects.copied(folder.parent, folder)
    words = ["verdicts", "--project", str(project), "--import"]
    _whole_or_not_at_all(project, words, _file(folder, "verdicts.csv", _VERDICTS, chance))


def _deployments(chance: random.Random, folder: Path) -> None:
    project = projects.copied(folder.parent, folder)
    run(["deployments", "--project", str(project), "--export", str(folder / "as it is.csv")])
    text = (folder / "as it is.csv").read_text(encoding="utf-8-sig")
    words = ["deployments", "--project", str(project), "--import"]
    _whole_or_not_at_all(project, words, _file(folder, "deployments.csv", text, chance))


def _plan(chance: random.Random, folder: Path) -> None:
    project = projects.copied(folder.parent, folder)
    text = (folder.parent / "plan.json").read_text(encoding="utf-8")
    path = _file(folder, "plan.json", text, chance)
    run(["plan", "import", str(path), "--project", str(project)])


def _list(chance: random.Random, folder: Path) -> None:
    with suppress(UserError):
        found = read_list(_file(folder, "birds.csv", _LIST, chance), projects.BIRDS)
        assert set(found.species) <= {bird.scientific_name for bird in projects.BIRDS}


def _sidecar(chance: random.Random, folder: Path) -> None:
    for name in chance.sample(list(_SIDECARS), 2):
        _file(folder, name, _SIDECARS[name], chance)
    recordings = [saved(folder, chance.choice(_NAMES)) for _ in range(2)]
    before = state(folder)
    for path in recordings:
        inspect(path)
    assert state(folder) == before, "a source was changed"


def _window_file(chance: random.Random, folder: Path) -> None:
    """What the window remembers is no work: whatever is in the file, it opens."""
    remembered = Remembered(folder / "whole.ini")
    for name, value in _REMEMBERED.items():
        remembered.keep(name, value)
    del remembered  # writes it
    text = (folder / "whole.ini").read_text(encoding="utf-8")
    odd = Remembered(_file(folder, "window.ini", text, chance))
    odd.recent()
    analysis.from_plain(odd.value("projects/p/analysis"))
    looks.from_plain(odd.value("spectrogram"))
    keys.keys_of(odd.value("keys/preset", ""), odd.value("keys/own", {}))
    odd.keep("recent", [str(folder)])


def _file(folder: Path, name: str, text: str, chance: random.Random) -> Path:
    return saved(folder, name, rewritten(text, chance))


def _whole_or_not_at_all(project: Path, words: list[str], table: Path) -> None:
    before = run(["deployments", "--project", str(project), "--json"])
    said = run([*words, str(table)])
    if "was not taken in" in said:
        assert run(["deployments", "--project", str(project), "--json"]) == before
