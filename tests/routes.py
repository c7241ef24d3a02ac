"""All routes of the pages, whichever router they hang on."""

from collections.abc import Iterator

from starlette.routing import Route


def routes(found) -> Iterator[tuple[str, str]]:
    """Method and path of each; HEAD is what GET is."""
    for route in found:
        if isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route.path
        else:
            yield from routes(getattr(route, "original_router", route).routes)
