"""Where computed tiles stay: the latest in memory, the expensive ones on disk, both limited."""

import contextlib
import hashlib
import logging
import os
import threading
from collections import OrderedDict
from dataclasses import astuple
from pathlib import Path

import numpy as np

from core.audio.spectrogram import Bytes
from core.audio.tiles import COLUMNS, Sound, TileKey, compute_tile

log = logging.getLogger(__name__)

TileSpan = tuple[float, float]
MEMORY_BYTES = 160 * 2**20
DISK_BYTES = 2 * 2**30
# Tiles of single frames are computed about as fast as they are read back.
_COARSE_ENOUGH_FOR_DISK = 2
# Part of every file name: a change of how tiles are computed must not find old ones.
_FORMAT = 1


class TileCache:
    """Tiles by key, safe to use from any thread."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        packed: Path | None = None,
        memory_bytes: int = MEMORY_BYTES,
        disk_bytes: int = DISK_BYTES,
    ) -> None:
        """``packed`` is a folder of tiles that came with a bundle, which is only read."""
        self._memory: OrderedDict[TileKey, Bytes] = OrderedDict()
        self._gaps: dict[Sound, set[TileSpan]] = {}
        self._memory_bytes = memory_bytes
        self._used = 0
        self._lock = threading.Lock()
        self._disk = _Disk(folder, disk_bytes) if folder else None
        self._packed = packed

    def held(self, key: TileKey) -> Bytes | None:
        """Return a tile [columns, rows] if it is in memory; never waits for a disk."""
        with self._lock:
            tile = self._memory.get(key)
            if tile is not None:
                self._memory.move_to_end(key)
            return tile

    def gaps(self, sound: Sound) -> list[TileSpan]:
        """Return the stretches in seconds that could not be read when tiles were computed."""
        with self._lock:
            return sorted(self._gaps.get(sound, ()))

    def forget(self, sound: Sound) -> None:
        """Compute the tiles of a sound again: it may be readable now where it was not."""
        with self._lock:
            self._gaps.pop(sound, None)
            for key in [key for key in self._memory if key.sound == sound]:
                self._used -= self._memory.pop(key).nbytes

    def tile(self, key: TileKey) -> Bytes:
        """Return a tile [columns, rows], computed if need be.

        Raises UnreadableRecordingError.
        """
        tile = self.held(key)
        if tile is not None:
            return tile
        keep = self._disk if _worth_keeping(key) else None
        tile = read_tile(self._packed, key) if self._packed else None
        if tile is None and keep:
            tile = keep.read(key)
        if tile is None:
            gaps: set[TileSpan] = set()
            tile = compute_tile(key, gaps)
            # What could not be read now may be readable another time.
            if keep and not gaps:
                keep.write(key, tile)
            self._note(key.sound, gaps)
        self._hold(key, tile)
        return tile

    def _note(self, sound: Sound, gaps: set[TileSpan]) -> None:
        if gaps:
            with self._lock:
                self._gaps[sound] = self._gaps.get(sound, set()) | gaps

    def _hold(self, key: TileKey, tile: Bytes) -> None:
        tile.setflags(write=False)
        with self._lock:
            before = self._memory.pop(key, None)
            self._used += tile.nbytes - (before.nbytes if before is not None else 0)
            self._memory[key] = tile
            while self._used > self._memory_bytes and len(self._memory) > 1:
                _, oldest = self._memory.popitem(last=False)
                self._used -= oldest.nbytes


class _Disk:
    """Files of tiles in one folder, the least recently used of which go first."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._used: int | None = None
        self._lock = threading.Lock()

    def read(self, key: TileKey) -> Bytes | None:
        tile = read_tile(self._folder, key)
        if tile is not None:
            with contextlib.suppress(OSError):
                os.utime(self._folder / tile_name(key))
        return tile

    def write(self, key: TileKey, tile: Bytes) -> None:
        path = self._folder / tile_name(key)
        # Two windows may write the same tile: each its own file, and the rename decides.
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(tile.tobytes())
            part.replace(path)
            self._account(tile.nbytes)
        except OSError as error:
            # A cache that cannot be written only costs time.
            log.debug("A tile was not kept: %s", error)
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def _account(self, added: int) -> None:
        with self._lock:
            if self._used is None:
                self._used = sum(size for _, size, _ in self._files())
            else:
                self._used += added
            if self._used > self._limit:
                self._used = self._make_room()

    def _make_room(self) -> int:
        files = sorted(self._files())
        left = sum(size for _, size, _ in files)
        for _, size, path in files:
            if left <= self._limit * 0.8:
                break
            path.unlink(missing_ok=True)
            left -= size
        return left

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self._folder.glob("*.tile"):
            try:
                facts = path.stat()
            except FileNotFoundError:  # the other window made room at the same time
                continue
            found.append((facts.st_mtime, facts.st_size, path))
        return found


def tile_name(key: TileKey) -> str:
    """Return the name of a tile's file, the same wherever the sound is."""
    parts = (_FORMAT, key.sound.identity, key.level, key.index, *astuple(key.settings))
    return f"{hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()}.tile"


def read_tile(folder: Path, key: TileKey) -> Bytes | None:
    """Return a tile [columns, rows] from its file, None where none is there or it is damaged."""
    try:
        data = np.fromfile(folder / tile_name(key), dtype=np.uint8)
    except OSError:
        return None
    rows = key.settings.rows
    if not data.size or data.size % rows or data.size > rows * COLUMNS:
        return None
    return data.reshape(-1, rows)


def _worth_keeping(key: TileKey) -> bool:
    return bool(key.sound.content_hash) and key.level >= _COARSE_ENOUGH_FOR_DISK
