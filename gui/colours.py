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
    """Between parts of the window."""
    edge: str
    """Around what can be pressed or typed into: it must be seen, unlike a mere line."""
    text: str
    muted: str
    faint: str
    """What cannot be done now, and marks that must not call for attention; never a text to read."""
    accent: str
    accent_hover: str
    accent_soft: str
    """Behind selected rows and the chosen page."""
    on_accent: str
    danger: str
    correct: str
    """From here: of verdicts, by Okabe and Ito (2008), darkened where they lie on white."""
    wrong: str
    unsure: str
    unreviewed: str
    on_verdict: str
    """What is written on these."""
    sea: str
    land: str
    own_map: str
    """Lines of a map that somebody brought."""


LIGHT = Colours(
    dark=False,
    window="#F5F6F4",
    surface="#FFFFFF",
    raised="#EEF0ED",
    line="#E1E4DF",
    line_strong="#C6CBC3",
    edge="#848D86",
    text="#1B211D",
    muted="#566159",
    faint="#8A938C",
    accent="#1F6F5C",
    accent_hover="#185949",
    accent_soft="#DDEDE7",
    on_accent="#FFFFFF",
    danger="#B3391B",
    correct="#00875F",
    wrong="#C25400",
    unsure="#9A6900",
    unreviewed="#2679B0",
    on_verdict="#FFFFFF",
    sea="#D9E6EC",
    land="#FAFAF6",
    own_map="#7B3FA0",
)
DARK = Colours(
    dark=True,
    window="#15191A",
    surface="#1B2021",
    raised="#262D2E",
    line="#2C3435",
    line_strong="#455052",
    edge="#6F7D7A",
    text="#E7ECE9",
    muted="#9DAAA4",
    faint="#66726D",
    accent="#5CC2A4",
    accent_hover="#76D2B7",
    accent_soft="#22403A",
    on_accent="#0E1A16",
    danger="#F38D6F",
    correct="#1FB58A",
    wrong="#E96A10",
    unsure="#E69F00",
    unreviewed="#56B4E9",
    on_verdict="#101615",
    sea="#10181D",
    land="#252C2C",
    own_map="#C79BE6",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of text, in points, around the system's own."""

    small: float
    normal: float
    title: float
    headline: float
    """Of the few numbers that a page begins with."""
