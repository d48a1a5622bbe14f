"""What a recorder module is given of a file, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from core.audio.layout import Contents
from core.domain import Start
from core.recorders import guano, wamd
from core.recorders.places import Place
from core.recorders.sidecars import Sidecars, sidecars_of


class Evidence:
    """Everything a file says of itself: name, chunks and the files beside it."""

    def __init__(self, path: Path, contents: Contents, sidecars: Sidecars | None = None) -> None:
        self.path = path
        self.name = path.name
        self.stem = path.stem
        self.suffix = path.suffix.lower()
        self.tags = contents.tags
        self.guano = guano.read_guano(contents.metadata.get(b"guan", b""))
        self.wamd = wamd.read_wamd(contents.metadata.get(b"wamd", b""))
        self.bext = contents.metadata.get(b"bext", b"")
        make, model = self.guano.get("Make", ""), self.guano.get("Model", "")
        self.make_and_model = f"{make} {model}".strip().lower()
        """What GUANO says of the recorder, in small letters."""
        self.starts = (guano.start(self.guano), wamd.start(self.wamd))
        """The starts that GUANO and WAMD tell, in every make's recordings."""
        self.place = guano.place(self.guano) or wamd.place(self.wamd)
        """The position that GUANO tells, else WAMD, which can lose the longitude's sign."""
        self._sidecars = sidecars

    @property
    def sidecars(self) -> Sidecars:
        """Return the files beside the recording; most recordings need none, so it is asked late."""
        if self._sidecars is None:
            self._sidecars = sidecars_of(self.path.parent)
        return self._sidecars

    def beside(self, suffix: str) -> str:
        """Return the text of the file of the same name and another suffix; empty if none."""
        return self.sidecars.text(f"{self.stem}{suffix}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one make's module reads of a file beyond GUANO and WAMD, which all makes may write."""

    recorder: str | None = None
    starts: tuple[Start | None, ...] = ()
    """Every start that something tells; the most trusted one is chosen later."""
    place: Place | None = None
    """Of name or sidecars; a position in GUANO or WAMD is believed before it."""
    serial: str | None = None
    prefix: str | None = None
    details: Mapping[str, str | float] = field(default_factory=dict)
    clock_never_set: bool = False


class Recorder(Protocol):
    """A module for one make of recorders."""

    def is_mine(self, evidence: Evidence) -> bool:
        """Tell whether a recorder of this make has written the file."""
        ...

    def read(self, evidence: Evidence) -> Reading:
        """Return what the file says, in this make's dialects."""
        ...
