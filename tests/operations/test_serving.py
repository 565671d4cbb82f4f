"""Starting, stopping and surviving."""

import signal
import socket
import time
from datetime import timedelta
from pathlib import Path

import psutil
from sqlalchemy import select

from portal import outbox
from portal.clock import today
from portal.extensions import db, reading
from portal.outbox import Message
from portal.searches.models import EmptySearch
from tests.conftest import make_app
from tests.factories import make_innovation
from tests.operations.serving import Running, run_flask, running, wait_until
from tests.people import make_people


def test_it_serves_with_two_web_processes_and_a_worker_and_stops_cleanly(data_dir: Path) -> None:
    with running(data_dir) as portal:
        wait_until(lambda: portal.ask("/readyz").status == 200)
        children = portal.children
        assert len(children) == 3
        assert portal.ask("/sign-in").status == 200
        assert portal.stop() == 0
        assert not any(child.is_running() for child in children)
        assert f"Listening on http://127.0.0.1:{portal.port}" in portal.output.read_text()
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", portal.port)) != 0


def test_ctrl_c_stops_it_too(data_dir: Path) -> None:
    with running(data_dir) as portal:
        portal.process.send_signal(signal.SIGINT)
        assert portal.process.wait(20) == 0
        assert "Traceback" not in portal.output.read_text()


def test_a_web_process_that_is_killed_is_started_again_and_said(data_dir: Path) -> None:
    with running(data_dir) as portal:
        victim = portal.children[0]
        victim.kill()
        assert portal.ask("/healthz").status == 200
        wait_until(lambda: victim.pid not in [c.pid for c in portal.children])
        wait_until(lambda: len(portal.children) == 3)
        said = [line["message"] for line in portal.log if line["level"] == "ERROR"]
        assert said == [f"web-1 ({victim.pid}) was killed by signal 9; starting it again in 0.2 s"]


def test_a_worker_that_is_killed_is_started_again(data_dir: Path) -> None:
    with running(data_dir) as portal:
        wait_until(lambda: portal.ask("/readyz").status == 200)
        portal.children[-1].kill()
        wait_until(lambda: portal.ask("/readyz").status == 503)
        wait_until(lambda: portal.ask("/readyz").status == 200)


def test_the_worker_indexes_and_sends_mail(data_dir: Path) -> None:
    with running(data_dir) as portal, make_app(data_dir).app_context():
        make_innovation(make_people().amina, "submitted")
        outbox.commit()
        wait_until(lambda: len(list((data_dir / "mail").glob("*.eml"))) == 1)
        wait_until(lambda: not something_waits())
        assert portal.stop() == 0
        db.session.remove()
        db.engine.dispose()


def test_the_worker_does_the_jobs_of_every_day(data_dir: Path) -> None:
    with make_app(data_dir).app_context():
        day = today() - timedelta(days=181)
        db.session.add(EmptySearch(text="zebra", first_on=day, last_on=day))
        db.session.commit()
        with running(data_dir) as portal:
            wait_until(lambda: not is_there(EmptySearch) and not is_there(Message))
            assert portal.stop() == 0
        db.session.remove()
        db.engine.dispose()


def something_waits() -> bool:
    """Whether the outbox holds a message."""
    return is_there(Message)


def is_there(model: type[Message | EmptySearch]) -> bool:
    """Whether the table has a row; takes no lock that the worker needs."""
    with reading():
        found = db.session.scalar(select(model.id).limit(1))
        db.session.rollback()
    return found is not None


def test_nothing_is_left_behind_when_the_first_process_is_killed(data_dir: Path) -> None:
    with running(data_dir) as portal:
        wait_until(lambda: len(portal.children) == 3)
        children = portal.children
        portal.process.kill()
        portal.process.wait()
        assert psutil.wait_procs(children, timeout=20)[1] == []


def test_a_request_that_was_begun_is_answered_before_it_stops(data_dir: Path) -> None:
    body = b"email=amina%40portal.example&password=wrong"
    with running(data_dir) as portal, connect(portal) as person:
        head = f"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        person.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())
        person.sendall(body[:10])
        time.sleep(0.3)
        portal.process.terminate()
        time.sleep(0.3)
        person.sendall(body[10:])
        assert person.recv(100).startswith(b"HTTP/1.1 422")
        assert portal.process.wait(20) == 0


def test_many_slow_people_do_not_stop_the_others(data_dir: Path) -> None:
    with running(data_dir) as portal:
        slow = [connect(portal) for _ in range(120)]
        for half in slow:
            half.sendall(b"GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        times = []
        for turn in range(30):
            slow[turn].sendall(b"a")
            began = time.monotonic()
            assert portal.ask("/healthz").status == 200
            times.append(time.monotonic() - began)
        assert sorted(times)[15] < 0.2
        for half in slow:
            half.close()


def test_a_port_that_is_taken_is_said_in_words(data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = run_flask(data_dir, "serve", PORT=port)
    assert result.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in result.stderr
    assert "PORTAL_PORT" in result.stderr
    assert "Traceback" not in result.stderr


def test_two_instances_run_side_by_side(data_dir: Path, other_data_dir: Path) -> None:
    with (
        running(data_dir, SITE_NAME="First portal") as first,
        running(other_data_dir, SITE_NAME="Second portal") as second,
    ):
        wait_until(lambda: first.ask("/readyz").status == second.ask("/readyz").status == 200)
        assert "First portal" in first.ask("/sign-in").text
        assert "Second portal" in second.ask("/sign-in").text
        made = run_flask(data_dir, "users", "create", "a@portal.example", "Amina")
        assert made.returncode == 0, made.stderr
        assert run_flask(data_dir, "users", "role", "a@portal.example", "member").returncode == 0
        missing = run_flask(other_data_dir, "users", "role", "a@portal.example", "member")
        assert "nobody has this email" in missing.stderr


def test_a_second_worker_on_one_folder_waits_and_the_pages_are_served(data_dir: Path) -> None:
    with running(data_dir) as first, running(data_dir) as second:
        wait_until(lambda: first.ask("/readyz").status == 200)
        wait_until(lambda: any("another worker" in line.get("message", "") for line in second.log))
        assert second.ask("/sign-in").status == 200


def test_the_log_has_a_line_for_each_request_and_nothing_that_was_typed(data_dir: Path) -> None:
    with running(data_dir) as portal:
        portal.ask("/search?q=my+secret+words")
        portal.ask("/sign-in", "POST", "email=amina%40portal.example&password=secret-word")
        wait_until(lambda: len([line for line in portal.log if "ms" in line]) == 2)
        search, sign_in = (line for line in portal.log if "ms" in line)
        assert (search["method"], search["path"]) == ("GET", "/search")
        assert (sign_in["method"], sign_in["path"], sign_in["status"]) == ("POST", "/sign-in", 422)
        written = portal.output.read_text()
        assert "secret" not in written
        assert "amina" not in written
        assert "127.0.0.1" not in written.partition("Ctrl+C")[2]


def connect(portal: Running) -> socket.socket:
    return socket.create_connection(("127.0.0.1", portal.port), timeout=10)
