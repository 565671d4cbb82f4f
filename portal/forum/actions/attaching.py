"""Putting files to a post and taking them off it."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.extensions import db
from portal.files import Taken
from portal.files.forgetting import forget_content, holds, secure
from portal.forum.errors import NotPossibleError
from portal.forum.models import Post, PostFile

holds(PostFile, PostFile.post_id, "post")


def set_files(post: Post, files: Sequence[tuple[Taken, str]]) -> bool:
    """Let the post have these files, each with what it shows; True if others than before.

    Raises NotPossibleError when one of them is not there any more.
    """
    wanted = {taken.digest: (taken, words) for taken, words in files}
    if not secure(
        digest for taken, _ in files for digest in (taken.digest, taken.thumbnail_digest)
    ):
        raise NotPossibleError("A file could not be kept. Attach it again.")
    has = {file.digest: file for file in files_of(post.id)}
    for digest, (taken, words) in wanted.items():
        file = has.get(digest) or PostFile(post_id=post.id, **taken._asdict())
        file.alternative_text = words if taken.width else ""
        db.session.add(file)
    gone = [file for digest, file in has.items() if digest not in wanted]
    for file in gone:
        db.session.delete(file)
    forget_content(
        digest for file in gone for digest in (file.digest, file.thumbnail_digest) if digest
    )
    db.session.flush()
    return wanted.keys() != has.keys()


def files_of(post_id: int) -> Sequence[PostFile]:
    """The files of a post, in the order in which they came."""
    query = select(PostFile).where(PostFile.post_id == post_id).order_by(PostFile.id)
    return db.session.scalars(query).all()
