"""The manual in a window of its own, beside the work: contents, search, back and forward."""

from pathlib import Path, PurePosixPath
from posixpath import normpath

from PySide6.QtCore import QPoint, QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextBlock,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QWidget,
)

from gui import manual
from gui.colours import DARK
from gui.manual import ManualSection
from gui.theme import GRID, theme
from gui.widgets.parts import button, column, holder, line, row
from gui.widgets.plain import give_tip
from gui.widgets.still_list import StillList

_SECTION = Qt.ItemDataRole.UserRole
_SIZE = QSize(120 * GRID, 84 * GRID)
_MARGIN_PX = 4 * GRID
_TOP = QPoint(_MARGIN_PX, 2 * GRID)


def _in_the_dark(picture: Path) -> Path:
    """Return the picture of the dark window instead, where the window is dark."""
    other = picture.with_name(picture.name.replace("-light.", "-dark."))
    return other if theme().colours is DARK and other.is_file() else picture


class ManualBrowser(QTextBrowser):
    """Shows a page; pictures are made as wide as there is room, links of the web open outside."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Page of the manual")
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setSearchPaths([str(manual.folder())])
        self.document().setDocumentMargin(_MARGIN_PX)
        self.anchorClicked.connect(self._follow)
        theme().changed.connect(self.draw_again)

    def show_section(self, file: str, heading: str = "") -> None:
        """Show a page from a heading on."""
        self.setSource(QUrl(f"{file}#{manual.slug(heading)}" if heading else file))
        self._go_to(manual.slug(heading))

    def draw_again(self) -> None:
        """Draw pictures as the window is and as wide as there is room, and stay where one reads."""
        if not self.source().isValid():
            return
        at = self.textCursor().blockNumber()  # what was asked for last, while it is in sight
        if not self.viewport().rect().contains(self.cursorRect().center()):
            at = self.cursorForPosition(_TOP).blockNumber()
        self.reload()
        self._bring_up(self.document().findBlockByNumber(at))

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a page, or a picture that is not wider than the window. Called by Qt."""
        here = PurePosixPath(self.source().path()).parent
        if kind == QTextDocument.ResourceType.MarkdownResource.value:
            path = manual.folder() / QUrl(name).path()
            return path.read_text(encoding="utf-8") if path.is_file() else ""
        if kind == QTextDocument.ResourceType.ImageResource.value:
            picture = QImage(str(_in_the_dark(manual.folder() / here / QUrl(name).path())))
            room = max(30 * GRID, self.viewport().width() - 3 * _MARGIN_PX)
            if picture.width() > room:
                smooth = Qt.TransformationMode.SmoothTransformation
                return picture.scaledToWidth(room, smooth)
            return picture
        return super().loadResource(kind, name)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() in ("http", "https", "mailto"):
            QDesktopServices.openUrl(link)
            return
        file = normpath(PurePosixPath(self.source().path()).parent / link.path())
        file = file if link.path() else self.source().path()
        self.setSource(QUrl(f"{file}#{link.fragment()}" if link.fragment() else file))
        self._go_to(link.fragment())

    def _go_to(self, name: str) -> None:
        # Markdown's headings are no anchors for Qt.
        block = self.document().begin()
        while name and block.isValid():
            if block.blockFormat().headingLevel() and manual.slug(block.text()) == name:
                self._bring_up(block)
                return
            block = block.next()

    def _bring_up(self, block: QTextBlock) -> None:
        self.setTextCursor(QTextCursor(block))
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - GRID)


class HelpWindow(QWidget):
    """Opens beside the window that it helps with, and stays open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Help – Undersong")
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))
        self._sections = manual.sections()
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search the manual")
        self.field.setAccessibleName("Search the manual")
        self.field.setClearButtonEnabled(True)
        self.list = StillList()
        self.list.setAccessibleName("Contents")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.browser = ManualBrowser()
        self.back = button("Back", self.browser.backward, look="quiet")
        self.forward = button("Forward", self.browser.forward, look="quiet")
        self._build()
        self._fill()

    def open_at(self, file: str, heading: str = "") -> None:
        """Show a page of the manual, from a heading on."""
        self.show()
        self.browser.show_section(file, heading)
        self.raise_()
        self.activateWindow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the pictures as wide as there is room now. Called by Qt."""
        super().resizeEvent(event)
        self.browser.draw_again()

    def _build(self) -> None:
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(lambda: self._show(self.list.item(0)))
        self.list.itemClicked.connect(self._show)
        self.list.itemActivated.connect(self._show)
        for tool, can, keys in (
            (self.back, self.browser.backwardAvailable, QKeySequence.StandardKey.Back),
            (self.forward, self.browser.forwardAvailable, QKeySequence.StandardKey.Forward),
        ):
            tool.setEnabled(False)
            can.connect(tool.setEnabled)
            QShortcut(keys, self, tool.click)
            give_tip(tool, QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText))
        QShortcut(QKeySequence.StandardKey.Find, self, self.field.setFocus)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
        QShortcut(QKeySequence("Esc"), self, self.close)
        margins = (GRID, GRID, GRID, GRID)
        left = holder(column(self.field, self.list, margins=margins, grows=1), "surface")
        tools = row(self.back, self.forward, 1, margins=margins)
        right = holder(column(tools, line(), self.browser, gap=0, grows=2), "surface")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([36 * GRID, 84 * GRID])
        split.setChildrenCollapsible(False)
        self.setLayout(column(split, gap=0))

    def _fill(self) -> None:
        words = self.field.text().strip()
        self.list.clear()
        if not words:
            for one in self._sections:
                self._add(one, one.heading if one.is_page else f"     {one.heading}", one.is_page)
            return
        for one in manual.matching(self._sections, words):
            where = one.page if one.is_page else f"{one.page} › {one.heading}"
            self._add(one, f"{where}\n{manual.excerpt(one, words)}", False)
        if not self.list.count():
            self.list.addItem("No page has these words.")

    def _add(self, one: ManualSection, text: str, bold: bool) -> None:
        item = QListWidgetItem(text)
        item.setData(_SECTION, (one.file, "" if one.is_page else one.heading))
        item.setFont(theme().font(theme().sizes.normal, bold=bold))
        self.list.addItem(item)

    def _show(self, item: QListWidgetItem | None) -> None:
        wanted = item.data(_SECTION) if item else None
        if wanted:
            self.browser.show_section(*wanted)
