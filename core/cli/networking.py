"""Commands about networks: networks list, info, install, remove, add, check."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.options import JsonOption
from core.cli.output import say, say_json, say_table, with_command
from core.cli.progress import follow, follow_inquiry
from core.counted import counted
from core.errors import UnusableValueError, UserError
from core.networks import catalogue, installing
from core.networks.catalogue import KnownNetwork, Readiness
from core.networks.checking import Check
from core.networks.checking import check as checking
from core.networks.folder import MANIFEST_NAME, FolderNetwork, manifest_in, pinned
from core.networks.manifest import Manifest
from core.networks.network import Network

networks = typer.Typer(
    help="Networks: list, get, add and try them. Nothing is fetched unless you ask.",
    no_args_is_help=True,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="As undersong networks list shows it.")]
Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help=f"With a manifest {MANIFEST_NAME} and its files.")
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(networks, name="networks")


@networks.command("list")
def list_(json: JsonOption = False) -> None:
    """Show all networks that are known here, and whether they can be run."""
    every = catalogue.entries()
    if json:
        say_json([as_json(one) for one in every])
    else:
        header = (("ID", False), ("Network", False), ("State", False), ("Licence", False))
        say_table(header, [_cells(one) for one in every])
    for wrong in catalogue.damaged():
        sys.stderr.write(f"{with_command(str(wrong), wrong.command)}\n")


@networks.command()
def info(id: Id) -> None:
    """Show what is known of a network: what it is for, its licence, and how to get it."""
    found = catalogue.entry(id)
    for line in _facts(found.manifest):
        say(line)
    say(with_command(f"State: {found.state}. {found.why}".strip(), found.command))


@networks.command()
def install(
    id: Id,
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="PATH", help="A file, folder or archive that you have."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Accept the licence without a question.")] = (
        False
    ),
) -> None:
    """Get a network's files, from the web or from what you have, and check them."""
    manifest = catalogue.entry(id).manifest
    for line in _terms(manifest):
        say(line)
    if not yes:
        _ask(manifest)
    last = follow(installing.install(id, from_), f"Installing {manifest.title}", "bytes")
    say(f"{manifest.title} {manifest.version} is installed.")
    if last and last.note:
        say(last.note)
    _say_what_is_missing(id)


@networks.command()
def remove(id: Id) -> None:
    """Delete a network's files. What it has found in projects stays there."""
    installing.remove(id)
    say(f"{id} was removed. What it has found stays in your projects.")


@networks.command()
def add(folder: Folder) -> None:
    """Add a network of your own: a folder with a manifest, which is copied."""
    manifest = manifest_in(folder)
    for warning in installing.warnings(manifest):
        say(warning)
    last = follow(installing.add(folder), f"Adding {manifest.title}", "bytes")
    use = f'range_model = "{manifest.id}"' if manifest.tells_ranges else f"--network {manifest.id}"
    say(f"{manifest.title} {manifest.version} was added. Use it: {use}")
    if last and last.note:
        say(last.note)
    _say_what_is_missing(manifest.id)


@networks.command()
def check(
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help=f"With {MANIFEST_NAME}; or an ID.")
    ],
    json: JsonOption = False,
) -> None:
    """Load a network, run it on a built-in sound, and say what it gives and what is wrong."""
    network = _to_check(folder)
    if not json:
        for warning in installing.warnings(network.manifest):
            say(warning)
    found = follow_inquiry(checking(network), "Checking", "steps")
    if json:
        say_json({"id": network.manifest.id, **asdict(found)})
    else:
        for line in _told(network.manifest, found):
            say(line)
    if found.problems:
        raise UserError(
            f"To be mended in the manifest or files: {counted(len(found.problems), 'fault')}."
        )


def as_json(one: KnownNetwork) -> dict[str, Any]:
    """Return a network under the names that scripts rely on."""
    manifest = one.manifest
    return {
        "id": manifest.id,
        "title": manifest.title,
        "version": manifest.version,
        "runtime": manifest.runtime,
        "state": one.state,
        "licence": manifest.licence,
        "non_commercial": manifest.non_commercial,
        "tried": manifest.tried,
        "sample_rate": manifest.sample_rate,
        "window_s": manifest.window_s,
        "hop_s": manifest.window_s if manifest.hop_s is None else manifest.hop_s,
        "embedding_size": manifest.embedding_size,
        "labels": catalogue.label_count(one),
    }


def _cells(one: KnownNetwork) -> tuple[str, ...]:
    manifest = one.manifest
    licence = manifest.licence + (" (non-commercial)" if manifest.non_commercial else "")
    return manifest.id, f"{manifest.title} {manifest.version}", one.state, licence


def _facts(manifest: Manifest) -> Iterator[str]:
    yield f"{manifest.title} {manifest.version} ({manifest.id})"
    if manifest.purpose:
        yield manifest.purpose
    if manifest.tells_ranges:
        yield f"A range model: it is asked of places and weeks. Runtime: {manifest.runtime}."
    else:
        yield from _windows(manifest)
    if manifest.text:
        yield "It can be asked in words: undersong search --prompt."
    if manifest.backbone:
        yield f"It is a head on {manifest.backbone}, which has to be installed too."
    yield from _terms(manifest)
    yield f"Tried with Undersong: {_TRIED[manifest.tried]}"


_TRIED = {
    "real": "on its real weights.",
    "look-alike": "on a file of its exact signature; its weights could not be had.",
    "no": "no.",
}


def _asked(manifest: Manifest) -> str:
    return "place" if manifest.tells_ranges else f"window of {manifest.window_s:g} s"


def _windows(manifest: Manifest) -> Iterator[str]:
    hop = f", one every {manifest.hop_s:g} s" if manifest.hop_s else ""
    yield f"Windows of {manifest.window_s:g} s at {manifest.sample_rate:,} Hz{hop}."
    width = counted(manifest.embedding_size, "number") if manifest.embedding_size else "none"
    yield f"Embeddings: {width}. Runtime: {manifest.runtime}."


def _terms(manifest: Manifest) -> Iterator[str]:
    commercial = " Not for commercial use." if manifest.non_commercial else ""
    yield f"Licence of the weights: {manifest.licence}.{commercial}"
    if manifest.code_licence:
        yield f"Licence of the code it came with: {manifest.code_licence}."
    yield f"Cite: {manifest.citation}"
    if manifest.source:
        yield f"From: {manifest.source}"
    if size := installing.size_bytes(manifest):
        yield f"Size: {size / 1e6:,.1f} MB."
    yield from installing.warnings(manifest)


def _ask(manifest: Manifest) -> None:
    if not sys.stdin.isatty():
        raise UnusableValueError(
            f"{manifest.title} comes under the licence {manifest.licence}. Accept it with --yes, "
            "or run this in a terminal, where you are asked."
        )
    typer.confirm("Install it under this licence?", abort=True)


def _say_what_is_missing(id: str) -> None:
    found = catalogue.entry(id)
    if found.state is not Readiness.READY:
        say(with_command(found.why, found.command))


def _to_check(named: str) -> Network:
    folder = Path(named)
    if not folder.is_dir():
        return catalogue.runnable(named)
    return FolderNetwork(pinned(manifest_in(folder), folder), folder)


def _told(manifest: Manifest, found: Check) -> Iterator[str]:
    yield f"{manifest.title} {manifest.version}: {found.runs_as}"
    for one in found.outputs:
        shape = " × ".join(f"{size:,}" for size in one.shape)
        yield f"  {one.role}: {shape}, from {one.low:.4g} to {one.high:.4g}"
    for head, labels in found.labels.items():
        yield f"  {counted(labels, 'label')} of {head}"
    yield (
        f"  {found.window_ms:,.1f} ms a {_asked(manifest)}, loaded in "
        f"{found.load_s:,.1f} s, {found.memory_mb:,.0f} MB, alone and together "
        f"{found.apart:.1e} apart"
    )
    if found.words:
        yield f"  {found.words}"
    for problem in found.problems:
        yield f"  ✕ {problem}"
    if not found.problems:
        yield "  Nothing is wrong with it."
