"""The kinds of sound files by their suffixes: one table for what is listed and how it is treated.

What a file really is its first bytes tell; its suffix says whether it was meant to be sound at
all, and what to do where nobody here can read it.
"""

import re
from collections.abc import Mapping

from core.audio import defects
from core.domain import Problem

_ANABAT = re.compile(r"\.\d\d#")

_HEARD = """
wav wave bwf rf64 bw64 flac fla mp3 mp2 mp1 mpga ogg oga opus aif aiff aifc afc au snd caf w64
voc svx 8svx 16sv iff nist sph sphere avr paf pvf ircam sf
"""
_TO_CONVERT = """
aac adts m4a m4b m4r m4p mp4 m4v mov qt 3gp 3gpp 3ga 3g2 amr awb wma wmv asf wv ape tta tak shn ofr
ofs mpc mp+ mpp spx webm weba mka mkv avi mpg mpeg mpe vob ogv ogx ogm ac3 eac3 dts ra ram rm alac
dsf dff gsm vox qcp dss ds2 dvf msv oma aa3 at3 act sd2 caff xwm
"""
_WITHOUT_HEADER = "raw pcm sln"
_SOUNDTRAP = "sud"
_WILDLIFE_ACOUSTICS = "wac w4v"
_ZERO_CROSSING = "zc"

_SEQUENTIAL = frozenset({".mp3", ".mp2", ".mp1", ".mpga"})

_BY_SUFFIX: Mapping[str, Problem | None] = {
    f".{suffix}": reason
    for suffixes, reason in (
        (_HEARD, None),
        (_TO_CONVERT, defects.UNSUPPORTED),
        (_WITHOUT_HEADER, defects.WITHOUT_HEADER),
        (_SOUNDTRAP, defects.SOUNDTRAP_ARCHIVE),
        (_WILDLIFE_ACOUSTICS, defects.WILDLIFE_ACOUSTICS_ONLY),
        (_ZERO_CROSSING, defects.ZERO_CROSSING),
    )
    for suffix in suffixes.split()
}

_FOREIGN_BEGINNINGS = (
    b"\x1aE\xdf\xa3",  # Matroska, WebM
    b"\x30\x26\xb2\x75",  # Windows Media
    b"wvpk",
    b"#!AMR",
    b"MAC ",
    b"TTA1",
    b"tBaK",
    b"OFR ",
    b"MPCK",
    b"MP+",
    b"DSD ",
    b"FRM8",
    b".RMF",
    b"\x0bw",  # AC-3
    b"\xff\xf0",  # AAC
    b"\xff\xf1",
    b"\xff\xf8",
    b"\xff\xf9",
    b"ADIF",
    b"\x00\x00\x01\xba",  # MPEG video
    b"\x00\x00\x01\xb3",
    b"\x02dss",
    b"\x03ds2",
)


def is_listed(suffix: str) -> bool:
    """Tell whether files that end so (in small letters) are meant to be sound."""
    return suffix in _BY_SUFFIX or is_anabat(suffix)


def is_anabat(suffix: str) -> bool:
    """Tell whether a suffix (in small letters) is that of a zero-crossing file."""
    return suffix == ".zc" or _ANABAT.fullmatch(suffix) is not None


def is_heard(suffix: str) -> bool:
    """Tell whether such files can be read here, where they are what they are called."""
    return suffix in _BY_SUFFIX and _BY_SUFFIX[suffix] is None


def is_sequential(suffix: str) -> bool:
    """Tell whether a place in the middle is found only by decoding all before it.

    What is called otherwise and is such a file all the same only takes longer, and nobody has to
    open a file to ask.
    """
    return suffix in _SEQUENTIAL


def reason(suffix: str) -> Problem:
    """Return why a file that is called so, but that no decoder knows, cannot be heard."""
    return _BY_SUFFIX.get(suffix) or defects.NO_HEADER


def is_foreign(head: bytes) -> bool:
    """Tell by the first bytes whether this is sound in a form that only other programs read."""
    return head.startswith(_FOREIGN_BEGINNINGS) or head[4:8] == b"ftyp"
