import os
import subprocess
import sys
from pathlib import Path

TAKEN = ("ORT_DISABLE_TELEMETRY", "CI", "GITHUB_ACTIONS", "XDG_CACHE_HOME", "UNDERSONG_HOME")
"""Those that keep ONNX Runtime quiet by themselves, or lead elsewhere."""


def test_onnx_runtime_gives_this_computer_no_number_to_report_under(tmp_path):
    env = {name: value for name, value in os.environ.items() if name not in TAKEN}
    subprocess.run(
        [sys.executable, "-c", "from core.networks.runtimes import onnx; onnx.version()"],
        check=True, cwd=Path(__file__).parents[4], env=env | {"HOME": str(tmp_path)},
    )  # fmt: skip
    assert list(tmp_path.rglob("*")) == []
