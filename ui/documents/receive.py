"""Where files are sent to: POST /tiaowen/upload?name=NAME with the bytes as the body.

Gradio's own upload is closed (see `ui.serving.guard`): it keeps files in a folder that is served.
"""

import hashlib
import logging
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Message

from index.errors import InputError, TiaowenError
from ui.documents.changes import Changes
from ui.documents.uploads import MOST_BYTES, find

__all__ = ["receiving"]

_AT_ONCE = 2  # files that are read at a time; others wait


def receiving(changes: Changes) -> list[Route]:
    """The route, which gives {"id": …} for a file that is kept; for one that is not {"zh": …,
    "en": …}, with status 200, since it is the file that is not as it should be, not the request.
    """
    limiter = CapacityLimiter(_AT_ONCE)

    async def receive(request: Request) -> JSONResponse:
        try:
            if not await _may_send(request):
                return _failed(403, "请登录后从本页上传", "log in, and send files from this page")
            name = request.query_params.get("name", "")
            await to_thread.run_sync(changes.prepare)
            file, digest = await _stored(request.stream(), changes.folder)
            before = find(changes.folder, digest)
            upload = await to_thread.run_sync(changes.receive, name, file, digest, limiter=limiter)
            # Whoever sent it may have cancelled while it was read; what waited already stays.
            if await request.is_disconnected():
                if before is None:
                    await to_thread.run_sync(changes.decline, upload.id)
                raise ClientDisconnect
        except TiaowenError as error:
            return JSONResponse({"zh": error.zh, "en": error.en})
        except OSError as error:
            reason = error.strerror or str(error)
            return _failed(500, f"没有存下（{reason}）", f"could not be kept ({reason})")
        except ClientDisconnect:
            return _failed(400, "已取消", "cancelled")
        except Exception:
            logging.getLogger(__name__).exception("an upload failed")
            return _failed(
                500, "没有读成；原因见运行 app.py 的终端", "failed; the terminal says why"
            )
        return JSONResponse({"id": upload.id})

    return [Route("/tiaowen/upload", receive, methods=["POST"])]


def _failed(status: int, zh: str, en: str) -> JSONResponse:
    return JSONResponse({"zh": zh, "en": en}, status)


async def _may_send(request: Request) -> bool:
    """Whether a request comes from this page or a program, not from the page of another host, and
    by somebody who is logged in: that is what the page itself says of whoever sends it.
    """
    origin = request.headers.get("origin")
    hosts = (request.headers.get("host"), request.headers.get("x-forwarded-host"))
    if origin and urlsplit(origin).netloc not in hosts:
        return False
    path = "/gradio_api/login_check"
    asked = {"method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
    answers: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    await request.app({**request.scope, **asked}, receive, send)
    return answers == [200]


async def _stored(stream: AsyncIterator[bytes], folder: Path) -> tuple[Path, str]:
    """The bytes in a new file in `folder`, with their SHA-256. Raises InputError for too many."""
    file = folder / f".{secrets.token_hex(8)}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with file.open("wb") as opened:
            async for chunk in stream:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise InputError(
                        f"超过 {MOST_BYTES >> 20} MB；请拆成几个文件",
                        f"more than {MOST_BYTES >> 20} MB; split it into several files",
                    )
                digest.update(chunk)
                opened.write(chunk)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return file, digest.hexdigest()
