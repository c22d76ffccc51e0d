//! Whether a template can be rendered at a cost that is known beforehand.
//!
//! Takes the text of a template, gives its first fault. The engine counts what a template does and writes, and stops it
//! in time. Three things it does not count: how deep its own reader nests, lists within lists (sixty of these hold more
//! than any memory once they are written out or compared), and functions that make such lists. They are refused here.

use minijinja::machinery::ast::{BinOpKind, Call, CallArg, Expr, Stmt};
use minijinja::machinery::{parse, tokenize};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error};

/// Most words and signs in a template. That which comes with the program has some 1,000; each may nest one deeper.
const SIGNS: usize = 10_000;
/// Functions and filters that make lists within lists, write out how values are built, or hold a value that holds itself.
const FUNCTIONS: [&str; 3] = ["debug", "dict", "namespace"];
const FILTERS: [&str; 9] = ["batch", "chain", "dictsort", "groupby", "items", "map", "pprint", "slice", "zip"];

/// Why a template is not rendered.
#[derive(Debug)]
pub(super) enum Fault {
    /// It cannot be read.
    Syntax(Error),
    /// It asks for what has no bounds: the line, and what it asks for.
    Unbounded(usize, String),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Syntax(error)
    }
}

/// Takes out of the language what has no bounds.
pub(super) fn restrict(templates: &mut Environment) {
    FUNCTIONS.into_iter().for_each(|name| templates.remove_global(name));
    FILTERS.into_iter().for_each(|name| templates.remove_filter(name));
}

/// # Errors
/// The first fault of the template.
pub(super) fn check(name: &str, text: &str, syntax: &SyntaxConfig) -> Result<(), Fault> {
    for (number, token) in tokenize(text, false, syntax.clone()).enumerate() {
        let line = usize::from(token?.1.start_line);
        if number == SIGNS {
            return Err(Fault::Unbounded(line, format!("more than {SIGNS} words and signs in one template")));
        }
    }
    let parsed = parse(text, name, syntax.clone())?;
    let mut left = Left { statements: vec![&parsed], expressions: Vec::new() };
    while let Some(statement) = left.statements.pop() {
        left.statement(statement);
    }
    while let Some(expression) = left.expressions.pop() {
        left.expression(expression)?;
    }
    Ok(())
}

/// What is still to be looked at.
struct Left<'a> {
    statements: Vec<&'a Stmt<'a>>,
    expressions: Vec<&'a Expr<'a>>,
}

impl<'a> Left<'a> {
    fn statement(&mut self, statement: &'a Stmt<'a>) {
        match statement {
            Stmt::Template(it) => self.statements.extend(&it.children),
            Stmt::EmitRaw(_) => {}
            Stmt::EmitExpr(it) => self.expressions.push(&it.expr),
            Stmt::ForLoop(it) => {
                self.list(&it.iter);
                self.expressions.extend(&it.filter_expr);
                self.statements.extend(it.body.iter().chain(&it.else_body));
            }
            Stmt::IfCond(it) => {
                self.expressions.push(&it.expr);
                self.statements.extend(it.true_body.iter().chain(&it.false_body));
            }
            Stmt::WithBlock(it) => {
                self.expressions.extend(it.assignments.iter().map(|(_, value)| value));
                self.statements.extend(&it.body);
            }
            Stmt::Set(it) => self.expressions.push(&it.expr),
            Stmt::SetBlock(it) => {
                self.expressions.extend(&it.filter);
                self.statements.extend(&it.body);
            }
            Stmt::AutoEscape(it) => {
                self.expressions.push(&it.enabled);
                self.statements.extend(&it.body);
            }
            Stmt::FilterBlock(it) => {
                self.expressions.push(&it.filter);
                self.statements.extend(&it.body);
            }
            Stmt::Macro(it) => {
                self.expressions.extend(&it.defaults);
                self.statements.extend(&it.body);
            }
            Stmt::CallBlock(it) => {
                self.call(&it.call);
                self.expressions.extend(&it.macro_decl.defaults);
                self.statements.extend(&it.macro_decl.body);
            }
            Stmt::Do(it) => self.call(&it.call),
        }
    }

    fn expression(&mut self, expression: &'a Expr<'a>) -> Result<(), Fault> {
        match expression {
            Expr::Var(_) | Expr::Const(_) => {}
            Expr::UnaryOp(it) => self.expressions.push(&it.expr),
            Expr::BinOp(it) if matches!(it.op, BinOpKind::In) => {
                self.expressions.push(&it.left);
                self.list(&it.right);
            }
            Expr::BinOp(it) => self.expressions.extend([&it.left, &it.right]),
            Expr::Compare(it) => {
                self.expressions.extend([&it.expr].into_iter().chain(it.ops.iter().map(|op| &op.expr)))
            }
            Expr::IfExpr(it) => {
                self.expressions.extend([&it.test_expr, &it.true_expr].into_iter().chain(&it.false_expr));
            }
            Expr::Filter(it) => {
                self.expressions.extend(&it.expr);
                self.arguments(&it.args);
            }
            Expr::Test(it) => {
                self.expressions.push(&it.expr);
                self.arguments(&it.args);
            }
            Expr::GetAttr(it) => self.expressions.push(&it.expr),
            Expr::GetItem(it) => self.expressions.extend([&it.expr, &it.subscript_expr]),
            Expr::Call(it) => self.call(it),
            Expr::Slice(_) | Expr::List(_) | Expr::Tuple(_) | Expr::Map(_) => {
                let what = format!("a {} may not stand here: write the texts one after the other", named(expression));
                return Err(Fault::Unbounded(usize::from(expression.span().start_line), what));
            }
        }
        Ok(())
    }

    /// What is gone through item by item, so that a list written out there is never kept.
    fn list(&mut self, expression: &'a Expr<'a>) {
        match expression {
            Expr::List(it) => self.expressions.extend(&it.items),
            other => self.expressions.push(other),
        }
    }

    fn call(&mut self, call: &'a Call<'a>) {
        self.expressions.push(&call.expr);
        self.arguments(&call.args);
    }

    fn arguments(&mut self, arguments: &'a [CallArg<'a>]) {
        self.expressions.extend(arguments.iter().map(|argument| match argument {
            CallArg::Pos(value) | CallArg::Kwarg(_, value) => value,
            CallArg::PosSplat(value) | CallArg::KwargSplat(value) => value,
        }));
    }
}

fn named(expression: &Expr<'_>) -> &'static str {
    match expression {
        Expr::Slice(_) => "part of a list or text",
        other => other.description(),
    }
}
