"""Reads FLAC, MP3, Ogg, Opus, AIFF and coded WAV through libsndfile."""

from pathlib import Path

import numpy as np
import soundfile

from core.audio import defects
from core.audio.layout import Decoder, Layout
from core.audio.samples import Samples, Source, refusal

_SKIP_FRAMES = 65_536


class DecodedSource(Source):
    """A recording whose samples have to be decoded."""

    def __init__(self, path: Path, layout: Layout) -> None:
        super().__init__(path, layout)
        self.exact_seek = layout.decoder is Decoder.LIBSNDFILE
        self._sound = self._open()
        self._decoded = 0
        """The frame that the decoder comes to next."""

    def close(self) -> None:
        """Let go of the file."""
        self._sound.close()

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
            self._sound.close()
            self._sound = self._open()
            self._decoded = 0
        while self._decoded < frame:
            if not len(self._decode(min(_SKIP_FRAMES, frame - self._decoded))):
                return

    def _decode(self, frames: int) -> Samples:
        try:
            samples: Samples = self._sound.read(frames, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise self._failure() from error
        self._decoded += len(samples)
        return np.ascontiguousarray(samples)

    def _open(self) -> soundfile.SoundFile:
        try:
            return soundfile.SoundFile(self.path)
        except soundfile.LibsndfileError as error:
            raise self._failure() from error

    def _failure(self) -> Exception:
        there = self.path.exists()
        return refusal(self.path, defects.SHRUNK if there else defects.VANISHED)
