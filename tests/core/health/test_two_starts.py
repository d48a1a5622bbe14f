"""Files whose name and metadata cannot both be true."""

from datetime import datetime

from core.deployments import editing
from core.health import check_all
from core.scan import scan
from core.store.recording_times import SaidStart
from tests.core.recorders.making import guano, recording, saved


def two_starts(project):
    (health,) = check_all(project)
    return next((one for one in health.findings if one.code == "two-starts"), None)


def test_a_file_with_two_starts_is_said_until_one_is_set(project, tmp_path):
    told = guano("Timestamp: 2024-05-01T05:30:00+02:00")
    for seconds, clock in enumerate(("053000", "054500", "033000"), start=1):
        saved(tmp_path / "card", f"D1_20240501_{clock}.wav", recording(told, seconds=seconds))
    for _ in scan(project, tmp_path / "card"):
        pass
    found = two_starts(project)
    assert [file.path for file in found.files] == ["D1_20240501_054500.wav"]
    assert "2024-05-01 05:30:00, which is used, or 2024-05-01 05:45:00" in found.what
    true = datetime(2024, 5, 1, 5, 45)  # noqa: DTZ001 - by the recorder's clock
    editing.set_starts(project, {found.recordings[0]: SaidStart(true)})
    assert two_starts(project) is None
