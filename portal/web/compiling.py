"""How templates become Python: as Jinja does it, without what takes most of a page's time.

What a template shows is joined to the page at once, so it need not be wrapped in Markup first:
a page of results shows seven hundred values, and that took a quarter of drawing it.
"""

from typing import Any, cast

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import (  # type: ignore[attr-defined]  # no public name escapes without wrapping
    Markup,
    _escape_inner,
)


def html_of(value: Any) -> str:
    """The HTML of a value, as ``markupsafe.escape`` makes it, but as plain text."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is Markup or hasattr(value, "__html__"):
        return cast(str, value.__html__())
    return _escape_inner(str(value))


class LeanCodeGenerator(CodeGenerator):
    """Shows values by ``html_of``, and nothing where an ``if`` without ``else`` does not hold."""

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802  # Jinja's name
        for child in node.nodes:
            if isinstance(child, nodes.CondExpr) and child.expr2 is None:
                # Instead of an object that is undefined, with a message that nobody reads.
                child.expr2 = nodes.Const("", lineno=child.lineno)
        super().visit_Output(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.html_of(")
        if finalize.src is not None:
            self.write(finalize.src)


class LeanEnvironment(Environment):
    """Flask's, with the code generator of this module."""

    code_generator_class = LeanCodeGenerator
    html_of = staticmethod(html_of)
