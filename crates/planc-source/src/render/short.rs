use super::{Source, one_line};
use crate::Diagnostic;

/// A diagnostic on one line, without a line end: `path:line:column: severity[rule]: message`.
pub fn short(diagnostic: &Diagnostic, source: &Source<'_>) -> String {
    let at = source.position(diagnostic.span.start());
    format!(
        "{}:{}:{}: {}[{}]: {}",
        one_line(source.path),
        at.line,
        at.column,
        diagnostic.severity.word(),
        diagnostic.rule,
        one_line(&diagnostic.message)
    )
}
