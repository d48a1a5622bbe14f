"""Clips: the very samples, with what is known of them inside, whatever happens on the way."""

import csv
import stat
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.audio import contents
from core.audio.file_ends import FileEnds
from core.domain import Verdict
from core.errors import UserError
from core.exports import clip_files
from core.exports.clips import CONFIRMED, TABLE, ClipSettings, export_clips
from core.recorders.guano import read_guano
from core.review import Desk
from core.store import detections
from core.store.detections import Filter

RATE = 8000


@pytest.fixture
def heard(hand_made, tmp_path: Path):
    """The hand-made project with two of its recordings really there: 14 s of two channels."""
    sound = np.random.default_rng(3).integers(-20000, 20000, (14 * RATE, 2)).astype(np.int16)
    for place in ("Dune", "Wood"):
        (tmp_path / "media" / place).mkdir(parents=True)
        soundfile.write(tmp_path / "media" / place / "a.wav", sound, RATE, "PCM_16")
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET sample_rate = 8000, duration_s = 14")
    lies_there(hand_made.project, tmp_path / "media")
    return hand_made.project, sound


def lies_there(project, media: Path) -> None:
    """Let the recordings be what lies under their names."""
    with project.writing() as db:
        for name in ("Dune/a.wav", "Wood/a.wav"):
            with (media / name).open("rb", buffering=0) as file:
                known = contents.content_hash(file, FileEnds(file))
            db.exec_driver_sql(
                "UPDATE recordings SET content_hash = ? WHERE path = ?", (known, name)
            )


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def guano_of(path: Path) -> dict[str, str]:
    raw = path.read_bytes()
    at = raw.index(b"guan")
    return read_guano(raw[at + 8 : at + 8 + int.from_bytes(raw[at + 4 : at + 8], "little")])


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_clip_holds_the_very_samples_and_its_padding_ends_with_the_recording(
    heard, tmp_path, suffix
):
    project, sound = heard
    *_, last = export_clips(project, [1, 2], tmp_path / "out", ClipSettings(1.5, suffix))
    assert (last.done, last.total, last.problems) == (2, 2, 0)
    for row, (start, end) in zip(table(tmp_path / "out"), ((0, 4.5), (1.5, 7.5)), strict=True):
        samples, rate = soundfile.read(tmp_path / "out" / row["file"], dtype="int16")
        assert rate == RATE
        assert np.array_equal(samples, sound[int(start * RATE) : int(end * RATE)])
        assert (row["clip_start_s"], row["clip_end_s"]) == (f"{start:.3f}", f"{end:.3f}")


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_24_bits_keep_what_16_cannot_hold(heard, tmp_path, suffix):
    project, _ = heard
    exact = np.random.default_rng(4).integers(-(2**23), 2**23, (14 * RATE, 1)).astype(np.int32)
    exact[:2] = [[-(2**23)], [2**23 - 1]]
    source = tmp_path / "media" / "Dune" / "a.wav"
    soundfile.write(source, exact << 8, RATE, "PCM_24")
    lies_there(project, tmp_path / "media")
    out = tmp_path / "out"
    list(export_clips(project, [1], out, ClipSettings(0, suffix, bits=24)))
    (row,) = table(out)
    samples, _ = soundfile.read(out / row["file"], dtype="int32", always_2d=True)
    assert soundfile.info(out / row["file"]).subtype == "PCM_24"
    assert np.array_equal(samples >> 8, exact[: 3 * RATE])
    if suffix == ".wav":
        assert guano_of(out / row["file"])["Samplerate"] == str(RATE)


def test_other_bits_are_written_anew(heard, tmp_path):
    project, _ = heard
    for bits in (16, 24):
        list(export_clips(project, [1], tmp_path / "out", ClipSettings(bits=bits)))
        (row,) = table(tmp_path / "out")
        assert soundfile.info(tmp_path / "out" / row["file"]).subtype == f"PCM_{bits}"


def test_a_clip_says_what_it_is(heard, tmp_path):
    project, _ = heard
    Desk(project, "Änn").decide([2], Verdict.CORRECT, note="two\nlines: rain")
    list(export_clips(project, CONFIRMED, tmp_path / "out"))
    (row,) = table(tmp_path / "out")
    assert row["file"] == "Eurasian-Blackbird_0.800_20250503_050003_Dune_2.wav"
    said = guano_of(tmp_path / "out" / row["file"])
    assert said["Timestamp"] == "2025-05-03T05:00:02.000+02:00"
    assert (said["Species Manual ID"], said["Note"]) == ("Turdus merula", "two\nlines: rain")
    assert (said["Undersong|Score"], said["Undersong|Reviewer"]) == ("0.800000", "Änn")
    assert said["Loc Position"] == "52.100000 4.300000"


def test_a_stopped_export_goes_on_and_leaves_what_is_there(heard, tmp_path):
    project, _ = heard
    out = tmp_path / "out"
    job = export_clips(project, [1, 2, 7], out)
    next(job), next(job)
    job.close()
    (first,) = out.glob("*.wav")
    before = first.stat().st_mtime_ns
    (out / "half.wav.part").write_bytes(b"")
    list(export_clips(project, [1, 2, 7], out))
    assert first.stat().st_mtime_ns == before
    assert len(table(out)) == len(list(out.glob("*.wav"))) == 3


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_clip_that_is_there_says_what_was_said_since(heard, tmp_path, suffix):
    project, _ = heard
    for note in ("rain", "wind"):
        Desk(project, "Ann").comment(1, note)
        list(export_clips(project, [1], tmp_path / "out", ClipSettings(suffix=suffix)))
    (row,) = table(tmp_path / "out")
    raw = (tmp_path / "out" / row["file"]).read_bytes()
    assert (b"wind" in raw, b"rain" in raw) == (True, False)


def test_what_flac_cannot_hold_is_told_and_the_others_are_written(heard, tmp_path):
    project, _ = heard
    many = np.zeros((14 * RATE, 9), np.int16)
    soundfile.write(tmp_path / "media" / "Wood" / "a.wav", many, RATE, "PCM_16")
    lies_there(project, tmp_path / "media")
    *_, last = export_clips(project, [1, 7], tmp_path / "out", ClipSettings(suffix=".flac"))
    problems = [row["problem"] for row in table(tmp_path / "out")]
    assert (last.problems, problems) == (1, ["", "FLAC cannot hold 9 channels. Export it as WAV."])


def test_a_vanished_recording_is_told_and_the_others_are_written(heard, tmp_path):
    project, _ = heard
    *_, last = export_clips(project, Filter(), tmp_path / "out")
    assert last.problems == 2
    told = {row["recording"]: row["problem"] for row in table(tmp_path / "out") if row["problem"]}
    assert set(told) == {"Dune/b.wav", "Dune/c.wav"}


@pytest.mark.parametrize(
    ("wanted", "settings", "why"),
    [
        (CONFIRMED, ClipSettings(), "no detection to export"),
        ([5, 6], ClipSettings(), "None of the 2 clips could be written"),
        ([1], ClipSettings(suffix=".mp3"), "can be wav or flac"),
        ([1], ClipSettings(bits=32), "16 or 24 bits, not 32"),
        ([1], ClipSettings(padding_s=-1), "padding must lie"),
        ([1], ClipSettings(template="{speceis}"), "It may hold letters and these"),
        ([1], ClipSettings(template="{0"), "cannot be used"),
    ],
)
def test_nothing_written_is_never_a_success(heard, tmp_path, wanted, settings, why):
    with pytest.raises(UserError, match=why):
        list(export_clips(heard[0], wanted, tmp_path / "out", settings))


def test_names_are_safe_on_every_system_and_never_the_same(hand_made):
    with hand_made.project.reading() as db:
        d = detections.get(db, 1)
    odd = replace(d, site='a/b\\c:d*"<>|?\n' + "x" * 400)
    named = clip_files.name("{site} {species}", odd)
    assert not set(named) & set('/\\:*"<>|?\n')
    assert len(named) < 200
    assert named.endswith("_1")
    assert clip_files.name("{site}_{id}", replace(odd, id=12)).endswith("_12")
    assert clip_files.name("con{start}", d) != clip_files.name("con{start}", replace(d, id=3))
    assert clip_files.name("{id}", replace(d, id=7)) == "7"


def test_a_file_of_somebody_else_under_a_clips_name_is_left(heard, tmp_path):
    project, _ = heard
    wanted = ClipSettings(template="mine_{id}")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine_1.wav").write_bytes(b"RIFF of another program")
    *_, last = export_clips(project, [1, 2], tmp_path / "out", wanted)
    assert last.problems == 1
    assert (tmp_path / "out" / "mine_1.wav").read_bytes() == b"RIFF of another program"
    assert "there already" in table(tmp_path / "out")[0]["problem"]


def test_no_clip_is_cut_out_of_another_recording_under_the_same_name(heard, tmp_path):
    project, sound = heard
    soundfile.write(tmp_path / "media" / "Dune" / "a.wav", sound[::-1], RATE, "PCM_16")
    *_, last = export_clips(project, [1, 7], tmp_path / "out")
    assert last.problems == 1
    refused = next(row for row in table(tmp_path / "out") if row["detection_id"] == "1")
    assert refused["file"] == ""
    assert "has changed since" in refused["problem"]


@pytest.mark.parametrize("folder", ["media", "media/Dune", "media/Dune/clips", "way/Dune"])
def test_clips_among_the_recordings_would_be_scanned_and_are_refused(heard, tmp_path, folder):
    project, _ = heard
    (tmp_path / "way").symlink_to(tmp_path / "media")
    before = sorted((tmp_path / "media").rglob("*"))
    with pytest.raises(UserError, match="among the recordings"):
        list(export_clips(project, [1], tmp_path / folder))
    assert sorted((tmp_path / "media").rglob("*")) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_only_their_owner_can_read_new_clips_and_what_a_clip_was_it_stays(heard, tmp_path, suffix):
    project, out = heard[0], tmp_path / "out"
    list(export_clips(project, [1], out, ClipSettings(suffix=suffix)))
    (clip,) = out.glob(f"*{suffix}")
    assert stat.S_IMODE(clip.stat().st_mode) == 0o600
    clip.chmod(0o644)
    list(export_clips(project, [1], out, ClipSettings(2.0, suffix)))
    assert stat.S_IMODE(clip.stat().st_mode) == 0o644
