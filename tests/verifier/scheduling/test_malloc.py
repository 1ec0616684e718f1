"""Large blocks are returned to the system, tested in a process of its own."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

HOLDS = """
import ctypes, sys
from pathlib import Path
from factcheck.verifier.scheduling.malloc import limit_malloc_arenas

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
libc.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
if sys.argv[1] == "small":
    limit_malloc_arenas()

def block(size):
    place = libc.malloc(size)
    libc.memset(place, 1, size)
    return place

libc.free(block(8_000_000))  # the first is given back, and from then on the like of it comes from the heap
before = resident()
pages, small = [], []
for _ in range(20):
    pages.append(block(5_000_000))
    small.append(block(2_000))  # what a run keeps, between what it does not
for page in pages:
    libc.free(page)
print(resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's")
def test_memory_of_large_pages_is_returned_to_the_system() -> None:
    kept = {
        how: int(subprocess.run([sys.executable, "-c", HOLDS, how], capture_output=True, check=True).stdout)
        for how in ("small", "as it comes")
    }

    assert kept["small"] < 5_000_000 < 50_000_000 < kept["as it comes"]
