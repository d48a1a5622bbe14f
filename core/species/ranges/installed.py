"""Range models that are networks of their own: files with a manifest, asked of place and week."""

from collections.abc import Sequence

import numpy as np

from core.errors import NetworkUnavailableError, UnusableValueError
from core.networks import catalogue
from core.networks.folder import FolderNetwork
from core.networks.network import Engine, Head
from core.networks.runtimes import open_engine
from core.species.ranges.range_model import Float32, SeasonalPlace

_WEEKS = range(1, 49)


class InstalledRanges:
    """What one says of the species in its list; any time of the year is its likeliest week."""

    def __init__(self, id: str) -> None:
        self._id = id

    def expected(self, places: Sequence[SeasonalPlace], names: Sequence[str]) -> Float32:
        """Return how likely species occur there and then: [places, names], NaN for all others.

        Raises NetworkUnavailableError where it is not installed, or not what it promises.
        """
        network = self._network()
        (head,) = network.heads
        engine = open_engine(network.manifest, network.folder)
        rows = [
            (place.latitude, place.longitude, week)
            for place in places
            for week in (_WEEKS if place.week is None else [place.week])
        ]
        answers = _answers(engine, head, np.array(rows, np.float32))
        counts = [len(_WEEKS) if place.week is None else 1 for place in places]
        likeliest = np.maximum.reduceat(answers, np.cumsum([0, *counts[:-1]]), axis=0)
        return _of_names(likeliest, head, names)

    def files(self) -> dict[str, str]:
        """Return the hashes of its files; nothing where it is not installed."""
        try:
            return dict(sorted(self._network().manifest.sha256.items()))
        except NetworkUnavailableError:
            return {}

    def _network(self) -> FolderNetwork:
        try:
            known = catalogue.entry(self._id)
        except UnusableValueError as error:
            raise _missing(f"{self._id} tells, and is not known here. Add it.") from error
        named = f"{known.manifest.title} {known.manifest.version}"
        if not known.manifest.tells_ranges:
            raise _missing(f"{named} is to tell, and is no range model.")
        if not isinstance(known.network, FolderNetwork):
            raise _missing(f"{named} tells. {known.why}", known.command)
        return known.network


def _missing(what: str, command: str = "") -> NetworkUnavailableError:
    return NetworkUnavailableError(
        f"Which species to expect where and when, {what} Or choose a species list of your own.",
        command=command,
    )


def _answers(engine: Engine, head: Head, rows: Float32) -> Float32:
    role, size = head.manifest.output, engine.batch_size
    given = [engine.run(rows[at : at + size]).scores[role] for at in range(0, len(rows), size)]
    scores = head.manifest.scores(np.concatenate(given))
    if scores.shape[1:] != (len(head.labels),):
        raise NetworkUnavailableError(
            f"{head.manifest.title} {head.manifest.version} has {len(head.labels):,} species, and "
            f"its file tells of {scores.shape[-1]:,}: it is not used. Install it again."
        )
    return scores


def _of_names(likeliest: Float32, head: Head, names: Sequence[str]) -> Float32:
    """Return [places, names] of [places, labels]; of several labels of a species, the likeliest."""
    columns: dict[str, list[int]] = {}
    for column, label in enumerate(head.labels):
        if label.species:
            columns.setdefault(label.species.scientific_name, []).append(column)
    found = np.full((len(likeliest), len(names)), np.nan, np.float32)
    for place, name in enumerate(names):
        if name in columns:
            found[:, place] = likeliest[:, columns[name]].max(axis=1)
    return found
