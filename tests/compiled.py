"""Templates compiled once for all tests of a process, whichever application they are for."""

from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache

_compiled: dict[tuple[str, str], CodeType] = {}


class CompiledOnce(BytecodeCache):
    """Keeps the code of templates in this process, by name and content."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            _compiled[bucket.key, bucket.checksum] = bucket.code
