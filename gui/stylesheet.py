"""The one stylesheet, written from the theme's colours and sizes.

Looks that a widget asks for are properties: ``look`` on buttons (primary, quiet, danger, chip,
rail, verdict) and on labels (title, muted, small, empty-title), set with ``give_look``.
"""

from string import Template

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from core.app_folders import cache_folder
from gui.colours import Colours, Sizes

_BASE = """
* { outline: 0; }
QWidget { color: $text; font-size: ${normal}pt; }
QMainWindow, QDialog, QWidget[look="window"] { background: $window; }
QWidget[look="surface"] { background: $surface; }
QFrame[look="line"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QFrame[look="upright-line"] { background: $line; border: 0; max-width: 1px; min-width: 1px; }
QLabel { background: transparent; }
QLabel[look="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[look="empty-title"] { font-size: ${title}pt; font-weight: 500; }
QLabel[look="headline"] { font-size: ${headline}pt; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="small"] { color: $muted; font-size: ${small}pt; }
QLabel[look="scientific"] { color: $muted; font-style: italic; }
QLabel[look="danger"] { color: $danger; }
QToolTip { background: $raised; color: $text; border: 1px solid $line_strong; padding: 4px 8px; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }
"""

_BUTTONS = """
QPushButton, QToolButton {
  background: $surface; border: 1px solid $edge; border-radius: 6px;
  padding: 5px 14px; min-height: 18px;
}
QToolButton { padding: 5px 8px; }
QPushButton:hover, QToolButton:hover { background: $raised; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 4px 13px; }
QToolButton:focus { padding: 4px 7px; }
QPushButton:disabled, QToolButton:disabled { color: $faint; border-color: $line; }
QPushButton:checked, QToolButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton[look="primary"] {
  background: $accent; border-color: $accent; color: $on_accent; font-weight: 600;
}
QPushButton[look="primary"]:hover { background: $accent_hover; }
QPushButton[look="primary"]:focus { border: 2px solid $text; }
QPushButton[look="primary"]:disabled {
  background: $raised; border-color: $line; color: $faint;
}
QPushButton[look="danger"] { color: $danger; }
QPushButton[look="quiet"], QToolButton[look="quiet"] {
  background: transparent; border: 1px solid transparent;
}
QPushButton[look="quiet"]:hover, QToolButton[look="quiet"]:hover { background: $raised; }
QPushButton[look="quiet"]:focus, QToolButton[look="quiet"]:focus { border: 2px solid $accent; }
QPushButton[look="link"] { background: transparent; border: 0; color: $accent; padding: 0 2px; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 2px solid $accent; }
QToolButton[look="quiet"]:checked { background: $accent_soft; color: $accent; }
QToolButton[look="fold"] {  /* stands where the words above and below it do */
  background: transparent; border: 1px solid transparent; padding: 5px 8px 5px 0;
  margin-left: -8px;
}
QToolButton[look="fold"]:hover { background: $raised; }
QToolButton[look="fold"]:focus {  /* a frame would lie outside at its left */
  border: 0; border-bottom: 2px solid $accent; border-radius: 0; padding: 6px 9px 5px 1px;
}
QToolButton[look="tool"] {
  background: transparent; border: 1px solid transparent; padding: 4px 6px;
}
QToolButton[look="tool"]:hover { background: $raised; }
QToolButton[look="tool"]:focus { border: 2px solid $accent; padding: 3px 5px; }
QToolButton[look="tool"]:checked { background: $accent_soft; color: $accent; }
QToolButton::menu-indicator { image: none; width: 0; }
QPushButton::menu-indicator { image: none; width: 0; }
QAbstractButton[look="chip"] {
  background: $surface; border: 1px solid $edge; border-radius: 13px;
  padding: 3px 11px; min-height: 18px; font-size: ${small}pt;
}
QAbstractButton[look="chip"]:hover { background: $raised; }
QAbstractButton[look="chip"]:checked {
  background: $accent_soft; border-color: $accent; color: $text;
}
QAbstractButton[look="chip"]:focus { border: 2px solid $accent; padding: 2px 10px; }
QWidget[look="rail"] { background: $window; border-right: 1px solid $line; }
QAbstractButton[look="rail"] {
  background: transparent; border: 0; border-radius: 8px; color: $muted;
  padding: 8px 4px 6px 4px; font-size: ${small}pt; min-width: 64px; min-height: 40px;
}
QAbstractButton[look="rail"]:hover { background: $raised; color: $text; }
QAbstractButton[look="rail"]:checked { background: $accent_soft; color: $text; font-weight: 600; }
QAbstractButton[look="rail"]:focus { border: 2px solid $accent; padding: 6px 2px 4px 2px; }
QPushButton[look="verdict"] { padding: 7px 14px; text-align: left; }
QPushButton[look="verdict"]:focus { padding: 6px 13px; }
QPushButton[look="verdict-narrow"] { padding: 7px; text-align: left; }
QPushButton[look="verdict-narrow"]:focus { padding: 6px; }
"""

_INPUTS = """
QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
  background: $surface; border: 1px solid $edge; border-radius: 6px;
  padding: 5px 8px; min-height: 18px;
  selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 2px solid $accent; padding: 4px 7px;
}
QLineEdit QToolButton {  /* that clears it */
  border: 0; padding: 0; margin: 0; min-width: 0; min-height: 0; background: transparent;
}
QAbstractSpinBox { padding: 4px 8px 3px 8px; }
QAbstractSpinBox:focus { padding: 3px 7px 2px 7px; }
QComboBox { combobox-popup: 0; }  /* a list below it; the menu over it cuts its last line off */
QComboBox:!editable { padding-left: 10px; }
QComboBox:!editable:focus { padding-left: 9px; }
QPlainTextEdit, QTextEdit { padding: 5px 6px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 4px 5px; }
QTextBrowser, QTextBrowser:focus { border: 0; border-radius: 0; padding: 0; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit,
QComboBox QLineEdit:focus { border: 0; padding: 0; background: transparent; min-height: 0; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
  color: $faint; background: $window; border-color: $line;
}
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: $chevron_down; width: 12px; height: 12px; }
QComboBox QAbstractItemView {
  background: $surface; border: 1px solid $edge; padding: 4px;
  selection-background-color: $accent_soft; selection-color: $text;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  subcontrol-origin: border; border: 0; width: 22px; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 3px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 3px; }
QAbstractSpinBox::up-arrow { image: $chevron_up; width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: $chevron_down; width: 10px; height: 10px; }
QDateEdit::drop-down, QDateTimeEdit::drop-down {
  subcontrol-origin: border; border: 0; width: 24px; background: transparent;
}
QDateEdit::down-arrow, QDateTimeEdit::down-arrow {
  image: $chevron_down; width: 12px; height: 12px;
}
QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
  width: 14px; height: 14px; border: 1px solid $muted; background: $surface;
}
QCheckBox::indicator, QAbstractItemView::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
  background: $accent; border-color: $accent; image: $check;
}
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: $dash; }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: $dot; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus {
  width: 12px; height: 12px; border: 2px solid $accent;
}
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $edge; }
QSlider { background: transparent; min-height: 22px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $edge; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
  width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
  background: $surface; border: 1px solid $muted;
}
QSlider::handle:horizontal:focus { border: 2px solid $accent; }
QProgressBar {
  background: $line; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QProgressBar[look="busy-line"] {
  background: transparent; border-radius: 0; max-height: 2px; min-height: 2px;
}
QProgressBar[look="busy-line"]::chunk { border-radius: 0; }
QGroupBox { border: 0; margin-top: 24px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
"""

_LISTS = """
QAbstractItemView {
  background: $surface; alternate-background-color: $surface; border: 0;
  selection-background-color: $accent_soft; selection-color: $text;
  gridline-color: $line;
}
QTableView::item, QTreeView::item, QListView::item { padding: 4px 8px; }
QTableView::item { border: 0; }
QTableView::item { border-bottom: 1px solid $line; }
QTableView::item:hover, QListView::item:hover, QTreeView::item:hover { background: $raised; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {
  background: $accent_soft; color: $text;
}
QTableView, QListView, QTreeView { border: 1px solid transparent; }
QListView::item, QTreeView::item { border: 1px solid transparent; }
QListView::item:focus, QTreeView::item:focus { border: 1px solid $accent; }
QHeaderView { background: $surface; }
QHeaderView::section {
  background: $surface; color: $muted; font-size: ${small}pt; font-weight: 500;
  border: 0; border-bottom: 1px solid $line_strong; padding: 7px 8px;
}
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; height: 0; }
QTableCornerButton::section { background: $surface; border: 0; }
QScrollArea, QAbstractScrollArea::viewport { border: 0; }
QScrollArea[look="reading"] { border: 1px solid transparent; }
QScrollArea[look="reading"]:focus { border: 1px solid $accent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar[look="unused"]::handle { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenuBar { background: $window; border-bottom: 1px solid $line; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 4px; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $surface; border: 1px solid $line_strong; padding: 6px; }
QMenu::item { padding: 6px 28px 6px 14px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 6px 8px; }
QStatusBar { background: $window; border-top: 1px solid $line; }
QStatusBar::item { border: 0; }
QTabBar::tab {
  background: transparent; color: $muted; padding: 8px 16px;
  border: 0; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }
QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QFrame[look="popover"] {
  background: $surface; border: 1px solid $line_strong; border-radius: 8px;
}
QFrame[look="notice"] {
  background: $raised; border: 1px solid $line_strong; border-radius: 8px;
}
QFrame[look="banner"] { background: $raised; border-bottom: 1px solid $line_strong; }
QWidget[look="job-bar"] { background: $surface; border-top: 1px solid $line; }
QFrame[look="drop"] { border: 2px dashed $accent; border-radius: 12px; background: $accent_soft; }
"""

_CHEVRON = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" '
    'fill="none" stroke="{colour}" stroke-width="3" stroke-linecap="round" '
    'stroke-linejoin="round"><path d="{path}"/></svg>'
)


def stylesheet(colours: Colours, sizes: Sizes) -> str:
    """Return the stylesheet of one scheme."""
    values = {name: getattr(colours, name) for name in colours.__dataclass_fields__}
    values |= {name: f"{getattr(sizes, name):g}" for name in sizes.__dataclass_fields__}
    values["chevron_down"] = _picture("down", "M5 9l7 7 7-7", colours.muted)
    values["chevron_up"] = _picture("up", "M5 15l7-7 7 7", colours.muted)
    values["check"] = _picture("check", "M5 12.5l5 5 9-10", colours.on_accent)
    values["dash"] = _picture("dash", "M6 12h12", colours.on_accent)
    values["dot"] = _picture("dot", "M12 10v4M10 12h4M11 11l2 2M13 11l-2 2", colours.on_accent)
    return Template(_BASE + _BUTTONS + _INPUTS + _LISTS).substitute(values)


def give_look(widget: QWidget, look: str) -> None:
    """Give a widget one of the stylesheet's looks, now or later."""
    widget.setProperty("look", look)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it has none yet
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _picture(name: str, path: str, colour: str) -> str:
    """Return a stylesheet's reference to a small picture, which must be a file for Qt."""
    try:
        file = cache_folder() / f"{name}-{colour.lstrip('#')}.svg"
        if not file.exists():
            file.write_text(_CHEVRON.format(colour=colour, path=path), encoding="utf-8")
    except OSError:  # a read-only home: an arrow less, and nothing else
        return "none"
    return f'url("{file.as_posix()}")'
