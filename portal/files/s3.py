"""Files in a bucket that speaks S3, for a portal on several machines."""

import importlib
from collections.abc import Iterator
from typing import IO, Any

from portal.config import ConfigurationError
from portal.files.store import Kept, digest_of, is_digest

_MISSING = ("404", "NoSuchKey", "NotFound")


class S3Store:
    """A bucket; who may use it is said to boto3 in its own way (AWS_ACCESS_KEY_ID and so on).

    Raises ConfigurationError when the bucket is not named or boto3 is not installed.
    """

    def __init__(self, bucket: str, *, endpoint: str = "", region: str = "", prefix: str = ""):
        if not bucket:
            raise ConfigurationError("PORTAL_FILES_S3_BUCKET must name the bucket for files")
        try:
            boto3 = importlib.import_module("boto3")
            self._error = importlib.import_module("botocore.exceptions").ClientError
        except ImportError as error:
            raise ConfigurationError(
                "PORTAL_FILES_STORE=s3 needs boto3: install the portal with its extra “s3”"
            ) from error
        session = boto3.session.Session()
        self._client: Any = session.client(
            "s3", endpoint_url=endpoint or None, region_name=region or None
        )
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def put(self, stream: IO[bytes]) -> str:
        digest = digest_of(stream)
        if self.exists(digest):
            # Copied onto itself it counts as new, so that nobody takes it for left over.
            place = {"Bucket": self._bucket, "Key": self._key(digest)}
            self._client.copy_object(**place, CopySource=place, MetadataDirective="REPLACE")
        else:
            # In parts where it is large; a key is there only once all of them are.
            self._client.upload_fileobj(_Unclosed(stream), self._bucket, self._key(digest))
        return digest

    def open(self, digest: str) -> IO[bytes]:
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._key(digest))
        except self._error as error:
            raise self._explained(error, digest) from error
        body: IO[bytes] = found["Body"]
        return body

    def size(self, digest: str) -> int:
        try:
            found = self._client.head_object(Bucket=self._bucket, Key=self._key(digest))
        except self._error as error:
            raise self._explained(error, digest) from error
        return int(found["ContentLength"])

    def exists(self, digest: str) -> bool:
        try:
            self.size(digest)
        except FileNotFoundError:
            return False
        return True

    def delete(self, digest: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=self._key(digest))

    def every(self) -> Iterator[Kept]:
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
            for found in page.get("Contents", ()):
                digest = found["Key"].rpartition("/")[2]
                if is_digest(digest):
                    yield Kept(digest, found["Size"], found["LastModified"])

    def close(self) -> None:
        """Close the connections to the server."""
        self._client.close()

    def _key(self, digest: str) -> str:
        if not is_digest(digest):
            raise FileNotFoundError(digest)
        return f"{self._prefix}{digest[:2]}/{digest[2:4]}/{digest}"

    def _explained(self, error: Any, digest: str) -> Exception:
        is_missing = error.response["Error"]["Code"] in _MISSING
        return FileNotFoundError(digest) if is_missing else error


class _Unclosed:
    """boto3 closes what it has read; the stream is the caller's."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size)
