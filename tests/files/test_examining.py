"""What a file is, is known by what is in it; what could do harm is refused in words."""

import io
import zipfile

import pytest
from PIL import Image

from portal.files import RefusedError
from portal.files.child import Examined, examined, words_in
from tests.files import making

MOST = 20 * 1024 * 1024
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"


def kind_of(content: bytes, name: str) -> str:
    with examined(io.BytesIO(content), name, MOST) as found:
        return found.media_type


def refusal(content: bytes, name: str, most: int = MOST) -> str:
    with pytest.raises(RefusedError) as caught, examined(io.BytesIO(content), name, most):
        pass
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (making.pdf(), "a.pdf", "application/pdf"),
        (making.docx("Hello"), "a.docx", WORD),
        (making.xlsx("Hello"), "a.xlsx", EXCEL),
        (making.pptx("Hello"), "a.pptx", SLIDES),
        (making.odt("Hello"), "a.odt", ODT),
        (making.picture("PNG"), "a.PNG", "image/png"),
        (making.picture("JPEG"), "a.jpeg", "image/jpeg"),
        (making.picture("WEBP"), "a.webp", "image/webp"),
        (making.animation(), "a.gif", "image/gif"),
        ("Név,Größe\n1,2\n".encode(), "a.csv", "text/csv"),
        (b"\xef\xbb\xbfPlain words", "a.txt", "text/plain"),
    ],
)
def test_a_file_of_each_kind_is_taken(content: bytes, name: str, media_type: str):
    assert kind_of(content, name) == media_type


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED = OLD + "EncryptedPackage".encode("utf-16-le")
SECRET = "<manifest><encryption-data/></manifest>"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "It is empty"),
        (making.pdf(), "a.docx", "It is a PDF, but its name does not end with .pdf"),
        (making.picture("PNG"), "photo.jpg", "It is a PNG picture, but"),
        (making.docx("Hi"), "a.xlsx", "It is a Word document, but"),
        (making.pdf(), "no-ending", "does not end with .pdf"),
        (b"%PDF-1.4\nnothing", "a.pdf", "It is broken"),
        (making.pdf()[:200], "a.pdf", "It is broken"),
        (making.docx("Hi")[:-30], "a.docx", "It is broken"),
        (making.picture("JPEG", (300, 300))[:400], "a.jpg", "It is broken"),
        (making.docx("Hi").replace(b"PK\x01\x02", b"PK\x01\x09"), "a.docx", "It is broken"),
        (making.locked_pdf(), "a.pdf", "protected by a password"),
        (LOCKED, "a.docx", "protected by a password"),
        (making.odt("Hi", manifest=SECRET), "a.odt", "protected by a password"),
        (OLD, "a.doc", "old Office format"),
        (b"{\\rtf1 words}", "a.rtf", "Rich Text Format"),
        (making.docx("Hi", **{"word/vbaProject.bin": b"macro"}), "a.docx", "macros"),
        (making.packed({"[Content_Types].xml": "macroEnabled"}), "a.docx", "macros"),
        (making.packed({"a.txt": "words"}), "a.zip", "It is a zip file. Unpack it"),
        (making.docx("Hi", **{"word/inner.zip": b"PK"}), "a.docx", "It holds a zip file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "SVG"),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>", "a.txt", "web page"),
        (b"caf\xe9", "a.txt", "not text in UTF-8"),
        (b"words\x00words", "a.csv", "not text in UTF-8"),
        (b"MZ\x90\x00\x03", "setup.exe", "This kind of file cannot be used"),
        (b"just words", "a.pdf", "It is not a .pdf file that can be read"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(content: bytes, name: str, words: str):
    assert words in refusal(content, name)


def test_a_file_that_is_too_large_is_refused_before_it_is_looked_at():
    assert "larger than 1 MB" in refusal(bytes(1024 * 1024 + 1), "a.txt", 1024 * 1024)


def bomb() -> bytes:
    """A document of a third of a megabyte that unpacks to 300."""
    out = io.BytesIO(making.docx("Hi"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/image1.bmp", bytes(300 * 1024 * 1024))
    return out.getvalue()


def lying_bomb() -> bytes:
    """The list of the zip file says that the part is small."""
    out = io.BytesIO(making.docx("Hi"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/image1.bmp", bytes(30 * 1024 * 1024))
    size = (30 * 1024 * 1024).to_bytes(4, "little")
    return out.getvalue().replace(size, (1000).to_bytes(4, "little"))


def nested(depth: int) -> bytes:
    """Documents in documents."""
    content = making.docx("Hi")
    for _ in range(depth):
        content = making.docx("Hi", **{"word/embeddings/inner.docx": content})
    return content


@pytest.mark.parametrize("content", [bomb(), nested(2)])
def test_zip_bombs_are_refused(content: bytes):
    assert "unpacks to far more" in refusal(content, "a.docx")


def test_a_zip_bomb_that_lies_about_its_size_is_refused():
    assert refusal(lying_bomb(), "a.docx")


def test_a_workbook_in_a_document_is_fine():
    assert kind_of(nested(1), "a.docx") == WORD


def test_too_many_parts_are_refused():
    parts = {f"word/{number}.xml": "" for number in range(5001)}
    assert "unpacks to far more" in refusal(making.docx("Hi", **parts), "a.docx")


def test_entities_that_blow_up_are_refused():
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d>&b;</d>'
    content = making.docx("Hi", **{"word/footnotes.xml": laughs})
    assert "It is broken" in refusal(content, "a.docx")


def test_a_picture_with_too_many_dots_is_refused():
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert "It has too many dots: 12,000 by 12,000" in refusal(out.getvalue(), "a.png")


def test_a_pdf_of_thousands_of_pages_is_refused():
    assert "It has 2,001 pages" in refusal(making.pdf(pages=2001), "a.pdf")


def remade(content: bytes, name: str) -> tuple[Examined, Image.Image, bytes, Image.Image]:
    with examined(io.BytesIO(content), name, MOST) as found:
        data = found.path.read_bytes()
        assert found.thumbnail is not None
        small = Image.open(io.BytesIO(found.thumbnail.read_bytes()))
        return found, Image.open(io.BytesIO(data)), data, small


def test_what_a_photograph_says_of_place_and_person_is_gone():
    content = making.photograph()
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    _found, picture, data, small = remade(content, "a.jpg")
    assert not picture.getexif()
    assert not small.getexif()
    assert b"Amina" not in data
    assert b"taken at home" not in data
    assert "comment" not in picture.info
    assert "exif" not in picture.info


def test_a_photograph_is_turned_the_right_way_up_and_has_a_thumbnail():
    found, picture, _, small = remade(making.photograph(), "a.jpg")
    assert picture.size == (found.width, found.height) == (200, 400)
    assert small.size == (160, 320)
    assert small.format == "WEBP"


def test_what_is_hidden_behind_a_picture_is_gone():
    _, _, data, _ = remade(making.picture("PNG") + b"<script>hidden</script>", "a.png")
    assert b"hidden" not in data


def test_an_animation_keeps_its_frames_and_nothing_else():
    _, picture, data, _ = remade(making.animation(), "a.gif")
    assert getattr(picture, "n_frames", 1) == 2
    assert picture.info["loop"] == 0
    assert b"hidden" not in data


def test_a_picture_that_can_be_seen_through_stays_so():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    _, picture, _, small = remade(out.getvalue(), "a.png")
    assert picture.mode == small.mode == "RGBA"


@pytest.mark.parametrize(
    ("content", "media_type", "words"),
    [
        (making.pdf("A quiet room for study"), "application/pdf", "A quiet room for study"),
        (making.docx("First", "second part"), WORD, "First second part"),
        (making.xlsx("Loans", "Returns"), EXCEL, "Loans Returns"),
        (making.pptx(*(f"Slide {n}" for n in range(1, 12))), SLIDES, "Slide 10 Slide 11"),
        (making.odt("Some words"), ODT, "Heading Some words"),
        (b"a,b\nc,d", "text/csv", "a,b c,d"),
        (making.picture(), "image/png", ""),
    ],
)
def test_the_words_of_each_kind_are_read(content: bytes, media_type: str, words: str):
    found = words_in(io.BytesIO(content), media_type)
    assert words in found if words else found == ""


def test_long_texts_are_cut_off():
    assert 90_000 < len(words_in(io.BytesIO(b"word " * 100_000), "text/plain")) <= 100_000
