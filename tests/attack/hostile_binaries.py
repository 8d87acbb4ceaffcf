"""Compressed files, workbooks and Parquet that mean harm: bombs, cut off, not what their name says."""

import gzip
import io
import zipfile
import zlib
from random import Random

import polars as pl
import xlsxwriter
import zstandard

from tests.attack.exports import TABLE
from tests.attack.hostile import ALL, HEAD, ROWS, Hostile, file, made, table

GIGABYTE, MEGABYTE = 1 << 30, 1 << 20
SOUND = table(*ROWS).encode()
FRAME = pl.DataFrame({name: values[:3] for name, values in TABLE.items()})


def gzip_bomb(begin: bytes, block: bytes) -> bytes:
    """A gigabyte in one gzip member: the beginning, and then a block of a megabyte again and again."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    parts = [deflate.compress(begin) + deflate.flush(zlib.Z_FULL_FLUSH)]
    again = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    times = GIGABYTE // len(block)
    sum_ = zlib.crc32(begin)
    for _ in range(times):
        sum_ = zlib.crc32(block, sum_)
    parts += [again] * times + [deflate.flush(zlib.Z_FINISH)]
    tail = sum_.to_bytes(4, "little") + ((len(begin) + times * len(block)) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03" + b"".join(parts) + tail


def zstd_bomb() -> bytes:
    compressor = zstandard.ZstdCompressor(level=1).compressobj()
    parts = [compressor.compress(SOUND)] + [compressor.compress(b"a" * MEGABYTE) for _ in range(1_024)]
    return b"".join([*parts, compressor.flush()])


def nested_gzip() -> bytes:
    content = gzip_bomb(b"", b"\x00" * MEGABYTE)
    for _ in range(3):
        content = gzip.compress(content, 9, mtime=0)
    return content


def cut(content: bytes, random: Random) -> bytes:
    return content[: random.randint(len(content) // 2, len(content) - 1)]


def workbook(*far: tuple[int, int]) -> bytes:
    """The table, and single cells far away."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for column, (name, values) in enumerate(TABLE.items()):
            sheet.write_column(0, column, [name, *values[:3]])
        for row, column in far:
            sheet.write(row, column, "far")
    return written.getvalue()


def workbook_with(member: str, begin: bytes, block: bytes, times: int) -> bytes:
    """A workbook in which one member begins so and goes on with the block."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as book, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in book.namelist():
            if name != member:
                bomb.writestr(name, book.read(name))
        with bomb.open(member, "w", force_zip64=True) as stream:
            stream.write(begin)
            for _ in range(times):
                stream.write(block)
    return written.getvalue()


def laughing_workbook() -> bytes:
    """Shared strings whose XML entities grow to a billion, and one that names a file of the machine."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    begin = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]><sst><si><t>&e9;&f;</t></si></sst>'
    return workbook_with("xl/sharedStrings.xml", begin.encode(), b"", 0)


def parquet(rows_in_group: int = 100, times: int = 1) -> bytes:
    written = io.BytesIO()
    pl.concat([FRAME] * times).write_parquet(written, row_group_size=rows_in_group)
    return written.getvalue()


def torn_parquet(random: Random) -> bytes:
    """Bytes of the footer changed."""
    content = bytearray(parquet())
    for _ in range(random.randint(1, 6)):
        content[random.randrange(len(content) - 600, len(content) - 8)] = random.randrange(256)
    return bytes(content)


BINARIES: list[Hostile] = [
    made("hostile-one-line.csv.gz", lambda _: gzip_bomb(b"", b"a" * MEGABYTE)),
    made("hostile-long-cell.csv.gz", lambda _: gzip_bomb(SOUND, b"a" * MEGABYTE)),
    made("hostile-one-quote.csv.gz", lambda _: gzip_bomb(SOUND + b't4,2026-03-05 12:00:00,Centro,,4,"', (b"a" * 99 + b"\n") * 10_486)),
    made("hostile-brackets.json.gz", lambda _: gzip_bomb(b'[{"ticket": ', b"[" * MEGABYTE)),
    made("hostile-long-text.json.gz", lambda _: gzip_bomb(b'[{"ticket": "', b"a" * MEGABYTE)),
    made("hostile-bomb.csv.zst", lambda _: zstd_bomb()),
    made("hostile-nested.csv.gz", lambda _: nested_gzip()),
    made("hostile-cut.csv.gz", lambda random: cut(gzip.compress(SOUND * 99), random)),
    made("hostile-cut.csv.zst", lambda random: cut(zstandard.compress(SOUND * 99), random)),
    file("hostile-false-sum.csv.gz", gzip.compress(SOUND, mtime=0)[:-8] + b"\x00" * 8),
    file("hostile-tail.csv.gz", gzip.compress(SOUND, mtime=0) + b"not gzip"),
    file("hostile-two-members.csv.gz", gzip.compress(SOUND, mtime=0) + gzip.compress(ROWS[1].encode(), mtime=0), ALL),
    file("hostile-two-frames.csv.zst", zstandard.compress(SOUND) + zstandard.compress(ROWS[1].encode()), ALL),
    file("hostile-plain.csv.gz", SOUND),
    file("hostile-plain.xlsx", SOUND),
    file("hostile-plain.parquet", SOUND),
    file("hostile-plain.json", SOUND),
    file("hostile-gzip.csv", gzip.compress(SOUND, mtime=0), ALL),
    file("hostile-head.gz", b"\x1f\x8b"),
    file("hostile-head.zst", b"\x28\xb5\x2f\xfd"),
    file("hostile-zstd-size.csv.zst", b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8 + b"\x01\x00\x00"),
    made("hostile-far-cell.xlsx", lambda _: workbook((1_048_575, 16_383))),
    made("hostile-far-row.xlsx", lambda _: workbook((1_048_575, 0))),
    made("hostile-far-column.xlsx", lambda _: workbook((0, 16_383))),
    made("hostile-strings.xlsx", lambda _: workbook_with("xl/sharedStrings.xml", b"<sst><si><t>", b" " * MEGABYTE, 1_024)),
    made("hostile-sheet.xlsx", lambda _: workbook_with("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>", b"<row><c><v>1</v></c></row>" * 40_000, 100)),
    made("hostile-laughs.xlsx", lambda _: laughing_workbook()),
    made("hostile-cut.xlsx", lambda random: cut(workbook(), random)),
    made("hostile-zip.csv", lambda _: workbook()),
    file("hostile-old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5_000),
    file("hostile-head.xlsx", b"PK\x03\x04"),
    made("hostile-cut.parquet", lambda random: cut(parquet(), random)),
    made("hostile-torn.parquet", torn_parquet),
    made("hostile-groups.parquet", lambda _: parquet(1, 1_000)),
    made("hostile-footer.parquet", lambda _: parquet()[:-8] + b"\xff\xff\xff\x7fPAR1"),
    file("hostile-head.parquet", b"PAR1"),
    file("hostile-both-ends.parquet", b"PAR1PAR1"),
    made("hostile-name-only.csv", lambda random: HEAD.encode() + random.randbytes(2_000)),
]  # fmt: skip
