"""Networks that differ from BirdNET in all that settings depend on."""

from dataclasses import replace

from core.networks.birdnet.files import MANIFEST as BIRDNET
from core.networks.manifest import Activation, HeadManifest, Manifest

__all__ = ["BIRDNET", "BOTH", "TOY", "TWO_HEADS"]

_PLAIN = HeadManifest("toy-1", "Toy", "1", activation=Activation.NONE)
TOY = Manifest(
    "toy-1", "Toy", "1", "none", 16_000, 0.5, 0, "CC0", "", non_commercial=False,
    heads=(_PLAIN,), hop_s=0.25, sha256={"toy.bin": "00"},
)  # fmt: skip
TWO_HEADS = replace(TOY, id="two-1", heads=(_PLAIN, BIRDNET.heads[0]), embedding_size=7)
BOTH = (BIRDNET, TOY)
