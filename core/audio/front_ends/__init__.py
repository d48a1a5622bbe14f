"""What samples are turned into before a network that hears no samples: one module a kind."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from core.audio.front_ends.function import FrontEndFunction
from core.audio.front_ends.parameters import Parameters, Value
from core.errors import UnusableValueError

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "log-mel": "core.audio.front_ends.log_mel",
        "stft": "core.audio.front_ends.stft",
        "kaldi-fbank": "core.audio.front_ends.kaldi_fbank",
        "pcen": "core.audio.front_ends.pcen",
        "octaves": "core.audio.front_ends.octaves",
    }
)
"""Kind -> module with a function ``build(parameters, sample_rate, window_samples)``."""


def front_end(
    kind: str, parameters: Mapping[str, Value], sample_rate: int, window_samples: int
) -> FrontEndFunction:
    """Return the function that turns windows [n, samples] into what a network is given.

    ``parameters`` are those of the kind, which docs/front-ends.md lists with their units;
    ``sample_rate`` is in Hz. Raises UnusableValueError, which names the parameter, where the kind
    or a parameter is not known or cannot be.
    """
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise UnusableValueError(f"The front end {kind} is not known. Known are: {known}.")
    reader = Parameters(parameters)
    try:
        build = import_module(KINDS[kind]).build
        built: FrontEndFunction = build(reader, sample_rate, window_samples)
        reader.refuse_unread()
    except UnusableValueError as error:
        raise UnusableValueError(f"The front end {kind} cannot be so: {error}.") from error
    return built
