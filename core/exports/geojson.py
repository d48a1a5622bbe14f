"""Sites with what was found there, as GeoJSON (RFC 7946)."""

import json
from pathlib import Path

from core.atomic_file import whole_file
from core.exports import site_counts
from core.exports.files import PLAIN, TableStyle, Writing
from core.exports.format import ExportFormat
from core.exports.selection import Selection
from core.exports.site_counts import SiteCounts, SiteSpecies
from core.jobs import Progress
from core.store import Project

_BEGIN = '{"type": "FeatureCollection", "made_by": "Undersong", "features": ['


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write a point for each site, also for those where nothing was found."""
    with project.reading() as db:
        found = site_counts.counts(db, wanted)
    yield Progress(0, len(found))
    with whole_file(path, lambda head: head.startswith(_BEGIN)) as file:
        features = (json.dumps(_feature(one), ensure_ascii=False) for one in found)
        file.write(_BEGIN + "\n" + ",\n".join(features) + "\n]}\n")
    return len(found)


def _feature(at: SiteCounts) -> dict[str, object]:
    latitude, longitude = at.place
    is_placed = latitude is not None and longitude is not None
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {
        "type": "Feature",
        "geometry": point if is_placed else None,
        "properties": {
            "site": at.site,
            "detections": at.detections,
            "verified": at.verified,
            "species": len(at.found),
            "counts": [_count(one) for one in at.found],
        },
    }


def _count(one: SiteSpecies) -> dict[str, object]:
    return {
        "scientific_name": one.species.scientific_name,
        "common_name": one.species.common_name,
        "detections": one.detections,
        "verified": one.verified,
        "first_day": one.first_day and one.first_day.isoformat(),
        "last_day": one.last_day and one.last_day.isoformat(),
    }


FORMAT = ExportFormat(
    "geojson", "Sites with counts (GeoJSON)", ".geojson", write,
    site_counts.number, site_counts.lacking,
    holds="Each site as a point, with the number of detections of each species.",
)  # fmt: skip
