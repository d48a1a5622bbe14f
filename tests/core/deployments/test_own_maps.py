import json

import numpy as np
import pytest

from core.deployments.own_maps import read_map
from core.errors import UserError

GPX = """<?xml version="1.0"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">
<wpt lat="46.45" lon="6.10"><name>Oak</name></wpt>
<trk><trkseg><trkpt lat="46" lon="6"/><trkpt lat="46.5" lon="6.5"/></trkseg></trk></gpx>"""


@pytest.fixture
def told(tmp_path):
    def write(content):
        file = tmp_path / "mine.map"
        file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return file

    return write


def area(**more):
    ring = [[6, 46], [7, 46], [7, 47], [6, 46]]
    return {"type": "Polygon", "coordinates": [ring], **more}


def test_lines_areas_and_points_of_geojson_are_read_however_deep(told):
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point",
             "coordinates": [6.1, 46.45, 812]}}  # fmt: skip
    nowhere = {"type": "Feature", "properties": {}, "geometry": None}
    both = {"type": "GeometryCollection", "geometries": [area()]}
    found = read_map(told({"type": "FeatureCollection", "features": [
        point, nowhere, {"type": "Feature", "geometry": both}]}))  # fmt: skip
    assert [len(line) for line in found] == [1, 4]
    assert found[0][0] == pytest.approx([6.1, 46.45])


def test_tracks_and_waypoints_of_gpx_are_read(told):
    point, track = read_map(told(GPX))
    assert point[0] == pytest.approx([6.10, 46.45])
    assert np.allclose(track, [[6, 46], [6.5, 46.5]])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a sentence", "no GeoJSON and no GPX"),
        ("[1, 2]", "no GeoJSON and no GPX"),
        ('{"type": "Sphere", "coordinates": []}', "no GeoJSON"),
        ('{"type": "LineString", "coordinates": [["a", "b"]]}', "no GeoJSON"),
        ('{"type": "LineString", "coordinates": [[NaN, 1]]}', "no GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "holds no lines"),
        ('{"type": "LineString", "coordinates": [[525000, 1150000]]}', "not in degrees"),
        (area(crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2056"}}), "another system"),
        ("<kml></kml>", "no GeoJSON and no GPX"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><gpx/>', "no GeoJSON and no GPX"),
    ],
)
def test_what_is_no_map_is_refused_in_a_sentence(told, content, says):
    with pytest.raises(UserError, match=says):
        read_map(told(content))


def test_a_map_that_is_gone_is_said(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        read_map(tmp_path / "gone.gpx")
