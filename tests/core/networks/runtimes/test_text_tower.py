"""Words are read as the networks' own programs read them: on look-alikes at full width."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import NetworkUnavailableError, UnusableValueError
from core.jobs import answer
from core.networks.checking import check
from core.networks.folder import FolderNetwork, pinned
from core.networks.graph import Graph, GraphOutput
from core.networks.runtimes.text_tower import read_phrases
from core.networks.text_side import Pooling, TextSide
from core.networks.wording import wording
from tests.core.networks.runtimes.made import manifest

pytest.importorskip("tokenizers", reason='tokenizers is missing: pip install "undersong[words]"')

from tests.core.networks.runtimes import onnx_files, tokenizers_made

PHRASES = ["a fox barking", "an owl", "rain"]


def ms_clap(folder: Path, **values: object):
    """MS-CLAP as two files: 77 tokens filled up with 0, an embedding of 1024, the scale."""
    onnx_files.words(folder / "words.onnx", types=bool(values.get("types")))
    tokenizers_made.bytes_of(folder / "tokenizer.json")
    side = TextSide("tokenizer.json", 77, "words.onnx", filling=0, ending=" ~", scale="logit_scale")
    graph = Graph("sound.onnx", outputs=(GraphOutput("embedding", "embedding"),))
    side = replace(side, **values)
    return manifest(folder, "onnx", graph, heads=(), embedding_size=1024, text=side)


def by_hand(folder: Path, phrase: str, length: int = 77):
    """Return the tokens and mask of a phrase, worked out without the program."""
    from tokenizers import Tokenizer

    ids = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(phrase).ids
    behind = length - len(ids)
    return np.array([ids + [0] * behind]), np.array([[1] * len(ids) + [0] * behind])


def test_phrases_are_filled_up_and_ended_as_the_manifest_says(tmp_path):
    import onnxruntime

    found = read_phrases(ms_clap(tmp_path), PHRASES, tmp_path)
    session = onnxruntime.InferenceSession(str(tmp_path / "words.onnx"))
    for row, phrase in zip(found.rows, PHRASES, strict=True):
        ids, mask = by_hand(tmp_path, phrase + " ~")
        (wanted,) = session.run(["text_embeds"], {"input_ids": ids, "attention_mask": mask})
        assert np.allclose(row, wanted[0], atol=1e-5)
    assert found.rows.shape == (3, 1024)
    assert found.logit_scale == pytest.approx(33.3)


def test_phrases_read_together_are_read_as_alone(tmp_path):
    of = ms_clap(tmp_path, filling=-1)
    many = [f"sound {n % 7} {'x' * (n % 3)}{n}" for n in range(40)]
    together = read_phrases(of, many, tmp_path).rows
    alone = [read_phrases(of, [one], tmp_path).rows[0] for one in many]
    assert np.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("pooling", [Pooling.FIRST, Pooling.LAST, Pooling.MEAN])
def test_rows_of_tokens_are_pooled_without_what_was_filled_up(tmp_path, pooling):
    values = {"output": "token_embeds", "pooling": pooling, "ending": ""}
    filled = read_phrases(ms_clap(tmp_path, **values), PHRASES, tmp_path).rows
    short = read_phrases(ms_clap(tmp_path, filling=-1, **values), PHRASES, tmp_path).rows
    assert np.allclose(filled, short, atol=1e-5)
    assert np.allclose(filled[0], filled[1]) == (pooling is not Pooling.MEAN)  # marks around both


def test_an_input_for_types_is_given_zeros(tmp_path):
    plain = read_phrases(ms_clap(tmp_path), PHRASES, tmp_path).rows
    typed = read_phrases(ms_clap(tmp_path, types="token_type_ids"), PHRASES, tmp_path).rows
    assert np.allclose(plain, typed)


def test_the_number_in_the_manifest_holds_where_the_file_has_none(tmp_path):
    of = ms_clap(tmp_path, scale="", logit_scale=14.5)
    assert read_phrases(of, PHRASES, tmp_path).logit_scale == 14.5
    assert read_phrases(ms_clap(tmp_path, scale=""), PHRASES, tmp_path).logit_scale is None


def test_a_phrase_that_is_longer_than_the_network_reads_is_refused(tmp_path):
    with pytest.raises(UnusableValueError, match=r"is too long: \d+ word pieces, .* reads 77"):
        read_phrases(ms_clap(tmp_path), ["a fox barking at the moon " * 4], tmp_path)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"output": "gone"}, "it has no gone, but"),
        ({"tokens": "ids"}, "it has no ids"),
        ({"mask": ""}, "cannot be run"),
        ({"output": "token_embeds"}, "gave 3 × .* numbers of 3 phrases|numbers of"),
        ({"tokenizer": "words.onnx"}, "no tokenizer that can be read|cannot be used"),
    ],
)
def test_a_text_side_that_does_not_fit_its_manifest_is_refused(tmp_path, values, said):
    with pytest.raises(NetworkUnavailableError, match=said):
        read_phrases(ms_clap(tmp_path, **values), PHRASES, tmp_path)


def test_a_tokenizer_that_was_not_installed_is_named(tmp_path):
    of = ms_clap(tmp_path)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(NetworkUnavailableError, match=r"tokenizer\.json was not installed"):
        read_phrases(of, PHRASES, tmp_path)


def test_a_file_that_was_swapped_is_not_used(tmp_path):
    of = ms_clap(tmp_path)
    (tmp_path / "words.onnx").write_bytes(b"something else")
    with pytest.raises(NetworkUnavailableError, match=r"words\.onnx .* is damaged or another"):
        read_phrases(of, PHRASES, tmp_path)


def test_words_are_read_in_another_process_as_in_this(tmp_path):
    of = ms_clap(tmp_path)
    found = answer(wording(FolderNetwork(of, tmp_path), PHRASES))
    assert np.array_equal(found.rows, read_phrases(of, PHRASES, tmp_path).rows)
    with pytest.raises(UnusableValueError, match="too long"):
        answer(wording(FolderNetwork(of, tmp_path), ["fox " * 100]))


@pytest.fixture
def whole(tmp_path):
    """A network of sounds and words, both sides as wide."""
    onnx_files.birdnet_3(tmp_path / "sound.onnx")
    onnx_files.words(tmp_path / "words.onnx", 1280)
    tokenizers_made.bytes_of(tmp_path / "tokenizer.json")
    graph = Graph("sound.onnx", outputs=(GraphOutput("embedding", index=1),))
    side = TextSide("tokenizer.json", 77, "words.onnx", filling=0, scale="logit_scale")
    values = {"sample_rate": 32_000, "window_s": 3.0, "embedding_size": 1280, "heads": ()}
    return manifest(tmp_path, "onnx", graph, text=side, **values)


def test_a_check_tells_whether_it_can_be_asked_in_words(whole, tmp_path):
    found = answer(check(FolderNetwork(whole, tmp_path)))
    assert (found.words, found.problems) == (
        "It can be asked in words, several weighed by 33.3.", (),
    )  # fmt: skip
    assert whole.text is not None
    wrong = replace(whole, text=replace(whole.text, output="gone"))
    assert "it has no gone" in answer(check(FolderNetwork(wrong, tmp_path))).problems[0]
    others = tuple(one for one in whole.files if one.name != "tokenizer.json")
    found = answer(check(FolderNetwork(replace(whole, files=others), tmp_path)))
    assert "tokenizer.json was not installed" in found.words
    assert found.problems == ()


def test_what_a_sound_is_given_does_not_depend_on_the_words(whole, tmp_path):
    without = replace(whole, text=None, files=whole.files[:1])
    assert [one.name for one in without.files] == ["sound.onnx"]
    assert pinned(whole, tmp_path).sha256 == pinned(without, tmp_path).sha256
    assert {one.name for one in pinned(whole, tmp_path).files} >= {"words.onnx", "tokenizer.json"}


class TestOfTransformers:
    """The classes themselves, their tokenizers beside them."""

    pytestmark = pytest.mark.filterwarnings("ignore")  # theirs

    @pytest.fixture(autouse=True)
    def folders(self):
        for package in ("torch", "transformers"):
            pytest.importorskip(package, reason=f"{package} is not installed")
        from tests.core.networks.runtimes import transformers_folders

        return transformers_folders

    def of(self, folder: Path, graph: Graph, size: int, **values: object):
        side = TextSide("model/tokenizer.json", 77, scale="logit_scale", **values)
        return manifest(
            folder, "transformers", graph, heads=(), sample_rate=48_000, embedding_size=size,
            text=side,
        )  # fmt: skip

    def test_clap_reads_words_as_it_does_itself(self, folders, tmp_path):
        import torch
        import transformers

        found = read_phrases(self.of(tmp_path, folders.clap(tmp_path), 512), PHRASES, tmp_path)
        model = transformers.ClapModel.from_pretrained(tmp_path / "model").eval()
        for row, phrase in zip(found.rows, PHRASES, strict=True):
            ids, mask = map(torch.tensor, by_hand(tmp_path / "model", phrase, 40))
            ids[mask == 0] = 1  # what it knows as filling
            with torch.inference_mode():
                wanted = model.get_text_features(input_ids=ids, attention_mask=mask)
            assert np.allclose(row, wanted.pooler_output[0], atol=1e-5)
        assert found.logit_scale == pytest.approx(float(model.logit_scale_a.exp()))

    @pytest.mark.parametrize("make", ["pe_audio", "pe_audio_video"])
    def test_pe_audio_reads_words_as_it_does_with_sound_beside_them(self, folders, tmp_path, make):
        import torch
        import transformers

        graph = getattr(folders, make)(tmp_path)
        size = 1024 if make == "pe_audio_video" else 16
        of = self.of(tmp_path, graph, size, normalised=False)
        found = read_phrases(of, PHRASES, tmp_path)
        model = folders.pe_audio_alone(tmp_path, size)
        for row, phrase in zip(found.rows, PHRASES, strict=True):
            ids, mask = map(torch.tensor, by_hand(tmp_path / "model", phrase, 20))
            with torch.inference_mode():
                said = model(
                    input_ids=ids, attention_mask=mask, input_values=torch.zeros(1, 1, 19_200)
                )
            assert np.allclose(row, said.text_audio_embeds[0], atol=1e-4)
        assert found.logit_scale == pytest.approx(float(model.text_audio_logit_scale))
        assert isinstance(model, transformers.PeAudioModel)

    def test_a_folder_without_a_text_side_is_refused(self, folders, tmp_path):
        graph = folders.ast(tmp_path)
        tokenizers_made.bytes_of(tmp_path / "model" / "tokenizer.json")
        with pytest.raises(NetworkUnavailableError, match="no part that reads words"):
            read_phrases(self.of(tmp_path, graph, 32), PHRASES, tmp_path)
