"""Dataclasses out of plain values, with what is wrong named by its field."""

from dataclasses import asdict, dataclass
from enum import StrEnum

import pytest

from core.errors import UnusableValueError
from core.networks.decoding import decoded
from core.networks.graph import Graph, GraphOutput, NetworkFile


class Colour(StrEnum):
    RED, BLUE = "red", "blue"


@dataclass(frozen=True)
class Leaf:
    name: str
    size: float = 1.0


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    colour: Colour = Colour.RED
    first: Leaf | None = None
    numbers: tuple[int, ...] = ()
    words: dict[str, str | int] | None = None


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        ({}, "f.toml: leaves is missing"),
        ({"leaves": [{"size": 2}]}, r"f.toml: leaves\[1\].name is missing"),
        ({"leaves": "none"}, "f.toml: leaves must be a list"),
        ({"leaves": [{"name": "a", "size": True}]}, r"leaves\[1\].size must be a number"),
        ({"leaves": [], "colour": "green"}, "colour must be one of red, blue"),
        ({"leaves": [], "numbers": [1, 2.5]}, r"numbers\[2\] must be a whole number"),
        ({"leaves": [], "first": 3}, "first must be a table"),
        ({"leaves": [], "roots": 3}, "roots is not known"),
        ([], "f.toml: must be a table"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(stored, sentence):
    with pytest.raises(UnusableValueError, match=sentence):
        decoded(Tree, stored, where="f.toml", strict=True)


def test_what_is_right_comes_back_as_it_was():
    tree = Tree((Leaf("a", 2.5), Leaf("b")), Colour.BLUE, Leaf("c", 3), (1, 2))
    assert decoded(Tree, asdict(tree), where="x") == tree
    assert decoded(Tree, asdict(tree) | {"tomorrow": 1}, where="x") == tree


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/a", "C:\\a", "a\\..\\b", "", "a//b"])
def test_a_file_outside_the_networks_folder_is_refused(name):
    with pytest.raises(UnusableValueError, match="elsewhere"):
        NetworkFile(name, "0" * 64)


def test_an_output_is_found_by_name_or_place():
    stored = {"file": "a.onnx", "outputs": [{"role": "scores"}]}
    with pytest.raises(
        UnusableValueError, match=r"outputs\[1\] an output needs a name or an index"
    ):
        decoded(Graph, stored, where="n")
    assert GraphOutput("scores", index=0).index == 0
