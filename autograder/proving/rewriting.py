"""The same answer in other words: rewritings of a reference that change nothing in what it does.

Each must earn everything, as a student's own way of writing it must.
"""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Callable, Iterator

Rewrite = Callable[[ast.Module], ast.Module]

ALL_AT_ONCE = "rewritten throughout"
#: Modules whose functions leave their arguments alone, unless they are told where to write.
_PURE = ("np", "numpy", "torch", "math", "nn")
_WRITING = ("out", "inplace")


def rewritings(source: str) -> Iterator[tuple[str, str]]:
    """What was done, and the source afterwards; first all of it at once, then each that changes anything, alone."""
    plain = ast.unparse(ast.parse(source))
    together = ast.parse(source)
    alone = []
    for name, rewrite in REWRITES.items():
        together = rewrite(together)
        text = ast.unparse(ast.fix_missing_locations(rewrite(ast.parse(source))))
        if text != plain:
            alone.append((name, text))
    if alone:
        yield ALL_AT_ONCE, ast.unparse(ast.fix_missing_locations(together))
    yield from alone


def names_changed(tree: ast.Module) -> ast.Module:
    """Every local name of every function becomes another; arguments keep theirs, since callers may use them."""
    for function in _functions(tree):
        local = _locals(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in local:
                node.id = f"{node.id}_of_mine"
    return tree


def products_as_calls(tree: ast.Module) -> ast.Module:
    """``a @ b`` becomes ``np.matmul(a, b)``, and every second one ``np.dot``; in torch ``torch.matmul``."""
    torch = any(isinstance(node, ast.Name) and node.id in ("torch", "nn") for node in ast.walk(tree))
    calls = itertools.cycle(["torch.matmul"] if torch else ["np.matmul", "np.dot"])

    class Products(ast.NodeTransformer):
        def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
            self.generic_visit(node)
            if not isinstance(node.op, ast.MatMult):
                return node
            return ast.Call(ast.parse(next(calls), mode="eval").body, [node.left, node.right], [])

    return _module(Products().visit(tree))


def sums_written_out(tree: ast.Module) -> ast.Module:
    """``total += x`` becomes ``total = total + x``, and so for every operator."""

    class Sums(ast.NodeTransformer):
        def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
            value = copy.deepcopy(node.target)
            for part in ast.walk(value):
                if isinstance(part, ast.Name | ast.Subscript | ast.Attribute) and isinstance(part.ctx, ast.Store):
                    part.ctx = ast.Load()
            return ast.Assign([node.target], ast.BinOp(value, node.op, node.value))

    return _module(Sums().visit(tree))


def statements_reordered(tree: ast.Module) -> ast.Module:
    """Neighbouring assignments that have nothing to do with one another change places."""
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            body = getattr(node, field, None)
            if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If | ast.With) and isinstance(body, list):
                for k in range(len(body) - 1):
                    if _independent(body[k], body[k + 1]):
                        body[k], body[k + 1] = body[k + 1], body[k]
    return tree


def helper_extracted(tree: ast.Module) -> ast.Module:
    """The longest expression that a name is given moves into a function of its own."""
    found = [
        (function, statement)
        for function in _functions(tree)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.BinOp) and _movable(statement.value)
    ]
    if not found:
        return tree
    function, statement = max(found, key=lambda pair: len(ast.unparse(pair[1].value)))
    known = _locals(function) | {argument.arg for argument in _arguments(function)}
    needed = sorted({node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)} & known)
    helper = ast.parse(f"def helper_of_mine({', '.join(needed)}):\n    return 0").body[0]
    assert isinstance(helper, ast.FunctionDef)
    helper.body = [ast.Return(statement.value)]
    statement.value = ast.parse(f"helper_of_mine({', '.join(needed)})", mode="eval").body
    tree.body.insert(0, helper)
    return tree


REWRITES: dict[str, Rewrite] = {
    "products as calls": products_as_calls,
    "sums written out": sums_written_out,
    "statements reordered": statements_reordered,
    "a helper extracted": helper_extracted,
    "local names changed": names_changed,
}


def _module(node: ast.AST) -> ast.Module:
    assert isinstance(node, ast.Module)
    return node


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Functions and methods, outermost only: those inside share the names of the one around them."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return [
        node for body in [tree.body, *(c.body for c in classes)] for node in body if isinstance(node, ast.FunctionDef)
    ]


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    return [node for node in ast.walk(function) if isinstance(node, ast.arg)]


def _locals(function: ast.FunctionDef) -> set[str]:
    """Names that a function binds, other than its arguments and those of functions inside it."""
    bound = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return bound - {argument.arg for argument in _arguments(function)}


def _movable(value: ast.expr) -> bool:
    """Whether an expression means the same elsewhere: it binds nothing, and knows no class around it."""
    binding = (ast.Lambda, ast.comprehension, ast.NamedExpr, ast.Await, ast.Yield)
    return not any(
        isinstance(node, binding) or (isinstance(node, ast.Name) and node.id == "super") for node in ast.walk(value)
    )


def _independent(one: ast.stmt, other: ast.stmt) -> bool:
    """Whether two statements are assignments of which neither binds or may change what the other speaks of."""
    if not (isinstance(one, ast.Assign) and isinstance(other, ast.Assign)):
        return False
    return not (_touched(one) & _spoken_of(other) or _touched(other) & _spoken_of(one))


def _spoken_of(statement: ast.Assign) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _touched(statement: ast.Assign) -> set[str]:
    """Names that a statement binds, writes into, calls a method of, or hands to a function that may change them."""
    found = {name for target in statement.targets for name in _roots(target)}
    for call in (node for node in ast.walk(statement) if isinstance(node, ast.Call)):
        root = next(iter(_roots(call.func)), "")
        if root not in _PURE or any(keyword.arg in _WRITING for keyword in call.keywords):
            found |= {name for part in (call.func, *call.args) for name in _roots(part)}
            found |= {name for keyword in call.keywords for name in _roots(keyword.value)}
    return found


def _roots(node: ast.AST) -> Iterator[str]:
    """The names at the bottom of targets and of plain arguments: ``x`` in ``x``, ``x[t]`` and ``x.y``."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        yield from _roots(node.value)
    elif isinstance(node, ast.Tuple | ast.List):
        for part in node.elts:
            yield from _roots(part)
