"""Turn BatDetect2's weights into batdetect2.onnx: python docs/recipes/export_batdetect2.py.

Needs ``pip install batdetect2==1.3.1 onnx``, in an environment of its own. Only weights
are read (``weights_only``): a file that holds anything that could be run is refused.
"""

from pathlib import Path

import torch
from batdetect2.detector import models
from batdetect2.detector.parameters import DEFAULT_MODEL_PATH

FRAMES = 3008
"""Of a window of 3 s, as [graph.front_end] of the manifest makes them."""


class Named(torch.nn.Module):
    """The network with what is read of it: scores of classes, and where calls lie."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, spec: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return detection, size (ms, kHz), classes and features [windows, ..., bands, frames]."""
        said = self.network(spec)
        return said.pred_det, said.pred_size, said.pred_class, said.features


def main() -> None:
    """Write batdetect2.onnx and labels.txt beside it."""
    kept = torch.load(DEFAULT_MODEL_PATH, map_location="cpu", weights_only=True)
    said = kept["params"]
    network = getattr(models, said["model_name"])(
        said["num_filters"], num_classes=len(said["class_names"]), emb_dim=said["emb_dim"],
        ip_height=said["ip_height"], resize_factor=said["resize_factor"],
    )  # fmt: skip
    network.load_state_dict(kept["state_dict"])
    torch.onnx.export(
        Named(network.eval()),
        (torch.zeros(1, 1, said["ip_height"], FRAMES),),
        "batdetect2.onnx",
        input_names=["spec"],
        output_names=["det", "size", "cls", "feat"],
        dynamic_axes={name: {0: "windows"} for name in ("spec", "det", "size", "cls", "feat")},
        dynamo=False,
    )
    names = [*said["class_names"], "Background"]
    Path("labels.txt").write_text("\n".join(names) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
