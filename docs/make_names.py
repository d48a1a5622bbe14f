"""Make species_lists/names_by_checklist.csv and codes.csv from the checklists of others.

``python docs/make_names.py FOLDER`` with ``birdnames/data/processed`` of the package birdnames
(0.1.3, MIT), which brings them as tables. Columns that are kept by hand (EURING, BTO) stay.
"""

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.networks.known_species import known_by_name
from core.species.naming import compared
from core.species.near import distance

YEARS = (2021, 2022, 2023, 2024)
LISTS = Path(__file__).parents[1] / "species_lists"
NAMES = (
    "# Scientific names of birds that are one species under different names, by checklist.",
    "# eBird/Clements 2021 to 2024: (c) Cornell Lab of Ornithology, eBird taxonomy, by its codes.",
    "# AviList 2025 (it follows IOC 15 and replaces it): AviList Core Team, CC BY 4.0.",
    "# BirdLife 2024: HBW and BirdLife International. These two are matched to eBird's by common",
    "# name, where the specific name is the same but for its ending or a letter or two.",
    "# BirdNET 2.4 and Perch 1 name species as eBird 2021, Perch 2 and BirdNET 3 by later lists:",
    "# a name of any column is found whatever the network calls the species.",
)
CODES = (
    "# Codes of species. english, ebird: of eBird taxonomy 2024, (c) Cornell Lab of Ornithology.",
    "# ebird_older: what eBird called a species of that name in 2021 to 2023, as Perch's lists do.",
    "# aou: four letters of the Institute for Bird Populations, 2024 (Pyle and DeSante).",
    "# euring: species codes of the EURING Exchange Code, of those that DOFbasen lists.",
    "# bto: one or two letters of the British Trust for Ornithology, of the commoner species.",
)
_ENDING = re.compile(r"(us|a|um|is|e|os|on|er|ra|rum|i|ii)$")


def main(folder: Path) -> None:
    """Write both tables."""
    ebird = {year: _ebird(folder, year) for year in YEARS}
    newest = {row["scientific_name"]: row for row in ebird[2024].values()}
    rows = {
        code: [ebird[year].get(code, {}).get("scientific_name", "") for year in YEARS]
        for code in ebird[2024]
    }
    for prefix, year in (("avilist", 2025), ("birdlife", 2024)):
        linked = dict(_linked(_rows(folder, f"{prefix}_{year}"), prefix, newest))
        for code, names in rows.items():
            names.append(linked.get(ebird[2024][code]["scientific_name"], ""))
    moved = [row for row in rows.values() if len(set(row) - {""}) > 1]
    owners = _owners(moved)
    still = {row["scientific_name"] for row in newest.values()}
    safe = [
        [n if owners.get(n) == row[3] and (n == row[3] or n not in still) else "" for n in row]
        for row in moved
    ]
    columns = [*(f"ebird_{year}" for year in YEARS), "avilist_2025", "birdlife_2024"]
    kept = sorted((row for row in safe if len(set(row) - {""}) > 1), key=lambda row: row[3])
    _write(LISTS / "names_by_checklist.csv", NAMES, columns, kept)
    newer = {name: row[3] for row in kept for name in row if name}
    _write_codes(folder, ebird, newer)


def _ebird(folder: Path, year: int) -> dict[str, dict[str, str]]:
    return {row["ebird_ebird_code"]: row for row in _rows(folder, f"ebird_{year}")}


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}_taxonomy.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _owners(rows: Sequence[list[str]]) -> dict[str, str]:
    """Return which species of 2024 a name is of; after a split that which kept the epithet."""
    claims = defaultdict(set)
    for row in rows:
        for name in set(row) - {""}:
            claims[name].add(row[3])
    alike = {
        name: found if len(found) == 1 else {one for one in found if _same_epithet(one, name)}
        for name, found in claims.items()
    }
    return {name: next(iter(found)) for name, found in alike.items() if len(found) == 1}


def _linked(
    rows: Sequence[dict[str, str]], prefix: str, newest: dict[str, dict[str, str]]
) -> Iterable[tuple[str, str]]:
    """Yield (eBird's name, the other's) of one bird under another name."""
    rows = [row for row in rows if row.get(f"{prefix}_taxon_rank", "species") == "species"]
    theirs = {row["scientific_name"] for row in rows}
    by_common = defaultdict(list)
    for name, row in newest.items():
        by_common[compared(row["ebird_common_name"])].append(name)
    for row in rows:
        other = row["scientific_name"]
        found = by_common[compared(row[f"{prefix}_common_name"])]
        if other in newest:
            yield other, other
        elif len(found) == 1 and found[0] not in theirs and _same_epithet(found[0], other):
            yield found[0], other


def _same_epithet(one: str, other: str) -> bool:
    ours, theirs = (name.split()[1] for name in (one, other))
    return _ENDING.sub("", ours) == _ENDING.sub("", theirs) or distance(ours, theirs) <= 2


def _older_codes(ebird: dict[int, dict[str, dict[str, str]]]) -> dict[str, str]:
    """Return the last code of a name that is now of another; nobody else has it today."""
    newest = ebird[YEARS[-1]]
    return {
        row["scientific_name"]: code
        for year in YEARS[:-1]
        for code, row in ebird[year].items()
        if code not in newest
    }


def _write_codes(
    folder: Path, ebird: dict[int, dict[str, dict[str, str]]], newer: dict[str, str]
) -> None:
    path = LISTS / "codes.csv"
    newest = {row["scientific_name"]: row for row in ebird[YEARS[-1]].values()}
    older = _older_codes(ebird)
    by_hand: dict[str, list[str]] = defaultdict(lambda: ["", ""])
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            kept = by_hand[newer.get(row["scientific_name"], row["scientific_name"])]
            kept[:] = [row["euring"] or kept[0], row["bto"] or kept[1]]
    aou = {
        newer.get(row["scientific_name"], row["scientific_name"]): row["ibp_alpha"]
        for row in _rows(folder, "ibp_2024")
    }
    by_hand = {name: codes for name, codes in by_hand.items() if any(codes)}
    known = {one.scientific_name for one in known_by_name().values()}
    rows = [
        [
            name,
            newest.get(name, {}).get("ebird_common_name", ""),
            newest.get(name, {}).get("ebird_ebird_code", ""),
            older.get(name, "") if name in newest else "",
            aou.get(name, ""),
            *by_hand.get(name, ("", "")),
        ]
        for name in sorted({*newest, *(aou.keys() & known), *by_hand})
    ]
    columns = ["scientific_name", "english", "ebird", "ebird_older", "aou", "euring", "bto"]
    _write(path, CODES, columns, rows)


def _write(path: Path, said: Sequence[str], header: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in said)
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
