"""How the C library keeps memory that is free: not for ever.

Left alone, glibc takes more and more of a program's large blocks from its heaps, one a thread, and a heap gives back only what is
free at its end (mallopt(3)). A run that has read some pages of ten megabytes would hold them until its end.
"""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


def limit_malloc_arenas() -> None:
    """Have large blocks given back at once, and few heaps. Where the C library is another, nothing is done."""
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)
    if adjust is not None:
        adjust(_MMAP_THRESHOLD, 500_000)
        adjust(_TRIM_THRESHOLD, 1_000_000)
        adjust(_ARENA_MAX, 2)
