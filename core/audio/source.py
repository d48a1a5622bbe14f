"""Opens any recording, read-only, whatever its format and whatever is wrong with it."""

import logging
from functools import partial
from typing import BinaryIO

from core.audio import contents, defects
from core.audio.decoded import DecodedSource
from core.audio.excerpts import ExcerptSource
from core.audio.file_ends import FileEnds
from core.audio.joined import JoinedSource
from core.audio.layout import Decoder, Layout
from core.audio.media_files import MediaFile
from core.audio.plain_samples import ExpandedSource, PlainSource
from core.audio.probe import probe
from core.audio.samples import Samples, Source, refusal
from core.domain import Inspection

log = logging.getLogger(__name__)

__all__ = ["Samples", "Source", "open_source"]


def open_source(
    path: MediaFile, inspection_hint: Inspection | None = None, *, content_hash: str = ""
) -> Source:
    """Open a recording for reading.

    ``inspection_hint``, if it says the file is unusable, saves looking at it again. With a
    ``content_hash`` the file is refused where it holds something else now: ``changed``. Raises
    UnreadableRecordingError with the problem's code and a sentence to show.
    """
    if inspection_hint is not None and not inspection_hint.usable and inspection_hint.problem:
        raise refusal(path, inspection_hint.problem)
    try:
        if not path.is_file():
            raise refusal(path, defects.NOT_A_FILE if path.exists() else defects.VANISHED)
        file = path.open("rb", buffering=0)
    except FileNotFoundError as error:
        raise refusal(path, defects.VANISHED) from error
    except OSError as error:
        raise refusal(path, defects.UNREADABLE) from error
    return _source(path, file, content_hash)


def _source(path: MediaFile, file: BinaryIO, content_hash: str) -> Source:
    try:
        with file:
            ends = FileEnds(file)
            found = probe(path, ends)
            is_it = not content_hash or contents.holds(path, ends, content_hash)
    except OSError as error:
        raise refusal(path, defects.UNREADABLE) from error
    except defects.UNFORESEEN as error:
        log.exception("no sense can be made of a file")
        raise refusal(path, defects.DAMAGED_HEADER) from error
    layout = found.layout
    if layout is None or not is_it:
        raise refusal(path, found.problem or defects.NOT_AUDIO if is_it else defects.CHANGED)
    return _open(path, layout)


def _open(path: MediaFile, layout: Layout) -> Source:
    if layout.decoder is Decoder.JOINED:
        return JoinedSource(path, layout, partial(_open, path))
    if layout.decoder is Decoder.EXCERPTS:
        return ExcerptSource(path, layout, partial(_open, path))
    if layout.decoder is Decoder.SAMPLES:
        return PlainSource(path, layout)
    if layout.decoder is Decoder.COMPRESSED_TIME:
        return ExpandedSource(path, layout)
    return DecodedSource(path, layout)
