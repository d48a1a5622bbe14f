"""Finding a network's files among those that a person brings, whatever folders they lie in."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from core.errors import NetworkUnavailableError, UserError
from core.jobs import Job, Progress
from core.networks.files import content_hash, files_in
from core.networks.folder import words_only
from core.networks.graph import NetworkFile
from core.networks.manifest import Manifest

_PIECE = 1 << 22
_ROOTS = ("saved_model.pb", "config.json")
"""What lies at the root of a SavedModel, or of a folder for transformers."""


class _Found(NamedTuple):
    name: str
    """Relative to what was brought, with forward slashes."""
    path: Path


def bring(manifest: Manifest, source: Path, staging: Path) -> Job:
    """Copy what a network needs from a file or a folder, in bytes.

    What a person brought before is kept. Raises UserError where something is still missing, and
    NetworkUnavailableError where a file is another one than its hash says.
    """
    there = _there(source)
    chosen = list(_chosen(manifest, there))
    whole = sum(found.path.stat().st_size for _, found in chosen)
    if whole > shutil.disk_usage(staging.parent).free:
        raise UserError(f"There is no room for {source}. Make some, and try again.")
    done = 0
    for name, found in chosen:
        for step in copied(found.path, staging / name):
            yield Progress(done + step, whole, name)
        done += found.path.stat().st_size
    missing = [name for name in _needed(manifest) if not (staging / name).exists()]
    if missing:
        raise UserError(
            f"In {source} there is no {', '.join(missing)} of {manifest.title} {manifest.version}. "
            "What was found is kept; bring the rest in the same way."
        )


def copied(source: Path, target: Path) -> Iterator[int]:
    """Copy a file, yielding how many bytes are there; under its name once it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with source.open("rb") as from_, part.open("wb") as to:
        while data := from_.read(_PIECE):
            to.write(data)
            yield to.tell()
    part.replace(target)


def _chosen(manifest: Manifest, there: list[_Found]) -> Iterator[tuple[str, _Found]]:
    listed = {file.name: file for file in manifest.files}
    wanted = [listed.get(name, NetworkFile(name)) for name in _needed(manifest)]
    root = manifest.graph.file if manifest.graph else ""
    for file in wanted:
        if file.name == root and file.name not in listed and not Path(root).suffix:
            yield from ((f"{root}/{one}", found) for one, found in _folder(there))
        elif found := _found(file, there, manifest):
            yield file.name, found
    for name in sorted(words_only(manifest) - set(listed)):
        if found := next((one for one in there if one.path.name == Path(name).name), None):
            yield name, found


def _needed(manifest: Manifest) -> list[str]:
    """Return all files of a network, or the folder with them where they are not listed."""
    assert manifest.graph is not None
    names = [file.name for file in manifest.files]
    root = manifest.graph.file
    if not any(name == root or name.startswith(f"{root}/") for name in names):
        names.append(root)
    if manifest.graph.front_end and manifest.graph.front_end.file:
        names.append(manifest.graph.front_end.file)
    labels = (name for head in manifest.heads if head.labels for name in head.labels.files)
    outside = (name for name in labels if not name.startswith(f"{root}/"))
    return list(dict.fromkeys([*names, *outside]))


def _folder(there: list[_Found]) -> Iterator[tuple[str, _Found]]:
    roots = [one for one in there if one.path.name in _ROOTS]
    if not roots:
        return
    root = min(roots, key=lambda one: one.name.count("/")).path.parent
    for one in there:
        if one.path.is_relative_to(root):
            yield one.path.relative_to(root).as_posix(), one


def _found(file: NetworkFile, there: list[_Found], manifest: Manifest) -> _Found | None:
    named = [one for one in there if one.path.name == Path(file.name).name]
    named.sort(key=lambda one: _in_common(one.name, file.name), reverse=True)
    if not file.sha256:
        alike = [one for one in there if one.path.suffix == Path(file.name).suffix]
        return named[0] if named else alike[0] if len(alike) == 1 else None
    sized = [one for one in there if file.size and one.path.stat().st_size == file.size]
    for one in dict.fromkeys([*named, *sized]):
        if content_hash(one.path) == file.sha256:
            return one
    if named:
        raise NetworkUnavailableError(
            f"{named[0].path} is not {file.name} of {manifest.title} {manifest.version} (its "
            "SHA-256 differs): it is damaged or of another version. Get it again, or add yours as "
            "a network of your own, with a manifest."
        )
    return None


def _in_common(one: str, other: str) -> int:
    """Return how many parts two paths share at their ends."""
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), 99)


def _there(source: Path) -> list[_Found]:
    if source.is_dir():
        return [_Found(name, source / name) for name in files_in(source)]
    return [_Found(source.name, source)]
