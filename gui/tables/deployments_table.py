"""Deployments, one a row, those of a site below each other."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt

from core.durations import in_hours
from core.store.deployments import Deployment
from gui.tables.columns import Column
from gui.tables.plain import PlainTable
from gui.widgets import place_words


class Row(NamedTuple):
    """A deployment and its place among those of its site."""

    deployment: Deployment
    is_first: bool
    """Below another site's: those after it repeat its name and place, muted."""


def _hint(row: Row) -> str:
    place = place_words.coordinates(row.deployment.latitude, row.deployment.longitude)
    return f"{row.deployment.site}\n{place or 'Its coordinates are unknown.'}"


def _unless(known: object) -> str:
    return "text" if known else "muted"


COLUMNS: tuple[Column[Row], ...] = (
    Column(
        "Site", lambda r: r.deployment.site, width=120, hint=_hint,
        key=lambda r: (r.deployment.site, r.deployment.site_id, str(r.deployment.first or "")),
        tint=lambda r: "text" if r.is_first else "muted",
    ),
    Column(
        "Recorder", lambda r: r.deployment.recorder or "unknown", width=112, spare=True,
        hint=lambda r: place_words.recorder(r.deployment),
        tint=lambda r: _unless(r.deployment.recorder), key=lambda r: r.deployment.recorder,
    ),
    Column(
        "Period", lambda r: place_words.period(r.deployment) or "unknown", width=172,
        tint=lambda r: _unless(r.deployment.first), key=lambda r: r.deployment.first,
        about="By the corrected clock",
    ),
    Column("Recordings", lambda r: f"{r.deployment.recordings:,}", number=True, width=80,
           key=lambda r: r.deployment.recordings),
    Column("Hours", lambda r: in_hours(r.deployment.hours), number=True, width=56, spare=True,
           key=lambda r: r.deployment.hours),
    Column(
        "Zone", lambda r: place_words.zone(r.deployment), width=124, spare=True,
        hint=lambda r: place_words.zone_hint(r.deployment),
        key=lambda r: place_words.zone(r.deployment),
        tint=lambda r: "text" if r.deployment.zone else "muted",
    ),
    Column(
        "Clock", lambda r: place_words.clock(r.deployment), width=132, spare=True,
        hint=lambda r: place_words.clock(r.deployment),
        key=lambda r: place_words.clock(r.deployment),
        tint=lambda r: "text" if r.deployment.clock else "muted",
    ),
    Column(
        "Coordinates",
        lambda r: place_words.coordinates(r.deployment.latitude, r.deployment.longitude)
        or "unknown",
        width=180,
        spare=True,
        tint=lambda r: "muted" if r.deployment.latitude is None or not r.is_first else "text",
        key=lambda r: r.deployment.latitude,
    ),
    Column(
        "Serial", lambda r: r.deployment.serial or "unknown", width=120, spare=True,
        tint=lambda r: _unless(r.deployment.serial), key=lambda r: r.deployment.serial,
    ),
)  # fmt: skip


class DeploymentsTable(PlainTable[Row]):
    """By site and time, or as its headings say."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def show_deployments(self, deployments: Sequence[Deployment]) -> None:
        """Show deployments, given by site and time."""
        rows = _below_each_other(self.in_order([Row(one, True) for one in deployments]))
        if [row.deployment.id for row in rows] == [row.deployment.id for row in self.rows]:
            for number, row in enumerate(rows):  # as before: nothing may jump
                if row != self.rows[number]:
                    self.change(number, row)
        else:
            self.show(rows)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort, and say again which repeat the site above. Called by Qt."""
        super().sort(column, order)
        for number, row in enumerate(_below_each_other(self.rows)):
            self.change(number, row)

    def row_of(self, deployment_id: int) -> int | None:
        """Return the row of a deployment, or None where it is not here."""
        return next((n for n, r in enumerate(self.rows) if r.deployment.id == deployment_id), None)


def _below_each_other(rows: Sequence[Row]) -> list[Row]:
    sites = [None, *(row.deployment.site_id for row in rows)]
    return [row._replace(is_first=row.deployment.site_id != sites[n]) for n, row in enumerate(rows)]
