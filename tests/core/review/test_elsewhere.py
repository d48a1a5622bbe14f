"""What other networks say of the moment in hand."""

from contextlib import closing
from dataclasses import replace

import pytest

from core.analysis import Settings, analyse
from core.inference.executors import InProcess
from core.networks import catalogue
from core.review.elsewhere import OtherNetwork, said_elsewhere
from core.scan import scan
from core.store import Project, detections, runs
from core.store.detections import Filter
from tests.core.networks.test_toy_journey import pond
from tests.core.networks.toy import CRICKET, LABELS, MANIFEST, Toy

__all__ = ["pond"]
LONG = Toy(replace(MANIFEST, id="long-1", title="Long", window_s=1.0, hop_s=None), LABELS)
DEAF = Toy(replace(MANIFEST, id="deaf-1", title="Deaf"), (*LABELS[:2], LABELS[0]))


@pytest.fixture
def heard_by(pond, tmp_path):
    with closing(Project(tmp_path / "p")) as project:
        list(scan(project, pond))

        def by(*networks):
            for network in networks:
                settings = Settings(network.manifest.id, min_score=0.2)
                list(analyse(project, network, settings, executor=InProcess()))
            return project

        yield by


def first(project, run_network, name):
    with project.reading() as db:
        (run,) = [one for one in runs.everything(db) if one.network == run_network]
        found = detections.everything(db, Filter(run_id=run.id, unlisted=True))
        return next(d for d in found if name in d.path.name)


def test_where_there_is_one_network_nobody_says_more(heard_by):
    project = heard_by(Toy())
    assert said_elsewhere(project, first(project, "toy-1", "213000")) == []


def test_others_score_the_same_moment_or_do_not_know_the_species(heard_by, monkeypatch):
    project = heard_by(Toy(), LONG, DEAF)
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    cricket = first(project, "toy-1", "213000")
    assert cricket.species == CRICKET
    said = {one.title: one for one in said_elsewhere(project, cricket)}
    assert said["Long 1"].knows
    assert said["Long 1"].score > 0.99
    assert said["Deaf 1"] == OtherNetwork("Deaf 1", knows=False, score=None)


def test_what_another_has_not_heard_or_not_finished_is_not_told(heard_by):
    project = heard_by(Toy(), LONG)
    clip = first(project, "toy-1", "214000")  # of .3 s: too short for windows of a second
    assert said_elsewhere(project, clip) == []
    with project.writing() as db:
        db.exec_driver_sql("UPDATE runs SET finished_utc = NULL WHERE network = 'long-1'")
    assert said_elsewhere(project, first(project, "toy-1", "213000")) == []


def test_what_another_does_not_hear_is_no_score(heard_by):
    project = heard_by(Toy(), LONG)
    song = first(project, "toy-1", "210000")
    said = said_elsewhere(project, replace(song, species=CRICKET))
    assert said == [OtherNetwork("Long 1", knows=True, score=None)]
