"""The machine's loudspeakers, behind the few words that the player needs.

Qt Multimedia is only imported once something is to be heard: it looks for the system's media
libraries, which takes a while and complains on machines that have none.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QIODevice, QObject

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioSink

# Long enough to ride out a busy moment of the window, short enough that Stop feels immediate.
_BUFFER_S = 0.3
_BYTES = 2


class Output(Protocol):
    """Takes 16-bit samples and says how far it has played them."""

    rate: int
    channels: int

    def write(self, samples: bytes) -> int:
        """Take as many bytes as there is room for; return how many."""
        ...

    def played_s(self) -> float:
        """Return for how long sound has come out."""
        ...

    def close(self) -> None:
        """Fall silent at once."""
        ...


OpenOutput = Callable[[], Output | None]


class QtOutput:
    """The system's default output."""

    def __init__(self, sink: "QAudioSink", device: QIODevice) -> None:
        self._sink, self._device = sink, device
        self.rate = sink.format().sampleRate()
        self.channels = sink.format().channelCount()

    def write(self, samples: bytes) -> int:
        """Take as many bytes as there is room for; return how many."""
        frame = _BYTES * self.channels
        room = min(self._sink.bytesFree(), len(samples)) // frame * frame
        return max(0, self._device.write(samples[:room])) if room else 0

    def played_s(self) -> float:
        """Return for how long sound has come out."""
        return self._sink.processedUSecs() / 1e6

    def close(self) -> None:
        """Fall silent at once."""
        self._sink.reset()
        self._sink.deleteLater()


def open_output(parent: QObject) -> QtOutput | None:
    """Open the default output, or return None where this machine has none that works."""
    from PySide6.QtMultimedia import QAudio, QAudioFormat, QAudioSink, QMediaDevices

    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        return None
    usual = device.preferredFormat()
    wanted = QAudioFormat()
    wanted.setSampleRate(usual.sampleRate() if usual.sampleRate() > 0 else 48000)
    wanted.setChannelCount(min(2, max(1, usual.channelCount())))
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    if not device.isFormatSupported(wanted):
        return None
    sink = QAudioSink(device, wanted, parent)
    sink.setBufferSize(round(_BUFFER_S * wanted.sampleRate()) * _BYTES * wanted.channelCount())
    into = sink.start()
    if into is None or sink.error().value != QAudio.Error.NoError.value:
        sink.deleteLater()
        return None
    return QtOutput(sink, into)


def tell_of_outputs(parent: QObject, changed: Callable[[], object]) -> None:
    """Call ``changed`` whenever an output is connected or taken away, while ``parent`` lives."""
    from PySide6.QtMultimedia import QMediaDevices

    devices = QMediaDevices(parent)
    devices.audioOutputsChanged.connect(lambda: changed())


def output_exists() -> bool:
    """Tell whether the system has any output."""
    from PySide6.QtMultimedia import QMediaDevices

    return not QMediaDevices.defaultAudioOutput().isNull()
