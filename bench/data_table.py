"""The same desk in Textual's own DataTable, for comparison: ``python bench/data_table.py DB``."""

import sqlite3
import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer


class Table(App[None]):
    """All claims as rows; q leaves."""

    BINDINGS = [("j", "move(1)", "down"), ("k", "move(-1)", "up"), ("q", "quit", "leave")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """Give the table and the line of keys."""
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        self.animation_level = "none"
        table = self.query_one(DataTable)
        table.add_columns("ID", "STATUS", "RATING", "WHO", "PRIORITY", "CLAIM")
        with sqlite3.connect(sys.argv[1]) as connection:
            rows = connection.execute(
                "SELECT id, status, coalesce(rating, '-'), coalesce(assignee, '-'), priority, text FROM claim "
                "ORDER BY attention DESC, priority DESC, id DESC"
            )
            table.add_rows(rows)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        table = self.query_one(DataTable)
        table.move_cursor(row=table.cursor_row + by)


if __name__ == "__main__":
    Table().run()
