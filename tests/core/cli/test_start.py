"""What a command loads before it begins."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["reporting", "placing"])
def test_a_command_loads_neither_scipy_nor_how_bundles_are_made(module):
    code = (
        f"import sys, core.cli.{module}; "
        "print({'scipy.special', 'scipy.stats', 'core.bundles.making'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
