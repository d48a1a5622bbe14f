"""Reads FLAC, MP3, Ogg, Opus, AIFF and coded WAV through libsndfile."""

from pathlib import Path

import numpy as np
import soundfile

from core.audio import defects
from core.audio.layout import Decoder, Layout
from core.audio.media_files import MediaFile
from core.audio.pieces import FilePieces
from core.audio.samples import Samples, Source, refusal

_SKIP_FRAMES = 65_536
_STEP_FRAMES = 256
_VORBIS_RUN_UP = 8_192
"""Its blocks, at most so long, overlap: the first one decoded lacks what the one before adds."""


class DecodedSource(Source):
    """A recording whose samples have to be decoded.

    Where the sound is damaged it ends: what comes before is handed out, ``lost_frames`` tells
    how much was promised beyond.
    """

    def __init__(self, path: MediaFile, layout: Layout) -> None:
        super().__init__(path, layout)
        self.exact_seek = layout.decoder is not Decoder.SEQUENTIAL
        self._layout = layout
        self._view: FilePieces | None = None
        self._sound = self._open()
        self.coarse = self._sound.subtype == "PCM_16"
        self._run_up = _VORBIS_RUN_UP if self._sound.format == "OGG" else 0
        self._decoded = 0
        """The frame that the decoder comes to next."""

    def close(self) -> None:
        """Let go of the file."""
        self._sound.close()
        if self._view is not None:
            self._view.close()

    def _read(self, frames: int) -> Samples:
        self._go_to(self.position)
        reached = self._decoded == self.position
        samples = self._decode(frames) if reached else self._nothing()
        if len(samples) < frames:
            end = self.position + len(samples)
            self.lost_frames += self.frames - end
            self.frames = end
        return samples

    def _go_to(self, frame: int) -> None:
        if self._decoded == frame:
            return
        if self.exact_seek:
            try:
                self._decoded = self._sound.seek(max(0, frame - self._run_up))
            except soundfile.LibsndfileError:
                # Damage: whatever lies before it can still be decoded one after the other.
                self._reopen()
        elif frame < self._decoded:
            self._reopen()
        self._skip_to(frame)

    def _decode(self, frames: int) -> Samples:
        try:
            return self._next(frames)
        except soundfile.LibsndfileError as error:
            if not self.path.exists():
                raise refusal(self.path, defects.VANISHED) from error
        return self._salvaged(frames)

    def _salvaged(self, frames: int) -> Samples:
        """Decode again, in small steps, what comes before the damage."""
        start = self._decoded
        self._reopen()
        self._skip_to(start)
        parts: list[Samples] = []
        missing = frames
        try:
            while missing and len(part := self._next(min(_STEP_FRAMES, missing))):
                parts.append(part)
                missing -= len(part)
        except soundfile.LibsndfileError as error:
            if not parts and not start:
                raise self._failure() from error
        return np.concatenate(parts) if parts else self._nothing()

    def _skip_to(self, frame: int) -> None:
        """Decode up to a frame, or as far as the damage lets."""
        try:
            while self._decoded < frame:
                if not len(self._next(min(_SKIP_FRAMES, frame - self._decoded))):
                    return
        except soundfile.LibsndfileError:
            return

    def _next(self, frames: int) -> Samples:
        samples: Samples = self._sound.read(frames, dtype="float32", always_2d=True)
        if self._view is not None and self._view.failed is not None:
            gone = defects.UNREADABLE if self.path.exists() else defects.VANISHED
            raise refusal(self.path, gone) from self._view.failed
        self._decoded += len(samples)
        return np.ascontiguousarray(samples)

    def _nothing(self) -> Samples:
        return np.zeros((0, self.channels), dtype=np.float32)

    def _reopen(self) -> None:
        self.close()
        self._sound = self._open()
        self._decoded = 0

    def _open(self) -> soundfile.SoundFile:
        try:
            if not self._layout.pieces and isinstance(self.path, Path):
                return soundfile.SoundFile(self.path)
            self._view = FilePieces(self.path, self._layout)
            return soundfile.SoundFile(self._view)
        except (soundfile.LibsndfileError, OSError) as error:
            if self._view is not None:
                self._view.close()
            raise self._failure() from error

    def _failure(self) -> Exception:
        there = self.path.exists()
        return refusal(self.path, defects.SHRUNK if there else defects.VANISHED)
