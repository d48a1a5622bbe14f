"""Everything that is to be read or found is seen, by the WCAG's measure of contrast."""

import re
from itertools import product
from pathlib import Path

import pytest

import gui
from gui import stylesheet
from gui.colours import DARK, LIGHT
from gui.theme import VERDICT_COLOURS

GROUNDS = ("window", "surface", "raised", "accent_soft")
TEXTS = ("text", "muted", "accent", "danger")
READ = [
    *product(TEXTS, GROUNDS),
    *product(("text", "muted"), ("land", "sea")),
    *product(("on_accent",), ("accent", "accent_hover")),
    *product(("on_verdict",), VERDICT_COLOURS.values()),
    ("land", "muted"),  # the number on a mark of several sites
]
FOUND = [
    *product(VERDICT_COLOURS.values(), GROUNDS),
    *product(("edge", "accent"), ("window", "surface")),
    *product(("own_map", "accent"), ("land", "sea")),
]
SOURCES = list(Path(gui.__file__).parent.rglob("*.py"))


def contrast(one, other):
    """Return the ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def too_faint(colours, pairs, least):
    found = {pair: contrast(*(getattr(colours, name) for name in pair)) for pair in pairs}
    return {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < least}


def rules():
    """Yield what the stylesheet says: of what, and its declarations by name."""
    text = re.sub(r"/\*.*?\*/", "", stylesheet._BASE + stylesheet._BUTTONS + stylesheet._INPUTS
                  + stylesheet._LISTS, flags=re.DOTALL)  # fmt: skip
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"\$\{(\w+)\}", r"$\1", text)):
        yield selector.strip(), dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", body))


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_have_a_contrast_of_four_and_a_half_and_signs_and_borders_of_three(colours):
    assert too_faint(colours, READ, 4.5) == {}
    assert too_faint(colours, FOUND, 3.0) == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_stylesheet_writes_and_draws_in_colours_that_are_seen(colours):
    pairs = []
    for selector, said in rules():
        if "color" not in said or "disabled" in selector:
            continue
        text, ground = said["color"].lstrip("$"), said.get("background", "").lstrip("$")
        assert text in (*TEXTS, "on_accent"), selector
        if ground in LIGHT.__dataclass_fields__:
            pairs.append((text, ground))
    assert len(pairs) > 3
    assert too_faint(colours, pairs, 4.5) == {}


def test_what_cannot_be_read_is_no_colour_of_a_text():
    written = [
        f"{path.name}: {line.strip()}"
        for path in SOURCES
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"(tint|look|setPen).*\bfaint\b", line)
    ]
    assert written == []


def test_colours_of_verdicts_come_from_the_theme():
    strays = [
        path.name
        for path in SOURCES
        if path.name not in ("colours.py", "map_colours.py")
        and re.search(r"#(009E73|D55E00|E69F00|56B4E9)", path.read_text(encoding="utf-8"), re.I)
    ]
    assert strays == []
