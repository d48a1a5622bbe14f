"""Whatever a network gives is analysed, kept, and gives the same again from what is kept."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import pytest

from core.analysis import Settings, analyse
from core.domain import Label, Species
from core.inference.executors import InProcess, ProcessPool
from core.inference.messages import Event, Setup, Task
from core.networks.manifest import Activation, Manifest
from core.networks.network import Head
from core.scan import scan
from core.store import embeddings, runs
from tests.core.inference.toys import head, named
from tests.core.sounds import noise, record

RATE, WINDOWS = 16_000, 40
SCORED = (head(activation=Activation.NONE),)
HEADS = (
    head("birds", activation=Activation.NONE),
    head("calls", output="calls", activation=Activation.NONE, floor=0.1),
)
NETWORKS = {
    "plain": (named("toy-1"), [3]),
    "two heads": (named("two-heads", heads=HEADS), [3, 2]),
    "no heads": (named("no-scores", heads=()), []),
    "no embeddings": (named("no-embeddings", embedding_size=0), [3]),
    "frames": (named("frames"), [3]),
    "one label": (named("one-label"), [1]),
    "embeddings of 1 number": (named("narrow", embedding_size=1), [3]),
    "embeddings of 4,096 numbers": (named("wide", embedding_size=4096), [3]),
}


@dataclass(frozen=True)
class AnyNetwork:
    manifest: Manifest
    label_counts: list[int]

    @property
    def heads(self) -> tuple[Head, ...]:
        """Label n of every head is of species n: two heads may hear one species at a time."""
        every = zip(self.manifest.heads, self.label_counts, strict=True)
        return tuple(Head(one, tuple(_label(n) for n in range(count))) for one, count in every)


def _label(number: int) -> Label:
    return Label(f"label {number}", Species(f"Toyus n{number}", f"Toy {number}"))


class Nobody:
    """An executor that must not be asked."""

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        raise AssertionError("it is heard again")


@pytest.fixture
def loud(project, tmp_path):
    """A project with 10 s of sound, in which the loudest is about a half."""
    sound = noise(10, rate=RATE)
    path = record(tmp_path / "media" / "a.wav", sound / abs(sound).max() / 2, rate=RATE)
    list(scan(project, path.parent))
    return project


def detections(project) -> list[tuple[str, float, float]]:
    query = """SELECT l.text, start_s, score FROM detections d JOIN labels l ON l.id = d.label_id
        WHERE run_id = ? ORDER BY start_s, label_id"""
    with project.reading() as db:
        return [tuple(row) for row in db.exec_driver_sql(query, (runs.latest(db).id,))]


@pytest.mark.parametrize(("manifest", "label_counts"), NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("executor", [InProcess(), ProcessPool(1)], ids=["in process", "pool"])
def test_any_network_is_analysed_and_its_kept_scores_are_used_again(
    loud, executor, manifest, label_counts
):
    network = AnyNetwork(manifest, label_counts)
    list(analyse(loud, network, Settings(manifest.id, min_score=0.1), executor=executor))
    found = detections(loud)
    with loud.reading() as db:
        run = runs.latest(db)
        assert runs.coverage(db, run.id).windows == WINDOWS
        assert runs.problems(db, run.id) == []
        if manifest.embedding_size:
            rows = embeddings.read(loud, db, run.pass_id, 1, manifest.embedding_size)
            assert rows.shape == (WINDOWS, manifest.embedding_size)
    assert bool(found) == bool(label_counts)
    assert {text for text, _, _ in found} == {f"label {n}" for n in range(max([0, *label_counts]))}

    higher = Settings(manifest.id, min_score=0.3)
    list(analyse(loud, network, higher, executor=Nobody()))
    assert detections(loud) == [one for one in found if one[2] >= 0.3]


def test_what_is_heard_in_frames_begins_and_ends_where_it_is_heard(loud):
    network = AnyNetwork(*NETWORKS["frames"])
    spans = "SELECT start_s, end_s FROM detections WHERE run_id = ? ORDER BY start_s, end_s"
    found = []
    for settings in (Settings("frames", min_score=0.1), Settings("frames", min_score=0.11)):
        executor = Nobody() if found else InProcess()
        list(analyse(loud, network, settings, executor=executor))
        with loud.reading() as db:
            found.append(db.exec_driver_sql(spans, (runs.latest(db).id,)).all())
    first, again = found
    # Of three frames the first two have at least half of the best: a third is cut off.
    assert {round(end - start, 3) for start, end in first if start < 9.5} == {0.334}
    assert [start % 0.25 for start, _ in first] == [0] * len(first)
    assert again
    assert set(again) <= set(first)
