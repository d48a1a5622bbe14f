"""The command ``undersong``: a thin door onto the same functions as the window's.

Worker processes import this module again when they start, so it stays empty until it is called.
"""


def main() -> None:
    """Run the command line."""
    import gc
    import multiprocessing

    multiprocessing.freeze_support()
    gc.disable()  # modules are no garbage: looking for some among them is a fifth of the start
    from core.cli.app import run

    raise SystemExit(run())
