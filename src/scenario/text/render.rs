//! A fault as text with carets under the place.
//!
//! Takes a message and its places, gives text for a terminal or for a file. Only the lines concerned are handed to the renderer,
//! so that a large file costs no more than a small one.

use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet};

use crate::scenario::text::finding::Spot;

/// Characters of a line of output.
const WIDTH: usize = 120;

/// One fault, coloured or plain.
pub(crate) fn fault(message: &str, spot: &Spot, also: Option<&Spot>, help: &[String], coloured: bool) -> String {
    let mut group = Level::ERROR.primary_title(message).element(snippet(spot, AnnotationKind::Primary));
    if let Some(also) = also {
        group = group.element(snippet(also, AnnotationKind::Context));
    }
    for help in help {
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
