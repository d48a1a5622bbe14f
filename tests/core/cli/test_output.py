"""Tables on a terminal and in a file."""

from core.cli.output import say_table


def test_what_reads_a_table_next_finds_each_row_whole_on_one_line(capsys):
    site = "a very long name of a site " * 9
    say_table((("Site", False), ("Serial", False)), [(site.strip(), "242A2604603691DD"), ("b", "")])
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 3
    assert rows[1].split("  ")[0] == site.strip()
    assert rows[1].endswith("242A2604603691DD")
