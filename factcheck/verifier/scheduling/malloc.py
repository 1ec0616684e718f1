"""Settings of the C library's allocator that return free memory to the system.

By default, glibc serves more and more of a program's large blocks from heaps, one for each thread, and a heap shrinks
only at its end (mallopt(3)). A run that has read some pages of ten megabytes would occupy that memory until its end.
"""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


def limit_malloc_arenas() -> None:
    """Return large blocks to the system at once, and limit the number of heaps.

    With another C library, nothing is done.
    """
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)
    if adjust is not None:
        adjust(_MMAP_THRESHOLD, 500_000)
        adjust(_TRIM_THRESHOLD, 1_000_000)
        adjust(_ARENA_MAX, 2)
