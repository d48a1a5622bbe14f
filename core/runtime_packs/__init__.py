"""Runtimes that an installed program does not bring: wheels in a folder of the person's own.

A pack is a folder of unpacked wheels, ``packs/NAME`` in the data folder. Only the processes that
run networks look into it. A pack file is a ZIP of the wheels with a list of their hashes: made
where there is a connection, carried on a stick, taken in where there is none.
"""

from core.runtime_packs.known import Pack, finds, packs, pull_in
from core.runtime_packs.taking_in import SYSTEMS, fetch, make, remove, take_in

__all__ = ["SYSTEMS", "Pack", "fetch", "finds", "make", "packs", "pull_in", "remove", "take_in"]
