"""A network that is a folder: its manifest, ``network.toml``, beside its files.

What a stored score depends on is known by hashes: of the files, and of what the manifest says of
sound, graph and heads. Titles, licences and addresses are none of it.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from core.domain import Label
from core.errors import NetworkUnavailableError, UnusableValueError
from core.networks.bounds import refuse_unlikely
from core.networks.files import content_hash, files_in
from core.networks.graph import NetworkFile, is_inside
from core.networks.kinds_of_file import refuse_other_kinds
from core.networks.label_lists import read_labels
from core.networks.manifest import HeadManifest, Manifest, from_plain
from core.networks.network import Head
from core.networks.onnx_weights import weight_files
from core.networks.plain import told

MANIFEST_NAME = "network.toml"
_MOST_BYTES = 1 << 20
_NO_RESULT = frozenset(
    {
        "id", "title", "version", "licence", "citation", "non_commercial", "lanes", "memory_mb",
        "sha256", "files", "purpose", "code_licence", "source", "handle", "tried", "range_model",
        "text",
    }
)  # fmt: skip
"""Fields that change nothing of what a window's scores are."""


class FolderNetwork:
    """A network whose files lie in a folder."""

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        self._manifest, self.folder = manifest, folder

    @property
    def manifest(self) -> Manifest:
        """Return the facts of this network."""
        return self._manifest

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """Return its heads with their labels.

        Raises NetworkUnavailableError where a list of labels is not the one it was, and
        UnusableValueError where it is none.
        """
        return tuple(Head(head, self._labels(head)) for head in self._manifest.heads)

    def _labels(self, head: HeadManifest) -> tuple[Label, ...]:
        assert head.labels is not None  # see ``bounds``
        wanted = [one for one in self._manifest.files if one.name in head.labels.files]
        files = {one.name: checked(one, self.folder) for one in wanted}
        return read_labels(files, head.labels, distinct=not self._manifest.tells_ranges)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in a folder, with the hashes that its scores depend on.

    The files themselves are not read. Raises UnusableValueError where it is none.
    """
    path = folder / MANIFEST_NAME
    manifest = manifest_in(folder)
    complete = _with_referred(manifest, folder)
    unknown = next((one.name for one in complete.files if not one.sha256), None)
    if unknown:
        raise UnusableValueError(
            f"{path}: the sha256 of {unknown} is missing. It is filled in where the "
            "network is added.",
            command=f"undersong networks add {folder}",
        )
    return replace(complete, sha256=identity(complete))


def manifest_in(folder: Path) -> Manifest:
    """Return the manifest in a folder as it is written, perhaps without the hashes of its files.

    Raises UnusableValueError where it is none.
    """
    path = folder / MANIFEST_NAME
    return from_text(_text(path), str(path))


def from_text(text: str, where: str) -> Manifest:
    """Return the manifest that a TOML file holds; ``where`` names it in sentences.

    Raises UnusableValueError, naming the line or the field that cannot be.
    """
    try:
        stored = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnusableValueError(f"{where}: {error}") from error
    manifest = from_plain(stored, where=where, strict=True)
    refuse_unlikely(manifest, where)
    return manifest


def pinned(manifest: Manifest, folder: Path) -> Manifest:
    """Return a manifest with the hashes and sizes of its files as they lie in ``folder``.

    Raises NetworkUnavailableError where one is missing or is not the one it names, and
    UnusableValueError where the manifest names none, or the file is none that its runtime runs.
    """
    if manifest.graph is None:
        raise UnusableValueError(f"{manifest.id}: graph is missing, so nothing can be run")
    path = folder / manifest.graph.file
    refuse_other_kinds(path, manifest.runtime)
    others = [*_of_words(manifest, folder), *_of_weights(manifest.graph.file, path)]
    complete = _with_referred(manifest, folder, others)
    files = tuple(_pinned(one, folder) for one in complete.files)
    complete = replace(complete, files=files)
    return replace(complete, sha256=identity(complete))


def identity(manifest: Manifest) -> dict[str, str]:
    """Return the hashes of all that scores depend on: of its files, and of what it says itself."""
    relevant = {name: v for name, v in told(manifest).items() if name not in _NO_RESULT}
    for head in relevant.get("heads", ()):
        head.pop("title", None)
        head.pop("version", None)
    text = json.dumps(relevant, sort_keys=True)
    of_sound = [one for one in manifest.files if one.name not in words_only(manifest)]
    files = {one.name: one.sha256 for one in sorted(of_sound, key=lambda one: one.name)}
    return files | {MANIFEST_NAME: hashlib.sha256(text.encode()).hexdigest()}


def checked(file: NetworkFile, folder: Path) -> Path:
    """Return where a network's file is. Raises NetworkUnavailableError where it is another one."""
    path = place_of(file.name, folder)
    if content_hash(path) != file.sha256:
        raise NetworkUnavailableError(
            f"{path} is not the file that its manifest names (its SHA-256 differs), so its scores "
            "could not be trusted. Install the network again."
        )
    return path


def place_of(name: str, folder: Path) -> Path:
    """Return where a file of a folder is.

    Raises NetworkUnavailableError where it is not there, or is a link that leads elsewhere.
    """
    path = folder / name
    if not path.is_file():
        raise NetworkUnavailableError(f"There is no file {path}, which its manifest names.")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise NetworkUnavailableError(f"{path} is a link that leads out of its folder.")
    return path


def _pinned(file: NetworkFile, folder: Path) -> NetworkFile:
    if file.sha256:
        path = checked(file, folder)
        return replace(file, size=path.stat().st_size)
    path = place_of(file.name, folder)
    return replace(file, sha256=content_hash(path), size=path.stat().st_size)


def _with_referred(manifest: Manifest, folder: Path, others: Iterable[str] = ()) -> Manifest:
    """Add the files that graph and heads name and the list of files leaves out, and ``others``."""
    names = {one.name for one in manifest.files}
    more = (name for name in (*_referred(manifest, folder), *others) if name not in names)
    added = tuple(NetworkFile(name) for name in dict.fromkeys(more))
    return replace(manifest, files=(*manifest.files, *added))


def _referred(manifest: Manifest, folder: Path) -> Iterator[str]:
    yield from (name for head in manifest.heads if head.labels for name in head.labels.files)
    if manifest.graph is None:
        return
    front_end = manifest.graph.front_end
    if front_end is not None and front_end.file:
        yield front_end.file
    name = manifest.graph.file
    if any(one.name == name or one.name.startswith(f"{name}/") for one in manifest.files):
        return
    root = folder / name
    yield from (f"{name}/{one}" for one in files_in(root)) if root.is_dir() else (name,)


def _of_words(manifest: Manifest, folder: Path) -> list[str]:
    """Return which files of its text side are there: sound is heard without them."""
    files = manifest.text.files if manifest.text else ()
    return [name for name in files if (folder / name).is_file()]


def _of_weights(name: str, path: Path) -> list[str]:
    """Return the files that an ONNX file keeps its weights in. Raises UnusableValueError."""
    if path.suffix != ".onnx" or not path.is_file():
        return []
    found = weight_files(path)
    for one in found:
        if not is_inside(one):
            raise UnusableValueError(f"{path} has its weights elsewhere, in {one}: it is not used.")
    within, slash, _ = name.rpartition("/")
    return [f"{within}{slash}{one}" for one in found]


def words_only(manifest: Manifest) -> frozenset[str]:
    """Return the files that only its text side reads: no score of a sound depends on them."""
    if manifest.text is None or manifest.graph is None:
        return frozenset()
    root = manifest.graph.file
    names = manifest.text.files
    return frozenset(n for n in names if n != root and not n.startswith(f"{root}/"))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnusableValueError(f"{path} is larger than any manifest.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnusableValueError(
            f"{path} cannot be read ({error.strerror or error}): a network is a folder with a "
            f"manifest {MANIFEST_NAME} and its files."
        ) from error
    except UnicodeDecodeError as error:
        raise UnusableValueError(f"{path} is not UTF-8. Save it as UTF-8.") from error
