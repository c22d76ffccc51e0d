//! Templates of a brief: the two that come with the program, and one that a user brings.
//!
//! Takes the context and a template, gives text. Whatever is not marked `safe` is escaped: for HTML, or for Markdown.

mod bounds;

use super::context::Brief;
use super::example::example;
use crate::base::aside::{self, Allowed};
use crate::base::text::{code_block, markdown_line};
use bounds::Fault;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value};

/// The HTML template that comes with the program.
pub(crate) const HTML: &str = include_str!("brief.html.j2");
/// The Markdown template.
const MARKDOWN: &str = include_str!("brief.md.j2");
/// What a template may do: a step costs 1, and so do 64 bytes of text that it makes or writes. It ends one that runs in
/// circles, and one that doubles a text over and over. That which comes with the program takes fewer than 10,000.
const FUEL: u64 = 300_000;
/// The seconds are for what the steps do not count, such as comparing two long texts many times.
const ALLOWED: Allowed = Allowed { stack: 64 << 20, seconds: 1 };
/// Name of the way to escape for Markdown.
const FOR_MARKDOWN: &str = "markdown";

/// A template, with the name that faults are told by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Name of its file.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Default for Template {
    fn default() -> Self {
        Self { name: "brief.html.j2".into(), text: HTML.into() }
    }
}

impl Template {
    /// Renders it once, with made-up values, so that a fault is told before a run begins.
    ///
    /// # Errors
    /// As [`html`].
    pub(crate) fn tried(self) -> Result<Self, TemplateError> {
        for brief in [example(false), example(true)] {
            html(&brief, &self)?;
        }
        Ok(self)
    }
}

/// A template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct TemplateError {
    /// Name of its file.
    pub file: String,
    /// Line of the fault.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// A brief as a page.
///
/// # Errors
/// If the template has a fault, or names something that a brief does not have.
pub(crate) fn html(brief: &Brief, template: &Template) -> Result<String, TemplateError> {
    render(brief, template, AutoEscape::Html)
}

/// A brief as Markdown.
///
/// # Errors
/// If the template that comes with the program has a fault.
pub(crate) fn markdown(brief: &Brief) -> Result<String, TemplateError> {
    let template = Template { name: "brief.md.j2".into(), text: MARKDOWN.into() };
    render(brief, &template, AutoEscape::Custom(FOR_MARKDOWN.into()))
}

/// Renders it, aside, since its text is a stranger's: with a stack that the deepest template fits in.
fn render(brief: &Brief, template: &Template, escape: AutoEscape) -> Result<String, TemplateError> {
    let (values, template) = (Value::from(Serde(brief)), template.clone());
    let name = template.name.clone();
    let done = aside::done(ALLOWED, move || rendered(values, &template, escape));
    done.unwrap_or_else(|none| Err(TemplateError { file: name, line: 1, what: none.to_string() }))
}

fn rendered(values: Value, template: &Template, escape: AutoEscape) -> Result<String, TemplateError> {
    let Template { name, text } = template;
    let told = |error: Error| told(name, &error);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    let syntax = syntax.build().map_err(told)?;
    bounds::check(name, text, &syntax).map_err(|fault| match fault {
        Fault::Syntax(error) => told(error),
        Fault::Unbounded(line, what) => TemplateError { file: name.clone(), line, what },
    })?;
    let mut templates = Environment::new();
    bounds::restrict(&mut templates);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(syntax);
    templates.set_fuel(Some(FUEL));
    templates.set_auto_escape_callback(move |_| escape.clone());
    templates.set_formatter(write);
    templates.add_filter("code_block", |text: String| Value::from_safe_string(code_block(&text)));
    let parsed = templates.template_from_named_str(name, text).map_err(told)?;
    parsed.render(values).map_err(told)
}

fn told(file: &str, error: &Error) -> TemplateError {
    let what = match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    TemplateError { file: file.to_owned(), line: error.line().unwrap_or(1), what }
}

/// Writes a value, escaped as the template asks.
fn write(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match state.auto_escape() {
        AutoEscape::Custom(_) if value.is_none() => Ok(()),
        AutoEscape::Custom(_) if value.is_safe() => out.write_str(&value.to_string()).map_err(Error::from),
        AutoEscape::Custom(_) => out.write_str(&markdown_line(&value.to_string())).map_err(Error::from),
        _ => minijinja::escape_formatter(out, state, value),
    }
}

#[cfg(test)]
mod tests;
