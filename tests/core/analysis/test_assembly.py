"""What a network cannot answer for is no effort, and is told; what is too much is told as well."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.analysis import Settings, analyse, plan
from core.analysis.assembly import Assembly
from core.analysis.rules import Rules
from core.audio.windows import Windowing
from core.domain import Label, Recording, Species
from core.errors import NetworkUnavailableError
from core.inference.bounds import MOST_KEPT
from core.inference.executors import InProcess
from core.inference.messages import Done, Task
from core.networks.manifest import Manifest
from core.networks.network import Head
from core.scan import scan
from core.store import runs
from core.store.scores import HeadScores, Histogram, SparseScores, WindowScores
from tests.core.inference.toys import named
from tests.core.sounds import noise, record

RATE = 16_000


@dataclass(frozen=True)
class ToyNetwork:
    manifest: Manifest
    labels: int = 3

    @property
    def heads(self) -> tuple[Head, ...]:
        labels = [Label(f"{n}", Species(f"Toyus n{n}", f"Toy {n}")) for n in range(self.labels)]
        return tuple(Head(one, tuple(labels)) for one in self.manifest.heads)


def analysed(project, network, **more) -> None:
    settings = Settings(network=network.manifest.id)
    list(analyse(project, network, settings, executor=InProcess(), **more))


def told(project) -> dict[str, str]:
    with project.reading() as db:
        return dict(runs.problems(db, runs.latest(db).id))


def effort_s(project) -> float:
    with project.reading() as db:
        return runs.coverage(db, runs.latest(db).id).hours * 3600


def test_windows_without_numbers_are_told_and_are_no_effort(project, tmp_path):
    sound = noise(10, rate=RATE)
    sound[4 * RATE : 6 * RATE] *= 20  # louder than .5, where this network has no numbers
    record(tmp_path / "media" / "a.wav", sound, rate=RATE)
    record(tmp_path / "media" / "b.wav", noise(10, rate=RATE, seed=1), rate=RATE)
    list(scan(project, tmp_path / "media"))
    analysed(project, ToyNetwork(named("gaps")))
    assert set(told(project)) == {"a.wav"}
    assert "The network gave no numbers for 9 windows: not used" in told(project)["a.wav"]
    assert effort_s(project) == pytest.approx(20 - 2, abs=0.3)


def test_a_network_that_breaks_its_promise_stops_it_and_what_was_heard_before_is_kept(
    project, tmp_path
):
    for name, seconds in (("a", 1.0), ("b", 1.5)):  # a full batch; one that is not
        record(tmp_path / "media" / f"{name}.wav", noise(seconds, rate=RATE), rate=RATE)
    list(scan(project, tmp_path / "media"))
    with pytest.raises(NetworkUnavailableError, match="4 numbers where 2 windows of 3 labels"):
        analysed(project, ToyNetwork(named("changing")))
    assert effort_s(project) == pytest.approx(1.0)


def test_a_head_without_labels_is_refused_before_a_run_begins(project, tmp_path):
    record(tmp_path / "media" / "a.wav", noise(2, rate=RATE), rate=RATE)
    list(scan(project, tmp_path / "media"))
    with pytest.raises(NetworkUnavailableError, match="no labels"):
        analysed(project, ToyNetwork(named("toy-1"), labels=0))
    with project.reading() as db:
        assert runs.everything(db) == []


def test_what_an_hour_takes_on_disk_is_known_before_of_every_network(project, birdnet):
    for network, labels in ((birdnet, 6_522), (ToyNetwork(named("toy-1")), 3)):
        ahead = plan(project, network, Settings(network=network.manifest.id))
        assert 0 < ahead.score_bytes.typical <= ahead.score_bytes.most
        assert (ahead.score_bytes.typical < ahead.score_bytes.most) == (labels > 100)


def scores_of(*windows: int) -> WindowScores:
    """Return as many high scores of each window as are said."""
    count = sum(windows)
    sparse = SparseScores(
        np.repeat(np.arange(len(windows), dtype=np.uint32), windows),
        np.arange(count).astype(np.uint16),
        np.full(count, 0.9, np.float32),
    )
    empty = Histogram(*(np.empty(0, kind) for kind in (np.uint16, np.uint8, np.uint32)))
    return WindowScores(len(windows), 1.0, (HeadScores(sparse, empty),))


def test_more_labels_than_are_kept_are_told_where_they_would_have_counted():
    network = ToyNetwork(named("many-labels"), labels=15_000)
    scores = scores_of(MOST_KEPT, 3, MOST_KEPT)
    low, high = (Rules.of(network, Settings(min_score=score)) for score in (0.5, 0.95))
    assert "1,024 labels reached the minimum score in 2 windows" in low.crowding(scores).text
    assert high.crowding(scores) is None
    assert low.crowding(scores_of(MOST_KEPT - 1, 3)) is None
    assert low.crowding(scores_of(MOST_KEPT + 1)) is None, "kept before there was a bound"
    few = Rules.of(ToyNetwork(named("toy-1"), labels=MOST_KEPT), Settings(min_score=0.5))
    assert few.crowding(scores) is None, "no head with so few labels loses any"


def assembly_of(duration_s: float, windowing: Windowing, bad: set[int], split: int) -> Assembly:
    recording = Recording(
        id=1, path=Path("/m/a.wav"), root=Path("/m"), root_id=1, site=None, site_id=None,
        start=None, duration_s=duration_s, sample_rate=RATE, channels=1, latitude=None,
        longitude=None, recorder=None, serial=None, content_hash="",
    )  # fmt: skip
    count = windowing.count(duration_s)
    firsts = sorted({0, min(split, count - 1)})
    assembly = Assembly(recording, {})
    for n, (first, end) in enumerate(zip(firsts, [*firsts[1:], count], strict=True)):
        mine = tuple(sorted(w for w in bad if first <= w < end))
        assembly.tasks[n] = Task(n, 1, 1, "a.wav", first, end - first)
        assembly.done[n] = Done(n, end - first, 0, duration_s, bad_windows=mine)
    return assembly


@given(
    st.sets(st.integers(0, 30)), st.integers(1, 30), st.sampled_from([1, 2, 3, 5]),
    st.integers(5, 60),
)  # fmt: skip
@example({7}, 1, 5, 41)  # what lies behind the last window counts neither way
def test_effort_is_all_that_lies_in_a_window_with_numbers(bad, split, step, frames):
    windowing = Windowing(10, length=5, step=step, least=2)
    count = windowing.count(frames / 10)
    heard = np.zeros(frames, np.bool_)
    for window in set(range(count)) - bad:
        heard[window * step : window * step + 5] = True
    whole = assembly_of(frames / 10, windowing, {w for w in bad if w < count}, split)
    assert whole.heard(windowing, 0).analysed_s == pytest.approx(heard.sum() / 10)
