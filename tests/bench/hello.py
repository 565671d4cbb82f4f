"""The machine's own limit: a Flask page that says hello, served as the portal is.

The same processes, threads and server settings; no middleware, no log, no
template, no database. Started as ``python -m tests.bench.hello PORT``.
"""

import sys

from flask import Flask
from waitress import wasyncore

from portal import config
from portal.serve.cli import listen
from portal.serve.supervisor import Job, Supervisor
from portal.serve.web import make_server


def make_app() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(config.read_settings({}), MAX_CONTENT_LENGTH=1 << 20)

    @app.get("/")
    def hello() -> str:
        return "<!DOCTYPE html><title>Hello</title><p>Hello"

    return app


def main(port: int) -> int:
    app = make_app()
    listener = listen("127.0.0.1", port)

    def serve() -> int:
        server = make_server(app, listener)
        # Past the request log, which writes a line for each request of the portal.
        server.application = app
        wasyncore.loop(timeout=1, use_poll=True, map=server._map)
        return 0

    jobs = [Job(f"web-{n}", serve) for n in range(app.config["WEB_WORKERS"])]
    return Supervisor(jobs, before_stop=listener.close).run()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
