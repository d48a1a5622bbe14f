"""One analysis at a time."""

import pytest

from core.errors import UserError
from core.store import Project
from core.store.lock import only_analysis


def test_the_lock_is_free_again_afterwards(project: Project):
    for _ in range(2):
        with only_analysis(project):
            pass


def test_a_second_analysis_is_refused(project: Project):
    with (
        only_analysis(project),
        pytest.raises(UserError, match="Wait until that is through"),
        only_analysis(project),
    ):
        pass


def test_a_folder_that_is_gone_is_said(project: Project):
    project.folder.rename(project.folder.with_name("moved"))
    with pytest.raises(UserError, match="not there any more"), only_analysis(project):
        pass
