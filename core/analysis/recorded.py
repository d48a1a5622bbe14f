"""The settings of an analysis that was made before, as its record has them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from core.analysis.settings import DECLARED, Settings
from core.species.lists import SpeciesList


def settings_of(network: str, record: Mapping[str, Any]) -> Settings:
    """Return the settings that a run's record tells, with which its analysis goes on.

    What is not in it, since its version knew no such setting, is at its default.
    """
    told = {
        one.name: record[one.name]
        for one in fields(Settings)
        if one.name in record and DECLARED[one.name].changes_result and one.name != "network"
    }
    listed = told.get("species_list")
    if listed is not None:
        told["species_list"] = SpeciesList(str(listed["name"]), tuple(listed["species"]))
    return Settings(network=network, **told)
