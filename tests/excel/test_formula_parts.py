from __future__ import annotations

import pytest

from sop_addin.excel.formula_parts import retarget_part


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<f>Plan!A1</f>", "<f>'R&amp;D'!A1</f>"),
        ('<f t="array" ref="A1:A2">Plan!A1</f>', '<f t="array" ref="A1:A2">\'R&amp;D\'!A1</f>'),
        ('<f t="shared" si="1"/><v>Plan!A1</v>', '<f t="shared" si="1"/><v>Plan!A1</v>'),
        ("<xm:f>Plan!A1:B1</xm:f>", "<xm:f>'R&amp;D'!A1:B1</xm:f>"),
        ('<cx:f dir="row">Plan!A1</cx:f>', "<cx:f dir=\"row\">'R&amp;D'!A1</cx:f>"),
        ("<formula1>Plan!A1&lt;2</formula1>", "<formula1>'R&amp;D'!A1&lt;2</formula1>"),
        (
            '<a location="Plan!A1" display="Plan!A1"/>',
            '<a location="\'R&amp;D\'!A1" display="Plan!A1"/>',
        ),
        ('<xdr:sp textlink="Plan!$A$1">', "<xdr:sp textlink=\"'R&amp;D'!$A$1\">"),
        (
            '<worksheetSource ref="A1:B2" sheet="plan"/>',
            '<worksheetSource ref="A1:B2" sheet="R&amp;D"/>',
        ),
        ('<worksheetSource sheet="Planner"/>', '<worksheetSource sheet="Planner"/>'),
        ("<x:FmlaLink>Plan!$A$1</x:FmlaLink>", "<x:FmlaLink>'R&amp;D'!$A$1</x:FmlaLink>"),
        ("<t>Plan!A1</t>", "<t>Plan!A1</t>"),
    ],
)
def test_only_what_is_a_formula_follows(before: str, after: str) -> None:
    assert retarget_part(before, "Plan", "R&D") == after


def test_an_escaped_name_is_found() -> None:
    text = "<f>'R&amp;D'!A1+&apos;R&#38;D&apos;!B1</f>"
    assert retarget_part(text, "R&D", "Plan") == "<f>Plan!A1+Plan!B1</f>"
