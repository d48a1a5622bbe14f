"""Tables of programs for bats and night migrants that name their columns in their own way."""

from collections.abc import Mapping

from core.imports.tables import NO_SPECIES, Cells, ResultsTable, verdict_of

BATDETECT = ResultsTable(
    "batdetect2", "BatDetect2",
    needs=("det_prob", "start_time", "end_time", "class", "class_prob"),
    roles={
        "start": ("start_time",), "end": ("end_time",), "low": ("low_freq",),
        "high": ("high_freq",), "common": ("class",), "score": ("class_prob",),
    },
    holds="BatDetect2's CSV and JSON, a file of each recording; the score is class_prob.",
)  # fmt: skip


def _tadarida(cells: Cells) -> Mapping[str, object]:
    by_person = [one for one in (cells["validated"], cells["observed"]) if one]
    if not cells["common"]:
        return {"common": by_person[0], "score": None}
    return verdict_of(cells["common"], by_person[:1])


def _no_taxon(cells: Cells) -> bool:
    return all(
        cells[name].casefold() in NO_SPECIES | {""} for name in ("common", "observed", "validated")
    )


TADARIDA = ResultsTable(
    "tadarida", "Tadarida",
    needs=("temps_debut", "temps_fin", "tadarida_taxon", "tadarida_probabilite"),
    one_of=("nom du fichier", "titre"),
    roles={
        "file": ("nom du fichier", "titre"), "start": ("temps_debut",), "end": ("temps_fin",),
        "common": ("tadarida_taxon",), "score": ("tadarida_probabilite",),
        "observed": ("observateur_taxon",), "validated": ("validateur_taxon",),
    },
    also=_tadarida, skips=_no_taxon,
    holds="Tadarida's table of Vigie-Chiro; what observers and validators say are verdicts.",
)  # fmt: skip

NIGHTHAWK = ResultsTable(
    "nighthawk", "Nighthawk",
    needs=("start_sec", "end_sec", "predicted_category", "prob"), one_of=("filename", "path"),
    roles={
        "file": ("path", "filename"), "start": ("start_sec",), "end": ("end_sec",),
        "common": ("predicted_category",), "score": ("prob",),
    },
    holds="Nighthawk's detections: what it is said to be, a family or group too.",
)  # fmt: skip


BAT_TABLES = (BATDETECT, TADARIDA, NIGHTHAWK)
