"""What a report is of: a run, or some sites and days of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.store.detection_filter import Filter, plain
from core.store.membership import IN_PROJECT
from core.store.run_schema import RunRecordingRow
from core.store.schema import DeploymentRow, DetectionRow, RecordingRow, SiteRow

D, R = DetectionRow, RecordingRow
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class ReportScope:
    """Which of a run's recordings and detections count."""

    run_id: int
    sites: frozenset[str] | None = None
    """Names; None: all, and what has no site."""
    first_day: date | None = None
    last_day: date | None = None
    """Inclusive, by the recorder's clock; what has no day is then left out."""

    @property
    def is_dated(self) -> bool:
        """Tell whether it has a first or a last day."""
        return self.first_day is not None or self.last_day is not None

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing of the run is left out."""
        return self.sites is None and not self.is_dated

    @property
    def detections(self) -> list[Any]:
        """Return what must hold of a row of detections: of the run, expected, and in here."""
        return [D.listed, *self.within]

    @property
    def within(self) -> list[Any]:
        """Return the same for those that the species list hides as well."""
        found: list[Any] = [plain("run_id") == self.run_id]
        if self.sites is not None:
            found.append(plain("site_id").in_(self._site_ids))
        days = plain("local_day")
        if self.first_day is not None:
            found.append(days >= day_number(self.first_day))
        if self.last_day is not None:
            found.append(days <= day_number(self.last_day))
        return found

    @property
    def recordings(self) -> list[Any]:
        """Return what must hold of a recording, joined with its place in the run."""
        return [RunRecordingRow.run_id == self.run_id, *self.files]

    @property
    def files(self) -> list[Any]:
        """Return what must hold of a recording: of a date where it begins."""
        found: list[Any] = [IN_PROJECT]
        if self.sites is not None:
            placed = select(DeploymentRow.id).where(DeploymentRow.site_id.in_(self._site_ids))
            found.append(R.deployment_id.in_(placed))
        if self.is_dated:
            first, end = self.clock_ms or (0, 0)
            found += [R.local_us >= first * 1000, R.local_us < end * 1000]
        return found

    @property
    def clock_ms(self) -> tuple[int, int] | None:
        """Return from when until when by the recorder's clock, in ms since it read 1970.

        None where it has no days.
        """
        if not self.is_dated:
            return None
        first, last = self.first_day or date.min, self.last_day or date.max - timedelta(days=1)
        return _midnight_ms(first), _midnight_ms(last + timedelta(days=1))

    @property
    def filter(self) -> Filter:
        """Return it as a question for detections."""
        return Filter(
            run_id=self.run_id,
            sites=self.sites,
            first_day=self.first_day,
            last_day=self.last_day,
        )

    @property
    def _site_ids(self) -> Any:
        return select(SiteRow.id).where(SiteRow.name.in_(sorted(self.sites or ())))

    def takes(self, site: str | None) -> bool:
        """Tell whether something at a site is in it."""
        return self.sites is None or site in self.sites

    def takes_day(self, day: int | None) -> bool:
        """Tell whether something of a day, as yyyymmdd, is in it."""
        if not self.is_dated:
            return True
        first, last = (number and day_number(number) for number in (self.first_day, self.last_day))
        return day is not None and (first or day) <= day <= (last or day)


def day_number(day: date) -> int:
    """Return a day as detections hold it: yyyymmdd."""
    return day.year * 10_000 + day.month * 100 + day.day


def _midnight_ms(day: date) -> int:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // _MS
