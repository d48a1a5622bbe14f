"""Tables as people bring them: understood in whole, or refused by line."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.exports.files import write_csv
from core.tabular import LONGEST_ROW, PersonsTable, guarded, meant

COLUMNS = ("id", "name", "note")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
ids = st.integers(1, 999).map(str)
short = st.lists(st.tuples(ids, st.text("aü, ", max_size=3), st.text("xy", max_size=3)), max_size=3)
rows = st.lists(st.tuples(ids, texts, texts), max_size=5)


def read(raw: bytes, folder: Path, **more) -> list[tuple[int, tuple[str, ...], str]]:
    path = folder / "t.csv"
    path.write_bytes(raw)
    table = PersonsTable(path, COLUMNS, **more)
    return [(r.line, tuple(r.told.values()), r.problem) for r in table.rows()]


def told(raw: bytes, folder: Path) -> list[tuple[str, ...]]:
    found = read(raw, folder)
    assert not any(problem for _, _, problem in found)
    return [cells for _, cells, _ in found]


def written(header, body, **dialect) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows([header, *body])
    return out.getvalue()


def meant_and_trimmed(body) -> list[tuple[str, ...]]:
    return [tuple(meant(cell).strip() for cell in row) for row in body]


@settings(deadline=None)
@given(
    body=rows,
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    encoding=st.sampled_from(ENCODINGS),
)
def test_what_any_program_writes_is_read(tmp_path_factory, body, delimiter, end, quoting, encoding):
    # csv itself leaves a lone line end unquoted where the table's is another
    quoting = csv.QUOTE_ALL if any(set("\r\n") & set("".join(row)) for row in body) else quoting
    text = written(COLUMNS, body, delimiter=delimiter, lineterminator=end, quoting=quoting)
    folder = tmp_path_factory.getbasetemp()
    assert told(text.encode(encoding), folder) == meant_and_trimmed(body)


@settings(deadline=None)
@given(body=rows, cut=st.integers(0, 200), encoding=st.sampled_from(ENCODINGS))
def test_a_table_cut_anywhere_is_never_read_in_part(tmp_path_factory, body, cut, encoding):
    raw = written(COLUMNS, body, lineterminator="\n", quoting=csv.QUOTE_ALL).encode(encoding)
    whole = meant_and_trimmed(body)
    try:
        found = read(raw[:cut], tmp_path_factory.getbasetemp())
    except UserError:
        return
    good = [cells for _, cells, problem in found if not problem]
    assert good == whole[: len(good)]


@settings(deadline=None)
@given(body=short)
def test_without_quotation_marks_the_last_cell_of_a_cut_table_is_not_believed(
    tmp_path_factory, body
):
    raw = written(COLUMNS, body).encode()
    for cut in range(len(raw)):
        try:
            found = read(raw[:cut], tmp_path_factory.getbasetemp())
        except UserError:
            continue
        good = [cells for _, cells, problem in found if not problem]
        assert good == meant_and_trimmed(body)[: len(good)]


@pytest.mark.parametrize("head", ["ID;Name;Note", " Id ; NAME;n o t e", "sep=;\nid;name;note"])
def test_header_and_separator_are_found_whatever_their_case_and_blanks(tmp_path, head):
    assert told(f"{head}\n1;a, b, c, d;\n".encode(), tmp_path) == [("1", "a, b, c, d", "")]


def test_lines_are_counted_as_an_editor_shows_them(tmp_path):
    text = '\nid,name,note\r1,"a\r\nb\u2028",\n\n2,\x0b,\r\n3,,\n'
    assert [line for line, _, _ in read(text.encode(), tmp_path)] == [3, 6, 7]


@pytest.mark.parametrize(
    ("raw", "line", "what"),
    [
        ('id,name,note\n1,a,b\n2,"a,b\n3,a,b\n', 3, "opens a text here and is never closed"),
        ('id,name,note\n1,"a\nb","c\n3,a,b\n', 3, "opens a text here and is never closed"),
        ('id,name,note\n1,"tix,\n2,"tsip",\n', 2, "goes on behind them in line 3"),
        ('id,name,note\n1,"tix" tix,\n', 2, "goes on behind them in line 2"),
        ("id,name,ID\n1,a,2\n", 1, "the column id is there twice"),
        ("id,name,note\n1,a\0,b\n", 2, "zero bytes"),
        ("id,na", 1, "may be cut short"),
        ("id,name,note\n" + "x" * LONGEST_ROW, 2, "longer than 10,000,000 letters"),
        ('id,name,note\n"' + "x\n" * (LONGEST_ROW // 2 + 1), 2, "is never closed"),
    ],
)
def test_what_cannot_be_told_into_rows_is_refused_by_line(tmp_path, raw, line, what):
    with pytest.raises(UserError, match=f"t.csv was not taken in.*\n  line {line}: .*{what}"):
        read(raw.encode(), tmp_path)


def test_rows_of_another_length_are_named_and_empty_cells_too_many_do_no_harm(tmp_path):
    found = read(b"id,name,note,,\n1,a\n2,a,b,c\n3,a,b,,,\n4,a,b\n,,,\n", tmp_path)
    assert [(line, problem[:14]) for line, _, problem in found] == [
        (2, "it has 2 cells"), (3, "it has 4 cells"), (4, ""), (5, ""),
    ]  # fmt: skip


def test_a_long_text_is_read(tmp_path):
    assert told(f"id,note\n1,{'x' * 200_000}\n".encode(), tmp_path)[0][2] == "x" * 200_000


def test_a_row_that_a_quotation_mark_swallowed_is_noticed(tmp_path):
    raw = b'id,name,note\n1,a,"tix\n2,b,\n3,c,about 5"\n4,d,\n'
    found = read(raw, tmp_path, is_row=lambda cells: cells["id"].isdigit())
    assert [(line, problem[:18]) for line, _, problem in found] == [
        (2, "a text goes on ove"), (5, ""),
    ]  # fmt: skip


def test_the_last_line_may_end_in_a_cell_that_is_wrong_when_cut(tmp_path):
    for raw, problems in ((b"id,name\n1,whole", [False]), (b"id,name\n1,", [True])):
        found = read(raw, tmp_path, certain=("name",))
        assert [bool(problem) for _, _, problem in found] == problems


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b"\n\n,,\n", "is empty"),
        (b"PK\x03\x04rest", "a workbook or a zip file, no text. Save it as CSV first"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is no text"),
        ("id,name".encode("utf-16")[:-1], "damaged or cut short"),
    ],
)
def test_another_kind_of_file_is_said(tmp_path, raw, message):
    with pytest.raises(UserError, match=message):
        read(raw, tmp_path)


def test_old_spreadsheets_letters_are_read_and_that_is_said(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("id;name;note\r\n1;Dünen;é\r\n".encode("cp1252"))
    table = PersonsTable(path, COLUMNS)
    assert "read as Windows-1252" in table.guess
    assert [row.told["name"] for row in table.rows()] == ["Dünen"]


@given(st.text())
def test_no_written_cell_is_a_formula_and_reading_gives_it_back(text):
    cell = guarded(text)
    assert meant(cell) == text
    assert cell[:1] not in {*"=+@\t\r\n"}
    assert cell[:1] != "-" or float(cell) < 0 or float(cell) == 0


@settings(deadline=None)
@given(st.lists(st.tuples(texts, st.text("=+-@'\" \t\r\n1a", max_size=6), texts), min_size=1))
def test_our_own_tables_are_read_back(tmp_path_factory, body):
    path = tmp_path_factory.getbasetemp() / "ours.csv"
    body = [("1", *row[1:]) for row in body]
    for for_excel in (False, True):
        write_csv(path, COLUMNS, body, for_excel=for_excel)
        found = [tuple(row.told.values()) for row in PersonsTable(path, COLUMNS).rows()]
        assert found == [tuple(cell.strip() for cell in row) for row in body]
