"""Settles what a scan left open: recordings that say they are far from their deployment.

Many in a row are a recorder that was moved, and begin a deployment there. One or few are a wrong
fix of its GPS: they make no site, and their position is not used.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from core.deployments.assign_deployments import Placing
from core.deployments.fixes import Fix, places_of
from core.deployments.geo import same_place
from core.store import fixes
from core.store.deployment_keys import KnownKey
from core.store.fixes import StatedFix


def settle(db: Connection, placing: Placing) -> set[int]:
    """Settle the deployments of a media root; return those whose recordings or place changed."""
    changed: set[int] = set()
    for deployment_id in fixes.waiting(db):
        keys = placing.keys_of(deployment_id)
        if keys:
            changed |= _settled(db, placing, keys)
    return changed


def _settled(db: Connection, placing: Placing, keys: Sequence[KnownKey]) -> set[int]:
    here, changed = keys[-1].deployment_id, set[int]()
    stated = fixes.of_deployment(db, here)
    places = places_of([_fix(one) for one in stated])
    groups = _grouped(places, stated)
    wrong = groups.pop(None, [])
    if groups and len(keys) == 1 and not any(_is_home(group, keys) for group in groups.values()):
        # The first fix of all was the wrong one.
        fixes.doubt(db, (one.recording_id for one in wrong if not one.is_doubted))
        placing.put_right(keys[0], _fix(next(iter(groups.values()))[0]))
        changed.add(here)
    targets: dict[int | None, int] = {}
    for place, group in groups.items():
        doubted = [one.recording_id for one in group if one.is_doubted]
        stays = len(doubted) < len(group) or _is_home(group, keys)
        targets[place] = here if stays else placing.moved_to(keys[-1], _fix(group[0]))
        if doubted:
            fixes.believe(db, doubted, targets[place])
            changed |= {here, targets[place]}
    if changed:
        _take_along(db, places, stated, targets)
    return changed


def _take_along(
    db: Connection,
    places: Sequence[int | None],
    stated: Sequence[StatedFix],
    targets: Mapping[int | None, int],
) -> None:
    """Give recordings with a wrong fix to the deployment of those before them."""
    now = next((targets[place] for place in places if place in targets), None)
    for place, one in zip(places, stated, strict=True):
        now = targets.get(place, now)
        if place is None and now is not None:
            fixes.give(db, [one.recording_id], now)


def _grouped(
    places: Sequence[int | None], stated: Sequence[StatedFix]
) -> dict[int | None, list[StatedFix]]:
    """Return the fixes by their place, in the order of the places; None: the wrong ones."""
    groups: dict[int | None, list[StatedFix]] = {}
    for place, one in zip(places, stated, strict=True):
        groups.setdefault(place, []).append(one)
    return groups


def _is_home(group: Sequence[StatedFix], keys: Sequence[KnownKey]) -> bool:
    return any(same_place((key.latitude, key.longitude), _fix(group[0])) for key in keys)


def _fix(one: StatedFix) -> Fix:
    return one.latitude, one.longitude
