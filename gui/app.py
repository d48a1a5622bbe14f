"""The command ``undersong-gui``.

Worker processes import this module again when they start, so nothing heavy is imported before
``main`` is called.
"""

import sys


def main() -> None:
    """Open the window and run until it closes."""
    import multiprocessing

    multiprocessing.freeze_support()
    from gui.start import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
