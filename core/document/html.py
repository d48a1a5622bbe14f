"""A document as one HTML file that needs nothing else."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from core.document.blocks import (
    Block,
    ClipPictures,
    DocumentTable,
    Drawn,
    Figures,
    Heading,
    NewPage,
    Paragraph,
    ReportDocument,
    TitlePage,
)

_STYLE = """
body{font:15px/1.5 Inter,"Source Sans Pro","Segoe UI",system-ui,sans-serif;color:#1b211d;
margin:0 auto;max-width:860px;padding:48px 24px}
h1{font-size:38px;line-height:1.15;margin:.3em 0 .1em}h2{font-size:23px;margin:2em 0 .4em}
h3{font-size:16px;margin:1.4em 0 .3em}.muted,figcaption,.caption{color:#5f6b63;font-size:13px}
.people,.figures{display:flex;flex-wrap:wrap;gap:12px 36px;padding:12px 0;
border-top:1px solid #e1e4df}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px 16px}
.people div>span{display:block;color:#5f6b63;font-size:13px}.figures{border-top:0}
.figures b{display:block;font-size:var(--size);white-space:nowrap;line-height:1.2;color:#1f6f5c}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-weight:400;color:#5f6b63;font-size:13px;text-align:left}
td,th{padding:4px 8px 4px 0;border-bottom:1px solid #e1e4df;vertical-align:middle}
.n{text-align:right}.n+:not(.n){padding-left:20px}.latin{font-style:italic;color:#5f6b63}
svg{width:100%;height:auto;display:block}td svg{min-width:70px;max-height:20px}
.clips{display:grid;grid-template-columns:repeat(auto-fill,minmax(180px,1fr));gap:16px}
figure{margin:0}footer{margin-top:48px;color:#5f6b63;font-size:13px}.wide{overflow-x:auto}
@media print{body{padding:0}.page{break-before:page}}
"""


def html(document: ReportDocument) -> str:
    """Return the whole file."""
    body = "".join(_WRITERS[type(block)](block) for block in document.blocks)
    return (
        f'<!doctype html><html lang="{document.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(document.top.title)}</title><style>{_STYLE}</style></head><body>"
        f"{_top(document.top)}{body}<footer>{escape(document.footer)}</footer></body></html>\n"
    )


def _top(top: TitlePage) -> str:
    people = "".join(
        f"<div><span>{escape(what)}</span>{escape(who)}</div>" for what, who in top.people
    )
    logo = ""
    if top.logo:
        kind = "svg+xml" if top.logo.lstrip().startswith(b"<") else "png"
        data = b64encode(top.logo).decode()
        logo = f'<img alt="" height="56" src="data:image/{kind};base64,{data}">'
    return (
        f'{logo}<p class="muted">{escape(top.kind)}</p><h1>{escape(top.title)}</h1>'
        f'<p class="muted">{escape(top.subtitle)}</p><div class="people">{people}</div>'
    )


def _heading(block: Heading) -> str:
    level = block.level + 1
    return f"<h{level}>{escape(block.text)}</h{level}>"


def _paragraph(block: Paragraph) -> str:
    kind = ' class="caption"' if block.is_caption else ""
    strong = f" <b>{escape(block.strong)}</b>" if block.strong else ""
    return f"<p{kind}>{escape(block.text)}{strong}</p>"


def _figures(block: Figures) -> str:
    # All of one size, in which the longest still stands on one line.
    size = min(34.0, 290 / max((len(number) for number, _ in block.items), default=1))
    items = "".join(f"<div><b>{escape(n)}</b>{escape(of)}</div>" for n, of in block.items)
    return f'<div class="figures" style="--size:{size:.0f}px">{items}</div>'


def _drawn(block: Drawn) -> str:
    return f'<div style="width:{block.share * 100:.0f}%">{block.svg}</div>'


def _clips(block: ClipPictures) -> str:
    items = "".join(
        f"<figure>{svg}<figcaption><b>{escape(name)}</b><br>{escape(more)}</figcaption></figure>"
        for svg, name, more in block.items
    )
    return f'<div class="clips">{items}</div>'


def _table(block: DocumentTable) -> str:
    head = "".join(_cell(block, n, text, "th") for n, text in enumerate(block.header))
    rows = "".join(_row(block, row) for row in block.rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def _row(block: DocumentTable, row: Sequence[str | Drawn]) -> str:
    return f"<tr>{''.join(_cell(block, n, cell, 'td') for n, cell in enumerate(row))}</tr>"


def _cell(block: DocumentTable, number: int, cell: str | Drawn, tag: str) -> str:
    kind = ' class="n"' if number in block.numbers else ""
    kind = ' class="latin"' if number in block.latin and tag == "td" else kind
    said = cell.svg if isinstance(cell, Drawn) else escape(cell)
    return f"<{tag}{kind}>{said}</{tag}>"


_WRITERS: dict[type[Block], Callable[[Any], str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Figures: _figures,
    Drawn: _drawn,
    ClipPictures: _clips,
    DocumentTable: _table,
    NewPage: lambda _: '<div class="page"></div>',
}
