"""What a recorder module is given of a file, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from core.audio.layout import Contents
from core.domain import Start
from core.recorders import guano, name_folders, name_places, wamd
from core.recorders.bext import Broadcast, read_bext
from core.recorders.name_folders import Judgement, Named
from core.recorders.name_places import look_around
from core.recorders.places import Position
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

    @cached_property
    def named(self) -> Named:
        """Return what the file's name tells of its start, or the names beside it of the name."""
        return name_folders.read_name(
            self.stem, lambda: self.sidecars.concluded(_judge_names), _today()
        )

    @cached_property
    def broadcast(self) -> Broadcast:
        """Return what the ``bext`` chunk says; nothing where there is none."""
        return read_bext(self.bext)

    @property
    def named_start(self) -> Start | None:
        """Return the start in the name; one without seconds gives way to that in ``bext``."""
        return self.named.start if self.named.is_sure or not self.broadcast.start else None

    @property
    def named_place(self) -> Position | None:
        """Return the coordinates in the name."""
        return name_places.find_place(self.stem, lambda: self.sidecars.concluded(look_around))

    @property
    def sidecars(self) -> Sidecars:
        """Return the files beside the recording; most recordings need none, so it is asked late."""
        if self._sidecars is None:
            self._sidecars = sidecars_of(self.path.parent)
        return self._sidecars

    def beside(self, suffix: str) -> str:
        """Return the text of the file of the same name and another suffix; empty if none."""
        return self.sidecars.text(f"{self.stem}{suffix}")


def _judge_names(stems: Sequence[str]) -> Judgement:
    return name_folders.judge(stems, _today())


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class RecorderReading:
    """What one make's module reads of a file beyond GUANO and WAMD, which all makes may write."""

    recorder: str | None = None
    starts: tuple[Start | None, ...] = ()
    """Every start that something tells; the most trusted one is chosen later."""
    place: Position | None = None
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

    def read(self, evidence: Evidence) -> RecorderReading:
        """Return what the file says, in this make's dialects."""
        ...
