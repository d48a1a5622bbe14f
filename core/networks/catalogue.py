"""The networks this program knows: those that are code, those shipped as manifests, and a person's.

A network that comes as code is a new module and one line here. All others are folders with a
manifest: see ``core.networks.folder``. What is shipped of them are the manifests alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from core.errors import NetworkUnavailableError, UnusableValueError, UserError
from core.networks.birdnet.network import BirdNet
from core.networks.files import networks_folder
from core.networks.folder import MANIFEST_NAME, FolderNetwork, from_text, place_of, read_manifest
from core.networks.manifest import Manifest, Tried
from core.networks.network import Network
from core.networks.runtimes.needed import lacking

NETWORKS: tuple[Network, ...] = (BirdNet(),)
"""Those that are code."""
_ADD = "undersong networks add FOLDER"


class Readiness(StrEnum):
    """Whether a network can be run on this computer."""

    READY = "ready"
    NEEDS_RUNTIME = "needs-runtime"
    NOT_INSTALLED = "not-installed"


@dataclass(frozen=True, slots=True)
class KnownNetwork:
    """A network that this program knows something of."""

    manifest: Manifest
    state: Readiness
    why: str = ""
    """A sentence that says what to do, unless it is ready."""
    command: str = ""
    """What does that, typed in a terminal."""
    network: Network | None = None
    """Of what is ready."""
    folder: Path | None = None
    """Where its files are, if they lie in one of a person's."""


def entries() -> list[KnownNetwork]:
    """Return all that is known: what is code first, the others by their ids."""
    of_code = [_of_code(one) for one in NETWORKS]
    taken = {one.manifest.id for one in of_code}
    others = sorted({*shipped(), *installed()} - taken)
    return of_code + [found for id in others if (found := _readable(id))]


def damaged() -> list[UserError]:
    """Return what is wrong with each folder of a person's networks that cannot be read."""
    return [wrong for id in sorted(installed()) if (wrong := _damage(id))]


def entry(id: str) -> KnownNetwork:
    """Return what is known of a network.

    Raises UnusableValueError, naming those that are ready, where nothing is.
    """
    found = _found(id)
    if found is not None:
        return found
    able = ", ".join(one.manifest.id for one in ready()) or "none"
    raise UnusableValueError(
        f"There is no network called {id}. These are ready: {able}.",
        command="undersong networks list",
    )


def ready() -> tuple[Network, ...]:
    """Return the networks that can be run on this computer now."""
    taken = {one.manifest.id for one in NETWORKS}
    found = (_readable(id) for id in sorted(installed() - taken))
    able = (one for one in found if one and not one.manifest.tells_ranges)
    return (*NETWORKS, *(one.network for one in able if one.network))


def network(id: str) -> Network:
    """Return the network with this id, which hears recordings.

    Raises UnusableValueError, naming those there are, for one that is not known or hears nothing,
    and NetworkUnavailableError, saying what to do, where it cannot be run.
    """
    found = runnable(id)
    if found.manifest.tells_ranges:
        raise UnusableValueError(
            f"{_named(found.manifest)} hears nothing: it says where and when species are to be "
            f'expected. A network names it in its manifest: range_model = "{id}".'
        )
    return found


def runnable(id: str) -> Network:
    """Return the network or range model with this id. Raises what ``network`` does."""
    found = entry(id)
    if found.network is None:
        raise NetworkUnavailableError(
            f"{_named(found.manifest)} cannot be run: {found.why}", command=found.command
        )
    return found.network


@cache
def shipped() -> Mapping[str, Manifest]:
    """Return the manifests that come with the program, of networks whose files do not, by id."""
    folder = files("core.networks").joinpath("manifests")
    found = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    every = [from_text(one.read_text(encoding="utf-8"), one.name) for one in found]
    return {one.id: one for one in sorted(every, key=lambda one: one.id)}


def installed() -> frozenset[str]:
    """Return the ids of networks that have a folder of their own."""
    try:
        found = [one for one in networks_folder().iterdir() if not one.name.startswith(".")]
    except OSError:
        return frozenset()  # none was ever installed
    return frozenset(one.name for one in found if one.is_dir())


def label_count(one: KnownNetwork) -> int | None:
    """Return how many labels all heads have; None: only its files tell."""
    if one.network is not None:
        try:
            return sum(len(head.labels) for head in one.network.heads)
        except UserError:
            return None  # changed since; said when it is run
    listed = [head.labels for head in one.manifest.heads if head.labels]
    counts = [labels.count or len(labels.words) for labels in listed]
    return sum(counts) if all(counts) else None


def _of_code(known: Network) -> KnownNetwork:
    return KnownNetwork(known.manifest, Readiness.READY, network=known)


def _found(id: str, *, under_a_head: bool = False) -> KnownNetwork | None:
    for known in NETWORKS:  # without reading any file
        if known.manifest.id == id:
            return _of_code(known)
    return _entry(id, under_a_head) if id in shipped() or id in installed() else None


def _entry(id: str, under_a_head: bool = False) -> KnownNetwork:
    """Return what is known. Raises UserError where all there is of it is a damaged folder."""
    known = shipped().get(id)
    if id not in installed():
        assert known is not None
        return _to_get(known)
    folder = networks_folder() / id
    try:
        manifest = _read(folder)
    except UserError as error:
        if known is None:
            raise
        return replace(_to_get(known), why=str(error), folder=folder)
    if missing := lacking(manifest.runtime):
        return KnownNetwork(manifest, Readiness.NEEDS_RUNTIME, missing, folder=folder)
    if manifest.backbone and under_a_head:
        why = "It is only a head, and no backbone of another."
        return KnownNetwork(manifest, Readiness.NOT_INSTALLED, why, folder=folder)
    if manifest.backbone:
        return _on_backbone(manifest, manifest.backbone, folder)
    return KnownNetwork(
        manifest, Readiness.READY, network=FolderNetwork(manifest, folder), folder=folder
    )


def _on_backbone(manifest: Manifest, backbone: str, folder: Path) -> KnownNetwork:
    try:
        under = _found(backbone, under_a_head=True)
    except UserError as error:
        why = f"Of its backbone: {error}"
        return KnownNetwork(manifest, Readiness.NOT_INSTALLED, why, error.command, folder=folder)
    if under is None:
        why = f"Its backbone {backbone} is not known here. Add it."
        return KnownNetwork(manifest, Readiness.NOT_INSTALLED, why, _ADD, folder=folder)
    if under.network is None:
        why = f"It needs {_named(under.manifest)}. {under.why}"
        return KnownNetwork(manifest, under.state, why, under.command, folder=folder)
    of_backbone = {f"{backbone}/{name}": it for name, it in under.manifest.sha256.items()}
    whole = replace(manifest, sha256=manifest.sha256 | of_backbone)
    return KnownNetwork(whole, Readiness.READY, network=FolderNetwork(whole, folder), folder=folder)


def _read(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest.id != folder.name:
        raise UnusableValueError(
            f"{folder / MANIFEST_NAME} is the manifest of {manifest.id}, in the folder of another."
        )
    for file in manifest.files:
        place_of(file.name, folder)
    return replace(manifest, tried=_tried(manifest))


def _tried(manifest: Manifest) -> Tried:
    """Return how it was tried: what the manifest of a person says of it counts for nothing."""
    known = shipped().get(manifest.id)
    if known is None:
        return Tried.NO
    files = {(one.name, one.sha256) for one in known.files if one.sha256}
    return known.tried if files <= {(one.name, one.sha256) for one in manifest.files} else Tried.NO


def _readable(id: str) -> KnownNetwork | None:
    try:
        return _entry(id)
    except UserError:
        return None  # see ``damaged``


def _damage(id: str) -> UserError | None:
    try:
        _read(networks_folder() / id)
    except UserError as error:
        return error
    return None


def _to_get(known: Manifest) -> KnownNetwork:
    """Return what is known of a network that is not here, with how to have it."""
    install = f"undersong networks install {known.id}"
    if known.graph is None:
        why = "How its files are fed is not known here. Bring them with a manifest of your own."
        command = _ADD
    elif known.can_be_fetched:
        why, command = "Install it first.", install
    else:
        source = known.source or "its authors"
        why = f"Undersong cannot fetch it. Get it from {source}, then bring it."
        command = f"{install} --from PATH"
    return KnownNetwork(known, Readiness.NOT_INSTALLED, why, command)


def _named(manifest: Manifest) -> str:
    return f"{manifest.title} {manifest.version}"
