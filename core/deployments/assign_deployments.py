"""Puts the files that scanning meets into deployments: known ones, or new ones as a proposal."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from sqlalchemy import Connection

from core.audio.defects import POSITION_DOUBTED, START_DOUBTS
from core.deployments.fixes import is_nowhere
from core.deployments.geo import Position, same_place
from core.deployments.proposals import FolderSurvey
from core.deployments.zones import zone_of
from core.domain import Inspection, Problem
from core.names import EVERY_SITE, proposed_site_name, same
from core.store import deployment_keys, sites
from core.store.deployment_keys import KnownKey


class Placing:
    """The deployments of a media root, for one unit of work.

    A recorder whose files lie in another folder begins a new deployment. One that says it is
    more than 500 m away from where it was may have been moved, or have a wrong fix: its position
    is doubted until all of them are known, see core.deployments.settling. What a person has
    renamed, moved or merged is recognised by its keys.
    """

    def __init__(self, db: Connection, root_id: int, survey: FolderSurvey) -> None:
        self._db, self._root_id, self._survey = db, root_id, survey
        self._by_place: dict[str, list[KnownKey]] = {}
        self.new: set[int] = set()
        """Deployments that were made."""
        for key in deployment_keys.of_root(db, root_id):
            self._by_place.setdefault(key.place, []).append(key)

    def place(self, path: Path, found: Inspection) -> tuple[Inspection, int]:
        """Return a file, perhaps with its position doubted, and its deployment, made if need be."""
        proposal = self._survey.propose(path, found.prefix, found.serial)
        place = f"{self._root_id}|{proposal.place}"
        known = self._by_place.setdefault(place, [])
        if _is_without_fix(found):
            found = _elsewhere(found)
        position = (found.latitude, found.longitude)
        key = self._known(known, found, position)
        if key is None:
            key = self._make(place, proposal.name, (found.recorder, found.serial), position)
        elif not same_place((key.latitude, key.longitude), position):
            found = _elsewhere(found)
        elif key.latitude is None and found.latitude is not None and found.longitude is not None:
            self._locate(key, found.latitude, found.longitude)
        return found, key.deployment_id

    def keys_of(self, deployment_id: int) -> list[KnownKey]:
        """Return what this media root knows a deployment by, in the order it was made."""
        every = (key for keys in self._by_place.values() for key in keys)
        return [key for key in every if key.deployment_id == deployment_id]

    def moved_to(self, key: KnownKey, position: tuple[float, float]) -> int:
        """Return the deployment that the recorder of a key had at a position, made if need be."""
        near = self._near(_alike(self._by_place[key.place], key.recorder, key.serial), position)
        if near is None:
            name = deployment_keys.site_name(self._db, key.site_id)
            near = self._make(key.place, name, (key.recorder, key.serial), position)
        return near.deployment_id

    def put_right(self, key: KnownKey, position: tuple[float, float]) -> None:
        """Say where a deployment is whose first fix was wrong; its site too, if it had it so."""
        if deployment_keys.site_position(self._db, key.site_id) == (key.latitude, key.longitude):
            self._place_site(key.site_id, position)
        deployment_keys.locate(self._db, key, *position)

    def adopt(self, path: Path, found: Inspection, deployment_id: int) -> None:
        """Let what lies where a recording was found again be of the deployment that it is in."""
        proposal = self._survey.propose(path, found.prefix, found.serial)
        place = f"{self._root_id}|{proposal.place}"
        known = self._by_place.setdefault(place, [])
        position = (found.latitude, found.longitude)
        if self._known(known, found, position) is None:
            key = self._new_key(place, (found.recorder, found.serial))
            deployment_keys.add(
                self._db, KnownKey(key, place, deployment_id, 0, None, None, *position)
            )

    def _known(
        self, known: list[KnownKey], found: Inspection, position: Position
    ) -> KnownKey | None:
        if found.recorder is None and found.serial is None and not found.usable and known:
            return known[-1]  # a broken file says nothing of its recorder
        fitting = _alike(known, found.recorder, found.serial)
        if not fitting and (unnamed := [k for k in known if not k.recorder and not k.serial]):
            deployment_keys.name_recorder(self._db, unnamed[-1], found.recorder, found.serial)
            fitting = unnamed[-1:]
        return self._near(fitting, position) or (fitting[-1] if fitting else None)

    def _near(self, keys: Sequence[KnownKey], position: Position) -> KnownKey | None:
        near = (
            key for key in reversed(keys) if same_place((key.latitude, key.longitude), position)
        )
        return next(near, None)

    def _make(
        self, place: str, name: str, recorder: tuple[str | None, str | None], position: Position
    ) -> KnownKey:
        key = self._new_key(place, recorder)
        site_id = self._site(place, name, position)
        deployment_id = sites.deployment(self._db, key, site_id, *recorder)
        made = KnownKey(key, place, deployment_id, site_id, *recorder, *position)
        deployment_keys.add(self._db, made)
        self._by_place[place].append(made)
        self.new.add(deployment_id)
        return made

    def _new_key(self, place: str, recorder: tuple[str | None, str | None]) -> str:
        stem = f"{place}|{recorder[0]}|{recorder[1]}"
        taken = {k.key for k in self._by_place[place]}
        return next(k for k in (f"{stem}|{n}" for n in count(1)) if k not in taken)

    def _site(self, place: str, name: str, position: Position) -> int:
        """Return the site that recordings of this place belong to, whatever it is called now."""
        for key in reversed(self._by_place[place]):
            if same_place(deployment_keys.site_position(self._db, key.site_id), position):
                return key.site_id
        name = proposed_site_name(name)
        for called in (name if n == 1 else f"{name} ({n})" for n in count(1)):
            if same(called, EVERY_SITE):
                continue
            known = sites.id_of(self._db, called)
            if known is None:
                return sites.site(self._db, called, *position, zone_of(*position))
            if same_place(deployment_keys.site_position(self._db, known), position):
                self._give_position(known, position)
                return known
        raise AssertionError("unreachable: count never ends")

    def _locate(self, key: KnownKey, latitude: float, longitude: float) -> None:
        deployment_keys.locate(self._db, key, latitude, longitude)
        self._give_position(key.site_id, (latitude, longitude))

    def _give_position(self, site_id: int, position: Position) -> None:
        """Give a site without coordinates those of its recordings."""
        if position[0] is None or deployment_keys.site_position(self._db, site_id)[0] is not None:
            return
        self._place_site(site_id, position)

    def _place_site(self, site_id: int, position: Position) -> None:
        values = {"latitude": position[0], "longitude": position[1], "zone": zone_of(*position)}
        sites.change(self._db, site_id, values)


def _alike(keys: Sequence[KnownKey], recorder: str | None, serial: str | None) -> list[KnownKey]:
    return [key for key in keys if (key.recorder, key.serial) == (recorder, serial)]


def _is_without_fix(found: Inspection) -> bool:
    at = found.latitude, found.longitude
    return at[0] is not None and at[1] is not None and is_nowhere((at[0], at[1]))


def _elsewhere(found: Inspection) -> Inspection:
    """Return a file without the position it states, which is kept beside and said."""
    return replace(
        found,
        latitude=None,
        longitude=None,
        doubted_position=(found.latitude, found.longitude),
        problem=_said(found.problem),
    )


def _said(problem: Problem | None) -> Problem:
    if problem is None:
        return POSITION_DOUBTED
    if not problem.usable:
        return problem
    code = POSITION_DOUBTED.code if problem.code in START_DOUBTS else problem.code
    return replace(problem, code=code, text=f"{POSITION_DOUBTED.text} {problem.text}")
