"""Shards as files: JSON, readable by people and by later versions."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from core.analysis import Settings
from core.atomic_file import replacing
from core.audio.media_files import folder_is_there
from core.audio.windows import Windowing
from core.errors import UserError
from core.inference.messages import Setup, Task
from core.networks.manifest import from_plain
from core.networks.network import Network
from core.species.lists import SpeciesList

FORMAT = 1
INDEX = "shards.json"
"""Beside the shards: the settings they were made with, and how many there are."""
RESULT_SUFFIX = ".result"


@dataclass(frozen=True, slots=True)
class ShardTask:
    """A task, and what it is heard from."""

    task: Task
    seconds: float


@dataclass(frozen=True, slots=True)
class Shard:
    """Tasks that one machine hears, and what they have in common."""

    name: str
    setup: Setup
    tasks: Sequence[ShardTask]


@dataclass(frozen=True, slots=True)
class ShardIndex:
    """What a folder of shards was made of."""

    settings: Settings
    names: Sequence[str]


def key_of(task: Task) -> str:
    """Return what a task is known by wherever it is heard: the sound, not its number."""
    return f"{task.content_hash or task.path}:{task.first}:{task.count}"


def fingerprint(setup: Setup) -> str:
    """Return what is equal for setups with which a task's results are the same."""
    known = {
        "network": setup.manifest.id,
        "files": dict(sorted(setup.manifest.sha256.items())),
        "labels": list(setup.label_counts),
        "windowing": asdict(setup.windowing),
        "channel": setup.channel,
        "embeddings": setup.keeps_embeddings,
        "lowered": setup.lowered,
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def save_shard(folder: Path, shard: Shard) -> Path:
    """Write a shard."""
    setup = shard.setup
    plain = {
        "format": FORMAT,
        "setup": {
            "manifest": setup.manifest.to_plain(),
            "label_counts": list(setup.label_counts),
            "windowing": asdict(setup.windowing),
            "roots": {str(number): root for number, root in setup.roots.items()},
            "channel": setup.channel,
            "embeddings": setup.embeddings,
            "lowered": setup.lowered,
        },
        "tasks": [asdict(one.task) | {"seconds": one.seconds} for one in shard.tasks],
    }
    path = folder / f"{shard.name}.json"
    _write(path, plain)
    return path


def load_shard(path: Path) -> Shard:
    """Read a shard. Raises UserError where it is none, damaged, or of a newer version."""
    plain = _read(path, "shard")
    try:
        given = plain["setup"]
        setup = Setup(
            manifest=from_plain(given["manifest"], where=path.name),
            label_counts=tuple(given["label_counts"]),
            windowing=Windowing(**given["windowing"]),
            roots={int(number): root for number, root in given["roots"].items()},
            channel=given["channel"],
            embeddings=given["embeddings"],
            lowered=given["lowered"],
        )
        names = {field.name for field in fields(Task)}
        tasks = [
            ShardTask(Task(**{k: v for k, v in one.items() if k in names}), one["seconds"])
            for one in plain["tasks"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, "shard") from error
    return Shard(path.stem, setup, tasks)


def save_index(folder: Path, settings: Settings, shards: Sequence[str]) -> None:
    """Write what the shards of a folder were made of."""
    chosen = {one.name: getattr(settings, one.name) for one in fields(settings)}
    if settings.species_list is not None:
        mine = settings.species_list
        chosen["species_list"] = {"name": mine.name, "species": list(mine.species)}
    _write(folder / INDEX, {"format": FORMAT, "settings": chosen, "shards": list(shards)})


def load_index(folder: Path) -> ShardIndex:
    """Read it. Raises UserError where the folder holds no shards."""
    plain = _read(folder / INDEX, "folder of shards")
    try:
        chosen: dict[str, Any] = plain["settings"]
        if chosen["species_list"] is not None:
            mine = chosen["species_list"]
            chosen["species_list"] = SpeciesList(mine["name"], tuple(mine["species"]))
        return ShardIndex(Settings(**chosen), plain["shards"])
    except (KeyError, TypeError) as error:
        raise _damaged(folder / INDEX, "folder of shards") from error


def on_this_machine(setup: Setup, media: Mapping[str, str], network: Network) -> Setup:
    """Return a setup with the folders and the network of this machine.

    ``media`` maps the folders as the project has them to those here, or to addresses of an object
    store; one without a name is for all of them. Raises UserError where a folder is missing or the
    network is another one.
    """
    here = network.manifest
    if dict(here.sha256) != dict(setup.manifest.sha256):
        raise UserError(
            f"{here.title} {here.version} here is not the one that the shard was made with (its "
            "files differ). Install the same one."
        )
    manifest = replace(here, runtime=setup.manifest.runtime)
    return replace(setup, manifest=manifest, roots=mapped(setup.roots, media))


def mapped(roots: Mapping[int, str], media: Mapping[str, str]) -> dict[int, str]:
    """Return roots under their names here. Raises UserError where one is missing."""
    return {number: _folder(root, media) for number, root in roots.items()}


def place_of(root: str, media: Mapping[str, str]) -> str:
    """Return where a folder of the project is elsewhere. Raises UserError where nobody said."""
    found = media.get(root, media.get(""))
    if found is None:
        raise UserError(f"Nobody said where {root} lies there. Give --media '{root}=FOLDER'.")
    return found


def _folder(root: str, media: Mapping[str, str]) -> str:
    found = place_of(root, media)
    if not folder_is_there(found):
        raise UserError(f"There is no folder {found}. Is the disk connected?")
    return found


def _write(path: Path, plain: Mapping[str, Any]) -> None:
    with replacing(path) as part:
        part.write_text(json.dumps(plain, ensure_ascii=False, indent=1), encoding="utf-8")


def _read(path: Path, what: str) -> dict[str, Any]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(
            f"There is no {what} {path}. Make it with undersong shards make."
        ) from error
    except (ValueError, OSError) as error:
        raise _damaged(path, what) from error
    if not isinstance(plain, dict) or plain.get("format") is None:
        raise _damaged(path, what)
    if plain["format"] != FORMAT:
        raise UserError(f"{path.name} is of another version of Undersong. Make the shards anew.")
    return plain


def _damaged(path: Path, what: str) -> UserError:
    return UserError(f"{path} is no {what}, or damaged. Make the shards anew, or copy them again.")
