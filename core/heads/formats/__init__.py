"""Files that heads are written to, for this program and for others: one module each."""

from core.heads.formats import linear_json, onnx_head, onnx_network, own, safetensors, tflite
from core.heads.formats.format import HeadFormat

FORMATS: tuple[HeadFormat, ...] = (
    own.FORMAT,
    safetensors.FORMAT,
    onnx_head.FORMAT,
    onnx_network.FORMAT,
    tflite.FORMAT,
    linear_json.FORMAT,
)
