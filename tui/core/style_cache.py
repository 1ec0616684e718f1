"""Drawn lines that the framework caches after their screen is closed."""

from textual._styles_cache import StylesCache


def forget_closed() -> None:
    """Drop the lines of closed screens; open screens fill the cache again as they are drawn.

    ``StylesCache.get_inner_outer`` is cached by instance (functools.lru_cache), and each instance holds the drawn lines of one
    widget. The cache would hold the lines of the last thousand widgets, some 40 MB, whether their screens are open or not.
    """
    StylesCache.get_inner_outer.cache_clear()
