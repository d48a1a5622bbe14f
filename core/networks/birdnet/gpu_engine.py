"""BirdNET on a graphics card, where it agrees with the original graph; else on the processor.

The front end stays on the processor: its products need numbers that a card may round. Each lane
has one, and all lanes of a process share the graph on the card.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.errors import NetworkUnavailableError
from core.networks.birdnet.checked import agreement_of, pieces
from core.networks.birdnet.checked import open_engine as on_processor
from core.networks.birdnet.cut import EMBEDDINGS, IMAGE, LOGITS
from core.networks.birdnet.fast_engine import FastBirdNet
from core.networks.birdnet.files import MANIFEST, SCORES
from core.networks.birdnet.graph_edit import CutError
from core.networks.birdnet.onnx_pieces import as_onnx
from core.networks.birdnet.parts import Parts
from core.networks.manifest import Manifest
from core.networks.network import Engine, Float32, Outputs
from core.networks.runtimes import onnx
from core.networks.runtimes.loaded import first_line
from core.networks.runtimes.shared import shared


class _NoCardError(Exception):
    """Why no graphics card runs BirdNET, as a clause."""


class OnnxPieces:
    """The graph by ONNX Runtime. Several threads may run it."""

    batch_size = 32

    def __init__(self, parts: Parts, providers: Sequence[str]) -> None:
        """Make it of the pieces, and load it. Raises CutError, and what ONNX Runtime raises."""

        def load() -> Any:
            return onnx.session(as_onnx([one.read_bytes() for one in parts.graphs]), providers)

        self._session: Any = shared(parts.graphs[0], load)
        self.provider: str = self._session.get_providers()[0]

    def score(self, images: Float32) -> Outputs:
        """See ImageGraph."""
        try:
            logits, embeddings = self._session.run([LOGITS, EMBEDDINGS], {IMAGE: images})
        except onnx.errors() as error:
            raise NetworkUnavailableError(
                f"BirdNET failed on the graphics card ({first_line(error)}). Analyse without it: "
                "what was heard is kept."
            ) from error
        return Outputs({SCORES: np.asarray(logits)}, np.asarray(embeddings))


def open_engine(manifest: Manifest = MANIFEST) -> Engine:
    """Load the engine on a card, or that of the processor; its note says which, and why.

    Raises NetworkUnavailableError where BirdNET's own files are missing or damaged.
    """
    try:
        return on_card(onnx.cards())
    except _NoCardError as error:
        engine = on_processor(manifest)
        engine.note = f"{engine.note}; not on a graphics card: {error}"
        return engine


def on_card(providers: Sequence[str]) -> FastBirdNet:
    """Load the engine with the first of ONNX Runtime's ``providers`` that starts.

    Raises _NoCardError where none does, or its scores are others.
    """
    if not providers:
        raise _NoCardError(f"ONNX Runtime {onnx.version()} finds none that it can use")
    try:
        found = pieces()
        graph = OnnxPieces(found, providers)
        if graph.provider not in providers:
            raise _NoCardError(f"{providers[0].removesuffix('ExecutionProvider')} does not start")
        engine = FastBirdNet(found.kernels, graph)
        agreement = agreement_of(engine, found, onnx.version(), graph.provider)
    except (CutError, OSError) as error:
        raise _NoCardError(str(error)) from error
    except onnx.errors() as error:
        raise _NoCardError(first_line(error)) from error
    where = graph.provider.removesuffix("ExecutionProvider")
    if not agreement.close:
        raise _NoCardError(f"scores on {where} differed by {agreement.scores:.1e}")
    engine.note = (
        f"fast engine on {where} (ONNX Runtime {onnx.version()}), within {agreement.scores:.1e} "
        "of the original graph's scores"
    )
    return engine
