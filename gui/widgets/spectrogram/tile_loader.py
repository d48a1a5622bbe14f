"""Fetches tiles off the window's thread, what is on screen first."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.audio.tile_cache import TileCache
from core.audio.tiles import Sound, TileKey
from gui.background import call

_AT_ONCE = 2


class TileLoader(QObject):
    """One queue of tiles. What nobody wants any more is not computed."""

    loaded = Signal(object)
    """The TileKey whose tile the cache now holds."""
    failed = Signal(object, str)
    """The Sound that cannot be drawn, and a sentence that says why. Once per sound."""

    def __init__(self, cache: TileCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._wanted: list[TileKey] = []
        self._besides: list[TileKey] = []
        self._later: list[TileKey] = []
        self._under_way: dict[TileKey, _Load] = {}
        self._broken: set[Sound] = set()

    def want(self, keys: Iterable[TileKey], besides: Iterable[TileKey]) -> None:
        """Replace what is wanted now; ``besides`` is not looked at first, and may take long."""
        self._wanted = [key for key in keys if self._missing(key)]
        self._besides = [key for key in besides if self._missing(key)]
        self._go_on()

    def prefetch(self, keys: Iterable[TileKey]) -> None:
        """Fetch these once nothing is wanted; replaces what was to be prefetched before."""
        self._later = [key for key in keys if self._missing(key)]
        self._go_on()

    def retry(self, sound: Sound) -> None:
        """Try a sound again that failed, after it was relinked."""
        self._broken.discard(sound)
        # What began before may still fail, and would be about how things were.
        for key in [key for key in self._under_way if key.sound == sound]:
            self._under_way.pop(key).forgotten = True

    def _missing(self, key: TileKey) -> bool:
        return key.sound not in self._broken and self._cache.held(key) is None

    def _go_on(self) -> None:
        # A tile of a whole recording takes half a second: were two under way, the next clip would
        # wait for both.
        aside = [load for load in self._under_way.values() if load.aside]
        while len(self._under_way) - len(aside) < _AT_ONCE and (key := self._next(self._wanted)):
            self._under_way[key] = _Load(self._cache, key, self, aside=False)
        if not self._under_way and (key := self._next(self._later) or self._next(self._besides)):
            self._under_way[key] = _Load(self._cache, key, self, aside=True)

    def _next(self, queue: list[TileKey]) -> TileKey | None:
        while queue:
            key = queue.pop(0)
            if key not in self._under_way and self._missing(key):
                return key
        return None

    def ended(self, key: TileKey, problem: str) -> None:
        """Note the end of one load. Called by the load itself."""
        del self._under_way[key]
        if problem and key.sound not in self._broken:
            self._broken.add(key.sound)
            self.failed.emit(key.sound, problem)
        elif not problem:
            self.loaded.emit(key)
        self._go_on()


class _Load(QObject):
    """One tile under way. It ends with its loader, and then nobody is called back."""

    def __init__(self, cache: TileCache, key: TileKey, loader: TileLoader, *, aside: bool) -> None:
        super().__init__(loader)
        self._loader, self._key, self.aside = loader, key, aside
        self.forgotten = False
        # What is on screen then is the view's to know: it is told which tile has come.
        work = partial(cache.tile, key)
        under_way = call(self, lambda: self.forgotten, work, first=not aside)
        under_way.done.connect(self._done)
        under_way.failed.connect(self._failed)
        under_way.lapsed.connect(self.deleteLater)

    def _done(self, _tile: object) -> None:
        self._end("")

    def _failed(self, problem: str) -> None:
        self._end(problem)

    def _end(self, problem: str) -> None:
        self._loader.ended(self._key, problem)
        self.deleteLater()
