use planc_source::{Edits, Span};
use planc_syntax::{Kind, Tree, parse};

/// A `<!-- planc: … -->` comment of a template. What stands behind the colon is TOML.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// The whole comment.
    pub span: Span,
    /// The TOML in it.
    pub body: Span,
    /// What the TOML says.
    pub table: toml::Table,
}

/// A comment of a template that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationError {
    /// Where in the template.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Finds the `planc:` comments of a template, in order. Other comments are the template's own.
///
/// # Errors
/// Every comment whose body is no TOML, with the place of the mistake.
pub fn annotations(tree: &Tree<'_>) -> (Vec<Annotation>, Vec<AnnotationError>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for node in tree.nodes.iter().filter(|n| n.kind == Kind::Html) {
        let source = tree.str(node.span);
        let Some(inner) = source.trim_start().strip_prefix("<!--") else { continue };
        let Some(body) = inner.trim_start().strip_prefix("planc:") else { continue };
        let start = node.span.start() + source.len() - body.len();
        let Some(end) = body.find("-->") else {
            errors.push(AnnotationError {
                span: Span::new(node.span.start(), start),
                message: "this `planc:` comment is not closed".into(),
                help: Some("end it with `-->`".into()),
            });
            continue;
        };
        let body_span = Span::new(start, start + end);
        let span = Span::new(node.span.start(), start + end + 3);
        match tree.str(body_span).parse::<toml::Table>() {
            Ok(table) => found.push(Annotation { span, body: body_span, table }),
            Err(error) => {
                let at = error.span().unwrap_or(0..end);
                errors.push(AnnotationError {
                    span: Span::new(start + at.start.min(end), start + at.end.min(end)),
                    message: format!("this comment is not understood: {}", error.message()),
                    help: Some("the words behind `planc:` are TOML, as in `optional = true`".into()),
                });
            }
        }
    }
    (found, errors)
}

/// A template as people see it: without its `planc:` comments.
pub fn unannotated(source: &str) -> String {
    let tree = parse(source);
    let mut edits = Edits::new();
    for note in annotations(&tree).0 {
        let after = &source[note.span.end()..];
        let line_end =
            if after.starts_with("\r\n") { 2 } else { usize::from(after.starts_with(['\n', '\r'])) };
        // Comments are nodes of their own and cannot overlap.
        let _ = edits.replace(Span::new(note.span.start(), note.span.end() + line_end), "");
    }
    edits.apply(source)
}

/// Where the body of a section begins behind a `planc:` comment right below its heading.
pub fn behind_comment(text: &str, body: Span) -> Span {
    let source = body.of(text);
    let is_note =
        source.trim_start().strip_prefix("<!--").is_some_and(|s| s.trim_start().starts_with("planc:"));
    match source.find("-->").filter(|_| is_note) {
        Some(end) => Span::new(body.start() + end + 3, body.end()),
        None => body,
    }
}
