"""Commands that run the service: serve it, or show the whole loop once."""

import typer


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("serve")(serve)
    app.command("demo")(demo)


# The pages and their server take as long to import as all the rest; only these two need them.


def serve() -> None:
    """Serve the pages, with everything that runs on time inside."""
    from app.cli import running

    running.serve()


def demo() -> None:
    """Run the whole loop once, from a feed to an inbox, in a folder of its own."""
    from app.cli import running

    running.show_loop()
