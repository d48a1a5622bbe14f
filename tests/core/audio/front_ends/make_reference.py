"""Makes the reference figures of tests: what other programs' front ends give of one sound.

    python -m tests.core.audio.front_ends.make_reference [NAME ...]

Each needs the program that it compares with, in an environment with numpy and Python 3.11 or
newer: tensorflow; torch, torchaudio, torchlibrosa and hear21passt; speechbrain; transformers;
librosa; kaldi-native-fbank; batdetect2. Tests need none of them: they read what is kept here.
"""

import sys
import tomllib
from pathlib import Path

import numpy as np

from tests.core.audio.front_ends.sounds import made_sound

HERE = Path(__file__).parent
KEPT_FRAMES = 14


def kept(frames):
    """Return which frames of so many are kept: spread over all, with the first and the last."""
    return np.unique(np.linspace(0, frames - 1, KEPT_FRAMES).astype(int))


def tensorflow_log_mel(offset):
    """Return YAMNet's and VGGish's features [frames, bands], of TensorFlow's own functions."""

    def of(sound, rate):
        import tensorflow as tf

        magnitudes = tf.abs(tf.signal.stft(sound, 400, 160, 512))
        mel = tf.signal.linear_to_mel_weight_matrix(64, 257, rate, 125.0, 7500.0)
        return tf.math.log(tf.tensordot(magnitudes, mel, 1) + offset).numpy()

    return of


def torchlibrosa_log_mel(hop, mel_rate=None):
    """Return what PANNs, HTS-AT and CLAP use."""

    def of(sound, rate):
        import torch
        from torchlibrosa.stft import LogmelFilterBank, Spectrogram

        spectrogram = Spectrogram(n_fft=1024, hop_length=hop, win_length=1024)
        mel = LogmelFilterBank(
            sr=mel_rate or rate, n_fft=1024, n_mels=64, fmin=50, fmax=14000, top_db=None
        )
        with torch.no_grad():
            return mel(spectrogram(torch.from_numpy(sound)[None]))[0, 0].numpy()

    return of


def ast(sound, rate):
    """Return transformers' features, which torchaudio makes where it is installed."""
    from transformers import ASTFeatureExtractor

    return ASTFeatureExtractor()(sound, sampling_rate=rate, return_tensors="np").input_values[0]


def laion_clap(sound, rate):
    """Return transformers' features with the frequencies of the published networks."""
    from transformers import ClapFeatureExtractor

    extractor = ClapFeatureExtractor(
        frequency_min=50, frequency_max=14000, truncation="rand_trunc", padding="repeatpad"
    )
    return extractor(sound, sampling_rate=rate, return_tensors="np").input_features[0, 0]


def torchaudio_fbank(mean, std, frames=0, subtract=False, scale=1.0, lowest=False, **options):
    """Return the features of SSAST, AudioMAE, EAT, BEATs and Bird-MAE."""

    def of(sound, rate):
        import torch
        from torchaudio.compliance.kaldi import fbank

        wave = torch.from_numpy(sound)[None] * scale
        if subtract:
            wave = wave - wave.mean()
        levels = fbank(wave, num_mel_bins=128, sample_frequency=rate, dither=0.0, **options)
        lacking = max(0, frames - len(levels))
        value = float(levels.min()) if lowest else 0.0
        levels = torch.nn.functional.pad(levels, (0, 0, 0, lacking), value=value)
        return ((levels - mean) / std).numpy()

    return of


def passt(sound, _rate):
    """Return hear21passt's features as it makes them when not training."""
    import torch
    from hear21passt.models.preprocess import AugmentMelSTFT

    mel = AugmentMelSTFT(
        n_mels=128, sr=32000, win_length=800, hopsize=320, n_fft=1024, fmin_aug_range=10,
        fmax_aug_range=2000,
    ).eval()  # fmt: skip
    with torch.no_grad():
        return mel(torch.from_numpy(sound)[None])[0].numpy().T


def musicnn(sound, rate):
    """Return musicnn's features with librosa as it was then."""
    import librosa

    mel = librosa.feature.melspectrogram(
        y=sound, sr=rate, n_fft=512, hop_length=256, n_mels=96, pad_mode="reflect"
    )
    return np.log10(10000 * mel.T[:187] + 1)


def ecapa(sound, rate):
    """Return SpeechBrain's features of ECAPA-TDNN, without their mean over time."""
    import torch
    from speechbrain.lobes.features import Fbank

    with torch.no_grad():
        levels = Fbank(n_mels=80, sample_rate=rate)(torch.from_numpy(sound)[None])[0].numpy()
    return levels - levels.mean(axis=0)


def birdset(sound, rate):
    """Return the features of BirdSet's ConvNeXt."""
    import torch
    import torchaudio

    power = torchaudio.transforms.Spectrogram(n_fft=1024, hop_length=320, power=2.0)
    mel = torchaudio.transforms.MelScale(n_mels=128, n_stft=513, sample_rate=rate)
    level = torchaudio.transforms.AmplitudeToDB("power", top_db=80)(
        mel(power(torch.from_numpy(sound)[None]))
    )
    return ((level - -4.268) / 4.569)[0].numpy().T


def hawkears(sound, rate):
    """Return the features of HawkEars' main networks."""
    import torch
    import torchaudio

    mel = torchaudio.transforms.MelSpectrogram(
        sample_rate=rate, n_fft=3248, win_length=1624, hop_length=218, f_min=200, f_max=13000,
        n_mels=192, power=1.0,
    )  # fmt: skip
    return brightened(mel(torch.from_numpy(sound)).numpy().T[:384], 0.7)


def hawkears_low_band(sound, rate):
    """Return the features of HawkEars' network for grouse, through BriteKit itself."""
    from britekit.core.audio import Audio
    from britekit.core.base_config import BaseConfig

    config = BaseConfig()
    for name, value in {
        "spec_duration": 4.0, "spec_height": 64, "spec_width": 384, "min_freq": 20,
        "max_freq": 120, "freq_scale": "log", "win_length": 0.15, "sampling_rate": rate,
    }.items():  # fmt: skip
        setattr(config.audio, name, value)
    audio = Audio(device="cpu", cfg=config)
    audio.signal = sound
    images, _ = audio.get_spectrograms([0.0])
    return images[0].T ** 1.2


def brightened(image, exponent):
    """Return an image as BriteKit gives it to its networks."""
    image = image - image.min()
    return (image / image.max()) ** exponent


def birdnet_stm32(sound, _rate):
    """Return the features of BirdNET-STM32."""
    import librosa

    magnitudes = np.abs(librosa.stft(sound, n_fft=512, hop_length=258))[:, :256]
    low, high = magnitudes.min(), magnitudes.max()
    return ((magnitudes - low) / (high - low + 1e-10)).T


def batdetect2(sound, rate):
    """Return BatDetect2's own image."""
    import torch
    from batdetect2.detector.parameters import DEFAULT_SPECTROGRAM_PARAMETERS
    from batdetect2.utils.detector_utils import compute_spectrogram

    cpu = torch.device("cpu")
    return compute_spectrogram(sound, rate, DEFAULT_SPECTROGRAM_PARAMETERS, cpu, True)[2].T


def kaldi(bands, window, scale=1.0, high=0.0, snip=True):
    """Return kaldi-native-fbank's filter banks."""

    def of(sound, rate):
        import kaldi_native_fbank as knf

        options = knf.FbankOptions()
        options.frame_opts.samp_freq = rate
        options.frame_opts.dither = 0
        options.frame_opts.window_type = window
        options.frame_opts.snip_edges = snip
        options.mel_opts.num_bins = bands
        options.mel_opts.high_freq = high
        bank = knf.OnlineFbank(options)
        bank.accept_waveform(rate, (sound * scale).tolist())
        bank.input_finished()
        return np.stack([bank.get_frame(frame) for frame in range(bank.num_frames_ready)])

    return of


HANNING = {"window_type": "hanning", "htk_compat": True}
REFERENCES = {
    "yamnet": tensorflow_log_mel(0.001),
    "vggish": tensorflow_log_mel(0.01),
    "panns-cnn14": torchlibrosa_log_mel(320),
    "ms-clap-2022": torchlibrosa_log_mel(320),
    "ms-clap-2023": torchlibrosa_log_mel(320, mel_rate=32000),
    "ast": ast,
    "ssast": torchaudio_fbank(-4.2677393, 9.1379948, 1024, subtract=True, **HANNING),
    "beats": torchaudio_fbank(15.41663, 13.11164, scale=32768.0),
    "eat": torchaudio_fbank(-4.268, 9.138, 1024, subtract=True, **HANNING),
    "bird-mae": torchaudio_fbank(-7.2, 8.86, 512, lowest=True, **HANNING),
    "laion-clap": laion_clap,
    "passt": passt,
    "musicnn": musicnn,
    "ecapa-tdnn": ecapa,
    "birdset-convnext": birdset,
    "hawkears": hawkears,
    "hawkears-low-band": hawkears_low_band,
    "birdnet-stm32": birdnet_stm32,
    "batdetect2": batdetect2,
    "kaldi-40": kaldi(40, "povey", scale=32768.0),
    "kaldi-80": kaldi(80, "hanning"),
    "kaldi-80-edges": kaldi(80, "hamming", high=-400.0, snip=False),
}
"""Name in networks.toml -> what gives [frames, bands] of a sound."""


def main():
    """Make those that are named, or all."""
    networks = tomllib.loads((HERE / "networks.toml").read_text(encoding="utf-8"))
    for name in sys.argv[1:] or REFERENCES:
        rate = networks[name]["sample_rate"]
        image = REFERENCES[name](made_sound(rate, networks[name]["window_samples"]), rate)
        frames = kept(len(image))
        np.savez_compressed(
            HERE / "reference" / f"{name}.npz",
            shape=image.shape, values=image[frames].astype(np.float32),
        )  # fmt: skip


if __name__ == "__main__":
    main()
