"""What undersong.exe runs: python -m undersong_command."""

if __name__ == "__main__":
    import sys

    sys.argv[0] = "undersong"  # else usage texts say undersong_command.py
    if sys.argv[1:2] == ["--person-path"]:  # the setup asks
        from undersong_path import main
    else:
        from core.cli import main

    main()
