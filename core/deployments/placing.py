"""Puts the files that scanning meets into deployments: known ones, or new ones as a proposal."""

from itertools import count
from pathlib import Path

from sqlalchemy import Connection

from core.deployments.places import Position, same_place
from core.deployments.proposals import Proposal, Survey
from core.deployments.zones import zone_of
from core.domain import Inspection
from core.store import known_places, sites
from core.store.known_places import KnownKey


class Placing:
    """The deployments of a media root, for one unit of work.

    A recorder that says it is more than 500 m away from where it was, or whose files lie in
    another folder, begins a new deployment. What a person has renamed, moved or merged is
    recognised by its keys.
    """

    def __init__(self, db: Connection, root_id: int, survey: Survey) -> None:
        self._db, self._root_id, self._survey = db, root_id, survey
        self._by_place: dict[str, list[KnownKey]] = {}
        self.new: set[int] = set()
        """Deployments that were made."""
        for key in known_places.of_root(db, root_id):
            self._by_place.setdefault(key.place, []).append(key)

    def deployment(self, path: Path, found: Inspection) -> int:
        """Return the deployment of a file, made if there is none yet."""
        proposal = self._survey.propose(path, found.prefix, found.serial)
        place = f"{self._root_id}|{proposal.place}"
        known = self._by_place.setdefault(place, [])
        position = (found.latitude, found.longitude)
        key = self._known(known, found, position)
        if key is None:
            key = self._make(place, proposal, found, position)
            known.append(key)
        elif key.latitude is None and found.latitude is not None and found.longitude is not None:
            self._locate(key, found.latitude, found.longitude)
        return key.deployment_id

    def _known(
        self, known: list[KnownKey], found: Inspection, position: Position
    ) -> KnownKey | None:
        if found.recorder is None and found.serial is None and not found.usable and known:
            return known[-1]  # a broken file says nothing of its recorder
        fitting = [k for k in known if (k.recorder, k.serial) == (found.recorder, found.serial)]
        if not fitting and (unnamed := [k for k in known if not k.recorder and not k.serial]):
            known_places.name_recorder(self._db, unnamed[-1], found.recorder, found.serial)
            fitting = unnamed[-1:]
        near = [k for k in fitting if same_place((k.latitude, k.longitude), position)]
        return near[-1] if near else None

    def _make(
        self, place: str, proposal: Proposal, found: Inspection, position: Position
    ) -> KnownKey:
        stem = f"{place}|{found.recorder}|{found.serial}"
        taken = {k.key for k in self._by_place[place]}
        key = next(k for k in (f"{stem}|{n}" for n in count(1)) if k not in taken)
        site_id = self._site(place, proposal.name, position)
        deployment_id = sites.deployment(self._db, key, site_id, found.recorder, found.serial)
        made = KnownKey(key, place, deployment_id, site_id, found.recorder, found.serial, *position)
        known_places.add(self._db, made)
        self.new.add(deployment_id)
        return made

    def _site(self, place: str, name: str, position: Position) -> int:
        """Return the site that recordings of this place belong to, whatever it is called now."""
        for key in reversed(self._by_place[place]):
            if same_place(known_places.site_position(self._db, key.site_id), position):
                return key.site_id
        for called in (name if n == 1 else f"{name} ({n})" for n in count(1)):
            known = sites.id_of(self._db, called)
            if known is None:
                return sites.site(self._db, called, *position, zone_of(*position))
            if same_place(known_places.site_position(self._db, known), position):
                self._give_position(known, position)
                return known
        raise AssertionError("unreachable: count never ends")

    def _locate(self, key: KnownKey, latitude: float, longitude: float) -> None:
        known_places.locate(self._db, key, latitude, longitude)
        self._give_position(key.site_id, (latitude, longitude))

    def _give_position(self, site_id: int, position: Position) -> None:
        """Give a site without coordinates those of its recordings."""
        if position[0] is None or known_places.site_position(self._db, site_id)[0] is not None:
            return
        values = {"latitude": position[0], "longitude": position[1], "zone": zone_of(*position)}
        sites.change(self._db, site_id, values)
