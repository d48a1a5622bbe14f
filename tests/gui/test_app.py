import subprocess
import sys

WITHOUT_QT = """
import sys
sys.modules["PySide6.QtWidgets"] = None  # as where libGL.so.1 is missing
from gui.app import main
main()
"""


def test_a_window_that_cannot_be_loaded_is_told_in_a_sentence():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The window cannot be loaded: ")
    assert "undersong selftest" in done.stderr
    assert "Traceback" not in done.stderr
