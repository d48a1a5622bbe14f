"""Letters that no font has are named, instead of empty boxes without a word."""

from importlib.resources import as_file, files

from core.document.glyphs import without_glyph
from core.document.paper import _lacking


def test_letters_that_a_font_lacks_are_found(tmp_path):
    with as_file(files("font_source_sans_pro") / "files") as folder:
        faces = [(str(path), 0) for path in sorted(folder.iterdir())]
        assert without_glyph("aéЖΩ", faces) == set()
        assert without_glyph("aコマل", faces) == {"コ", "マ", "ل"}


def test_a_damaged_font_has_no_letters(tmp_path):
    damaged = tmp_path / "damaged.ttf"
    damaged.write_bytes(b"\0\1\0\0\0\x10cut short")
    assert without_glyph("a", [(str(damaged), 0), (str(tmp_path / "gone.ttf"), 0)]) == {"a"}


def test_the_sentence_names_letters_that_cannot_be_shown():
    said = _lacking({"コ", "マ"})
    assert "(U+30B3, U+30DE)" in said
    assert "Noto Sans" in said
