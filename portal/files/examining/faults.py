"""What is said of a file that is not taken."""


class RefusedError(Exception):
    """The file is not taken; the message says why and what to do."""


BROKEN = (
    "It is broken or too complicated to be read. Open it in the program that made it, save it "
    "again and upload the new file."
)
EMPTY = "It is empty. Choose another file."
TOO_BIG_INSIDE = (
    "It unpacks to far more than it should. Take out large pictures and parts that are not "
    "needed, then save it again."
)
LOCKED = "It is protected by a password. Save a copy without the password and upload that."
MACROS = (
    "It holds macros, which can do harm. Save it as an ordinary document without macros "
    "(.docx, .xlsx or .pptx)."
)
OLD = (
    "It is in an old Office format. Open it, save it as .docx, .xlsx or .pptx, and upload the "
    "new file."
)
OTHER = (
    "This kind of file cannot be used. Use a PDF, a Word, Excel, PowerPoint or OpenDocument file, "
    "a picture (PNG, JPEG, WebP or GIF), a CSV file or plain text."
)
BUSY = "The portal is busy with other files. Try this one again in a minute."
