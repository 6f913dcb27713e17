"""A report as a Word document that an office can edit: headings, captions and tables are Word's own."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from fundsim.errors import OutputError, install_extra
from fundsim.languages import Language
from fundsim.report.document import (
    LANDSCAPE_FROM,
    Block,
    Cell,
    Figure,
    Marked,
    Paragraph,
    Report,
    Table,
    cell_text,
    is_numeric,
    left_out,
    numbered,
    shown_columns,
)
from fundsim.report.report_texts import words
from fundsim.text_tables import display_width

_STYLES = {"plain": "Normal", "label": "Heading 2", "answer": "Intense Quote", "caution": "List Bullet"}
_TABLE_STYLE = "Light Grid Accent 1"
_TEXT_WIDTH = 17.0  # of a page of A4 [cm]
_SMALL, _SMALLEST = 8.0, 6.5  # letters in tables [points]
_NARROWEST, _WIDEST, _MARGIN = 8, 45, 4  # columns of text that a column of a table is given
_EAST_ASIAN = "宋体"


def word(report: Report) -> bytes:
    """A report as a Word document.

    Parameters
    ----------
    report : Report
        The content.

    Returns
    -------
    bytes
        Pictures carry their titles as alternative texts, captions are numbered by fields, the heading rows of tables
        come again on each page; wide tables stand on pages turned on their side.

    Raises
    ------
    OutputError
        python-docx is missing.
    """
    try:
        from docx import Document
    except ImportError as error:
        raise OutputError(f"Word reports need python-docx: {install_extra('report')}") from error
    document = Document()
    _set_up(document, report)
    document.add_heading(report.title, 0)
    document.add_paragraph(report.subtitle)
    for number, (section, blocks) in enumerate(numbered(report), start=1):
        _turn_page(document, False)
        document.add_heading(f"{number} {section.heading}", 1)
        for block, name in blocks:
            _write_block(document, block, name, report.lang)
    image = BytesIO()
    document.save(image)
    return image.getvalue()


def _set_up(document: Any, report: Report) -> None:
    """Paper, language, fonts for Chinese, properties of the file."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.0)
    for style in document.styles:
        if style.element.find(qn("w:rPr")) is not None or style.name == "Normal":
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _EAST_ASIAN)
    document.styles["Normal"].font.size = Pt(10.5)
    answer = document.styles[_STYLES["answer"]]
    answer.font.italic = answer.font.bold = False
    answer.paragraph_format.left_indent = answer.paragraph_format.right_indent = Cm(0.0)
    language = document.styles.element.find(".//" + qn("w:lang"))
    if language is not None:
        language.set(qn("w:val"), "zh-CN" if report.lang == "zh" else "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
    properties = document.core_properties
    properties.title, properties.author = report.title[:255], "fundsim"
    properties.language = "zh-CN" if report.lang == "zh" else "en-GB"
    properties.comments = ""


def _write_block(document: Any, block: Block, name: str, lang: Language) -> None:
    if isinstance(block, Paragraph):
        _turn_page(document, False)
        document.add_paragraph(block.text, style=_STYLES[block.kind])
    elif isinstance(block, Figure):
        _turn_page(document, False)
        _write_figure(document, block, name, lang)
    else:
        wide = len(shown_columns(block)) >= LANDSCAPE_FROM
        _turn_page(document, wide)
        _write_table(document, block, name, lang, _SMALLEST if wide else _SMALL)


def _write_figure(document: Any, figure: Figure, name: str, lang: Language) -> None:
    from docx.shared import Cm

    shape = document.add_picture(BytesIO(figure.draw("png")), width=Cm(_TEXT_WIDTH))
    shape._inline.docPr.set("descr", figure.title)  # read aloud instead of the picture
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _write_caption(document, name, words("titled", lang, title=figure.title, caption=figure.caption))


def _write_caption(document: Any, name: str, caption: str) -> Any:
    """A caption whose number is a field, so that Word counts on when the office adds another."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    label, _, number = name.rpartition(" ")
    paragraph = document.add_paragraph(f"{label} ", style="Caption")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" SEQ {label} \\* ARABIC ")
    paragraph._p.append(field)
    run = paragraph.add_run(number)
    field.append(run._r)
    paragraph.add_run(f": {caption}")
    return paragraph


def _write_table(document: Any, table: Table, name: str, lang: Language, size: float) -> None:
    shown, rows = shown_columns(table), table.rows[: table.most_rows]
    _write_caption(document, name, table.caption).paragraph_format.keep_with_next = True
    made = document.add_table(rows=1 + len(rows), cols=len(shown), style=_TABLE_STYLE)
    numeric = [is_numeric(table, place) for place in shown]
    headings: tuple[Cell, ...] = tuple(table.columns[place].heading for place in shown)
    for line, row in zip(made.rows, (headings, *(tuple(row[place] for place in shown) for row in rows)), strict=True):
        for target, content, right in zip(line.cells, row, numeric, strict=True):
            _write_cell(target, content, lang, size, right)
    _repeat_head(made)
    page = document.sections[-1]
    _set_widths(made, table, lang, page.page_width - page.left_margin - page.right_margin)
    document.add_paragraph(left_out(table, lang))


def _write_cell(target: Any, content: Cell, lang: Language, size: float, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
    from docx.shared import Pt

    paragraph = target.paragraphs[0]
    run = paragraph.add_run(cell_text(content, lang))
    run.font.size = Pt(size)
    paragraph.paragraph_format.space_after = Pt(0)
    if isinstance(content, Marked):
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    elif right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat_head(made: Any) -> None:
    """Show the heading row on every page of a table, and let no row break across pages."""
    from docx.oxml import OxmlElement

    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in made.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _set_widths(made: Any, table: Table, lang: Language, across: int) -> None:
    """Columns as wide as their texts ask for, together as wide as the text of the page."""
    shown = shown_columns(table)
    rows = table.rows[: table.most_rows]
    longest = [max([display_width(cell_text(row[place], lang)) for row in rows], default=0) for place in shown]
    weights = [min(max(width, _NARROWEST), _WIDEST) + _MARGIN for width in longest]
    made.autofit = False
    for column, weight in zip(made.columns, weights, strict=True):
        width = int(across * weight / sum(weights))
        column.width = width
        for cell in column.cells:
            cell.width = width


def _turn_page(document: Any, landscape: bool) -> None:
    """Go on with a new page turned the other way, where the one at hand is not turned so."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    before = document.sections[-1]
    if (before.page_width > before.page_height) == landscape:
        return
    width, height = before.page_height, before.page_width
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.page_width, page.page_height = width, height
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
