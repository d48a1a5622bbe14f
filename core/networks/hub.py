"""Networks that TensorFlow Hub keeps: fetched by its own library, in a process of its own."""

import os
from pathlib import Path

from core.aside import aside
from core.errors import UserError
from core.jobs import Inquiry, Progress
from core.networks.manifest import Manifest
from core.runtime_packs import pull_in


def resolved(manifest: Manifest, cache: Path, command: str) -> Inquiry[Path]:
    """Fetch a network by its handle into a cache; return its folder. Closing stops it.

    Raises UserError, which names ``command`` as the way without a connection.
    """
    return (yield from aside(_resolve, manifest, cache, command, ended=_refusal(manifest, command)))


def _resolve(manifest: Manifest, cache: Path, command: str) -> Inquiry[Path]:
    yield Progress(0, 0, manifest.handle)
    os.environ["TFHUB_CACHE_DIR"] = str(cache)
    pull_in()
    try:
        import tensorflow as tf
        import tensorflow_hub
    except ImportError as error:
        raise _refusal(manifest, command, str(error)) from error
    try:
        return Path(tensorflow_hub.resolve(manifest.handle))
    except (OSError, ValueError, RuntimeError, tf.errors.OpError) as error:
        last = (str(error).strip().splitlines() or [type(error).__name__])[-1]
        raise _refusal(manifest, command, last) from error


def _refusal(manifest: Manifest, command: str, why: str = "it gave no reason") -> UserError:
    return UserError(
        f"{manifest.title} could not be fetched through TensorFlow Hub ({why}). Install "
        "tensorflow-hub and connect, or bring its files.",
        command=command,
    )
