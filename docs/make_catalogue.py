"""Write docs/catalogue.md from the manifests: python -m docs.make_catalogue."""

from collections.abc import Iterator
from pathlib import Path

from core.networks import catalogue
from core.networks.installing import size_bytes
from core.networks.manifest import Manifest, Tried

PAGE = Path(__file__).with_name("catalogue.md")
_TRIED = {
    Tried.REAL: "on its weights",
    Tried.LOOK_ALIKE: "on a look-alike of its signature",
    Tried.NO: "no",
}
_HEAD = """# Networks that Undersong knows

This page is made from the manifests in `core/networks/manifests` by `docs/make_catalogue.py`.

**Getting one.** `undersong networks install ID` shows the licence, asks, and fetches the files; \
*bring* means that you get them yourself and name the file, folder or archive: \
`undersong networks install ID --from PATH`. Where a hash is known, the file must be that one, \
whatever it is called; where none is, the hash of what you bring is kept from then on. \
*Manifest* means that how its files are fed is not known here: it needs a \
[network.toml of yours](your-own-network.md). `SavedModel` needs TensorFlow \
(`undersong packs add tensorflow` where Undersong is installed), `transformers` the extra of \
that name, which only a source tree can have.

**Tried** says how: on its own weights (by tests that run where these are there), on a look-alike \
of its exact signature that the tests build, or not at all. \
`tests/core/networks/real_weights.json` keeps what the networks tried on their weights were known \
by, and what they gave: a manifest that was changed since makes no such claim. Weights that have \
to be converted first have a recipe in `docs/recipes`. Whatever it says, run \
`undersong networks check ID` on your computer first.

| ID | For | Window | Licence of the weights | Runtime | Size | Get it | Tried |
|---|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    known = [*(one.manifest for one in catalogue.NETWORKS), *catalogue.shipped().values()]
    return _HEAD + "".join(f"| {' | '.join(_cells(one))} |\n" for one in known)


def _cells(one: Manifest) -> Iterator[str]:
    yield f"[`{one.id}`]({one.source})"
    yield one.purpose
    hears = f"{one.window_s:g} s, {one.sample_rate / 1000:g} kHz"
    yield "a range model" if one.tells_ranges else hears
    yield one.licence + (" (**non-commercial**)" if one.non_commercial else "")
    yield one.runtime + (f", on `{one.backbone}`" if one.backbone else "")
    yield f"{size_bytes(one) / 1e6:,.1f} MB" if size_bytes(one) else ""
    yield _way(one)
    yield _TRIED[one.tried]


def _way(one: Manifest) -> str:
    if one.runtime == "birdnet":
        return "comes with Undersong"
    if one.graph is None:
        return "manifest"
    return "install" if one.can_be_fetched else "bring"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
