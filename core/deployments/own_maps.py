"""Maps of one's own below the sites: GeoJSON (RFC 7946) and GPX 1.1."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from core.deployments.outlines import Line
from core.errors import UserError

_LARGEST = 100_000_000
"""Bytes."""
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")
_DEEPEST = 20


def read_map(file: Path) -> list[Line]:
    """Return the lines of a GeoJSON or GPX file; a point is a line of one point.

    Raises UserError where it is neither, holds nothing, or is not in WGS 84 degrees.
    """
    try:
        if file.stat().st_size > _LARGEST:
            raise UserError(f"{file.name} is larger than 100 MB. Simplify it, or cut out a part.")
        data = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}. Choose another file.") from error
    is_xml = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    try:
        found = list(_gpx(data) if is_xml else _geojson(json.loads(data.decode("utf-8-sig"))))
        lines = [line for points in found if (line := _line(points)) is not None]
    except (ValueError, TypeError, KeyError, RecursionError, ElementTree.ParseError) as error:
        raise UserError(
            f"{file.name} is no GeoJSON and no GPX that can be read. Export it again, in WGS 84."
        ) from error
    if not lines:
        raise UserError(f"{file.name} holds no lines, areas or points. Choose another file.")
    return lines


def _line(points: Iterable[Any]) -> Line | None:
    pairs = [(float(point[0]), float(point[1])) for point in points]
    if not pairs:
        return None
    line = np.array(pairs, dtype=np.float32)
    if not np.all(np.isfinite(line)):
        raise ValueError("no numbers")
    if np.any(np.abs(line) > (360.0, 90.0)):
        raise UserError(
            "The map is not in degrees. Export it again with the coordinates of WGS 84 (EPSG:4326)."
        )
    return line


def _geojson(found: Any, depth: int = 0) -> Iterator[Iterable[Any]]:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if not isinstance(found, dict):
        raise TypeError("no object")
    crs = str(found.get("crs") or "")
    if crs and not any(known in crs for known in _WGS84):
        raise UserError(
            "The map is in another system of coordinates. Export it again in WGS 84 (EPSG:4326)."
        )
    kind = found["type"]
    if kind == "FeatureCollection":
        for feature in found["features"]:
            yield from _geojson(feature, depth + 1)
    elif kind == "Feature":
        if found.get("geometry") is not None:
            yield from _geojson(found["geometry"], depth + 1)
    elif kind == "GeometryCollection":
        for one in found["geometries"]:
            yield from _geojson(one, depth + 1)
    else:
        yield from _geometry(kind, found["coordinates"])


def _geometry(kind: str, coordinates: Any) -> Iterator[Iterable[Any]]:
    if kind == "Point":
        yield [coordinates] if coordinates else []
    elif kind == "MultiPoint":
        yield from ([point] for point in coordinates)
    elif kind == "LineString":
        yield coordinates
    elif kind in ("MultiLineString", "Polygon"):
        yield from coordinates
    elif kind == "MultiPolygon":
        for polygon in coordinates:
            yield from polygon
    else:
        raise ValueError(kind)


def _gpx(data: bytes) -> Iterator[Iterable[Any]]:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # none has them; bombs do
        raise ValueError("no plain GPX")
    root = ElementTree.fromstring(data)
    if _name(root) != "gpx":
        raise ValueError("no GPX")
    for each in root.iter():
        if _name(each) in ("rte", "trkseg"):
            yield [_at(point) for point in each if _name(point) in ("rtept", "trkpt")]
        elif _name(each) == "wpt":
            yield [_at(each)]


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _at(element: ElementTree.Element) -> tuple[str, str]:
    return element.attrib["lon"], element.attrib["lat"]
