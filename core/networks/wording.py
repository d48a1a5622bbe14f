"""Asking a network in words: phrases become embeddings in a process of their own.

What reads words is large and slow to load, and neither the window nor a command keeps it.
"""

from collections.abc import Sequence
from pathlib import Path

from core.aside import aside
from core.errors import NetworkUnavailableError, UserError
from core.jobs import Inquiry, Progress
from core.networks.catalogue import shipped
from core.networks.folder import FolderNetwork
from core.networks.manifest import Manifest
from core.networks.network import Network
from core.networks.runtimes.text_tower import WordEmbeddings, read_phrases
from core.networks.threads import limit_threads


def wording(network: Network, phrases: Sequence[str]) -> Inquiry[WordEmbeddings]:
    """Return what a network makes of phrases. Progress counts phrases. Closing ends it.

    Raises UnusableValueError for phrases that it cannot be asked, and UserError where it has no
    text side here.
    """
    manifest = network.manifest
    refuse_without_words(manifest)
    limit_threads()
    ended = NetworkUnavailableError(
        f"{manifest.title} {manifest.version} could not read these words: its process ended by "
        "itself. It needs more memory than is free, or its files are damaged. Close other programs "
        "and try again, or install it again."
    )
    folder = network.folder if isinstance(network, FolderNetwork) else None
    return (yield from aside(_read, manifest, tuple(phrases), folder, ended=ended))


def refuse_without_words(manifest: Manifest) -> None:
    """Raise UserError, naming networks that can, where one cannot be asked in words."""
    if manifest.text is None:
        able = ", ".join(one.id for one in shipped().values() if one.text)
        raise UserError(
            f"{manifest.title} {manifest.version} cannot be asked in words: it knows sounds only. "
            f"Analyse with a network that was trained on sounds and text ({able}), or search by "
            "example."
        )


def _read(
    manifest: Manifest, phrases: Sequence[str], folder: Path | None
) -> Inquiry[WordEmbeddings]:
    yield Progress(0, len(phrases))
    return read_phrases(manifest, phrases, folder)
