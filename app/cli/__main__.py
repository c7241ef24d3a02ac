"""`python -m app.cli`, the same as `mipex`."""

from app.cli import main

main()
