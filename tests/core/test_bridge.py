"""Two analyses of the same recordings, species by species."""

import csv
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import Settings, analyse
from core.bridge import bridging
from core.errors import UserError
from core.inference.executors import InProcess
from core.jobs import answer
from core.networks import catalogue
from core.scan import scan
from core.store import Project, runs
from tests.core.networks.test_toy_journey import pond, tones
from tests.core.networks.toy import CRICKET, LABELS, MANIFEST, SONG_HZ, TOAD, Toy
from tests.core.sounds import record

__all__ = ["pond"]
SECONDS = 2.0
LONG = Toy(replace(MANIFEST, id="long-1", window_s=1.0, hop_s=None), LABELS)
CRICKETS = Toy(replace(MANIFEST, id="crickets-1"), [*LABELS[:2], replace(LABELS[2], species=None)])


def runs_of(project, *networks, **settings):
    made = []
    for network in networks:
        wanted = Settings(network.manifest.id, min_score=0.2, **settings)
        list(analyse(project, network, wanted, executor=InProcess()))
        with project.reading() as db:
            made.append(runs.latest(db))
    return made


@pytest.fixture
def scanned(pond, tmp_path):
    with closing(Project(tmp_path / "p")) as project:
        list(scan(project, pond))
        yield project


def by_species(found):
    return {row.species: row for row in found.rows}


def test_one_network_twice_is_the_same(scanned):
    one, other = runs_of(scanned, Toy(), Toy(replace(MANIFEST, id="toy-2")))
    found = answer(bridging(scanned, one, other))
    assert (found.recordings, found.windows) == (5, 4 * 8 + 1)
    toad = by_species(found)[TOAD]
    assert toad.found == (24, 24)
    assert toad.both == 24
    assert (toad.files, toad.files_both) == ((3, 3), 3)
    assert toad.same_count == pytest.approx(min(x for x, _ in toad.mapped), abs=0.1)
    assert all(x == pytest.approx(y, abs=0.3) for x, y in toad.mapped)
    assert toad.correlation.estimate == pytest.approx(1)


def test_windows_of_another_length_are_matched_by_their_middle(scanned):
    short, long = runs_of(scanned, Toy(), LONG)
    found = answer(bridging(scanned, short, long))
    assert found.windows == 4 * 2  # of a second; the file of .3 s has none
    toad = by_species(found)[TOAD]
    assert toad.found == (6, 6)
    turned = by_species(answer(bridging(scanned, long, short)))[TOAD]
    assert (turned.found, turned.both) == (toad.found[::-1], toad.both)


def test_what_one_network_does_not_know_is_said(scanned):
    one, other = runs_of(scanned, Toy(), CRICKETS)
    cricket = by_species(answer(bridging(scanned, one, other)))[CRICKET]
    assert cricket.known_to == (True, False)
    assert cricket.found == (9, 0)
    assert (cricket.mapped, cricket.correlation, cricket.same_count) == ((), None, None)


def test_analyses_without_recordings_in_common_are_refused(scanned, pond, tmp_path):
    (one,) = runs_of(scanned, Toy())
    with scanned.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET removed = 1")
    record(
        tmp_path / "other" / "20250511_210000.wav",
        tones(SECONDS, SONG_HZ, rate=16_000),
        rate=16_000,
    )
    list(scan(scanned, tmp_path / "other"))
    (other,) = runs_of(scanned, LONG)
    with pytest.raises(UserError, match="no recording both"):
        answer(bridging(scanned, one, other))
    with pytest.raises(UserError, match="named twice"):
        answer(bridging(scanned, one, one))


def test_birdnet_with_and_without_overlap(analysed, birdnet, run, tmp_path, monkeypatch):
    list(analyse(analysed, birdnet, Settings(overlap_s=1.5, workers=1)))
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    with analysed.reading() as db:
        names = [one.fingerprint for one in runs.everything(db)]
    out = tmp_path / "bridge.csv"
    status, _, _ = run("bridge", names[1], names[0], "--project", analysed.folder, "--out", out)
    assert status == 0
    rows = {
        row["scientific_name"]: row for row in csv.DictReader(out.read_text("utf-8").splitlines())
    }
    blackbird = rows["Turdus merula"]
    assert (blackbird["windows_1"], blackbird["only_1"]) == ("22", "0")
    assert int(blackbird["windows_2"]) >= 22  # of windows twice as many, the best of each counts
    assert blackbird["rank_correlation"] == ""  # three recordings are too few to say
    assert np.isfinite(float(blackbird["score_2_at_50"]))
