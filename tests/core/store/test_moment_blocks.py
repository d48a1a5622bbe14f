"""What is kept of where and when detections are says at any time what their rows say."""

import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from core import overview, report, rules
from core.app_folders import DATABASE
from core.deployments import editing, removing
from core.document.facts import gathering
from core.domain import Verdict
from core.errors import UserError
from core.imports import gather, newest, take, take_out
from core.jobs import answer
from core.review.merge import merge
from core.store import (
    Project,
    deployments,
    detections,
    moment_blocks,
    recordings,
    runs,
    sites,
    verdicts,
)  # fmt: skip
from core.store.detections import New
from core.store.moment_blocks import RECORDINGS, UNKNOWN
from core.store.recording_times import SaidStart
from core.store.scope import ReportScope
from core.store.species_rule import SpeciesRule
from tests.core import made
from tests.core.conftest import BLACKBIRD, LYREBIRD, WREN, HandMade, inspected

ALL = (
    "species_ids", "site_ids", "clocks_ms", "utc_ms", "ids", "recording_ids", "starts_us", "ends_us"
)  # fmt: skip
ROWS = f"""SELECT species_id, coalesce(site_id, 0), coalesce(at_local_ms, {UNKNOWN}),
    coalesce(at_utc_ms, {UNKNOWN}), id, recording_id, round(start_s * 1e6), round(end_s * 1e6)
    FROM detections WHERE run_id = ? AND listed = 1 ORDER BY recording_id, start_s, id"""


class Changes:
    """Things that people and analyses do to a project, each drawn by chance."""

    def __init__(self, made_project: HandMade, seed: int) -> None:
        self.project, self.run_id = made_project.project, made_project.run_id
        self.chance = random.Random(seed)
        self.folder = self.project.folder.parent
        self.copy = self.folder / "copy"
        with closing(sqlite3.connect(self.project.path)) as source:
            self.copy.mkdir()
            with closing(sqlite3.connect(self.copy / DATABASE)) as target:
                source.backup(target)
        self.every: Sequence[Callable[[], object]] = (
            self.hear, self.hear, self.say, self.rename, self.place, self.merge_sites, self.move,
            self.split_off, self.hand_over, self.set_zone, self.set_start, self.remove,
            self.restore, self.rule, self.forget_rules, self.undo, self.redo, self.merge_copy,
            self.take_results, self.take_results, self.take_out, self.take_in_again,
        )  # fmt: skip

    def one(self) -> None:
        """Do something; what the program refuses is left."""
        try:
            self.chance.choice(self.every)()
        except UserError:
            return

    def hear(self) -> None:
        with self.project.writing() as db:
            ids = made.label_ids(db, (BLACKBIRD, WREN, LYREBIRD))
            file = self.chance.choice(list(recordings.everything(db)))
            start = self.chance.randrange(0, 3600, 3)
            label = self.chance.choice(list(ids.values()))
            heard = New(label, start, start + 3, 0.5, 1.0, listed=self.chance.random() < 0.8)
            detections.add(db, self.run_id, file, [heard])

    def say(self) -> None:
        self._say(self.project)

    def _say(self, project: Project) -> None:
        with project.writing() as db:
            ids = db.exec_driver_sql("SELECT id FROM detections").scalars().all()
            word = self.chance.choice([*Verdict, None])
            verdicts.add(db, [verdicts.Statement(self.chance.choice(ids), word, "Ann", WREN)])

    def rename(self) -> None:
        editing.rename_site(self.project, self._site(), f"Site {self.chance.randrange(99)}")

    def place(self) -> None:
        editing.set_coordinates(self.project, self._site(), self.chance.choice([None, 40.0]), 10.0)

    def merge_sites(self) -> None:
        editing.merge_sites(self.project, [self._site()], self._site())

    def move(self) -> None:
        editing.move_to_site(self.project, [self._deployment()], f"New {self.chance.randrange(3)}")

    def split_off(self) -> None:
        one = self._deployment()
        with self.project.reading() as db:
            held = deployments.recording_ids(db, [one])
        some = self.chance.sample(held, min(len(held), 2))
        name = f"Split {self.chance.randrange(3)}"
        editing.split_deployment(self.project, one, recording_ids=some, site=name)

    def hand_over(self) -> None:
        editing.merge_deployments(self.project, [self._deployment()], self._deployment())

    def set_zone(self) -> None:
        zone = self.chance.choice([None, "Asia/Tokyo", "America/Lima"])
        editing.set_clock(self.project, self._deployment(), zone=zone)

    def set_start(self) -> None:
        at = datetime(2025, 5, 1) + timedelta(hours=self.chance.randrange(99))  # noqa: DTZ001
        said = self.chance.choice([None, SaidStart(at)])
        editing.set_starts(self.project, {self._recording(): said})

    def remove(self) -> None:
        removing.remove(self.project, [self._recording()])

    def restore(self) -> None:
        removing.restore(self.project)

    def rule(self) -> None:
        name = self.chance.choice([BLACKBIRD, WREN]).scientific_name
        rules.set_rule(self.project, SpeciesRule(name, min_score=self.chance.random()))

    def forget_rules(self) -> None:
        rules.use_rules(self.project, None)

    def undo(self) -> None:
        editing.undo_edit(self.project)

    def redo(self) -> None:
        editing.redo_edit(self.project)

    def merge_copy(self) -> None:
        with closing(Project(self.copy)) as other:
            self._say(other)
            editing.rename_site(other, 1, f"Site {self.chance.randrange(99)}")
            merge(self.project, other)

    def take_results(self) -> None:
        name, start = self.chance.choice(["b.wav", "c.wav", "1.wav", "2.wav"]), 3 * self._number()
        species = self.chance.choice([BLACKBIRD, WREN])
        file = self.folder / f"results {self._number()}.csv"
        file.write_text(
            "name,start_sec,end_sec,confidence,label\n"
            f"{name},{start},{start + 3},0.75,{species.scientific_name}_{species.common_name}\n"
        )
        answer(take(self.project, answer(gather(self.project, [file]))))

    def take_out(self) -> None:
        take_out(self.project, newest(self.project, taken_out=False))

    def take_in_again(self) -> None:
        take_out(self.project, newest(self.project, taken_out=True), back=True)

    def _number(self) -> int:
        return self.chance.randrange(4)

    def _site(self) -> int:
        with self.project.reading() as db:
            return self.chance.choice(sites.listing(db)).id

    def _deployment(self) -> int:
        with self.project.reading() as db:
            return self.chance.choice(deployments.listing(db)).id

    def _recording(self) -> int:
        with self.project.reading() as db:
            return self.chance.choice(list(recordings.everything(db))).id


@pytest.fixture
def in_blocks(hand_made: HandMade) -> HandMade:
    """The project with two more recordings, so that there is something in three blocks."""
    with hand_made.project.writing() as db:
        root = recordings.root(db, Path("/media"))
        for number in (1, 2):
            name = f"{number}.wav"
            at = datetime(2025, 6, number, 5)  # noqa: DTZ001
            deployment = sites.deployment(db, "Dune", sites.site(db, "Dune"), "AudioMoth", "S1")
            recordings.save(db, root, [(name, inspected(Path(name), at), deployment)])
            far = number * RECORDINGS + 1
            db.exec_driver_sql("UPDATE recordings SET id = ? WHERE path = ?", (far, name))
            file = recordings.by_ids(db, {far})[far]
            label = made.label_ids(db, [WREN])[WREN.scientific_name]
            new = New(label, 3.0, 6.0, 0.9, 1.0, listed=True)
            detections.add(db, hand_made.run_id, file, [new])
    return hand_made


def kept(of: HandMade) -> list[int]:
    with of.project.reading() as db:
        wanted = "SELECT block FROM moment_blocks WHERE run_id = ? ORDER BY block"
        return list(db.exec_driver_sql(wanted, (of.run_id,)).scalars())


def assert_as_the_rows_say(of: HandMade) -> None:
    with of.project.reading() as db:
        for run in runs.everything(db):
            found = moment_blocks.read(db, run.id, ALL)
            rows = np.array(db.exec_driver_sql(ROWS, (run.id,)).all()).reshape(-1, len(ALL))
            assert np.array_equal(np.array(list(found.values())).T, rows)


def keep_every_run(project: Project) -> None:
    with project.reading() as db:
        every = [run.id for run in runs.everything(db)]
    for run_id in every:
        moment_blocks.keep(project, run_id)


@pytest.mark.parametrize("seed", range(8))
def test_after_any_changes_in_any_order_it_says_what_the_rows_say(in_blocks, seed):
    changes = Changes(in_blocks, seed)
    for _ in range(40):
        if changes.chance.random() < 0.5:
            keep_every_run(in_blocks.project)
        changes.one()
        assert_as_the_rows_say(in_blocks)


@pytest.mark.parametrize("seed", range(3))
def test_a_report_of_what_is_kept_is_the_one_of_a_fresh_count(in_blocks, seed):
    changes, project = Changes(in_blocks, seed), in_blocks.project
    for _ in range(12):
        keep_every_run(project)
        changes.one()
        before = _everything(in_blocks)
        with project.writing() as db:
            db.exec_driver_sql("DELETE FROM moment_blocks")
        assert before == _everything(in_blocks)


def _everything(of: HandMade) -> object:
    with of.project.reading() as db:
        every = [run.id for run in runs.everything(db)]
    return [_of_run(of.project, run_id) for run_id in every]


def _of_run(project: Project, run_id: int) -> object:
    facts = answer(gathering(project, ReportScope(run_id)))
    active = overview.activity(project, run_id)
    rows = report.build(project, run_id).rows
    return rows, facts.events, facts.presence, facts.richness, active


def test_only_what_changed_is_forgotten(in_blocks):
    moment_blocks.keep(in_blocks.project, in_blocks.run_id)
    assert kept(in_blocks) == [0, 1, 2]
    removing.remove(in_blocks.project, [RECORDINGS + 1])
    assert kept(in_blocks) == [0, 2]
    report.build(in_blocks.project)
    assert kept(in_blocks) == [0, 1, 2]


def test_a_verdict_forgets_nothing(in_blocks):
    moment_blocks.keep(in_blocks.project, in_blocks.run_id)
    Changes(in_blocks, 0).say()
    assert kept(in_blocks) == [0, 1, 2]


def test_what_was_damaged_on_the_disk_is_not_used(in_blocks):
    moment_blocks.keep(in_blocks.project, in_blocks.run_id)
    with in_blocks.project.writing() as db:
        spoilt = "UPDATE moment_blocks SET ids = zeroblob(length(ids)) WHERE block = 0"
        db.exec_driver_sql(spoilt)
        db.exec_driver_sql("UPDATE moment_blocks SET utc_ms = x'00' WHERE block = 1")
    assert_as_the_rows_say(in_blocks)


def test_a_report_does_not_wait_for_who_writes(in_blocks):
    path = in_blocks.project.path
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert report.build(in_blocks.project).totals
        assert not kept(in_blocks)
        other.rollback()
    report.build(in_blocks.project)
    assert kept(in_blocks) == [0, 1, 2]


def test_a_project_that_may_not_be_written_has_its_report(in_blocks):
    in_blocks.project.close()
    with closing(Project(in_blocks.project.folder, read_only=True)) as project:
        assert report.build(project).totals
