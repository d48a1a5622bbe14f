"""Putting networks into the person's own folder: fetched, brought, or added; whole or not at all.

What comes is gathered in a hidden folder beside the others, and stays there if it breaks off: the
same job goes on. Only what is complete takes the network's name.
"""

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG

from core.errors import NetworkUnavailableError, UnusableValueError, UserError
from core.jobs import Job, Progress
from core.networks import catalogue
from core.networks.archives import is_archive, unpacking
from core.networks.bringing import bring, copied
from core.networks.catalogue import Readiness
from core.networks.fetching import fetch
from core.networks.files import content_hash, network_folder, networks_folder
from core.networks.folder import MANIFEST_NAME, FolderNetwork, manifest_in, pinned
from core.networks.graph import NetworkFile
from core.networks.hub import resolved
from core.networks.manifest import Manifest
from core.networks.plain import as_toml, told

_SPARE = 50 << 20
"""Bytes that stay free on the disk."""


def install(id: str, source: Path | None = None) -> Job:
    """Install a network that the program knows: from the web, or from what a person has.

    ``source`` is a file, a folder or an archive; with it, nothing is fetched. What is there
    already is not fetched again. Raises UserError.
    """
    manifest = _to_install(id)
    staging = _staging(id)
    with _writing(staging):
        if source is not None:
            yield from _from_person(manifest, source, staging)
        elif manifest.handle:
            yield from _from_hub(manifest, staging)
        else:
            yield from _from_web(manifest, staging)
        yield from _complete(manifest, staging)


def add(folder: Path) -> Job:
    """Copy a network of a person's own, a folder with a manifest, to where networks lie.

    Hashes that its manifest leaves out are written down. Raises UserError.
    """
    manifest = manifest_in(folder)
    target = network_folder(manifest)
    _refuse_known(manifest, folder, target)
    yield Progress(0, 0, "checking")
    manifest = pinned(manifest, folder)
    FolderNetwork(manifest, folder).heads  # noqa: B018 - refuses labels that cannot be read
    staging = _staging(manifest.id)
    with _writing(staging):
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        _check_room([file.size for file in manifest.files])
        whole = sum(file.size for file in manifest.files)
        done = 0
        for file in manifest.files:
            for step in copied(folder / file.name, staging / file.name):
                yield Progress(done + step, whole, file.name)
            done += file.size
        yield from _complete(replace(manifest, sha256={}), staging)


def remove(id: str) -> None:
    """Delete a network's files, or what has come of them. Projects keep what it has found.

    Raises UserError where there are none.
    """
    is_here = id in catalogue.installed()
    if not is_here and not begun_bytes(id):
        raise UnusableValueError(f"There is no network {id} among those that were installed.")
    gone = networks_folder() / f".{id}.gone"
    with _writing(gone):
        shutil.rmtree(gone, ignore_errors=True)
        if is_here:
            (networks_folder() / id).rename(gone)
            shutil.rmtree(gone)
        shutil.rmtree(_staging(id), ignore_errors=True)


def begun_bytes(id: str) -> int:
    """Return how much has come of a network whose installing broke off."""
    if id not in catalogue.shipped():
        return 0
    return sum(_size(path) for path in _staging(id).rglob("*"))


def warnings(manifest: Manifest) -> list[str]:
    """Return what a person is to know before a network is run."""
    known = catalogue.shipped().get(manifest.id)
    hashes = {file.sha256 for file in known.files if file.sha256} if known else set()
    is_known = bool(hashes) and hashes <= {file.sha256 for file in manifest.files}
    if manifest.runtime != "savedmodel" or is_known:
        return []
    return [
        f"{manifest.title} is a SavedModel that Undersong does not know: such a file can read and "
        "write files of yours when it runs. Run it only if you trust where it comes from."
    ]


def size_bytes(manifest: Manifest) -> int:
    """Return what a network's files take on the disk; 0: it is not known."""
    sizes = [file.size for file in manifest.files]
    root = manifest.graph.file if manifest.graph else ""
    listed = any(f"{file.name}/".startswith(f"{root}/") for file in manifest.files)
    return sum(sizes) if listed and all(sizes) else 0


def room_bytes() -> int:
    """Return how much there is room for where networks lie."""
    folder = networks_folder()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return max(0, shutil.disk_usage(there).free - _SPARE)


def _to_install(id: str) -> Manifest:
    known = catalogue.entry(id)
    if known.state is not Readiness.NOT_INSTALLED:
        raise UnusableValueError(f"{known.manifest.title} {known.manifest.version} is there.")
    manifest = catalogue.shipped().get(id)
    if manifest is None or manifest.graph is None:
        raise UserError(
            f"{known.manifest.title} cannot be installed. {known.why}", command=known.command
        )
    return manifest


def _refuse_known(manifest: Manifest, folder: Path, target: Path) -> None:
    if any(known.manifest.id == manifest.id for known in catalogue.NETWORKS):
        raise UnusableValueError(f"{manifest.id} comes with Undersong. Give yours another id.")
    if target.exists() and not (folder.exists() and target.samefile(folder)):
        raise UnusableValueError(
            f"There is a network {manifest.id} already. Give yours another id, or remove that "
            "one first.",
            command=f"undersong networks remove {manifest.id}",
        )


def _from_web(manifest: Manifest, staging: Path) -> Job:
    if not manifest.can_be_fetched:
        raise UserError(
            f"{manifest.title} {manifest.version} cannot be fetched by Undersong. Get it from "
            f"{manifest.source or 'its authors'}, then bring it.",
            command=_bringing(manifest.id),
        )
    _check_room([file.size - _have(file, staging) for file in manifest.files])
    whole, done = size_bytes(manifest), 0
    for file in manifest.files:
        if not _is_there(file, staging):
            with _or_brought(manifest.id):
                for step in fetch(file, staging / file.name):
                    yield Progress(done + step.done, whole, step.note)
        done += file.size


def _from_hub(manifest: Manifest, staging: Path) -> Job:
    folder = yield from resolved(manifest, staging / ".hub", _bringing(manifest.id))
    yield from _from_person(manifest, folder, staging)


def _from_person(manifest: Manifest, source: Path, staging: Path) -> Job:
    if not source.exists():
        raise UnusableValueError(f"There is no {source}. Name a file, a folder or an archive.")
    if not is_archive(source):
        yield from bring(manifest, source, staging)
        return
    unpacked = networks_folder() / f".{manifest.id}.unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir(parents=True)
    try:
        yield from unpacking(source, unpacked)
        yield from bring(manifest, unpacked, staging)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)


def _complete(manifest: Manifest, staging: Path) -> Job:
    """Check all once more, write the manifest with all hashes, and give the folder its name."""
    yield Progress(0, 0, "checking")
    whole = pinned(manifest, staging)
    FolderNetwork(whole, staging).heads  # noqa: B018 - refuses labels that cannot be read
    known = {file.name for file in manifest.files if file.sha256}
    _sweep(staging, {file.name for file in whole.files})
    text = as_toml(told(replace(whole, sha256={})))
    (staging / MANIFEST_NAME).write_text(text, encoding="utf-8")
    _give_name(staging, network_folder(whole))
    size = size_bytes(whole)
    yield Progress(size, size, _kept_hashes([f.name for f in whole.files if f.name not in known]))


def _sweep(staging: Path, names: Collection[str]) -> None:
    """Delete what is none of a network's files: what broke off, and what files came in."""
    for path in sorted(staging.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(staging).as_posix() not in names:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _kept_hashes(names: Sequence[str]) -> str:
    if not names:
        return ""
    some = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return (
        f"No hash was known of {some}: from now on the network is what these files are, and "
        "others under the same names are refused."
    )


def _give_name(staging: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.gone")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        staging.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _is_there(file: NetworkFile, staging: Path) -> bool:
    path = staging / file.name
    return path.is_file() and content_hash(path) == file.sha256


def _have(file: NetworkFile, staging: Path) -> int:
    return max(_size(staging / file.name), _size(staging / f"{file.name}.part"))


def _size(path: Path) -> int:
    """Return the size of a file; 0 for what is none, or is gone by now."""
    try:
        found = path.stat()
    except OSError:
        return 0
    return found.st_size if S_ISREG(found.st_mode) else 0


def _check_room(sizes: Sequence[int]) -> None:
    needed, room = sum(sizes), room_bytes()
    if needed > room:
        raise UserError(
            f"There is no room: {needed / 1e6:,.0f} MB are needed in {networks_folder()}, and "
            f"{room / 1e6:,.0f} MB are free. Make room, and try again."
        )


def _staging(id: str) -> Path:
    return networks_folder() / f".{id}.part"


def _bringing(id: str) -> str:
    return f"undersong networks install {id} --from PATH"


@contextmanager
def _or_brought(id: str) -> Iterator[None]:
    """Say what to type where a file could not be fetched."""
    try:
        yield
    except UserError as error:
        error.command = _bringing(id)
        raise


@contextmanager
def _writing(staging: Path) -> Iterator[None]:
    try:
        staging.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise NetworkUnavailableError(
            f"{error.filename or staging} cannot be written ({error.strerror or error}). Make room "
            "or close other programs, then try again: it goes on from there."
        ) from error
