"""Attention to parts of a window: windows are heard again for it, in training and in scoring."""

from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
import onnxruntime
import pytest

from core.analysis import Settings, analyse
from core.errors import UserError
from core.heads import library
from core.heads.formats import FORMATS
from core.heads.frames import with_frames
from core.heads.importing import ImportRequest, head_in
from core.heads.label_files import import_labels
from core.heads.other_ways import OtherWay
from core.heads.scoring import detect
from core.heads.teaching import TrainingRequest, teach
from core.heads.trained_head import FORMAT_OF_FRAMES, read, write
from core.heads.windows import windows_of
from core.inference.executors import InProcess
from core.jobs import answer
from core.networks import catalogue
from core.networks.manifest import Manifest
from core.networks.network import Head, Outputs
from core.scan import scan
from core.store import Project
from tests.core.heads.tones import HEADER
from tests.core.networks import toy
from tests.core.sounds import noise, record

RATE, SIZE, FRAMES = 16_000, 12, 10
CHORD_HZ, PART_S = (1250, 3250, 5250), 0.1
OTHERS, CHORDS = range(12), range(12, 24)
MANIFEST = replace(
    toy.MANIFEST, id="framed-1", runtime=__name__, embedding_size=SIZE, window_s=1.0, hop_s=1.0
)


@dataclass(frozen=True)
class Framed:
    """The toy with a time axis in its embeddings: levels of bands in tenths of a window."""

    manifest: Manifest = MANIFEST
    heads: tuple[Head, ...] = toy.Toy().heads


class FramedEngine(toy.ToyEngine):
    def run(self, windows):
        said = super().run(windows)
        parts = np.asarray(windows, np.float32).reshape(len(windows), FRAMES, -1)
        power = np.abs(np.fft.rfft(parts)[:, :, : (SIZE - 1) * 50]) ** 2 / 1000
        levels = power.reshape(-1, FRAMES, SIZE - 1, 50).sum(axis=3)
        always = np.ones((len(windows), FRAMES, 1))
        nothing = np.zeros_like(said.scores["scores"])
        frames = np.concatenate([levels, always], axis=2)
        return Outputs({"scores": nothing}, frames.astype(np.float32))


def open_engine(manifest):
    return FramedEngine(manifest)


def tone(samples, part, level, *pitches):
    first, count = round(part * PART_S * RATE), round(PART_S * RATE)
    at = np.arange(count) / RATE
    for hz in pitches:
        samples[first : first + count] += np.sin(2 * np.pi * hz * at) * level


@pytest.fixture(scope="module")
def framed(tmp_path_factory):
    """Recordings of 2 s full of tones, louder than the faint chord that is in the first of some."""
    folder = tmp_path_factory.mktemp("framed")
    labels, random = HEADER, np.random.default_rng(1)
    for n in (*OTHERS, *CHORDS):
        samples = noise(2, rate=RATE, seed=n) * 0.1
        at = int(random.integers(0, FRAMES)) if n in CHORDS else -1
        for part in range(2 * FRAMES):
            if part == at:
                tone(samples, part, 0.05, *CHORD_HZ)
            else:
                hz = 250 + 500 * int(random.integers(0, SIZE - 1))
                tone(samples, part, float(random.uniform(0, 0.3)), hz)
        record(folder / "media" / f"{n}.wav", samples, rate=RATE)
        labels += f"{n}.wav,0,1,chord,{int(n in CHORDS)},0\n"
    (folder / "labels.csv").write_text(labels, encoding="utf-8")
    every = (*catalogue.NETWORKS, Framed())
    with pytest.MonkeyPatch.context() as known, closing(Project(folder / "project")) as project:
        known.setattr(catalogue, "NETWORKS", every)
        list(scan(project, folder / "media"))
        list(analyse(project, Framed(), Settings(network="framed-1"), executor=InProcess()))
        import_labels(project, folder / "labels.csv")
        yield project


@pytest.fixture(scope="module")
def attentive(framed):
    request = TrainingRequest("chord", also=OtherWay.ATTENTION)
    return teach(windows_of(framed), request)


def test_what_the_mean_of_a_window_hides_is_learned_and_kept(attentive):
    tried = attentive.tried
    assert tried.is_kept
    assert tried.usual < 0.6 < 0.9 < tried.other
    assert tried.sentence in attentive.notes
    facts = attentive.head.facts
    assert (facts.format, facts.frames) == (FORMAT_OF_FRAMES, FRAMES)


def test_the_same_labels_give_the_same_bytes(framed, attentive):
    again = teach(windows_of(framed), TrainingRequest("chord", also=OtherWay.ATTENTION))
    assert again.head.data == attentive.head.data


def test_its_detections_are_an_analysis_and_what_is_gone_waits(framed, attentive):
    kept, heard = library.keep(framed, attentive.head), windows_of(framed)
    gone = framed.folder.parent / "media" / "20.wav"
    gone.rename(gone.with_suffix(".away"))
    new = answer(detect(kept, heard, unjudged=True))
    assert (new.recordings, new.unheard) == (len(OTHERS) + len(CHORDS) - 1, 1)
    assert new.detections >= len(CHORDS) - 3
    gone.with_suffix(".away").rename(gone)
    new = answer(detect(kept, heard, unjudged=True))
    assert (new.recordings, new.unheard) == (1, 0)


def test_its_file_and_its_safetensors_are_read_again(attentive, tmp_path):
    head = attentive.head
    write(head, tmp_path / "chord.head.npz")
    assert read(tmp_path / "chord.head.npz").facts == head.facts
    of = {one.id: one for one in FORMATS}
    of["safetensors"].write(head, tmp_path / "chord.safetensors", None)
    found, _ = head_in(tmp_path / "chord.safetensors", ImportRequest())
    assert np.array_equal(found.weights.queries, head.weights.queries)
    for format in ("json", "tflite", "onnx-network"):
        with pytest.raises(UserError, match="reads parts of a window"):
            of[format].write(head, tmp_path / f"chord.{format}", None)


def test_as_onnx_it_gives_its_scores(framed, attentive, tmp_path):
    of = {one.id: one for one in FORMATS}
    of["onnx"].write(attentive.head, tmp_path / "chord.onnx", None)
    again = with_frames(windows_of(framed), [(1, 0), (1, 1), (20, 0)])
    session = onnxruntime.InferenceSession(tmp_path / "chord.onnx")
    given = {"frames": again.rows.frames.astype(np.float32)}
    (score,) = session.run(["score"], given)
    assert np.abs(score - attentive.head.scores(again.rows)).max() < 0.01


def test_a_network_with_one_embedding_a_window_has_none(tones, tmp_path):
    (tmp_path / "labels.csv").write_text(
        HEADER + "0.wav,1,2,a,1,0\n1.wav,1,2,a,1,0\n", encoding="utf-8"
    )
    import_labels(tones, tmp_path / "labels.csv")
    with pytest.raises(UserError, match="gives one embedding of a window"):
        teach(windows_of(tones), TrainingRequest("a", also=OtherWay.ATTENTION))
