"""The networks of this computer: the window's only door to those that are known and installed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.jobs import Inquiry, Job
from core.networks import apart, catalogue, installing
from core.networks.catalogue import KnownNetwork, Readiness
from core.networks.checking import Check
from core.networks.files import networks_folder
from core.networks.folder import manifest_in
from core.networks.manifest import Manifest
from core.networks.runtimes.needed import bringing, lacking, pack_for
from core.runtime_packs import Pack, fetch, take_in
from gui.background import BackgroundJob
from gui.under_way import UnderWay


class Way(Enum):
    """How a network comes to this computer."""

    WITH_UNDERSONG = auto()
    FETCHED = auto()
    BROUGHT = auto()
    """A person gets its files."""
    WITH_MANIFEST = auto()
    """A person writes its manifest."""


@dataclass(frozen=True, slots=True)
class ListedNetwork:
    """What the window shows of a network."""

    manifest: Manifest
    state: Readiness
    why: str
    """A sentence that says what to do, unless it is ready."""
    labels: int | None
    """None: only its files tell."""
    size_bytes: int
    """0: not known."""
    is_here: bool
    """Whether it has a folder of its own on this computer."""
    begun_bytes: int
    """What has come of it, where installing it broke off."""
    way: Way
    lacks: str
    """What to do for that which runs it to be there; empty: it is."""
    command: str
    """What does that, typed in a terminal; empty where a pack does."""
    pack: Pack | None
    """What does that, fetched or from this computer."""
    warnings: tuple[str, ...]
    """What a person is to know before it is run."""

    @property
    def id(self) -> str:
        """Return its id."""
        return self.manifest.id

    @property
    def name(self) -> str:
        """Return its title with its version."""
        return name_of(self.manifest)


@dataclass(frozen=True, slots=True)
class Listing:
    """All that is known of networks."""

    networks: tuple[ListedNetwork, ...]
    damaged: tuple[str, ...]
    """Sentences about folders that hold no network which can be read."""


def name_of(manifest: Manifest) -> str:
    """Return a network's title with its version."""
    return f"{manifest.title} {manifest.version}"


class OpenNetworks(QObject):
    """Reading methods may be called in another thread; the others are called in the window's."""

    changed = Signal()
    """One was installed, added or removed."""
    went_on = Signal(str)
    """The id of a network, or the name of a pack, whose installing began, is further or ended."""

    def __init__(self, in_use: Callable[[], Collection[str]], parent: QObject) -> None:
        """``in_use`` returns the ids of networks that listen now."""
        super().__init__(parent)
        self._in_use = in_use
        self._under_way: dict[str, UnderWay] = {}

    # --- reading ---

    def listing(self) -> Listing:
        """Return what is known: no file of a network but its manifest and labels is read."""
        damaged = (str(wrong) for wrong in catalogue.damaged())
        return Listing(tuple(map(_listed, catalogue.entries())), tuple(damaged))

    def checking(self, id: str) -> Inquiry[Check]:
        """Run a network on a built-in sound, in a process of its own."""
        return apart.checking(id)

    def room(self) -> tuple[int, Path]:
        """Return how many bytes there is room for where networks lie, and where that is."""
        return installing.room_bytes(), networks_folder()

    def on_it(self, network: ListedNetwork) -> list[str]:
        """Return the names of networks that are here and build on this one."""
        ready = (one.manifest for one in catalogue.ready())
        return [name_of(one) for one in ready if one.backbone == network.id]

    def is_used(self, network: ListedNetwork) -> bool:
        """Tell whether a network listens now, or is asked by one that does."""
        used = self._in_use()
        above = (one.manifest for one in catalogue.ready() if one.manifest.id in used)
        asked = {id for one in above for id in (one.backbone, one.range_model)}
        return network.id in asked.union(used)

    def of_folder(self, folder: Path) -> ListedNetwork:
        """Return what the manifest in a folder says. Raises UserError where there is none."""
        return _listed(KnownNetwork(manifest_in(folder), Readiness.NOT_INSTALLED))

    # --- changing ---

    def under_way(self, id: str) -> UnderWay:
        """Return what tells whether a network is being installed, and how far that is."""
        if id not in self._under_way:
            made = self._under_way[id] = UnderWay(self)
            made.changed.connect(partial(self.went_on.emit, id))
        return self._under_way[id]

    def install(self, id: str, source: Path | None = None) -> BackgroundJob:
        """Return the job, not yet started; with a ``source`` nothing is fetched."""
        return self._job(id, installing.install(id, source))

    def add(self, id: str, folder: Path) -> BackgroundJob:
        """Return the job, not yet started, that copies a person's own network."""
        return self._job(id, installing.add(folder))

    def install_pack(self, pack: Pack, source: Path | None = None) -> BackgroundJob:
        """Return the job, not yet started: ``under_way`` knows it by the pack's name."""
        return self._job(pack.name, take_in(source) if source else fetch(pack.name))

    def remove(self, id: str) -> None:
        """Delete a network's files; may be called in another thread. ``changed`` is not told."""
        installing.remove(id)

    def _job(self, id: str, work: Job) -> BackgroundJob:
        job = BackgroundJob(work, self)
        self.under_way(id).follow(job)
        job.finished.connect(self.changed)
        job.finished.connect(job.deleteLater)
        return job

    def close(self) -> None:
        """Stop what is under way, and wait for it."""
        for job in self.findChildren(BackgroundJob):
            job.end_silently()


def _listed(one: KnownNetwork) -> ListedNetwork:
    manifest = one.manifest
    lacks = lacking(manifest.runtime)
    pack = pack_for(manifest.runtime) if lacks else None
    return ListedNetwork(
        manifest,
        one.state,
        one.why,
        catalogue.label_count(one),
        installing.size_bytes(manifest),
        is_here=one.folder is not None,
        begun_bytes=installing.begun_bytes(manifest.id),
        way=_way(manifest),
        lacks=lacks,
        command=bringing(manifest.runtime) if lacks and not pack else "",
        pack=pack,
        warnings=tuple(installing.warnings(manifest)),
    )


def _way(manifest: Manifest) -> Way:
    if manifest.id in {known.manifest.id for known in catalogue.NETWORKS}:
        return Way.WITH_UNDERSONG
    if manifest.graph is None or manifest.id not in catalogue.shipped():
        return Way.WITH_MANIFEST
    return Way.FETCHED if manifest.can_be_fetched else Way.BROUGHT
