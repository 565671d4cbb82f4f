"""A folder and a bucket keep content alike."""

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from portal.config import ConfigurationError
from portal.files import LocalStore, S3Store, Store
from tests.conftest import make_app

CONTENT = b"what is in a file"
DIGEST = sha256(CONTENT).hexdigest()
BUCKET = "portal-files"


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """The address of a server that speaks S3, with an empty bucket in it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    # Keys that mean nothing outside this server.
    os.environ |= {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests"}
    address = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=address, region_name="eu-west-2")
    where = {"LocationConstraint": "eu-west-2"}
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    client.close()
    yield address
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "folder":
        yield LocalStore(tmp_path / "files")
        return
    found = S3Store(
        BUCKET,
        endpoint=request.getfixturevalue("bucket"),
        region="eu-west-2",
        prefix=f"/{tmp_path.name}/",
    )
    yield found
    found.close()


def test_content_comes_back_under_its_hash(store: Store):
    assert store.put(io.BytesIO(CONTENT)) == DIGEST
    with store.open(DIGEST) as content:
        assert content.read() == CONTENT
    assert store.size(DIGEST) == len(CONTENT)
    assert store.exists(DIGEST)


def test_the_same_content_is_kept_once(store: Store):
    for _ in range(2):
        store.put(io.BytesIO(CONTENT))
    [kept] = store.every()
    assert (kept.digest, kept.size) == (DIGEST, len(CONTENT))
    assert kept.since > datetime.now(UTC) - timedelta(minutes=5)


def test_what_is_deleted_is_gone_and_may_be_deleted_again(store: Store):
    store.put(io.BytesIO(CONTENT))
    for _ in range(2):
        store.delete(DIGEST)
    assert not store.exists(DIGEST)
    assert list(store.every()) == []
    with pytest.raises(FileNotFoundError):
        store.open(DIGEST)
    with pytest.raises(FileNotFoundError):
        store.size(DIGEST)


def test_large_content_comes_back_whole(store: Store):
    large = os.urandom(1024) * 10 * 1024
    digest = store.put(io.BytesIO(large))
    with store.open(digest) as content:
        assert sha256(content.read()).hexdigest() == digest == sha256(large).hexdigest()


@pytest.mark.parametrize("digest", ["../../secret-key", "", "a" * 63, "A" * 64])
def test_nothing_but_a_hash_is_a_key(store: Store, digest: str):
    with pytest.raises(FileNotFoundError):
        store.open(digest)
    with pytest.raises(FileNotFoundError):
        store.delete(digest)


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path):
    class Failing(io.BytesIO):
        reads = 0

        def read(self, size: int | None = -1) -> bytes:
            self.reads += 1
            if self.reads > 2:
                raise OSError("the disk is full")
            return super().read(size)

    with pytest.raises(OSError, match="full"):
        LocalStore(tmp_path).put(Failing(CONTENT))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_settings_choose_the_store(tmp_path: Path, bucket: str):
    app = make_app(
        tmp_path,
        FILES_STORE="s3",
        FILES_S3_BUCKET=BUCKET,
        FILES_S3_ENDPOINT=bucket,
        FILES_S3_REGION="eu-west-2",
    )
    store = app.extensions["files"]
    assert isinstance(store, S3Store)
    store.close()


def test_a_bucket_without_a_name_stops_the_start(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="PORTAL_FILES_S3_BUCKET"):
        make_app(tmp_path, FILES_STORE="s3")
