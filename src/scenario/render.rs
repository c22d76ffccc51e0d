//! A fault as text with carets under the place.
//!
//! Takes a [`Fault`], gives text for a terminal or for a file. Only the lines concerned are handed to the renderer,
//! so that a large file costs no more than a small one.

use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet};

use super::fault::{Fault, Spot};

/// Characters of a line of output.
const WIDTH: usize = 120;

/// One fault, coloured or plain.
pub(crate) fn fault(fault: &Fault, coloured: bool) -> String {
    let mut group =
        Level::ERROR.primary_title(fault.message.as_str()).element(snippet(&fault.spot, AnnotationKind::Primary));
    if let Some(also) = &fault.also {
        group = group.element(snippet(also, AnnotationKind::Context));
    }
    for help in &fault.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(WIDTH).render(&[group])
}

fn snippet(spot: &Spot, kind: AnnotationKind) -> Snippet<'_, Annotation<'_>> {
    let mut annotation = kind.span(spot.span.clone());
    if !spot.label.is_empty() {
        annotation = annotation.label(spot.label.as_str());
    }
    Snippet::source(spot.text.as_str()).path(spot.file.as_str()).line_start(spot.line).annotation(annotation)
}
