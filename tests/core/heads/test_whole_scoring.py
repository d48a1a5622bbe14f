"""A project is scored whole: what lacks embeddings is analysed first, as it was analysed before."""

from dataclasses import replace

import pytest

from core.analysis import Settings
from core.analysis.fingerprints import run_fingerprint
from core.analysis.recorded import settings_of
from core.errors import UserError
from core.heads import library
from core.heads.trained_head import made
from core.heads.whole_scoring import analysis_ahead, score_whole
from core.inference.executors import InProcess
from core.jobs import answer
from core.networks import catalogue
from core.scan import scan
from core.species.lists import SpeciesList
from core.store import Project, runs
from tests.core.heads.tones import heard, more_songs
from tests.core.networks.toy import MANIFEST
from tests.core.sounds import noise, record


def whole(project, kept):
    return answer(score_whole(project, kept, executor=InProcess()))


@pytest.mark.parametrize(
    "settings",
    [
        Settings(network="toy-1"),
        Settings(network="toy-1", min_score=0.4, channel=2, overlap_s=0.1),
        Settings(network="toy-1", species_list=SpeciesList("mine", ("Bufo bufo",))),
    ],
)
def test_an_analysis_goes_on_from_its_record(settings):
    again = settings_of("toy-1", settings.for_run(MANIFEST))
    assert run_fingerprint(again, MANIFEST) == run_fingerprint(settings, MANIFEST)


def test_what_the_network_has_not_heard_is_analysed_and_then_scored(tones, kept, tmp_path):
    more_songs(tones, tmp_path / "media", 20, 21)
    ahead = analysis_ahead(tones, kept.head)
    assert "2 recordings have nothing to score yet" in ahead.sentence
    result = whole(tones, kept)
    assert (result.analysed, result.new.recordings) == (2, 2)
    assert analysis_ahead(tones, kept.head) is None
    assert whole(tones, kept).new.recordings == 0


def test_what_was_heard_without_embeddings_is_heard_with_them(tones, toy, kept, tmp_path):
    more_songs(tones, tmp_path / "media", 20)
    heard(tones, toy, Settings(network="toy-1", embeddings=False))
    assert whole(tones, kept).new.recordings == 1


def test_a_head_from_elsewhere_has_its_network_hear_everything(tones, toy, kept, tmp_path):
    record(tmp_path / "other" / "1.wav", noise(4, rate=16_000, seed=3), rate=16_000)
    other = Project(tmp_path / "second")
    list(scan(other, tmp_path / "other"))
    result = whole(other, library.keep(other, kept.head))
    assert (result.analysed, result.new.windows) == (1, 16)
    with other.reading() as db:
        assert {one.network for one in runs.everything(db)} == {"toy-1"}
    other.close()


def test_nothing_is_analysed_for_a_head_that_does_not_fit(tones, kept, tmp_path):
    more_songs(tones, tmp_path / "media", 20)
    longer = replace(kept.head.facts, step_samples=kept.head.facts.step_samples * 2)
    other = library.keep(tones, made(longer, kept.head.weights))
    with pytest.raises(UserError, match="windows that begin every"):
        whole(tones, other)


def test_what_was_heard_is_scored_where_the_network_is_gone(tones, kept, monkeypatch, tmp_path):
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    assert whole(tones, kept).analysed == 0
    more_songs(tones, tmp_path / "media", 20)
    with pytest.raises(UserError, match="toy-1"):
        whole(tones, kept)


def test_a_head_that_only_ranks_is_refused_before_anything_is_heard(tones, kept, tmp_path):
    more_songs(tones, tmp_path / "media", 20)
    facts = kept.head.facts
    bare = replace(facts, labels=tuple(replace(one, threshold=None) for one in facts.labels))
    with pytest.raises(UserError, match="only ranks"):
        whole(tones, library.keep(tones, made(bare, kept.head.weights)))


def test_nothing_is_heard_again_for_a_head_that_has_scored_everything(tones, kept):
    for shard in (tones.folder / "embeddings").glob("*.f16"):
        shard.unlink()
    assert analysis_ahead(tones, kept.head) is None
