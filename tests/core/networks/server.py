"""A web server on this computer that does to a download what networks do."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class DiskUsage(NamedTuple):
    """As shutil.disk_usage tells it."""

    total: int
    used: int
    free: int


@dataclass
class Serving:
    """What is served, and how."""

    content: bytes = b""
    breaks_after: int | None = None
    """Bytes of each answer before the connection ends."""
    announced: int = 0
    """Added to the length that is told."""
    ranges: bool = True
    status: int = 200
    times: int | None = None
    """How often ``status`` is said before all is well; None: always."""
    location: str = ""
    delay_s: float = 0.0
    asked: list[str] = field(default_factory=list)
    """The ranges that were asked for, empty for all of it."""
    address: str = ""


@contextmanager
def serving(content: bytes = b"", **how: object) -> Iterator[Serving]:
    """Serve in threads of this process until the end."""
    what = Serving(content, **how)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, what)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    what.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield what
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, what: Serving) -> None:
    wanted = handler.headers.get("Range", "")
    what.asked.append(wanted)
    if what.location and not handler.path.endswith("/there"):
        handler.send_response(302)
        handler.send_header("Location", what.location)
        handler.end_headers()
        return
    if what.status != 200 and (what.times is None or what.times > 0):
        what.times = None if what.times is None else what.times - 1
        handler.send_error(what.status)
        return
    start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and what.ranges else 0
    if start >= len(what.content) > 0:
        handler.send_error(416)
        return
    rest = what.content[start:]
    handler.send_response(206 if start else 200)
    if start:
        last = len(what.content) - 1
        handler.send_header("Content-Range", f"bytes {start}-{last}/{len(what.content)}")
    handler.send_header("Content-Length", str(len(rest) + what.announced))
    handler.end_headers()
    time.sleep(what.delay_s)
    handler.wfile.write(rest[: what.breaks_after])
