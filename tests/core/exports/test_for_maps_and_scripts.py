"""Lines of JSON, and sites with counts as maps show them."""

import json
import sqlite3
import struct
from contextlib import closing

from core.domain import Verdict
from core.exports import Selection, detections_csv, export, lacking
from core.review import Desk
from tests.core.conftest import WREN


def test_each_line_is_a_detection_with_the_columns_of_the_table(hand_made, tmp_path):
    out = tmp_path / "a.ndjson"
    assert export(hand_made.project, Selection(hand_made.run_id), "ndjson", out) == 8
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [list(one) for one in found] == [list(detections_csv.COLUMNS)] * 8
    assert {name: found[0][name] for name in ("score", "verdict", "latitude", "low_hz")} == {
        "score": 0.9, "verdict": None, "latitude": 52.1, "low_hz": None,
    }  # fmt: skip
    assert sum(not one["in_species_list"] for one in found) == 1
    assert export(hand_made.project, Selection(hand_made.run_id), "ndjson", out) == 8


def test_a_site_is_a_point_with_its_species(hand_made, tmp_path):
    Desk(hand_made.project, "Ann").decide([1], Verdict.CORRECT)
    Desk(hand_made.project, "Ann").decide([2], Verdict.WRONG, corrected=WREN)
    Desk(hand_made.project, "Ann").decide([3], Verdict.WRONG)
    out = tmp_path / "a.geojson"
    assert export(hand_made.project, Selection(hand_made.run_id), "geojson", out) == 2
    dune, wood = json.loads(out.read_text("utf-8"))["features"]
    assert dune["geometry"] == {"type": "Point", "coordinates": [4.3, 52.1]}
    assert {k: v for k, v in dune["properties"].items() if k != "counts"} == {
        "site": "Dune", "detections": 5, "verified": 2, "species": 2,
    }  # fmt: skip
    assert dune["properties"]["counts"] == [
        {
            "scientific_name": "Turdus merula", "common_name": "Eurasian Blackbird",
            "detections": 3, "verified": 1, "first_day": "2025-05-03", "last_day": "2025-05-04",
        },
        {
            "scientific_name": "Troglodytes troglodytes", "common_name": "Eurasian Wren",
            "detections": 2, "verified": 1, "first_day": "2025-05-03", "last_day": "2025-05-03",
        },
    ]  # fmt: skip
    assert wood["properties"]["detections"] == 1


def test_a_site_without_coordinates_has_no_point_and_is_named(hand_made, tmp_path):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE sites SET latitude = NULL WHERE name = 'Wood'")
        db.exec_driver_sql("UPDATE recordings SET latitude = NULL WHERE path LIKE 'Wood%'")
    wanted = Selection(hand_made.run_id)
    for format_id in ("geojson", "geopackage"):
        assert export(hand_made.project, wanted, format_id, tmp_path / format_id) == 2
        assert lacking(hand_made.project, wanted, format_id)[-1].endswith("a point: Wood.")
    _, wood = json.loads((tmp_path / "geojson").read_text("utf-8"))["features"]
    assert wood["geometry"] is None


def test_a_geopackage_is_one_and_has_a_layer_and_a_table(hand_made, tmp_path):
    out = tmp_path / "a.gpkg"
    for _ in range(2):
        assert export(hand_made.project, Selection(hand_made.run_id), "geopackage", out) == 2
    with closing(sqlite3.connect(out)) as db:
        ask = db.execute
        assert ask("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert ask("PRAGMA foreign_key_check").fetchall() == []
        assert ask("PRAGMA integrity_check").fetchone() == ("ok",)
        point, *rest = ask("SELECT geom, site, detections, verified, species FROM sites").fetchone()
        assert struct.unpack("<2sBBiBIdd", point) == (b"GP", 0, 1, 4326, 1, 1, 4.3, 52.1)
        assert rest == ["Dune", 6, 0, 2]
        assert ask("SELECT sum(detections), count(*) FROM counts").fetchone() == (7, 3)
        extent = ask("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE srs_id = 4326")
        assert extent.fetchone() == (4.3, 52.1, 4.3, 52.1)
