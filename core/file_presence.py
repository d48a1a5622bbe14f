"""Whether the files of recordings are where they were: a drive may be away, or a folder moved."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from core.store.file_lists import ListedFile


def looked_for(files: Sequence[ListedFile]) -> list[ListedFile]:
    """Return files with whether each is there now. A folder that is gone is asked for once."""
    is_folder = cache(Path.is_dir)

    def is_there(file: ListedFile) -> bool:
        recording = file.recording
        return recording.replaced or (is_folder(recording.root) and recording.path.is_file())

    return [replace(file, is_there=is_there(file)) for file in files]
