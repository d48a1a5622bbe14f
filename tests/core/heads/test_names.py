"""One label however it is written, and whether the network knows it."""

import pytest

from core.domain import LabelKind, Species
from core.heads.names import LabelNames

BLACKBIRD = Species("Turdus merula", "Eurasian Blackbird")
NAMES = LabelNames([BLACKBIRD, Species("Engine", "Engine", "sound")])


@pytest.mark.parametrize(
    ("written", "text", "kind", "species"),
    [
        ("Turdus merula", "Turdus merula", "species", "Turdus merula"),
        ("eurasian  blackbird", "Turdus merula", "species", "Turdus merula"),
        ("Turdus merula_Eurasian Blackbird", "Turdus merula", "species", "Turdus merula"),
        ("Turdus merula alarm", "Turdus merula alarm", "call type", "Turdus merula"),
        ("Eurasian Blackbird: song", "Eurasian Blackbird: song", "call type", "Turdus merula"),
        ("my frog", "my frog", "sound", "my frog"),
        ("Litoria ewingii", "Litoria ewingii", "species", "Litoria ewingii"),
        ("noise", "noise", "noise", None),
    ],
)
def test_a_label_is_read(written, text, kind, species):
    assert NAMES.text(written) == text
    label = NAMES.label(NAMES.text(written))
    assert label.kind == LabelKind(kind)
    assert (label.species.scientific_name if label.species else None) == species
    assert NAMES.is_known(text) == (species == "Turdus merula")


@pytest.mark.parametrize("written", ["", "none of these", "None", "background"])
def test_none_of_what_is_sought_is_no_class(written):
    assert NAMES.is_none(NAMES.text(written))
