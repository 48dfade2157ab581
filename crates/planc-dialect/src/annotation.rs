use planc_source::Span;
use planc_syntax::{Kind, Tree};

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
