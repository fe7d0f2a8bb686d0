"""Names in any script come out as they were written, or the file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_addin.errors import SourceError
from sop_addin.sources.delimited import read_delimited


@pytest.mark.parametrize(
    ("name", "encoding", "said"),
    [
        ("水泵与驱动", "gb18030", "gb18030"),
        ("Müller Größe", "cp1252", "cp1252"),
        ("créée", "cp1252", "cp1252"),
    ],
)
def test_text_without_a_mark_is_read_as_it_was_written(
    tmp_path: Path, name: str, encoding: str, said: str
) -> None:
    file = tmp_path / "families.csv"
    file.write_bytes(f"family,name\nA,{name}\n".encode(encoding))
    grid = read_delimited(file)
    assert name in str(grid) and said in grid.origin


def test_text_that_reads_two_ways_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "families.csv"
    file.write_bytes("family,name\nA,水泵\nB,".encode("gb18030") + "é\n".encode("cp1252"))
    with pytest.raises(SourceError, match="a text file in UTF-8"):
        read_delimited(file)
