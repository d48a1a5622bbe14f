"""The command ``undersong``: a thin door onto the same functions as the window's.

Worker processes import this module again when they start, so it stays empty until it is called.
"""


def main() -> None:
    """Run the command line."""
    import multiprocessing

    multiprocessing.freeze_support()
    from core.cli.app import run

    raise SystemExit(run())
