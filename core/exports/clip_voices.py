"""Human voices in clips, heard once more before they are written: by Silero VAD, where installed.

A network that names species knows of voices what it was trained for, and a project may have none
that does. Only the clips are heard again, in a process of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from core.aside import aside
from core.audio.source import Source, open_source
from core.audio.windows import Windowing, read_windows
from core.errors import NetworkUnavailableError, UnreadableRecordingError
from core.jobs import Inquiry, Progress
from core.networks import catalogue
from core.networks.folder import FolderNetwork
from core.networks.manifest import Manifest
from core.networks.network import Engine, Float32
from core.networks.runtimes import open_engine
from core.networks.threads import limit_threads

LISTENER = "silero-vad"
MIN_SCORE = 0.5
"""Of a thirtieth of a second: where its own program begins to call it speech."""


@dataclass(frozen=True, slots=True)
class ClipSpan:
    """A clip to hear: what will be written, with what is before and after."""

    id: int
    path: Path
    content_hash: str
    start_s: float
    end_s: float


def listener() -> FolderNetwork | None:
    """Return Silero VAD if it can be run here."""
    found = catalogue.entry(LISTENER).network
    return found if isinstance(found, FolderNetwork) else None


def voices(by: FolderNetwork, clips: Sequence[ClipSpan]) -> Inquiry[dict[int, float]]:
    """Return the best score of voices in each clip, 0 to 1, by its id. Progress counts clips.

    Clips of recordings that cannot be read are left out: writing them tells why. Raises UserError
    where Silero VAD cannot be run.
    """
    limit_threads()
    ended = NetworkUnavailableError(
        f"{by.manifest.title} {by.manifest.version} ended by itself, so clips with human voices "
        "cannot be left out. Close other programs and start again, or install it again: "
        f"undersong networks remove {LISTENER}, and undersong networks install {LISTENER}"
    )
    return (yield from aside(_heard, by.manifest, by.folder, tuple(clips), ended=ended))


def _heard(
    manifest: Manifest, folder: Path, clips: Sequence[ClipSpan]
) -> Inquiry[dict[int, float]]:
    engine = open_engine(manifest, folder)
    found: dict[int, float] = {}
    done = 0
    for (path, content_hash), group in groupby(clips, key=lambda c: (c.path, c.content_hash)):
        some = list(group)
        yield Progress(done, len(clips), path.name)
        try:
            with open_source(path, content_hash=content_hash) as source:
                for clip in some:
                    found[clip.id] = _score(source, clip, manifest, engine)
                    yield Progress(done + len(found), len(clips), path.name)
        except UnreadableRecordingError:
            pass  # said when the clip is to be written
        done += len(some)
    return found


def _score(source: Source, clip: ClipSpan, manifest: Manifest, engine: Engine) -> float:
    """Return the best score within a clip, in any of its channels."""
    channels = range(source.channels)
    return max(_best(source, clip, channel, manifest, engine) for channel in channels)


def _best(
    source: Source, clip: ClipSpan, channel: int, manifest: Manifest, engine: Engine
) -> float:
    rate, length = manifest.sample_rate, manifest.window_samples
    step = max(1, length // 2)  # it listens anew in each window, and needs a moment for it
    first = max(0, int(clip.start_s * rate) // step - 1)
    count = max(1, -(-int(clip.end_s * rate) // step) - first)
    windows = list(read_windows(source, Windowing(rate, length, step, 1), channel, first, count))
    if not windows:
        return 0.0
    size = engine.batch_size
    batches = [np.stack(windows[at : at + size]) for at in range(0, len(windows), size)]
    scores = np.concatenate([_scores(batch, manifest, engine) for batch in batches])
    starts_s = (first + np.arange(len(scores))) * step / rate
    parts = scores.shape[1]
    at_s = starts_s[:, None] + (np.arange(parts) + 0.5) * manifest.window_s / parts
    within = (clip.start_s <= at_s) & (at_s < clip.end_s)
    return float(scores[within].max(initial=0.0))


def _scores(windows: Float32, manifest: Manifest, engine: Engine) -> Float32:
    """Return scores [windows, parts of a window]."""
    (head,) = manifest.heads
    said = engine.run(windows).scores[head.output]
    scores = head.scores(said.reshape(len(windows), -1, said.shape[-1]))
    return np.asarray(scores.max(axis=-1))
