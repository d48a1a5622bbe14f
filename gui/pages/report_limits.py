"""What the report is limited to: some days, groups of species, and what a person verified."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton

from core.names import EVERY_SITE
from core.report import ReportRow
from core.store.detections import Filter
from core.store.scope import ReportScope
from core.taxon_groups import TaxonGroup, taxon_group
from gui.pages.review.filters.range_chips import DayChip
from gui.theme import GRID
from gui.widgets.chips import Chip
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.overflow_row import OverflowRow
from gui.widgets.plain import give_tip

_VERIFIED = "verified"
_CHOICE_PX = 16 * GRID


class ReportLimits(OverflowRow):
    """Chips beside the choice of sites."""

    days_chosen = Signal()
    """The report is to be counted again."""
    rows_chosen = Signal()
    """Other rows of the same report are to be shown."""

    def __init__(self) -> None:
        self.days = DayChip()
        self.groups = Chip("Group")
        self.verified = Chip(
            "Verified", [("All species", None), ("Verified by a person", _VERIFIED)]
        )
        give_tip(self.verified, "Only species of which a person confirmed a detection or drew one")
        super().__init__(self.days, self.groups, self.verified, rank=QAbstractButton.isChecked)
        self.days.chosen.connect(self.days_chosen)
        for chip in (self.groups, self.verified):
            chip.chosen.connect(lambda _value: self.rows_chosen.emit())

    @property
    def first_day(self) -> date | None:
        """Return from which day on."""
        found: date | None = self.days.values.get("first_day")
        return found

    @property
    def last_day(self) -> date | None:
        """Return up to which day, inclusive."""
        found: date | None = self.days.values.get("last_day")
        return found

    def clear(self) -> None:
        """Limit nothing."""
        self.days.choose({})
        self.groups.choose(None)
        self.verified.choose(None)

    def offer_rows(self, rows: Sequence[ReportRow]) -> None:
        """Offer the groups and days that a report has."""
        there = {_group(one) for one in rows}
        groups = [group for group in TaxonGroup if group in there]
        named = [(group.title, group) for group in groups]
        self.groups.offer([("All groups", None), *named])
        self.offer(self.groups, len(groups) > 1)
        known = [one.first.local.date() for one in rows if one.first]
        if known:
            self.days.suggest(min(known))

    @property
    def group(self) -> frozenset[TaxonGroup] | None:
        """Return the group that is chosen; None: all."""
        chosen = self.groups.value
        return frozenset({TaxonGroup(str(chosen))}) if chosen else None

    def takes(self, one: ReportRow) -> bool:
        """Tell whether a row is to be shown."""
        if self.groups.value is not None and _group(one) != self.groups.value:
            return False
        heard = one.correct or one.corrected_into_this or one.annotations
        return self.verified.value is None or bool(heard)


def _group(one: ReportRow) -> TaxonGroup:
    return taxon_group(one.species.scientific_name, one.species.group)


def clips_of(rows: Sequence[ReportRow]) -> Filter:
    """Return what finds the clips behind rows of a report, one at least."""
    species = frozenset(row.species.scientific_name for row in rows)
    everywhere = any(row.site == EVERY_SITE for row in rows)
    sites = None if everywhere else frozenset(row.site for row in rows)
    one = next(iter(species)) if len(species) == 1 else None
    return Filter(species=one, several=None if one else species, sites=sites)


def limited(wanted: Filter, of: ReportScope, site: str | None) -> Filter:
    """Return what is wanted of a report, of the days and the one site that it is limited to."""
    return replace(
        wanted,
        run_id=of.run_id,
        sites=wanted.sites or (frozenset({site}) if site else None),
        first_day=wanted.first_day or of.first_day,
        last_day=wanted.last_day or of.last_day,
    )


def choice(name: str) -> ChoiceBox:
    """Return a box to choose from, as wide as what is chosen."""
    made = ChoiceBox()
    made.setAccessibleName(name)
    made.setMinimumWidth(_CHOICE_PX)
    return made


def offer(box: ChoiceBox, choices: Sequence[tuple[str, object]], current: object) -> None:
    """Replace what a box offers, with what is chosen now."""
    box.clear()
    for text, value in choices:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(current)))
