"""Plays stretches of recordings, decoded and treated off the window's thread."""

import weakref
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from core.audio.playback_chain import Treatment, listen
from gui.audio_output import OpenOutput, Output, open_output, output_exists, tell_of_outputs
from gui.background import call

_TICK_MS = 16
_AHEAD_S = 2.0
NO_OUTPUT = (
    "This computer has no sound output now, so clips cannot be heard. "
    "Everything else works; connect headphones or loudspeakers and play again."
)


@dataclass(frozen=True, slots=True)
class _Wish:
    path: Path
    start_s: float
    end_s: float
    treatment: Treatment
    content_hash: str


class Player(QObject):
    """One sound at a time."""

    position_changed = Signal(float)
    """What is heard now, in seconds of the recording."""
    playing_changed = Signal(bool)
    notice = Signal(str)
    """There is no sound output. Said once."""
    failed = Signal(str)
    """The recording cannot be read."""
    muted_changed = Signal(bool)
    """There is nothing to hear with, or there is again."""

    def __init__(self, parent: QObject | None = None, outputs: OpenOutput | None = None) -> None:
        super().__init__(parent)
        self._open: OpenOutput = outputs or partial(open_output, self)
        self._own_outputs = outputs is None
        self._exists: Callable[[], bool] = output_exists if outputs is None else lambda: True
        self._output: Output | None = None
        self._wish: _Wish | None = None
        self._treatment = Treatment()
        self._loop = self._told = self._muted = False
        self._from_s = 0.0
        """Where the first round began: not at the start where what is heard was changed."""
        self._rendering: _Rendering | None = None
        self._ready: _Rendering | None = None
        self._written = 0
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def available(self) -> bool:
        """Tell whether there is anything to hear with. Asks the system, which may take a while."""
        return self._exists()

    @property
    def playing(self) -> bool:
        """Tell whether a sound is being played."""
        return self._output is not None

    @property
    def treatment(self) -> Treatment:
        """Return what is done to sounds."""
        return self._treatment

    @property
    def loop(self) -> bool:
        """Tell whether a stretch begins again at its end."""
        return self._loop

    def play(self, path: Path, start_s: float, end_s: float, content_hash: str = "") -> None:
        """Play a stretch from its start, whatever was played before.

        A file of another content than ``content_hash`` fails.
        """
        self.stop()
        if end_s > start_s:
            self._begin(_Wish(path, start_s, end_s, self._treatment, content_hash), start_s)

    def _begin(self, wish: _Wish, from_s: float) -> None:
        self._output = self._open()
        if (self._output is None) != self._muted:
            self._muted = self._output is None
            self.muted_changed.emit(self._muted)
        if self._output is None:
            self._tell_once()
            return
        self._wish, self._from_s = wish, from_s
        first = replace(wish, start_s=from_s)
        self._rendering = self._rendering_of(first, self._output.rate, self._output.channels)
        self._written = 0
        self._timer.start()
        self.playing_changed.emit(True)
        self._tick()

    def stop(self) -> None:
        """Fall silent."""
        if self._output is None:
            return
        self._timer.stop()
        self._output.close()
        self._output = None
        self._drop(self._rendering)
        self._rendering = None
        self.playing_changed.emit(False)

    def let_go(self) -> None:
        """Fall silent, and let go of every file."""
        self.stop()
        self._drop(self._ready)
        self._ready = None

    def prefetch(self, path: Path, start_s: float, end_s: float, content_hash: str = "") -> None:
        """Prepare the beginning of a stretch that is likely to be played next."""
        rate, channels = self._known_format
        wish = _Wish(path, start_s, end_s, self._treatment, content_hash)
        if self._ready is None or self._ready.wish != wish:
            self._drop(self._ready)
            self._ready = self._made(wish, rate, channels)

    def set_loop(self, on: bool) -> None:
        """Begin again at the end, or not."""
        self._loop = on

    def set_treatment(self, treatment: Treatment) -> None:
        """Change how sounds are heard; the one that is playing goes on from where it is."""
        if treatment == self._treatment:
            return
        self._treatment = treatment
        if self._output and self._wish:
            at_s = self._heard_s(self._output, self._wish)
            wish = replace(self._wish, treatment=treatment)
            self.stop()
            self._begin(wish, at_s if at_s < wish.end_s else wish.start_s)

    def set_speed(self, speed: float) -> None:
        """Play slower or faster, 0.02 to 2; 0.1 is tenfold time expansion."""
        self.set_treatment(replace(self._treatment, speed=speed))

    def set_band(self, band_hz: tuple[float, float] | None) -> None:
        """Let only some frequencies through, or all."""
        self.set_treatment(replace(self._treatment, band_hz=band_hz))

    def set_heterodyne(self, around_hz: float | None) -> None:
        """Move what is around a frequency down to the audible, or nothing."""
        self.set_treatment(replace(self._treatment, heterodyne_hz=around_hz))

    def set_gain(self, gain_db: float) -> None:
        """Play louder or quieter; what would be too loud is limited."""
        self.set_treatment(replace(self._treatment, gain_db=gain_db))

    def set_channel(self, channel: int | None) -> None:
        """Let one channel be heard, counted from 0, or the mean of all."""
        self.set_treatment(replace(self._treatment, channel=channel))

    # -- feeding the output

    def _tick(self) -> None:
        if self._output is None or self._wish is None or self._rendering is None:
            return
        self._feed(self._output, self._rendering)
        played = self._output.played_s()
        wish = self._wish
        given = self._rendering.ended and not self._rendering.blocks
        if given and not self._loop and played >= self._written_s(self._output):
            self.position_changed.emit(wish.end_s)
            self.stop()
            return
        self.position_changed.emit(self._heard_s(self._output, wish))

    def _heard_s(self, output: Output, wish: _Wish) -> float:
        """Return what is heard now, in seconds of the recording."""
        heard = output.played_s() * wish.treatment.speed
        first_round = wish.end_s - self._from_s
        if heard < first_round or not self._loop:
            return self._from_s + min(heard, first_round)
        return wish.start_s + (heard - first_round) % (wish.end_s - wish.start_s)

    def _feed(self, output: Output, rendering: "_Rendering") -> None:
        while rendering.blocks:
            block = rendering.blocks[0]
            taken = output.write(block)
            self._written += taken
            if taken < len(block):
                rendering.blocks[0] = block[taken:]
                return
            rendering.blocks.popleft()
        rendering.go_on()
        if rendering.ended and not rendering.blocks and self._loop and self._wish and rendering.any:
            self._drop(rendering)
            self._rendering = self._made(self._wish, output.rate, output.channels)

    def _written_s(self, output: Output) -> float:
        return self._written / (2 * output.channels * output.rate)

    # -- rendering

    @property
    def _known_format(self) -> tuple[int, int]:
        last = self._rendering or self._ready
        return (last.rate, last.channels) if last else (48000, 2)

    def _rendering_of(self, wish: _Wish, rate: int, channels: int) -> "_Rendering":
        ready, self._ready = self._ready, None
        if ready and (ready.wish, ready.rate, ready.channels) == (wish, rate, channels):
            return ready
        self._drop(ready)
        return self._made(wish, rate, channels)

    def _made(self, wish: _Wish, rate: int, channels: int) -> "_Rendering":
        rendering = _Rendering(wish, rate, channels, self)
        rendering.failed.connect(self._give_up)
        rendering.go_on()
        return rendering

    def _drop(self, rendering: "_Rendering | None") -> None:
        if rendering:
            rendering.forget()

    def _give_up(self, sentence: str) -> None:
        # A clip that was only prefetched says so when it is played.
        if self._rendering and self._rendering.problem:
            self.stop()
            self.failed.emit(sentence)
        elif self._ready and self._ready.problem:
            self._drop(self._ready)
            self._ready = None

    def _tell_once(self) -> None:
        if not self._told:
            self._told = True
            if self._own_outputs:
                tell_of_outputs(self, self._outputs_changed)
            self.notice.emit(NO_OUTPUT)

    def _outputs_changed(self) -> None:
        if self._muted and self._exists():
            self._muted = False
            self.muted_changed.emit(False)


class _Rendering(QObject):
    """A stretch on its way to the output, a few seconds ahead of it."""

    failed = Signal(str)

    def __init__(self, wish: _Wish, rate: int, channels: int, parent: QObject) -> None:
        super().__init__(parent)
        self.wish, self.rate, self.channels = wish, rate, channels
        self.blocks: deque[bytes] = deque()
        self.ended = self.any = False
        self.problem = ""
        span_s = (wish.start_s, wish.end_s)
        steps = listen(wish.path, span_s, wish.treatment, rate, wish.content_hash)
        self._blocks_to_come = _Blocks(steps, channels)
        self._let_go = weakref.finalize(self, self._blocks_to_come.let_go)
        self._waiting = self._forgotten = False

    def forget(self) -> None:
        """Render no more: nobody will hear this."""
        self._forgotten = True
        self._let_go()
        self.deleteLater()

    def go_on(self) -> None:
        """Render more, unless enough is ready or on its way."""
        ahead_s = sum(map(len, self.blocks)) / (2 * self.channels * self.rate)
        if self._waiting or self.ended or self.problem or ahead_s > _AHEAD_S:
            return
        self._waiting = True
        under_way = call(self, lambda: self._forgotten, self._blocks_to_come.next, first=True)
        under_way.done.connect(self._came)
        under_way.failed.connect(self._broke)

    def _came(self, block: bytes | None) -> None:
        self._waiting = False
        if block is None:
            self.ended = True
            return
        if block:
            self.any = True
            self.blocks.append(block)
        self.go_on()

    def _broke(self, sentence: str) -> None:
        self._waiting = False
        self.problem = sentence
        self.failed.emit(sentence)


class _Blocks:
    """The samples of a stretch, one block after the other; safe to use from several threads.

    The file is open until the last block, or until nobody listens. It is never left to Python's
    collection of garbage: that may come late, and on Windows nobody can eject the card before.
    """

    def __init__(self, steps: Generator[np.ndarray, None, None], channels: int) -> None:
        self._steps, self._channels = steps, channels
        self._in_use = Lock()
        self._over = False

    def next(self) -> bytes | None:
        """Return the next samples as 16-bit frames, or None at the end."""
        with self._in_use:
            samples = None if self._over else next(self._steps, None)
        self._close_if_over()
        if samples is None:
            return None
        whole = np.rint(samples * 32767).astype("<i2")
        return np.repeat(whole, self._channels).tobytes()

    def let_go(self) -> None:
        """Close the file now, or once the block is read that another thread reads just now."""
        self._over = True
        self._close_if_over()

    def _close_if_over(self) -> None:
        if self._over and self._in_use.acquire(blocking=False):
            self._steps.close()
            self._in_use.release()
