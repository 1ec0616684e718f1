"""Keys that are typed ahead of the screen.

Textual sends a key into the queue of the widget that has the focus when it arrives; what that widget does with an earlier
key, and where the focus goes then, is settled too late for it. A reviewer who types ``n`` and then the note at once would
see its first letters act on claims. So the application acts on the keys itself, one after the other, each where the one
before has put the focus; and it waits with them where a key asked for something that is still to open.
"""

from collections import deque

from textual import events
from textual.app import App
from textual.widget import Widget

ALWAYS = frozenset({"ctrl+c", "ctrl+q"})
"""Keys that wait for nothing."""


class TypeAhead(Widget):
    """A widget whose keys act at once, in the order they were typed."""

    @property
    def typist(self) -> "TypeAheadApp":
        """The application, which has the keys."""
        app = self.app
        assert isinstance(app, TypeAheadApp)
        return app

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key; return whether it means anything here: if not, Textual's own bindings may have it."""
        raise AssertionError("each widget says how")

    def act_on_paste(self, text: str) -> None:
        """Act on pasted text."""
        raise AssertionError("each widget says how")


class TypeAheadApp(App[None]):
    """Gives each key, and each pasted text, to the widget that has the focus once all before it have acted."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: deque[events.Key | events.Paste] = deque()
        self.waits = False
        """Whether the keys wait until it is known whose they are."""

    def pause_keys(self) -> None:
        """Keep every further key until ``give``."""
        self.waits = True

    def resume_keys(self, to: Widget | None = None) -> None:
        """Put the focus on a widget, where one is given, and let the keys that waited go on."""
        if to is not None:
            to.screen.set_focus(to)
        self.waits = False
        if self.typed:
            self.call_next(self.act_on_typed)

    def load_services(self) -> None:
        """Prepare for what a key began: nothing, unless the application has something to load."""

    def interrupt_wait(self, event: events.Key) -> bool:
        """Act on a key that ends what the keys typed before it wait for; return whether it did."""
        return False

    def handle_first(self, event: events.Key) -> bool:
        """Act on a key before the widget that has the focus; return whether it was for that."""
        return False

    def fallback(self) -> Widget | None:
        """Return the widget that has the keys where none has the focus."""
        return None

    async def on_event(self, event: events.Event) -> None:
        """Act on keys in their turn, and on all else as Textual does."""
        keys = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not keys or (isinstance(event, events.Key) and event.key in ALWAYS):
            await super().on_event(event)
        elif isinstance(event, events.Key) and self.waits and self.interrupt_wait(event):
            return
        elif isinstance(event, events.Key | events.Paste):
            self.typed.append(event)
            await self.act_on_typed()

    async def act_on_typed(self) -> None:
        """Act on what was typed, until something is awaited."""
        while self.typed and not self.waits:
            event = self.typed.popleft()
            if isinstance(event, events.Key) and self.handle_first(event):
                continue
            has_it = self.focused or self.fallback()
            if isinstance(event, events.Paste) and isinstance(has_it, TypeAhead):
                has_it.act_on_paste(event.text)
            elif not (isinstance(event, events.Key) and isinstance(has_it, TypeAhead) and has_it.act_on_key(event)):
                await super().on_event(event)
