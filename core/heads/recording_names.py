"""Finding the recording that a name means: its path, also from its folder on, or its file name."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePath, PurePosixPath

from core.domain import Recording
from core.names import key


class RecordingNames:
    """The recordings of a project by everything they may be called."""

    def __init__(self, recordings: Iterable[Recording]) -> None:
        self._found: dict[str, list[Recording]] = defaultdict(list)
        self._by_file: dict[str, list[Recording]] = defaultdict(list)
        self._by_stem: dict[str, list[Recording]] = defaultdict(list)
        for one in recordings:
            if one.replaced or (one.problem and not one.problem.usable):
                continue
            path = one.path.as_posix()
            self._found[path].append(one)
            self._found[one.path.relative_to(one.root).as_posix()].append(one)
            self._by_file[one.path.name].append(one)
            self._by_stem[key(one.path.stem)].append(one)

    def find(self, written: str) -> Recording:
        """Return the recording. Raises ValueError, saying what to do, where it is not one."""
        name = _plain(written)
        found = self._found.get(name)
        if found is None and not PurePath(name).is_absolute():
            found = self._found.get(Path(name).absolute().as_posix())
        if found is None:
            found = [one for one in self._by_file.get(name.rsplit("/", 1)[-1], ())
                     if one.path.as_posix().endswith(f"/{name}")]  # fmt: skip
        if not found:
            meant = self._meant(name)
            raise ValueError(f"there is no usable recording '{written}' in the project{meant}")
        if len({one.id for one in found}) > 1:
            first = ", ".join(one.path.as_posix() for one in found[:2])
            raise ValueError(f"'{written}' may be several recordings ({first}): write the folders")
        return found[0]

    def _meant(self, name: str) -> str:
        """Return a question where one recording has that name elsewhere, or nearly that name."""
        path = PurePosixPath(name)
        alike = self._by_stem.get(key(path.stem)) or self._by_stem.get(key(path.name)) or ()
        return f" (do you mean {self.name_of(alike[0])}?)" if len(alike) == 1 else ""

    def name_of(self, recording: Recording) -> str:
        """Return what a recording can be called: its path in its folder, where no other has it."""
        short = recording.path.relative_to(recording.root).as_posix()
        with suppress(ValueError):
            if self.find(short).id == recording.id:
                return short
        return recording.path.as_posix()


def _plain(written: str) -> str:
    return written.replace("\\", "/").removeprefix("./")
