"""What undersong.exe runs: python -m undersong_command."""

if __name__ == "__main__":
    import sys

    sys.argv[0] = "undersong"  # else usage texts say undersong_command.py
    from core.cli import main

    main()
