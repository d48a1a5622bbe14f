"""Packages of Camtrap DP that others wrote; our own come back in the tests of round trips."""

import zipfile

import pytest

from core.errors import UserError
from core.imports import gather, preview
from core.jobs import answer
from tests.core.imports.test_undo import KINDS, MEDIA

HEADER = KINDS["camtrap-dp"].splitlines()[0] + "\n"
AT = "2025-05-03T05:00:{}Z"


@pytest.fixture
def package(hand_made, tmp_path):
    """What is gathered of a package with these observations, and its rows."""

    def gathered(*rows, media=MEDIA, named="."):
        (folder := tmp_path / "package").mkdir()
        (folder / "datapackage.json").write_text("{}")
        (folder / "observations.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows))
        if media:
            (folder / "media.csv").write_text(media)
        found = answer(gather(hand_made.project, [folder / named]))
        return found, [row for _, rows in found.heap.by_file() for row in rows]

    return gathered


def observed(kind="animal", media="m1", start=3, end=6, by="machine,0.75"):
    times = AT.format(f"{start:02}"), AT.format(f"{end:02}")
    return f"o1,d1,{media},{times[0]},{times[1]},{kind},Turdus merula,{by}"


@pytest.mark.parametrize("named", [".", "datapackage.json", "observations.csv"])
def test_times_are_of_the_recording_that_is_named(package, named):
    found, (row,) = package(observed(), named=named)
    assert (row.start_s, row.end_s, row.score) == (3.0, 6.0, 0.75)
    assert [one.recording.file_name for one in found.matches] == ["b.wav"]


def test_what_people_say_is_an_annotation(package):
    _, (row,) = package(observed(by="human,"))
    assert (row.start_s, row.score) == (3.0, None)


def test_an_event_is_of_the_last_recording_of_its_deployment_before_it(package):
    later = "m2,d1,2025-05-03T05:30:00Z,x/c.wav,audio/wav\n"
    found, (row,) = package(observed(media=""), media=MEDIA + later)
    assert (row.start_s, list(found.heap.files)) == (3.0, ["x/b.wav"])


def test_nothing_pictures_and_what_has_no_recording_are_counted(package):
    media = MEDIA + "m2,d1,2025-05-03T05:00:00Z,x/p.jpg,image/jpeg\n"
    rows = observed("blank"), observed(media="m2"), observed(media="gone")
    found, _ = package(*rows, media=media)
    seen = preview(found)
    assert (seen.nothing, sorted(seen.left_out)) == (
        1,
        [("of a picture or a film", 1), ("of no recording that media.csv has", 1)],
    )


def test_observations_alone_ask_for_the_whole_package(package):
    with pytest.raises(UserError, match="Name the whole package"):
        package(observed(), media="")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (observed().replace("2025-05-03T", "3 May 2025 "), "is no date and time"),
        (observed().replace("Z", ""), "some of its times have a distance from UTC"),
        (observed(by="machine,NaN"), "is no number"),
    ],
)
def test_what_cannot_be_understood_refuses_the_package(package, row, why):
    with pytest.raises(UserError, match=f"line 2: .*{why}"):
        package(row)


def test_a_zip_that_is_damaged_says_so(hand_made, tmp_path):
    with zipfile.ZipFile(file := tmp_path / "package.zip", "w") as package:
        package.writestr("observations.csv", HEADER)
        package.writestr("media.csv", MEDIA)
    file.write_bytes(file.read_bytes().replace(b"mediaID,deploymentID,timestamp", b"?" * 30))
    with pytest.raises(UserError, match=r"package\.zip is damaged"):
        answer(gather(hand_made.project, [file]))
