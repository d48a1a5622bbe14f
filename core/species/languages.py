"""Common names in a person's language, from label files ``Scientific name_Common name``.

They come with the package birdnet-analyzer, in the folders of installed networks, and in a
person's own folder of names. The scientific name is always the key; other names of a species have
its common name too.
"""

import importlib.util
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.atomic_file import replacing
from core.errors import UnusableValueError, UserError
from core.names import clean
from core.networks.files import networks_folder
from core.same_species import names_folder, same_species
from core.text_files import text_file

_CODE = re.compile(r"(?:.*labels_)?([a-z]{2,3}(?:[_-][a-z]{2,4})?)", re.IGNORECASE)
_PACKAGES = ("birdnet_analyzer",)
_AS_NAMED = ""
"""The code of the network's own names, which are English."""
_NATIVE = {
    "af": "Afrikaans", "ar": "العربية", "bg": "Български", "ca": "Català", "cs": "Čeština",
    "da": "Dansk", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "en_uk": "English (UK)",
    "es": "Español", "et": "Eesti", "eu": "Euskara", "fi": "Suomi", "fr": "Français",
    "gl": "Galego", "he": "עברית", "hr": "Hrvatski", "hu": "Magyar", "in": "Bahasa Indonesia",
    "is": "Íslenska", "it": "Italiano", "ja": "日本語", "ko": "한국어", "lt": "Lietuvių",
    "lv": "Latviešu", "ml": "മലയാളം", "nl": "Nederlands", "no": "Norsk", "pl": "Polski",
    "pt": "Português", "pt_br": "Português (Brasil)", "pt_pt": "Português", "ro": "Română",
    "ru": "Русский", "sk": "Slovenčina", "sl": "Slovenščina", "sr": "Српски", "sv": "Svenska",
    "th": "ไทย", "tr": "Türkçe", "uk": "Українська", "zh": "中文",
}  # fmt: skip


class Language(NamedTuple):
    """A language in which species have common names here."""

    code: str
    """In small letters: ``de``, ``pt_br``."""
    name: str
    """As its speakers call it."""
    path: Path


def languages() -> list[Language]:
    """Return the languages there are names in, by code; a person's own file goes before others."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for path in sorted(folder.rglob("*.txt")):
            code = _code(path)
            if code:
                found.setdefault(code, path)
    return [Language(code, _NATIVE.get(code, code), path) for code, path in sorted(found.items())]


def common_names(code: str) -> Mapping[str, str]:
    """Return scientific name -> common name in a language; with an empty code, none.

    Raises UnusableValueError for a language without names, UserError where they cannot be read.
    """
    if code == _AS_NAMED:
        return {}
    wanted = code.lower().replace("-", "_")
    one = next((known for known in languages() if known.code == wanted), None)
    if one is None:
        raise no_names_in(code)
    return _with_other_names(one.path, one.path.stat().st_mtime_ns)


def no_names_in(code: str) -> UnusableValueError:
    """Return what to say where there are no names in a language."""
    known = ", ".join(one.code for one in languages())
    return UnusableValueError(
        f"There are no common names in {code} here. {f'There are: {known}. ' if known else ''}"
        "A file of lines Scientific name_Common name brings more, and so does the package "
        "birdnet-analyzer.",
        command="undersong names add FILE --language CODE",
    )


def add_names(path: Path, code: str) -> int:
    """Keep a person's label file as the names in a language; return how many it has.

    Raises UserError where it holds none, UnusableValueError for what is no code of a language.
    """
    wanted = code.lower().replace("-", "_")
    if not _CODE.fullmatch(wanted) or "labels" in wanted:
        raise UnusableValueError(f"{code} is no code of a language. Write one such as de or pt_br.")
    found = len(_read(path))
    names_folder().mkdir(parents=True, exist_ok=True)
    with replacing(names_folder() / f"{wanted}.txt") as part:
        shutil.copyfile(path, part)
    return found


def code_of(path: Path) -> str:
    """Return the language after which a label file is called. Raises UnusableValueError."""
    found = _CODE.fullmatch(path.stem)
    if not found:
        raise UnusableValueError(
            f"{path.name} does not say its language. Call it after it, such as de.txt."
        )
    return found.group(1).lower().replace("-", "_")


def _folders() -> Iterator[Path]:
    yield names_folder()
    yield networks_folder()
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            yield Path(place) / "labels"


def _code(path: Path) -> str:
    """Return the language that a file's name says: BirdNET_..._Labels_de.txt, de.txt."""
    try:
        code = code_of(path)
    except UnusableValueError:
        return ""
    return code if code in _NATIVE or path.parent == names_folder() else ""


@cache
def _with_other_names(path: Path, _written_ns: int) -> Mapping[str, str]:
    names = _read(path)
    for others in same_species():
        found = next((names[name] for name in others if name in names), None)
        if found:
            names |= {name: found for name in others if name not in names}
    return names


def _read(path: Path) -> dict[str, str]:
    with text_file(path) as (text, _):
        pairs = (line.partition("_") for line in text)
        names = {
            clean(scientific): clean(common)
            for scientific, _, common in pairs
            if clean(scientific) and clean(common)
        }
    if not names:
        raise UserError(
            f"{path.name} holds no lines Scientific name_Common name, such as Turdus merula_Amsel."
        )
    return names
