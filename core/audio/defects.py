"""What can be wrong with a file, each in one sentence that says what it means and what to do."""

import struct

from core.domain import Problem

UNFORESEEN = (
    *(ValueError, ArithmeticError, LookupError, TypeError, struct.error, MemoryError),
    RuntimeError,
)
"""What reading may raise where a file holds what nobody has thought of: it is damaged then, is
named in the log, and the others go on."""

EMPTY = Problem(
    "empty",
    "The file is empty: the recorder made it but wrote nothing, often because the battery or the "
    "card gave out. Check both; there is nothing to analyse.",
)
NUL_FILLED = Problem(
    "nul-filled",
    "The file holds nothing but zero bytes: space was reserved but no sound was written, often "
    "because the battery was low. Check the battery; there is nothing to analyse.",
)
NO_HEADER = Problem(
    "no-header",
    "The file has an audio name but its beginning is lost, so nobody can tell how to read it. "
    "Copy it from the card again; if that does not help, the recording is lost.",
)
NOT_AUDIO = Problem(
    "not-audio",
    "The file is not a sound recording, whatever its name says. Leave it, or move it elsewhere.",
)
STUB = Problem(
    "stub",
    "The file is a header without any sound: recording stopped before the first sample was "
    "written. Check battery and card; there is nothing to analyse.",
)
DAMAGED_HEADER = Problem(
    "damaged-header",
    "The file's header is damaged: its sample rate, channels or format cannot be true. Copy it "
    "from the card again; if that does not help, the recording is lost.",
)
NO_SOUND = Problem(
    "no-sound",
    "The header is whole but nothing behind it can be decoded: the sound was never written or is "
    "lost. Copy the file from the card again; if that does not help, the recording is lost.",
)
DAMAGED_SOUND = Problem(
    "damaged-sound",
    "The sound of this file is damaged in a way that no decoder gets over. Copy it from the card "
    "again; if that does not help, the recording is lost.",
)
TRUNCATED = Problem(
    "truncated",
    "The file is shorter than its header says: it was cut off while being written or copied. "
    "What is there is analysed; copy it from the card again if the card still has all of it.",
    usable=True,
)
SIZE_REPAIRED = Problem(
    "size-repaired",
    "The header gives a wrong length, as when a recorder loses power before closing its file. "
    "The length was taken from the file itself; there is nothing to do.",
    usable=True,
)
MORE_BEHIND = Problem(
    "more-behind",
    "Behind the sound that the header announces the file goes on for longer than its metadata "
    "would. That may be sound of this recording, another recording or what was on the card "
    "before, so it is left out. Check the length against the recorder's schedule; if sound is "
    "missing, split or convert the file with an audio editor and add what that makes.",
    usable=True,
)
JOINED = Problem(
    "joined",
    "The file holds several sounds one behind the other, as when a recorder pauses or files are "
    "put together. All are heard as if nothing lay between them: where the recorder paused, what "
    "follows is dated too early. Split the file there if that matters.",
    usable=True,
)
UNSUPPORTED = Problem(
    "unsupported",
    "The sound of this file cannot be decoded here. Convert it to WAV or FLAC with an audio "
    "editor, or let the recorder or phone write one of these, and add that file.",
)
WITHOUT_HEADER = Problem(
    "unsupported",
    "This is a file of plain samples without a header: nothing in it tells sample rate and "
    "channels. Convert it to WAV with the recorder's own software and add the WAV file.",
)
SOUNDTRAP_ARCHIVE = Problem(
    "unsupported",
    "This is a compressed SoundTrap archive (SUD). Expand it to WAV with SoundTrap Host and add "
    "the WAV files.",
)
WILDLIFE_ACOUSTICS_ONLY = Problem(
    "unsupported",
    "This is a compressed Wildlife Acoustics recording (WAC or W4V), which cannot be analysed "
    "here. Convert it to WAV with Kaleidoscope, which needs no licence for that, and add the WAV "
    "file.",
)
ZERO_CROSSING = Problem(
    "unsupported",
    "This is a zero-crossing file (Anabat): it holds the times at which the sound crossed zero, "
    "not the sound, so it cannot be analysed. If the recorder kept WAV files as well, add those.",
)
UNREADABLE = Problem(
    "unreadable",
    "The file cannot be opened. Check that you may read it and that the card or disk is sound, "
    "then scan again.",
)
NOT_HERE = Problem(
    "not-here",
    "Only excerpts of this recording came with the bundle, and this is none of them. Ask for the "
    "recording itself where the bundle was made.",
)
NOT_A_FILE = Problem(
    "unreadable",
    "This is not an ordinary file, so it was not opened. Leave it out.",
)
SHRUNK = Problem(
    "truncated",
    "The sound ends before its announced end, or cannot be decoded beyond this point. Copy the "
    "file from the card again.",
)
VANISHED = Problem(
    "vanished",
    "The file is no longer there: the card or disk may have been removed. Connect it again and "
    "scan again.",
)
EXPANSION_UNCLEAR = Problem(
    "expansion-unclear",
    "The file states a time expansion (GUANO TE or WAMD) that cannot be, so it is taken as not "
    "slowed. If it is slowed down, its times and species are wrong: correct the field, or leave "
    "the file out.",
    usable=True,
)
REPLACED = Problem(
    "replaced",
    "Another recording lies under this name now: the file has changed since. What was found "
    "before stays with the recording it was found in, which is played again once its file is "
    "back.",
    usable=True,
)
CHANGED = Problem("changed", f"{REPLACED.text} Scan the folder to add the new one.")
CLOCK_NOT_SET = Problem(
    "clock-not-set",
    "The recorder's clock was never set, or lost its time, so the start of this recording is not "
    "the true one. Give the deployment's true start to correct it.",
    usable=True,
)
CLOCK_EARLY = Problem(
    "clock-early",
    "By its clock this recording began before the year 2000. If it is not a digitised tape, the "
    "clock was wrong: give the deployment's true start to correct it.",
    usable=True,
)
CLOCK_FUTURE = Problem(
    "clock-future",
    "By its clock this recording began in the future. Check the year and the time zone that the "
    "clock was set to, and give the deployment's true start to correct it.",
    usable=True,
)
POSITION_DOUBTED = Problem(
    "position-doubted",
    "The position in this file is around 0, 0, or far from where the recorder was before and "
    "after, so it is taken for a wrong GPS fix and not used: that of the site is. If the recorder "
    "really was there, split its deployment.",
    usable=True,
)
NAME_COUNTS = Problem(
    "name-counts",
    "The digits behind the date in the file's name are a running number, not a time, and nothing "
    "else tells when this recording began: its start is unknown. Give it with Set start or "
    "`undersong start`.",
    usable=True,
)
NAME_UNCLEAR = Problem(
    "name-unclear",
    "The digits in the file's name can be read as several dates, or as a time and as a running "
    "number, and the names beside it do not decide: its start is unknown. Give it with Set "
    "start or `undersong start`.",
    usable=True,
)
START_DOUBTS = {
    doubt.code: doubt
    for doubt in (CLOCK_NOT_SET, CLOCK_EARLY, CLOCK_FUTURE, NAME_COUNTS, NAME_UNCLEAR)
}
"""Code -> why a start is doubted or unknown. A person who gives it ends this."""
