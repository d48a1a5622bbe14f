"""Small pictures of clips, of whichever project they are."""

from collections.abc import Sequence

from core.audio.thumbnails import Picture, thumbnail
from core.domain import Excerpt, Recording
from core.errors import UserError
from core.store import Project, recordings


def pictures_of(
    project: Project, wanted: Sequence[Excerpt], size: tuple[int, int]
) -> list[Picture | None]:
    """Return the clips' pictures, None where the recording cannot be read."""
    with project.reading() as db:
        there = recordings.by_ids(db, (clip.recording_id for clip in wanted))
    return [_picture(there[clip.recording_id], clip, size) for clip in wanted]


def _picture(recording: Recording, clip: Excerpt, size: tuple[int, int]) -> Picture | None:
    try:
        span_s = (clip.start_s, clip.end_s)
        return thumbnail(recording.path, span_s, size, recording.content_hash)
    except UserError:  # said where the picture should be
        return None
