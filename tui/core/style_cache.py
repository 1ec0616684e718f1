"""Lines that the framework keeps after the screen they were drawn on has been closed."""

from textual._styles_cache import StylesCache


def forget_closed() -> None:
    """Drop the lines of closed screens; open ones fill the cache again as they are drawn.

    ``StylesCache.get_inner_outer`` is cached by its instance (functools.lru_cache), and each instance holds the drawn lines of
    one widget. So the cache keeps all lines of the last thousand widgets, some 40 MB, whether their screens are open or not.
    """
    StylesCache.get_inner_outer.cache_clear()
