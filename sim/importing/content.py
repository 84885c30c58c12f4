"""The bytes of a file: within limits, told by what they are rather than by their name."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from sim.importing.findings import shown
from sim.organisation.organisation import OrganisationError

LARGEST = 200_000_000  # bytes
LARGEST_UNPACKED = 1_000_000_000  # bytes that a packed file may grow to; checked while it is unpacked
MOST_CELLS = 60_000_000  # of a table
MOST_FIELDS = 16_384  # columns: as many as a spreadsheet has
SAVED = "organisation.json"  # in a folder that `organisation.save` wrote

TABLES = ("csv", "xlsx", "parquet")
NETWORKS = ("graphml", "gexf", "gml", "pajek", "dl")
READABLE = "CSV, TSV, .xlsx, Parquet, GraphML, GML, GEXF, Pajek (.net) and UCINET DL are read"
_STARTS = (
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0", "an older Excel workbook (.xls); save it as .xlsx or .csv"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a file packed by gzip; unpack it first"),
    (b"BZh", "a file packed by bzip2; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"SQLite format 3", "a SQLite database; export its tables as .csv"),
    (b"$FL2", "an SPSS file (.sav); export it as .csv"),
    (b"RDX2", "an R data file; export it as .csv"),
    (b"RDX3", "an R data file; export it as .csv"),
    (b"<stata_dta>", "a Stata file; export it as .csv"),
)


def content_of(path: Path) -> bytes:
    """The bytes of a file. Raises OrganisationError where there is no such file, or it is too large."""
    try:
        if not path.is_file():
            raise OrganisationError(f"{path.name}: {'not a file' if path.exists() else 'there is no such file'}")
        size = path.stat().st_size
        if size > LARGEST:
            raise OrganisationError(f"{path.name}: {size / 1e6:,.0f} MB, more than the {LARGEST / 1e6:,.0f} MB that can be read")
        return path.read_bytes()
    except OSError as problem:
        raise OrganisationError(f"{shown(path.name)}: cannot be read: {problem.strerror}") from None


def is_saved(path: Path) -> bool:
    """Whether a path is a folder that `organisation.save` wrote."""
    try:
        return path.is_dir() and (path / SAVED).is_file()
    except OSError:
        return False


def digest_of_file(path: str | Path) -> str:
    """Two files, or two saved folders, with the same digest (SHA-256, hexadecimal) say the same.

    Raises OrganisationError where there is no such file, or it is too large.
    """
    path = Path(path)
    if not is_saved(path):
        return sha256(content_of(path)).hexdigest()
    digest = sha256()
    for file in (*sorted(path.glob("*.csv")), path / SAVED):
        digest.update(file.name.encode() + b"\0" + content_of(file) + b"\0")
    return digest.hexdigest()


def refuse_changed(name: str, content: bytes, digest: str | None) -> None:
    """Raises OrganisationError for a file that is not the one it was; digest : SHA-256 of the file when it was last read, or None."""
    if digest is not None and sha256(content).hexdigest() != digest.lower():
        raise OrganisationError(f"{name}: not the file it was: its SHA-256 is {sha256(content).hexdigest()}, expected {digest}")


def kind_of(name: str, content: bytes) -> str:
    """The format of a file, by its content, and by its name where the content leaves it open: one of TABLES or NETWORKS.

    Raises OrganisationError for a file of another kind, which is named.
    """
    for start, kind in _STARTS:
        if content.startswith(start):
            if kind in TABLES:
                return kind
            raise OrganisationError(f"{name}: {kind}. {READABLE}")
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(name, content)
    head = content[:4_000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    suffix = name.lower().rsplit(".", 1)[-1]
    if head.startswith(b"<"):
        return _kind_of_markup(name, content)
    if suffix == "gml" or (
        head.startswith((b"graph", b"creator", b"#")) and b"graph" in head and b"[" in head and suffix not in ("csv", "tsv")
    ):
        return "gml"
    if (
        head.startswith((b"*vertices", b"*network"))
        or (suffix == "net" and b"*" in head)
        or (head.startswith(b"/*") and b"*vertices" in head)
    ):
        return "pajek"
    if head.startswith((b"dl ", b"dl\n", b"dl\r", b"dl\t", b"dl,")) or suffix == "dl":
        return "dl"
    if head.startswith((b"{", b"[")) and suffix not in ("csv", "tsv", "txt"):
        raise OrganisationError(f"{name}: JSON; export people as .csv, or read it with pandas and hand in the table. {READABLE}")
    return "csv"


def refuse_large_when_unpacked(name: str, content: bytes, most: int = LARGEST_UNPACKED) -> list[str]:
    """The names of the parts of a packed file. Raises OrganisationError where it is damaged, or grows beyond what can be read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            total = 0
            for part in packed.infolist():
                with packed.open(part) as stream:
                    while piece := stream.read(1 << 20):
                        total += len(piece)
                        if total > most:
                            raise OrganisationError(f"{name}: grows to more than {most / 1e6:,.0f} MB when it is unpacked")
            return packed.namelist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, zipfile.zlib.error) as problem:  # type: ignore[attr-defined]
        raise OrganisationError(f"{name}: a damaged or locked packed file: {str(problem)[:80]}") from None


def _kind_of_zip(name: str, content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise OrganisationError(f"{name}: a damaged packed file: {str(problem)[:80]}") from None
    if any(part.startswith("xl/") for part in parts):
        if "xl/workbook.xml" not in parts:
            raise OrganisationError(f"{name}: an Excel workbook of another kind (.xlsb); save it as .xlsx")
        return "xlsx"
    if "word/document.xml" in parts:
        raise OrganisationError(f"{name}: a Word document. {READABLE}")
    if "content.xml" in parts:
        raise OrganisationError(f"{name}: an OpenDocument file; save it as .xlsx or .csv")
    raise OrganisationError(f"{name}: a ZIP archive; unpack it first. {READABLE}")


def _kind_of_markup(name: str, content: bytes) -> str:
    """XML by its first element, wherever comments and declarations stand before it."""
    head = content[:20_000].lower()
    for mark, kind in ((b"<graphml", "graphml"), (b":graphml", "graphml"), (b"<gexf", "gexf"), (b":gexf", "gexf")):
        if mark in head:
            return kind
    if b"<html" in head or b"<!doctype html" in head or b"<table" in head:
        raise OrganisationError(f"{name}: a web page, though its name may say a spreadsheet; open it and save it as .xlsx or .csv")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise OrganisationError(f"{name}: an Excel workbook of 2003 in XML; save it as .xlsx or .csv")
    suffix = name.lower().rsplit(".", 1)[-1]
    if suffix in ("graphml", "gexf"):
        return suffix
    raise OrganisationError(f"{name}: XML of another kind than GraphML and GEXF. {READABLE}")
