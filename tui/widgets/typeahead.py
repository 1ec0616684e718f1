"""Keys that are typed ahead of the screen.

Textual puts a key into the queue of the widget that has the focus when the key arrives. The effect of an earlier key, and the
focus it sets, come too late for that: a reviewer who types ``n`` and then the note at once would see its first letters act on
claims. So the application acts on the keys itself, one after the other, each in the widget that the key before has focused;
and it waits where a key asked for something that is still opening.
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
        """Act on a key; return whether it means anything here. If not, Textual's own bindings can have it."""
        raise NotImplementedError

    def act_on_paste(self, text: str) -> None:
        """Act on pasted text."""
        raise NotImplementedError


class TypeAheadApp(App[None]):
    """Gives each key and each pasted text to the focused widget once everything before it has acted."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: deque[events.Key | events.Paste] = deque()
        self.waits = False
        """The keys wait until it is known which widget they are for."""

    def pause_keys(self) -> None:
        """Keep every later key until ``resume_keys``."""
        self.waits = True

    def resume_keys(self, to: Widget | None = None) -> None:
        """Focus a widget, if one is given, and act on the keys that were kept."""
        if to is not None:
            to.screen.set_focus(to)
        self.waits = False
        if self.typed:
            self.call_next(self.act_on_typed)

    def load_services(self) -> None:
        """Load what a command will need; by default, nothing."""

    def interrupt_wait(self, event: events.Key) -> bool:
        """Act on a key that ends what the keys before it wait for; return whether it did."""
        return False

    def handle_first(self, event: events.Key) -> bool:
        """Act on a key before the focused widget does; return whether it was one."""
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
        """Act on the typed keys, until one of them has to wait."""
        while self.typed and not self.waits:
            event = self.typed.popleft()
            if isinstance(event, events.Key) and self.handle_first(event):
                continue
            target = self.focused or self.fallback()
            if isinstance(event, events.Paste) and isinstance(target, TypeAhead):
                target.act_on_paste(event.text)
            elif not (isinstance(event, events.Key) and isinstance(target, TypeAhead) and target.act_on_key(event)):
                await super().on_event(event)
