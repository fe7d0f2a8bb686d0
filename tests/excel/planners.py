"""What planners put into a workbook, built by code: to prove that no edit ever touches it.

`add_planners_parts` adds to any workbook two sheets with table, slicer, pivot table, chart, shape,
picture, sparkline, note, threaded comment, formulas and names of their own, and custom XML.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

__all__ = ["PLANNERS_SHEETS", "add_planners_parts", "planners_workbook", "same_members"]

PLANNERS_SHEETS = ("My notes", "My pivot")
CONTENT = "[Content_Types].xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS = "http://schemas.microsoft.com/office"
X14 = f"{MS}/spreadsheetml/2009/9/main"
X15 = f"{MS}/spreadsheetml/2010/11/main"
XM = f"{MS}/excel/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAW = "http://schemas.openxmlformats.org/drawingml/2006"
NAMESPACES = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'
THREAD = "{6D1B6B8E-0C7A-4C57-9C3B-0A4B1B1B0001}"
PERSON = "{6D1B6B8E-0C7A-4C57-9C3B-0A4B1B1B0002}"
SSML = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0\0\xff\0\0\0\0\xff\xff\xff\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def _rels(*entries: tuple[str, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in entries
    )
    return f'{HEAD}<Relationships xmlns="{RELS}">{listed}</Relationships>'


def _text(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


NOTES = f"""{HEAD}<worksheet {NAMESPACES} xmlns:x14="{X14}" xmlns:xm="{XM}"><dimension ref="A1:D3"/>
<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>
<sheetData><row r="1">{_text("A1", "Region")}{_text("B1", "Mine")}</row>
<row r="2">{_text("A2", "North")}<c r="B2"><v>3</v></c>
<c r="D2"><f>SUM(B2:B3)*1.5</f><v>12</v></c></row>
<row r="3">{_text("A3", "South")}<c r="B3"><v>5</v></c></row></sheetData>
<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>
<drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>
<tableParts count="1"><tablePart r:id="rId5"/></tableParts>
<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"><x14:sparklineGroups>
<x14:sparklineGroup><x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline>
<xm:f>'My notes'!B2:B3</xm:f><xm:sqref>C2</xm:sqref></x14:sparkline></x14:sparklines>
</x14:sparklineGroup></x14:sparklineGroups></ext>
<ext xmlns:x15="{X15}" uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}"><x14:slicerList>
<x14:slicer r:id="rId6"/></x14:slicerList></ext></extLst></worksheet>"""

PIVOT_SHEET = f"""{HEAD}<worksheet {NAMESPACES}><dimension ref="A1:B4"/><sheetViews>
<sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>
<row r="1">{_text("A1", "Row Labels")}{_text("B1", "Sum of Mine")}</row>
<row r="2">{_text("A2", "North")}<c r="B2"><v>3</v></c></row>
<row r="3">{_text("A3", "South")}<c r="B3"><v>5</v></c></row>
<row r="4">{_text("A4", "Grand Total")}<c r="B4"><v>8</v></c></row></sheetData></worksheet>"""

TABLE = f"""{HEAD}<table xmlns="{MAIN}" id="99" name="tblMine" displayName="tblMine" ref="A1:B3">
<autoFilter ref="A1:B3"/><tableColumns count="2"><tableColumn id="1" name="Region"/>
<tableColumn id="2" name="Mine"/></tableColumns><tableStyleInfo name="TableStyleLight9"
 showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/></table>"""


def _anchor(row: int, body: str) -> str:
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>9</xdr:col>"
        f"<xdr:colOff>0</xdr:colOff><xdr:row>{row + 8}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        f"{body}<xdr:clientData/></xdr:twoCellAnchor>"
    )


FRAME = '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/>'
BOX = (
    '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
    '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom></xdr:spPr>'
)
CHART_FRAME = (
    '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Mine"/>'
    f"<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm>{FRAME}</xdr:xfrm><a:graphic>"
    f'<a:graphicData uri="{DRAW}/chart"><c:chart xmlns:c="{DRAW}/chart" r:id="rId1"/>'
    "</a:graphicData></a:graphic></xdr:graphicFrame>"
)
SHAPE = (
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="3" name="Oval"/><xdr:cNvSpPr/>'
    f"</xdr:nvSpPr>{BOX}<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>ask Kim</a:t></a:r></a:p>"
    "</xdr:txBody></xdr:sp>"
)
PICTURE = (
    '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="4" name="Logo"/><xdr:cNvPicPr/></xdr:nvPicPr>'
    '<xdr:blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
    f"{BOX}</xdr:pic>"
)
SLICER_FRAME = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice xmlns:sle15="{MS}/drawing/2012/slicer" Requires="sle15"><xdr:graphicFrame '
    'macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="5" name="Region"/><xdr:cNvGraphicFramePr/>'
    f"</xdr:nvGraphicFramePr><xdr:xfrm>{FRAME}</xdr:xfrm><a:graphic>"
    f'<a:graphicData uri="{MS}/drawing/2010/slicer"><sle:slicer '
    f'xmlns:sle="{MS}/drawing/2010/slicer" name="Region"/></a:graphicData></a:graphic>'
    '</xdr:graphicFrame></mc:Choice><mc:Fallback><xdr:sp macro="" textlink=""><xdr:nvSpPr>'
    f'<xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr>{BOX}</xdr:sp></mc:Fallback>'
    "</mc:AlternateContent>"
)
DRAWING = (
    f'{HEAD}<xdr:wsDr xmlns:xdr="{DRAW}/spreadsheetDrawing" xmlns:a="{DRAW}/main" '
    f'xmlns:r="{OFFICE}">{_anchor(0, CHART_FRAME)}{_anchor(9, SHAPE)}{_anchor(18, PICTURE)}'
    f"{_anchor(27, SLICER_FRAME)}</xdr:wsDr>"
)
CHART = (
    f'{HEAD}<c:chartSpace xmlns:c="{DRAW}/chart" xmlns:a="{DRAW}/main"><c:chart><c:plotArea>'
    '<c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/>'
    '<c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef>'
    "<c:f>'My notes'!$B$2:$B$3</c:f></c:numRef></c:val></c:ser><c:axId val=\"11\"/>"
    '<c:axId val="12"/></c:barChart><c:catAx><c:axId val="11"/><c:scaling/><c:delete val="0"/>'
    '<c:axPos val="b"/><c:crossAx val="12"/></c:catAx><c:valAx><c:axId val="12"/><c:scaling/>'
    '<c:delete val="0"/><c:axPos val="l"/><c:crossAx val="11"/></c:valAx></c:plotArea></c:chart>'
    "</c:chartSpace>"
)
COMMENTS = (
    f'{HEAD}<comments xmlns="{MAIN}"><authors><author>tc={THREAD}</author><author>Kim</author>'
    '</authors><commentList><comment ref="A2" authorId="1"><text><r><t>late again</t></r></text>'
    '</comment><comment ref="B2" authorId="0"><text><t>[Threaded comment]</t></text></comment>'
    "</commentList></comments>"
)
THREADS = (
    f'{HEAD}<ThreadedComments xmlns="{MS}/spreadsheetml/2018/threadedcomments">'
    f'<threadedComment ref="B2" dT="2026-03-02T10:00:00.00" personId="{PERSON}" id="{THREAD}">'
    "<text>why 3?</text></threadedComment></ThreadedComments>"
)
PERSONS = (
    f'{HEAD}<personList xmlns="{MS}/spreadsheetml/2018/threadedcomments"><person '
    f'displayName="Kim" id="{PERSON}" userId="kim" providerId="None"/></personList>'
)


def _note(cell_row: int, cell_column: int, number: int) -> str:
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:textbox/>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        "<x:Anchor>3, 15, 1, 10, 5, 15, 5, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{cell_row}</x:Row><x:Column>{cell_column}</x:Column></x:ClientData></v:shape>"
    )


VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" '
    'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>'
    f"{_note(1, 0, 9001)}{_note(1, 1, 9002)}</xml>"
)
SLICER = (
    f'{HEAD}<slicers xmlns="{X14}"><slicer name="Region" cache="Slicer_Region" caption="Region" '
    'rowHeight="241300"/></slicers>'
)
SLICER_CACHE = (
    f'{HEAD}<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN}" name="Slicer_Region" '
    'sourceName="Region"><extLst><x:ext uri="{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}" '
    f'xmlns:x15="{X15}"><x15:tableSlicerCache tableId="99" column="1"/></x:ext></extLst>'
    "</slicerCacheDefinition>"
)
PIVOT = (
    f'{HEAD}<pivotTableDefinition xmlns="{MAIN}" name="Mine" cacheId="77" dataCaption="Values" '
    'dataOnRows="0"><location ref="A1:B4" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
    '<pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/>'
    '<item x="1"/><item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/>'
    '</pivotFields><rowFields count="1"><field x="0"/></rowFields><rowItems count="3"><i><x/></i>'
    '<i><x v="1"/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems>'
    '<dataFields count="1"><dataField name="Sum of Mine" fld="1"/></dataFields>'
    "</pivotTableDefinition>"
)
PIVOT_CACHE = (
    f'{HEAD}<pivotCacheDefinition {NAMESPACES} r:id="rId1" refreshedBy="Kim" recordCount="2">'
    '<cacheSource type="worksheet"><worksheetSource name="tblMine"/></cacheSource>'
    '<cacheFields count="2"><cacheField name="Region" numFmtId="0"><sharedItems count="2">'
    '<s v="North"/><s v="South"/></sharedItems></cacheField><cacheField name="Mine" numFmtId="0">'
    '<sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" '
    'containsInteger="1" minValue="3" maxValue="5"/></cacheField></cacheFields>'
    "</pivotCacheDefinition>"
)
PIVOT_RECORDS = (
    f'{HEAD}<pivotCacheRecords xmlns="{MAIN}" count="2"><r><x v="0"/><n v="3"/></r>'
    '<r><x v="1"/><n v="5"/></r></pivotCacheRecords>'
)
CUSTOM = f"{HEAD}<mine xmlns='urn:mine'><owner>Kim</owner></mine>"
CUSTOM_PROPERTIES = (
    f'{HEAD}<ds:datastoreItem ds:itemID="{{0F0E0D0C-0B0A-0908-0706-050403020100}}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
    '<ds:schemaRefs><ds:schemaRef ds:uri="urn:mine"/></ds:schemaRefs></ds:datastoreItem>'
)

PARTS: dict[str, tuple[str | bytes, str]] = {
    "xl/worksheets/planner1.xml": (NOTES, f"{SSML}.worksheet+xml"),
    "xl/worksheets/planner2.xml": (PIVOT_SHEET, f"{SSML}.worksheet+xml"),
    "xl/worksheets/_rels/planner1.xml.rels": (
        _rels(
            ("rId1", f"{OFFICE}/drawing", "../drawings/planner1.xml"),
            ("rId2", f"{OFFICE}/vmlDrawing", "../drawings/planner1.vml"),
            ("rId3", f"{OFFICE}/comments", "../planner_comments.xml"),
            (
                "rId4",
                f"{MS}/2017/10/relationships/threadedComment",
                "../threadedComments/planner1.xml",
            ),
            ("rId5", f"{OFFICE}/table", "../tables/planner1.xml"),
            ("rId6", f"{MS}/2007/relationships/slicer", "../slicers/planner1.xml"),
        ),
        "",
    ),
    "xl/worksheets/_rels/planner2.xml.rels": (
        _rels(("rId1", f"{OFFICE}/pivotTable", "../pivotTables/planner1.xml")),
        "",
    ),
    "xl/tables/planner1.xml": (TABLE, f"{SSML}.table+xml"),
    "xl/drawings/planner1.xml": (
        DRAWING,
        "application/vnd.openxmlformats-officedocument.drawing+xml",
    ),
    "xl/drawings/_rels/planner1.xml.rels": (
        _rels(
            ("rId1", f"{OFFICE}/chart", "../charts/planner1.xml"),
            ("rId2", f"{OFFICE}/image", "../media/planner1.png"),
        ),
        "",
    ),
    "xl/drawings/planner1.vml": (VML, "application/vnd.openxmlformats-officedocument.vmlDrawing"),
    "xl/charts/planner1.xml": (
        CHART,
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    ),
    "xl/media/planner1.png": (_png(), "image/png"),
    "xl/planner_comments.xml": (COMMENTS, f"{SSML}.comments+xml"),
    "xl/threadedComments/planner1.xml": (THREADS, "application/vnd.ms-excel.threadedcomments+xml"),
    "xl/persons/planner.xml": (PERSONS, "application/vnd.ms-excel.person+xml"),
    "xl/slicers/planner1.xml": (SLICER, "application/vnd.ms-excel.slicer+xml"),
    "xl/slicerCaches/planner1.xml": (SLICER_CACHE, "application/vnd.ms-excel.slicerCache+xml"),
    "xl/pivotTables/planner1.xml": (PIVOT, f"{SSML}.pivotTable+xml"),
    "xl/pivotTables/_rels/planner1.xml.rels": (
        _rels(
            ("rId1", f"{OFFICE}/pivotCacheDefinition", "../pivotCache/planner1.xml"),
        ),
        "",
    ),
    "xl/pivotCache/planner1.xml": (PIVOT_CACHE, f"{SSML}.pivotCacheDefinition+xml"),
    "xl/pivotCache/_rels/planner1.xml.rels": (
        _rels(("rId1", f"{OFFICE}/pivotCacheRecords", "planner_records.xml")),
        "",
    ),
    "xl/pivotCache/planner_records.xml": (PIVOT_RECORDS, f"{SSML}.pivotCacheRecords+xml"),
    "customXml/planner1.xml": (CUSTOM, "application/xml"),
    "customXml/plannerProps1.xml": (
        CUSTOM_PROPERTIES,
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    ),
    "customXml/_rels/planner1.xml.rels": (
        _rels(("rId1", f"{OFFICE}/customXmlProps", "plannerProps1.xml")),
        "",
    ),
}
WORKBOOK_RELS = (
    ("rIdP1", f"{OFFICE}/worksheet", "worksheets/planner1.xml"),
    ("rIdP2", f"{OFFICE}/worksheet", "worksheets/planner2.xml"),
    ("rIdP3", f"{MS}/2017/10/relationships/person", "persons/planner.xml"),
    ("rIdP4", f"{MS}/2007/relationships/slicerCache", "slicerCaches/planner1.xml"),
    ("rIdP5", f"{OFFICE}/pivotCacheDefinition", "pivotCache/planner1.xml"),
    ("rIdP6", f"{OFFICE}/customXml", "../customXml/planner1.xml"),
)
SLICER_CACHES = (
    f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{X15}">'
    f'<x15:slicerCaches xmlns:x14="{X14}"><x14:slicerCache r:id="rIdP4"/></x15:slicerCaches>'
    "</ext></extLst>"
)
NAMES = (
    "<definedName name=\"MyRate\">'My notes'!$B$2</definedName>"
    '<definedName name="Slicer_Region">#N/A</definedName>'
)


def _with_planners(workbook: str) -> str:
    """Return the workbook part with the planner's sheets, names, pivot and slicer caches."""
    sheets = (
        '<sheet name="My notes" sheetId="9001" r:id="rIdP1"/>'
        '<sheet name="My pivot" sheetId="9002" r:id="rIdP2"/></sheets>'
    )
    text = workbook.replace("</sheets>", sheets, 1)
    if "</definedNames>" in text:
        text = text.replace("</definedNames>", NAMES + "</definedNames>", 1)
    else:
        text = text.replace("</sheets>", f"</sheets><definedNames>{NAMES}</definedNames>", 1)
    caches = '<pivotCaches><pivotCache cacheId="77" r:id="rIdP5"/></pivotCaches>'
    return text.replace("</workbook>", caches + SLICER_CACHES + "</workbook>", 1)


def add_planners_parts(path: Path) -> None:
    """Add a planner's sheets and everything on them to a workbook."""
    with zipfile.ZipFile(path) as file:
        members = [(info, file.read(info)) for info in file.infolist()]
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, (_, kind) in PARTS.items()
        if kind
    )
    rels = _rels(*WORKBOOK_RELS).partition(f'xmlns="{RELS}">')[2]
    added: dict[str, Callable[[bytes], bytes]] = {
        "xl/workbook.xml": lambda data: _with_planners(data.decode()).encode(),
        "xl/_rels/workbook.xml.rels": lambda data: data.replace(b"</Relationships>", rels.encode()),
        CONTENT: lambda data: data.replace(b"</Types>", types.encode() + b"</Types>"),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for info, data in members:
            file.writestr(info, added.get(info.filename, lambda same: same)(data))
        for number, (name, (part, _)) in enumerate(PARTS.items()):
            info = zipfile.ZipInfo(name, (2024, 1 + number % 12, 7, 8, 9, 10))
            info.compress_type = zipfile.ZIP_DEFLATED if number % 2 else zipfile.ZIP_STORED
            info.external_attr = 0o600 << 16
            info.extra = b"\x99\x99\x02\x00ab"
            file.writestr(info, part)


def planners_workbook(path: Path) -> Path:
    """Make a workbook with a table, a page and its chart, between a planner's own things.

    Sheets: ``Data`` (table ``tblDemand`` from B3: Family, Qty, Double, with totals row and
    formats), ``Page`` (a grid with formulas, chart, sheet's own names, print set-up), ``Last``.
    """
    workbook = xlsxwriter.Workbook(str(path), {"use_zip64": False})
    number = workbook.add_format({"num_format": "#,##0.0", "bg_color": "#FFF2CC"})
    data, page = workbook.add_worksheet("Data"), workbook.add_worksheet("Page")
    last = workbook.add_worksheet("Last")
    columns = [
        {"header": "Family", "total_string": "Total"},
        {"header": "Qty", "format": number, "total_function": "SUM(tblDemand[Qty])"},
        {"header": "Double", "formula": "=tblDemand[[#This Row],[Qty]]*2", "format": number},
    ]
    rows = [["Pumps", 1.5], ["Valves", 2.5], ["Pipes & co", 3.5]]
    options = {"name": "tblDemand", "columns": columns, "data": rows, "total_row": True}
    data.add_table("B3:D7", options)
    data.conditional_format("C4:C6", {"type": "data_bar", "data_bar_2010": True})
    data.data_validation("C4:C6", {"validate": "decimal", "criteria": ">=", "value": 0})
    data.write("F4", "beside the table")
    data.write_formula("G1", "=SUM(tblDemand[Qty])", None, 7.5)
    for row in range(5):
        page.write_row(
            row, 0, [f"series {row}", *(row + month / 10 for month in range(12))], number
        )
    page.write_formula("B6", "=SUM(B1:B5)+Page!C1", number, 12)
    chart = workbook.add_chart({"type": "line"})
    chart.add_series({"name": "=Page!$A$1", "values": "=Page!$B$1:$M$1"})
    page.insert_chart("B9", chart)
    page.write_comment("A1", "a note")
    page.set_landscape()
    page.print_area("A1:M30")
    page.repeat_columns("A:A")
    workbook.define_name("Page!pageKey", "=Page!$A$1")
    last.write_formula("A1", "=Page!B6+SUM('My notes'!B2:B3)", None, 20)
    workbook.define_name("Last!pageKey", "=Last!$A$1")
    workbook.define_name("allPages", "=Page!$A$1:$M$6")
    workbook.close()
    add_planners_parts(path)
    return path


def same_members(
    before: Path, after: Path, except_: frozenset[str] | set[str] = frozenset()
) -> None:
    """Assert that the members, but for the named ones, are the same: order, bytes, date, rights.

    Members that are only in the second file may be named too.
    """
    with zipfile.ZipFile(before) as one, zipfile.ZipFile(after) as other:
        kept = [i.filename for i in one.infolist() if i.filename not in except_]
        assert kept == [i.filename for i in other.infolist() if i.filename not in except_]
        for name in kept:
            first, second = one.getinfo(name), other.getinfo(name)
            assert one.read(name) == other.read(name), f"{name} has other bytes"
            for what in ("date_time", "external_attr", "compress_type", "extra", "create_system"):
                assert getattr(first, what) == getattr(second, what), f"{name} has another {what}"
