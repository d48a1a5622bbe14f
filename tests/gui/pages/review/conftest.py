"""The review page of a real project, with loudspeakers that play at once."""

import pytest

from tests.gui.pages.heath import settle


@pytest.fixture
def page(qtbot, opened):
    opened.go_to("review")
    settle(qtbot, opened)
    return opened.session.review
