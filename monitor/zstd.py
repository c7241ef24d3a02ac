"""zstd, as Python has it by now or as it was lent to older ones (pure)."""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["zstd"]
