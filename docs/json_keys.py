"""The objects that ``--json`` prints, read from the source of the command line: which command prints which keys."""

import ast
import dataclasses
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, NamedTuple

from factcheck.cli import output

PACKAGE = "factcheck.cli"
SUFFIX = "_json"
PRINTERS = (output.print_json, output.print_json_list)

Definition = Callable[..., Any]
"""A function or a class of the command line."""


class Unreadable(Exception):
    """The keys of an expression cannot be read from the source: give them in OTHER_KEYS of generate.py."""


class Key(NamedTuple):
    """A key of an object."""

    name: str
    object: str = ""
    """The object that its value is, or contains; empty: none with a section of its own. Without a name, all its keys."""


class Scope(NamedTuple):
    """The source in which an expression is, with the names that it can use."""

    tree: ast.AST
    names: dict[str, Any]

    def value_of(self, node: ast.expr) -> Any:
        """Return what a name, or an attribute of a module, refers to; None: it is not defined in a module."""
        match node:
            case ast.Name(id=name):
                return self.names.get(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if inspect.ismodule(self.names.get(name)):
                return getattr(self.names[name], attribute, None)
        return None


def scope_of(definition: Definition) -> Scope:
    """Return the source of a function or a class."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(definition)))
    return Scope(tree, vars(sys.modules[definition.__module__]))


def is_ours(value: Any) -> bool:
    """Return whether a value is a function or a class of the command line."""
    return (inspect.isfunction(value) or inspect.isclass(value)) and value.__module__.startswith(PACKAGE)


def is_object(value: Any) -> bool:
    """Return whether a value is a function that makes an object with a section of its own."""
    return is_ours(value) and inspect.isfunction(value) and value.__name__.endswith(SUFFIX)


def object_name(function: Definition) -> str:
    """Return the name of the object that a function makes."""
    return function.__name__.removesuffix(SUFFIX).strip("_").replace("_", " ")


def printed(command: Definition, seen: set[Definition] | None = None) -> Iterator[tuple[ast.expr, Scope]]:
    """Yield the expressions that a command prints as JSON, itself or through functions and classes that it calls."""
    seen = set() if seen is None else seen
    seen.add(command)
    scope = scope_of(command)
    for call in (node for node in ast.walk(scope.tree) if isinstance(node, ast.Call)):
        called = scope.value_of(call.func)
        if called in PRINTERS:
            yield call.args[0], scope
        elif is_ours(called) and called not in seen:
            yield from printed(called, seen)


def keys_of(node: ast.expr, scope: Scope) -> Iterator[Key]:
    """Yield the keys of the object, or of each object of the list, that an expression gives. Raises Unreadable."""
    match node:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if key is None:
                    yield from keys_of(value, scope)
                elif isinstance(key, ast.Constant):
                    yield Key(str(key.value), nested_object(value, scope))
        case ast.BinOp(left=left, op=ast.BitOr(), right=right) | ast.IfExp(body=left, orelse=right):
            yield from keys_of(left, scope)
            yield from keys_of(right, scope)
        case ast.List(elts=[element]) | ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
            yield from keys_of(element, scope)
        case ast.DictComp(generators=[ast.comprehension(iter=source)]):
            yield from keys_of_source(source, scope)
        case ast.Call():
            yield from keys_of_call(node, scope)
        case ast.Name():
            yield from keys_of_name(node, scope)
        case _:
            raise Unreadable(ast.unparse(node))


def keys_of_source(source: ast.expr, scope: Scope) -> Iterator[Key]:
    """Yield the keys of a dictionary that a comprehension makes of another, or of the members of an enumeration."""
    match source:
        case ast.Call(func=ast.Attribute(value=other, attr="items")):
            yield from keys_of(other, scope)
        case _ if inspect.isclass(members := scope.value_of(source)) and issubclass(members, Enum):
            yield from (Key(str(member.value)) for member in members)
        case _:
            raise Unreadable(ast.unparse(source))


def keys_of_call(call: ast.Call, scope: Scope) -> Iterator[Key]:
    """Yield the object that a function makes, or the fields of a dataclass."""
    called = scope.value_of(call.func)
    if is_object(called):
        yield Key("", object_name(called))
    elif called is dataclasses.asdict:
        yield from fields_of(call.args[0], scope)
    else:
        raise Unreadable(ast.unparse(call))


def nested_object(value: ast.expr, scope: Scope) -> str:
    """Return the name of the object that a value is, or that a list has; empty: none."""
    match value:
        case ast.ListComp(elt=element) | ast.IfExp(body=element):
            return nested_object(element, scope)
        case ast.Call(func=function) if is_object(called := scope.value_of(function)):
            return object_name(called)
    return ""


def fields_of(node: ast.expr, scope: Scope) -> Iterator[Key]:
    """Yield the fields of the dataclass that a parameter is."""
    annotations = {
        each.arg: each.annotation for each in ast.walk(scope.tree) if isinstance(each, ast.arg) and each.annotation
    }
    annotation = annotations.get(node.id) if isinstance(node, ast.Name) else None
    cls = scope.value_of(annotation) if annotation is not None else None
    if cls is None:
        raise Unreadable(ast.unparse(node))
    yield from (Key(field.name) for field in dataclasses.fields(cls))


def keys_of_name(name: ast.Name, scope: Scope) -> Iterator[Key]:
    """Yield the keys of a variable: from a constant of the module, its assignments, or the generator that it comes from."""
    if isinstance(constant := scope.value_of(name), dict):
        yield from map(Key, constant)
        return
    assigned, popped = [], set()
    for node in ast.walk(scope.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name.id)], value=value):
                assigned.append((value, scope))
            case ast.comprehension(target=ast.Name(id=name.id), iter=ast.Call(func=function)):
                inner = scope_of(scope.value_of(function))
                assigned += [
                    (each.value, inner) for each in ast.walk(inner.tree) if isinstance(each, ast.Yield) and each.value
                ]
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name.id), attr="pop"), args=[ast.Constant(value=key)]):
                popped.add(key)
    if not assigned:
        raise Unreadable(name.id)
    yield from (key for value, inner in assigned for key in keys_of(value, inner) if key.name not in popped)


def objects() -> dict[str, list[Key]]:
    """Return the keys of every object with a section of its own, by its name."""
    found = {}
    for module in (module for name, module in sorted(sys.modules.items()) if name.startswith(PACKAGE)):
        for function in vars(module).values():
            if is_object(function) and function not in PRINTERS and function.__module__ == module.__name__:
                scope = scope_of(function)
                returned = [each.value for each in ast.walk(scope.tree) if isinstance(each, ast.Return) and each.value]
                found[object_name(function)] = [key for value in returned for key in keys_of(value, scope)]
    return found
