"""Servers of the tests, on free ports of 127.0.0.1, each in a thread of its own."""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@contextmanager
def serving(routes: Mapping[str, Handler], tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve handlers by path while the block runs; gives the port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        runner, port = asyncio.run_coroutine_threadsafe(begin(routes, tls), loop).result()
        yield port
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def begin(
    routes: Mapping[str, Handler], tls: ssl.SSLContext | None
) -> tuple[web.AppRunner, int]:
    app = web.Application()
    app.add_routes([web.get(path, handler) for path, handler in routes.items()])
    runner = web.AppRunner(app, shutdown_timeout=0.05, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    return runner, runner.addresses[0][1]


def answers(*args: object, **kwargs: object) -> Handler:
    """A handler that always answers the same."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response(*args, **kwargs)

    return handler


def leads(to: str, status: int = 302) -> Handler:
    """A handler that redirects; `{port}` in the address is the server's own."""

    async def handler(request: web.Request) -> web.Response:
        address = to.replace("{port}", str(request.url.port))
        return web.Response(status=status, headers={"Location": address})

    return handler


def writes(raw: bytes) -> Handler:
    """A handler that writes these bytes and hangs up."""

    async def handler(request: web.Request) -> web.Response:
        request.transport.write(raw)
        request.transport.close()
        return web.Response()

    return handler
