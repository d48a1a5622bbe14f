"""Sites with what was found there, as a GeoPackage 1.3: a map layer and a table of counts.

Source: OGC 12-128r18, of which it has the tables that are required.
"""

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from core.atomic_file import refuse_others, replacing
from core.errors import UserError
from core.exports import site_counts
from core.exports.blur import Place
from core.exports.files import PLAIN, TableStyle, Writing
from core.exports.format import ExportFormat
from core.exports.selection import Selection
from core.exports.site_counts import SiteCounts
from core.jobs import Progress
from core.store import Project

_WGS84 = 4326
_BY = "Undersong"
_TABLES = """
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE,
    max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents(table_name),
    column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id),
    z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
CREATE TABLE sites (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, site TEXT NOT NULL,
    detections INTEGER NOT NULL, verified INTEGER NOT NULL, species INTEGER NOT NULL);
CREATE TABLE counts (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, site TEXT NOT NULL,
    scientific_name TEXT NOT NULL, common_name TEXT NOT NULL, detections INTEGER NOT NULL,
    verified INTEGER NOT NULL, first_day DATE, last_day DATE);
"""
_SYSTEMS = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic", 0, "NONE", 0, "undefined", None),
    (
        "WGS 84", _WGS84, "EPSG", _WGS84,
        'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
        'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]',
        None,
    ),
)  # fmt: skip
_EVER = "1970-01-01T00:00:00.000Z"
"""The same export twice is the same file."""


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the layer ``sites`` and the table ``counts``; a site without coordinates has no point.

    Raises UserError where it cannot be written.
    """
    path = path.resolve()
    refuse_others(path, _is_ours)
    with project.reading() as db:
        found = site_counts.counts(db, wanted)
    yield Progress(0, len(found))
    try:
        with replacing(path) as part, closing(sqlite3.connect(part)) as file:
            _fill(file, found)
            file.commit()
            file.close()  # before it is moved: Windows moves nothing that is open
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"{path} cannot be written ({error}). Make room there, or choose another place."
        ) from error
    return len(found)


def _fill(file: sqlite3.Connection, found: Sequence[SiteCounts]) -> None:
    file.executescript(_TABLES)
    file.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
    contents = (
        ("sites", "features", "Sites", _BY, _EVER, *_extent(found), _WGS84),
        ("counts", "attributes", "Counts", _BY, _EVER, None, None, None, None, None),
    )
    file.executemany("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", contents)
    column = ("sites", "geom", "POINT", _WGS84, 0, 0)
    file.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, ?)", column)
    file.executemany(
        "INSERT INTO sites VALUES (NULL, ?, ?, ?, ?, ?)",
        ((_point(at.place), at.site, at.detections, at.verified, len(at.found)) for at in found),
    )
    file.executemany(
        "INSERT INTO counts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                at.site, one.species.scientific_name, one.species.common_name, one.detections,
                one.verified, one.first_day and one.first_day.isoformat(),
                one.last_day and one.last_day.isoformat(),
            )
            for at in found
            for one in at.found
        ),
    )  # fmt: skip


def _point(place: Place) -> bytes | None:
    """Return a point as GeoPackage has it: a head without envelope, then well-known binary."""
    latitude, longitude = place
    if latitude is None or longitude is None:
        return None
    return struct.pack("<2sBBiBIdd", b"GP", 0, 1, _WGS84, 1, 1, longitude, latitude)


def _extent(found: Sequence[SiteCounts]) -> tuple[float | None, ...]:
    latitudes = [one.place[0] for one in found if one.place[0] is not None]
    longitudes = [one.place[1] for one in found if one.place[1] is not None]
    if not latitudes or not longitudes:
        return (None,) * 4
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _is_ours(head: str) -> bool:
    return head.startswith("SQLite format 3") and "gpkg_contents" in head and _BY in head


FORMAT = ExportFormat(
    "geopackage", "Sites with counts (GeoPackage)", ".gpkg", write,
    site_counts.number, site_counts.lacking,
    holds="A map layer of the sites, and a table of what was found at each.",
)  # fmt: skip
