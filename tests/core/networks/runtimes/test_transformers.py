"""Networks that are folders of transformers: small ones of the exact classes."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import NetworkUnavailableError
from core.networks.graph import Graph, GraphOutput
from core.networks.manifest import Manifest
from core.networks.runtimes import open_engine
from tests.core.networks.runtimes.made import RATE, listed, manifest, sound

transformers = pytest.importorskip(
    "transformers", reason='transformers is not installed: pip install "undersong[transformers]"'
)
torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from tests.core.networks.runtimes.transformers_folders import (  # noqa: E402
    ast,
    clap,
    hubert,
    pe_audio,
    pe_audio_alone,
    pe_audio_video,
    wav2vec2,
    wavlm,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # theirs


def of(folder: Path, graph: Graph, **values: object) -> Manifest:
    defaults = {"sample_rate": RATE, "window_s": 1.0, "embedding_size": 32}
    return manifest(folder, "transformers", graph, **{**defaults, **values})


@pytest.mark.parametrize("make", [ast, wav2vec2, hubert, wavlm])
def test_windows_are_heard_as_transformers_itself_hears_them(tmp_path, make):
    engine = open_engine(of(tmp_path, make(tmp_path)), tmp_path)
    windows = sound(3, RATE)
    found = engine.run(windows)
    extract = transformers.AutoFeatureExtractor.from_pretrained(tmp_path / "model")
    model = transformers.AutoModelForAudioClassification.from_pretrained(tmp_path / "model")
    with torch.inference_mode():
        for number, window in enumerate(windows):
            prepared = extract(window, sampling_rate=RATE, return_tensors="pt")
            logits, hidden = model(**prepared).logits, model.base_model(**prepared)
            assert np.allclose(found.scores["scores"][number], logits[0], atol=1e-5)
            wanted = hidden.pooler_output if make is ast else hidden.last_hidden_state
            assert np.allclose(found.embeddings[number], wanted[0], atol=1e-5)
    assert (found.frames is None) == (make is ast)


def test_clap_gives_its_embeddings_of_sound(tmp_path):
    graph = clap(tmp_path)
    values = {"sample_rate": 48_000, "window_s": 10.0, "embedding_size": 512}
    engine = open_engine(of(tmp_path, graph, **values), tmp_path)
    windows = sound(2, 480_000)
    together = engine.run(windows).embeddings
    assert together.shape == (2, 512)
    assert np.isfinite(together).all()
    alone = [engine.run(windows[n : n + 1]).embeddings[0] for n in range(2)]
    assert np.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize(("make", "size"), [(pe_audio, 16), (pe_audio_video, 1024)])
def test_pe_audio_gives_its_embeddings_of_sound_also_out_of_pe_av(tmp_path, make, size):
    graph = make(tmp_path)
    values = {"sample_rate": 48_000, "window_s": 2.0, "embedding_size": size}
    engine = open_engine(of(tmp_path, graph, **values), tmp_path)
    windows = sound(2, 96_000)
    model = pe_audio_alone(tmp_path, size)
    with torch.inference_mode():
        wanted = model.get_audio_embeds(torch.tensor(windows)[:, None]).numpy()
    assert np.allclose(engine.run(windows).embeddings, wanted, atol=1e-5)


def test_pe_a_frame_gives_an_embedding_each_40_ms(tmp_path):
    graph = pe_audio(tmp_path, of="PeAudioFrameLevelModel")
    values = {"sample_rate": 48_000, "window_s": 2.0, "embedding_size": 16}
    engine = open_engine(of(tmp_path, graph, **values), tmp_path)
    assert engine.run(sound(1, 96_000)).embeddings.shape == (1, 50, 16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("ast")
    ast(made)
    return made


def _graph() -> Graph:
    return Graph("model", outputs=(GraphOutput("embedding", "pooler_output"),))


def test_another_rate_is_refused(folder):
    with pytest.raises(NetworkUnavailableError, match=r"hears 16,000 .* tells of 22,050"):
        open_engine(of(folder, _graph(), sample_rate=22_050), folder)


@pytest.mark.parametrize("name", ["config.json", "preprocessor_config.json", "model.safetensors"])
def test_a_file_that_is_missing_is_named(folder, tmp_path, name):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "model" / name).unlink()
    with pytest.raises(NetworkUnavailableError, match=r"model.*(missing|cannot load)"):
        open_engine(of(tmp_path, _graph()), tmp_path)


def test_weights_that_are_not_there_are_not_made_up(folder, tmp_path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    config = tmp_path / "model" / "config.json"
    facts = json.loads(config.read_text())
    config.write_text(json.dumps(facts | {"num_hidden_layers": 3}))
    with pytest.raises(NetworkUnavailableError, match=r"its weights lack .*layer"):
        open_engine(of(tmp_path, _graph()), tmp_path)


def test_code_that_comes_with_a_folder_is_not_run(folder, tmp_path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    config = tmp_path / "model" / "config.json"
    facts = json.loads(config.read_text())
    foreign = {"auto_map": {"AutoConfig": "evil.Evil", "AutoModel": "evil.Evil"}}
    config.write_text(json.dumps(facts | foreign | {"model_type": "evil"}))
    (tmp_path / "model" / "evil.py").write_text("raise SystemExit('run')\n")
    with pytest.raises(NetworkUnavailableError, match="cannot load"):
        open_engine(replace(of(tmp_path, _graph()), files=tuple(listed(tmp_path))), tmp_path)
