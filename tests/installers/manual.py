"""The manual's page of commands, followed by the word on an installed program."""

import re
from pathlib import Path

from tests.installers.bare import HOME, Bare
from tests.installers.trial import ROOT, Trial

_PAGE = ROOT / "docs" / "manual" / "command-line.md"
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_FOLDER = f"{HOME}/by the manual"


def follow_manual(trial: Trial, bare: Bare) -> None:
    """Type what the page says, in an empty folder, and save its table as the page names it."""
    bare.as_person(f"mkdir '{_FOLDER}'")
    for kind, text in _FENCED.findall(_PAGE.read_text(encoding="utf-8")):
        if kind == "csv":
            Path(bare.path(_FOLDER), "labels.csv").write_text(text, encoding="utf-8")
            continue
        for line in text.splitlines():
            done = bare.as_person(f"cd '{_FOLDER}' && {line}")
            trial.does(f"the manual's “{line[:60]}”", done)
