"""Reading words with the text side of a network: phrases in, one embedding each out."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np

from core.counted import counted
from core.errors import NetworkUnavailableError, UnusableValueError
from core.networks.files import check_files, check_memory, hashes, network_folder
from core.networks.graph import Graph
from core.networks.manifest import Manifest
from core.networks.network import Float32
from core.networks.runtimes import RUNTIMES
from core.networks.runtimes.graph_engine import unusable
from core.networks.runtimes.loaded import Array, FileRefusedError, LoadedFile, port_named, times
from core.networks.runtimes.needed import lacking, lacking_for_words
from core.networks.runtimes.tokens import PhraseRefusedError, Tokens
from core.networks.text_side import Pooling, TextSide

_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class WordEmbeddings:
    """What a network makes of phrases."""

    rows: Float32
    """[phrases, embedding size], as the network gives them."""
    logit_scale: float | None
    """What similarities are multiplied by to weigh phrases against each other; None: not known."""
    note: str
    """What ran it."""


def read_phrases(
    manifest: Manifest, phrases: Sequence[str], folder: Path | None = None
) -> WordEmbeddings:
    """Return the embeddings of phrases, read by the text side of a network.

    Its files lie in ``folder``, or where they were installed. Loads what it needs into this
    process: see core.networks.wording. Raises UnusableValueError for a phrase that cannot be asked,
    and NetworkUnavailableError.
    """
    side, graph = manifest.text, manifest.graph
    assert side is not None
    assert graph is not None
    folder = folder or network_folder(manifest)
    refuse_unreadable(manifest, folder)
    check_files(manifest, folder)
    if side.file:
        check_memory(manifest, folder / side.file)
    file = Graph(side.file or graph.file)
    try:
        tokens = Tokens(folder / side.tokenizer, side).of_all(phrases)
        module = import_module(RUNTIMES[manifest.runtime])
        load: Callable[..., LoadedFile] = getattr(module, "load_text", module.load)
        loaded = load(folder / file.file, file, manifest.sample_rate)
        return _read(loaded, side, tokens, manifest.embedding_size)
    except PhraseRefusedError as error:
        raise UnusableValueError(str(error)) from error
    except FileRefusedError as error:
        raise unusable(manifest, file, error) from error


def refuse_unreadable(manifest: Manifest, folder: Path | None = None) -> None:
    """Raise NetworkUnavailableError, saying what to do, where a text side is not all here."""
    named = f"{manifest.title} {manifest.version}"
    if what_to_do := lacking(manifest.runtime) or lacking_for_words():
        raise NetworkUnavailableError(f"{named} cannot be asked in words here yet. {what_to_do}")
    folder, listed = folder or network_folder(manifest), hashes(manifest)
    files = manifest.text.files if manifest.text else ()
    for name in files:
        if name not in listed or not (folder / name).is_file():
            raise NetworkUnavailableError(
                f"{named} cannot be asked in words: {name} was not installed with it. Put it "
                f"beside the other files, then: undersong networks remove {manifest.id}, and "
                f"undersong networks install {manifest.id} --from FOLDER"
            )


def _read(
    loaded: LoadedFile, side: TextSide, tokens: Sequence[Sequence[int]], size: int
) -> WordEmbeddings:
    """Run phrases of equal length together: then nothing has to be filled up."""
    rows = np.zeros((len(tokens), size), np.float32)
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(tokens):
        by_length[len(one)].append(place)
    scale: float | None = side.logit_scale or None
    for places in by_length.values():
        for first in range(0, len(places), _AT_ONCE):
            some = places[first : first + _AT_ONCE]
            rows[some], told = _run(loaded, side, [tokens[place] for place in some], size)
            scale = scale or told
    if not np.isfinite(rows).all() or not rows.any(axis=1).all():
        raise FileRefusedError("what it gives of words are no numbers: it is damaged")
    return WordEmbeddings(rows, scale, loaded.note)


def _run(
    loaded: LoadedFile, side: TextSide, tokens: list[Sequence[int]], size: int
) -> tuple[Float32, float | None]:
    ids = np.array(tokens, np.int64)
    lengths = np.full(len(ids), ids.shape[1])
    if side.filling >= 0:
        behind = side.most_tokens - ids.shape[1]
        ids = np.pad(ids, ((0, 0), (0, behind)), constant_values=side.filling)
    mask = (np.arange(ids.shape[1]) < lengths[:, None]).astype(np.int64)
    given = {side.tokens: ids, side.mask: mask, side.types: np.zeros_like(ids)}
    feeds = {}
    for name, numbers in given.items():
        if name:
            port = port_named(loaded.inputs, name)
            feeds[port.name] = numbers.astype(port.dtype or np.int64)
    asked = [port_named(loaded.outputs, name).name for name in (side.output, side.scale) if name]
    said = loaded.run(feeds, asked)
    rows = _pooled(said[0], side.pooling, lengths)
    if rows.shape != (len(ids), size):
        raise FileRefusedError(
            f"it gave {times(rows.shape)} numbers of {counted(len(ids), 'phrase')}, and its "
            f"manifest tells of embeddings of {size:,}"
        )
    return rows.astype(np.float32), float(np.ravel(said[1])[0]) if side.scale else None


def _pooled(given: Array, pooling: Pooling, lengths: Array) -> Array:
    """Return [phrases, size] of that or of [phrases, tokens, size]."""
    if pooling is Pooling.NONE or given.ndim != 3:
        return given
    if pooling is Pooling.FIRST:
        return given[:, 0]
    if pooling is Pooling.LAST:
        return np.asarray(given[np.arange(len(given)), lengths - 1])
    there = np.arange(given.shape[1]) < lengths[:, None]
    return np.asarray((given * there[..., None]).sum(axis=1) / lengths[:, None])
