"""Small real files of every kind, made here, and some that nobody should take."""

import io
import zipfile
from typing import Any

import openpyxl
from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
_ODF = "application/vnd.oasis.opendocument.text"


def pdf(text: str = "Opening hours of the library", pages: int = 1) -> bytes:
    """A PDF with the same line on every page."""
    drawn = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    kids = " ".join(f"{4 + number} 0 R" for number in range(pages))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R /Resources %s >>"
    bodies += [page % font] * pages
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    size = len(bodies) + 1
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start))
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF with a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _types(kind: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{_MAIN.format(kind)}"/></Types>'
    )


def docx(*paragraphs: str, **more: str | bytes) -> bytes:
    """A Word document; ``more`` are other parts, with a dot for each two underscores."""
    runs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'<w:document xmlns:w="{W}"><w:body>{runs}</w:body></w:document>'
    parts = {"[Content_Types].xml": _types("wordprocessingml.document")}
    others = {name.replace("__", "."): content for name, content in more.items()}
    return packed({**parts, "word/document.xml": document, **others})


def pptx(*slides: str) -> bytes:
    """A presentation, one paragraph on each slide."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types("presentationml.presentation"),
        "ppt/presentation.xml": "<p/>",
    }
    for number, text in enumerate(slides, 1):
        slide = f'<s xmlns:a="{A}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></s>'
        parts[f"ppt/slides/slide{number}.xml"] = slide
    return packed(parts)


def xlsx(*cells: str) -> bytes:
    """A workbook with one cell a row."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for cell in cells:
        sheet.append([cell])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def odt(text: str, manifest: str = "<manifest/>") -> bytes:
    """An OpenDocument text."""
    content = f'<c xmlns:t="urn:text"><t:h>Heading</t:h><t:p>{text}</t:p></c>'
    return packed({"mimetype": _ODF, "content.xml": content, "META-INF/manifest.xml": manifest})


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG that lies on its side and says where it was taken, and by whom."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Amina Yusuf"
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 22.0, 51.0), 3: "W", 4: (1.0, 28.0, 13.0)})
    return picture("JPEG", (400, 200), exif=exif, comment=b"taken at home")


def animation() -> bytes:
    """A GIF of two frames."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=200, loop=0, comment=b"hidden"
    )
    return out.getvalue()
