"""Mutation operators of this field: each turns one node of a syntax tree into wrong ones that people write."""

from __future__ import annotations

import ast
from collections.abc import Iterator

#: Functions and methods that are easily taken for one another.
CONFUSED = {
    "tanh": ("sin", "exp"),
    "sigmoid": ("tanh", "relu"),
    "sum": ("mean", "max"),
    "mean": ("sum",),
    "max": ("min",),
    "zeros": ("ones",),
    "zeros_like": ("ones_like",),
    "log": ("exp",),
    "exp": ("expm1",),
    "stack": ("cat", "concatenate"),
    "linspace": ("ones",),
    "norm": ("sum",),
    "argmax": ("argmin",),
}
#: Names, in a function, of which one is easily written for the other: f and i in ft and it.
MAX_LIKE_NAMES = 3


def variants(node: ast.AST, like: dict[str, list[str]]) -> Iterator[tuple[str, ast.AST]]:
    """Replacements of a node, each with what was done; ``like`` maps names and keys to those like them."""
    match node:
        case ast.BinOp():
            yield from _of_operation(node)
        case ast.Attribute(attr="T", value=value):
            yield "transpose dropped", value
        case ast.Call():
            yield from _of_call(node)
        case ast.Name(id=name, ctx=ast.Load()):
            yield from (("name swapped", ast.Name(other, ast.Load())) for other in like.get(name, ()))
        case ast.Constant(value=str(key)):
            yield from (("key swapped", ast.Constant(other)) for other in like.get(key, ()))
        case ast.Subscript(slice=index, ctx=ast.Load()):
            yield from (("index off by one", _with(node, slice=moved)) for moved in _moved(index))
        case ast.AugAssign(target=target, value=value):
            yield "overwritten, not summed", ast.Assign([target], value)
            yield "statement dropped", ast.Pass()
        case ast.Assign(targets=[target], value=value):
            if not isinstance(target, ast.Name) or _is_replaced(node, target.id):
                yield "statement dropped", ast.Pass()
            if not (isinstance(value, ast.Call) and ast.unparse(value.func).endswith(("zeros", "zeros_like"))):
                yield "sign changed", _with(node, value=ast.UnaryOp(ast.USub(), value))
        case ast.Expr(value=ast.Call()):
            yield "statement dropped", ast.Pass()
        case ast.Return(value=ast.Tuple(elts=elements)):
            for k in range(len(elements) - 1):
                swapped = [*elements[:k], elements[k + 1], elements[k], *elements[k + 2 :]]
                yield "results swapped", ast.Return(ast.Tuple(swapped, ast.Load()))
        case ast.If():
            yield "condition always true", _with(node, test=ast.Constant(True))
            yield "condition always false", _with(node, test=ast.Constant(False))


def _of_operation(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    left, right = node.left, node.right
    match node.op:
        case ast.MatMult():
            yield "left factor transposed", _with(node, left=_transposed(left))
            yield "right factor transposed", _with(node, right=_transposed(right))
            yield "factors exchanged", _with(node, left=right, right=left)
            yield "element by element", _with(node, op=ast.Mult())
        case ast.Add() | ast.Sub() | ast.Mult() | ast.Div():
            yield "right term dropped", left
            if not isinstance(node.op, ast.Div):
                yield "left term dropped", right
        case ast.Pow():
            yield "power dropped", left


def _of_call(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    for k, keyword in enumerate(node.keywords):
        others = [*node.keywords[:k], *node.keywords[k + 1 :]]
        yield "keyword dropped", _with(node, keywords=others)
        if keyword.arg in ("axis", "dim") and isinstance(keyword.value, ast.Constant):
            yield "wrong axis", _with(node, keywords=[*others, ast.keyword(keyword.arg, _other_axis(keyword.value))])
    match node.func:
        case ast.Name(id="range"):
            *start, end = node.args[:2]
            yield "one step too few", _with(node, args=[*start, ast.BinOp(end, ast.Sub(), ast.Constant(1))])
            if not start:
                yield "loop from 1", _with(node, args=[ast.Constant(1), end])
        case ast.Name(id="reversed" | "sorted" | "list" | "int" | "float" | "abs"):
            yield "call dropped", node.args[0]
        case ast.Attribute(value=value, attr="copy" | "clone" | "detach" | "item" | "squeeze" | "ravel"):
            yield "call dropped", value
        case ast.Attribute(attr="append"):
            insert = ast.Attribute(node.func.value, "insert", ast.Load())
            yield "put in front", _with(node, func=insert, args=[ast.Constant(0), *node.args])
        case ast.Attribute(attr=name):
            for other in CONFUSED.get(name, ()):
                yield "function confused", _with(node, func=_with(node.func, attr=other))
    if len(node.args) == 1 and not node.keywords:
        yield "function left out", node.args[0]


def _other_axis(value: ast.Constant) -> ast.Constant:
    return ast.Constant({0: 1, 1: 0, 2: 1, -1: 0}.get(value.value, 0))  # type: ignore[arg-type]


def _moved(index: ast.expr) -> Iterator[ast.expr]:
    """An index with its last plain name or number moved by one, and with a negative step kept."""
    parts = list(index.elts) if isinstance(index, ast.Tuple) else [index]
    for k, part in enumerate(parts):
        if isinstance(part, ast.Name) or (isinstance(part, ast.Constant) and isinstance(part.value, int)):
            for by in (ast.Sub(), ast.Add()):
                moved = [*parts[:k], ast.BinOp(part, by, ast.Constant(1)), *parts[k + 1 :]]
                yield ast.Tuple(moved, ast.Load()) if isinstance(index, ast.Tuple) else moved[0]


def _is_replaced(node: ast.Assign, name: str) -> bool:
    """Whether an assignment gives a new value to a name that it also reads: a state that is carried."""
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node.value))


def _transposed(value: ast.expr) -> ast.expr:
    return ast.Attribute(value, "T", ast.Load())


def _with(node: ast.AST, **fields: object) -> ast.AST:
    return type(node)(**{name: getattr(node, name) for name in node._fields if hasattr(node, name)} | fields)


def alike(words: set[str]) -> dict[str, list[str]]:
    """For each word those of the same length that differ in one letter, the nearest in order first."""
    ordered = sorted(words)
    like: dict[str, list[str]] = {}
    for word in ordered:
        near = [other for other in ordered if _letters_apart(word, other) == 1]
        if near:
            near.sort(key=lambda other: abs(ordered.index(other) - ordered.index(word)))
            like[word] = near[:MAX_LIKE_NAMES]
    return like


def _letters_apart(left: str, right: str) -> int:
    return sum(a != b for a, b in zip(left, right, strict=True)) if len(left) == len(right) > 1 else 99
