"""The colours and sizes of text that the window is dressed in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one scheme, as #rrggbb."""

    dark: bool
    window: str
    surface: str
    """Pages, tables and inputs."""
    raised: str
    """Menus, tooltips, hovered rows."""
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    """Disabled text and marks that must not call for attention."""
    accent: str
    accent_hover: str
    accent_soft: str
    """Behind selected rows and the chosen page."""
    on_accent: str
    danger: str


LIGHT = Colours(
    dark=False,
    window="#F5F6F4",
    surface="#FFFFFF",
    raised="#EEF0ED",
    line="#E1E4DF",
    line_strong="#C6CBC3",
    text="#1B211D",
    muted="#5F6B63",
    faint="#9AA39C",
    accent="#1F6F5C",
    accent_hover="#185949",
    accent_soft="#DDEDE7",
    on_accent="#FFFFFF",
    danger="#B3391B",
)
DARK = Colours(
    dark=True,
    window="#15191A",
    surface="#1B2021",
    raised="#262D2E",
    line="#2C3435",
    line_strong="#455052",
    text="#E7ECE9",
    muted="#9DAAA4",
    faint="#66726D",
    accent="#5CC2A4",
    accent_hover="#76D2B7",
    accent_soft="#22403A",
    on_accent="#0E1A16",
    danger="#F0805F",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of text, in points, around the system's own."""

    small: float
    normal: float
    title: float
    headline: float
    """Of the few numbers that a page begins with."""
