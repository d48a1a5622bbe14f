"""Everything Undersong can do, with no window in sight."""

import os

# ONNX Runtime reports to its makers, from its import on and under a number that it gives this
# computer. Nothing is sent from here: said before anything of it can be loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
