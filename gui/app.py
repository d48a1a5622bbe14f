"""The command ``undersong-gui``.

Worker processes import this module again when they start, so nothing heavy is imported before
``main`` is called.
"""

import sys


def main() -> None:
    """Open the window and run until it closes."""
    import multiprocessing

    multiprocessing.freeze_support()

    from gui.arguments import read, refusal, takes_box

    wanted = read(sys.argv[1:])
    if (sentence := refusal(wanted)) and not takes_box(wanted):
        raise SystemExit(sentence)
    try:
        from gui.start import run
    except ImportError as error:  # Qt needs libraries that a bare system does not have
        raise SystemExit(
            f"The window cannot be loaded: {error}. Run undersong selftest: it says what to do."
        ) from error

    sys.exit(run(wanted))


if __name__ == "__main__":
    main()
