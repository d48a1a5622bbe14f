"""What a recorder module is given of a file, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from core.audio.layout import Contents
from core.domain import Start
from core.recorders.guano import read_guano
from core.recorders.places import Place
from core.recorders.sidecars import Sidecars
from core.recorders.wamd import read_wamd


class Evidence:
    """Everything a file says of itself: name, chunks and the files beside it, read when asked."""

    def __init__(self, path: Path, contents: Contents, sidecars: Sidecars) -> None:
        self.path = path
        self.name = path.name
        self.stem = path.stem
        self.suffix = path.suffix.lower()
        self.sidecars = sidecars
        self.tags = contents.tags
        self._metadata = contents.metadata

    @cached_property
    def guano(self) -> Mapping[str, str]:
        """Return the fields of the GUANO chunk."""
        chunk = self._metadata.get(b"guan")
        return read_guano(chunk) if chunk else {}

    @cached_property
    def wamd(self) -> Mapping[int, str]:
        """Return the texts of the WAMD chunk, by number."""
        chunk = self._metadata.get(b"wamd")
        return read_wamd(chunk) if chunk else {}

    @property
    def bext(self) -> bytes:
        """Return the raw ``bext`` chunk."""
        return self._metadata.get(b"bext", b"")

    def beside(self, suffix: str) -> str:
        """Return the text of the file of the same name and another suffix; empty if none."""
        return self.sidecars.text(f"{self.stem}{suffix}")

    @property
    def make_and_model(self) -> str:
        """Return what GUANO says of the recorder, in small letters."""
        return f"{self.guano.get('Make', '')} {self.guano.get('Model', '')}".strip().lower()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one make's module reads of a file."""

    recorder: str | None = None
    starts: tuple[Start | None, ...] = ()
    """Every start that something tells; the most trusted one is chosen later."""
    place: Place | None = None
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
