"""Reads FLAC, MP3, Ogg, Opus, AIFF and coded WAV through libsndfile."""

from pathlib import Path

import numpy as np
import soundfile

from core.audio import defects
from core.audio.layout import Decoder, Layout
from core.audio.repaired_flac import RepairedFlac
from core.audio.samples import Samples, Source, refusal

_SKIP_FRAMES = 65_536
_STEP_FRAMES = 1_024


class DecodedSource(Source):
    """A recording whose samples have to be decoded."""

    def __init__(self, path: Path, layout: Layout) -> None:
        super().__init__(path, layout)
        self.exact_seek = layout.decoder is not Decoder.SEQUENTIAL
        self._layout = layout
        self._repaired: RepairedFlac | None = None
        self._sound = self._open()
        self._decoded = 0
        """The frame that the decoder comes to next."""

    def close(self) -> None:
        """Let go of the file."""
        self._sound.close()
        if self._repaired is not None:
            self._repaired.close()

    def _read(self, frames: int) -> Samples:
        if self._decoded != self.position:
            self._go_to(self.position)
        return self._decode(frames)

    def _go_to(self, frame: int) -> None:
        if self.exact_seek:
            try:
                self._decoded = self._sound.seek(frame)
            except soundfile.LibsndfileError as error:
                raise self._failure() from error
            return
        if frame < self._decoded:
            self._reopen()
        while self._decoded < frame:
            if not len(self._decode(min(_SKIP_FRAMES, frame - self._decoded))):
                return

    def _decode(self, frames: int) -> Samples:
        try:
            return self._decoded_now(frames)
        except soundfile.LibsndfileError as error:
            if not self.path.exists():
                raise refusal(self.path, defects.VANISHED) from error
        return self._salvaged(frames)

    def _decoded_now(self, frames: int) -> Samples:
        samples: Samples = self._sound.read(frames, dtype="float32", always_2d=True)
        self._decoded += len(samples)
        return np.ascontiguousarray(samples)

    def _salvaged(self, frames: int) -> Samples:
        """Decode again in small steps what comes before the damage, and end there."""
        start = self._decoded
        parts: list[Samples] = []
        self._reopen()
        try:
            self._decoded = self._sound.seek(start) if self.exact_seek else self._skipped(start)
            while self._decoded < start + frames:
                parts.append(self._decoded_now(min(_STEP_FRAMES, start + frames - self._decoded)))
        except soundfile.LibsndfileError as error:
            if not parts and not start:
                raise self._failure() from error
        salvaged = sum(len(part) for part in parts)
        if salvaged < frames:
            self.lost_frames += self.frames - start - salvaged
            self.frames = start + salvaged
        return np.concatenate(parts) if parts else np.zeros((0, self.channels), np.float32)

    def _skipped(self, frame: int) -> int:
        while self._decoded < frame:
            self._decoded_now(min(_STEP_FRAMES, frame - self._decoded))
        return self._decoded

    def _reopen(self) -> None:
        self.close()
        self._sound = self._open()
        self._decoded = 0

    def _open(self) -> soundfile.SoundFile:
        try:
            if self._layout.decoder is Decoder.REPAIRED_FLAC:
                self._repaired = RepairedFlac(self.path, self._layout)
                return soundfile.SoundFile(self._repaired)
            return soundfile.SoundFile(self.path)
        except (soundfile.LibsndfileError, OSError) as error:
            raise self._failure() from error

    def _failure(self) -> Exception:
        there = self.path.exists()
        return refusal(self.path, defects.SHRUNK if there else defects.VANISHED)
