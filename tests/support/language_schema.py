"""The schema of language files as a Markdown list, from the docstrings of its classes.

``python -m tests.support.language_schema`` writes it into docs/how-to/add-a-language.md.
"""

import ast
import inspect
import re
from dataclasses import fields
from pathlib import Path

from factcheck.languages import schema
from factcheck.languages.kinds import Section

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "how-to" / "add-a-language.md"
BEGIN, END = "<!-- schema: begin -->", "<!-- schema: end -->"
KINDS = {
    "Words": "words",
    "Patterns": "patterns",
    "Texts": "texts",
    "Months": "twelve times words",
    "Week": "seven times words",
    "Numbers": "a list of words for each number",
    "bool": "true or false",
    "int": "number",
    "str": "text",
}


def tables() -> dict[str, type[Section]]:
    """Return the tables of a language file by their names."""
    return {
        each.name: each.type
        for each in fields(schema.LanguageFile)
        if isinstance(each.type, type) and issubclass(each.type, Section)
    }


def described() -> str:
    """Return the tables and keys with what they mean."""
    lines = ["### Top of the file", "", *_keys(schema.LanguageFile)]
    for name, table in tables().items():
        lines += ["", f"### `[{name}]`", "", _sentence(table.__doc__ or ""), "", *_keys(table)]
    lines += [
        "",
        "### `[examples]`",
        "",
        "For each table an array of examples. This table is the last one of the file.",
    ]
    lines += ["", "### One example", "", _sentence(schema.Example.__doc__ or ""), "", *_keys(schema.Example)]
    return "\n".join(lines)


def _keys(table: type) -> list[str]:
    (node,) = ast.parse(inspect.getsource(table)).body
    assert isinstance(node, ast.ClassDef)
    lines, name, kind = [], "", ""
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            name, kind = part.target.id, ast.unparse(part.annotation)
        elif name and kind in KINDS and isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
            lines.append(f"- `{name}` ({KINDS[kind]}): {_sentence(str(part.value.value))}")
    return lines


def _sentence(text: str) -> str:
    return re.sub("``(.+?)``", r"`\1`", " ".join(text.split()))


def with_schema(page: str) -> str:
    """Return the page with the schema between its marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{described()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(with_schema(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
