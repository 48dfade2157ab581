//! Annotations: what the comments of a file cite, but for what they say to leave out.

use crate::cite::{Cite, Role, Words, cites};
use crate::language::Language;
use crate::scan::comments;
use planc_source::Span;

/// An id that a comment cites.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// The id and what is said of it.
    pub cite: Cite,
    /// Whose ids they are from here on, as the file says: `planc-trace: scope SPEC-003`.
    pub scope: Option<String>,
}

/// What speaks to planc in a comment.
const TAG: &str = "planc-trace:";

/// The annotations of a text. `known` tells by its key whether some specification states an id: a bare mention of
/// any other is a word like others. Never fails; linear.
pub fn annotations(
    text: &str,
    language: &Language,
    words: &Words,
    known: &dyn Fn(&str) -> bool,
) -> Vec<Annotation> {
    let mut reader =
        Reader { text, words, off: false, next: false, scope: None, carried: None, found: Vec::new() };
    let mut behind = 0;
    for comment in comments(text, language) {
        // What a line ends with holds for comments that follow without anything between.
        if !text.get(behind..comment.start()).unwrap_or("x").trim().is_empty() {
            reader.carried = None;
            reader.next = false;
        }
        behind = comment.end();
        for line in planc_syntax::lines(text, comment) {
            reader.line(line, known);
        }
    }
    reader.found
}

struct Reader<'t> {
    text: &'t str,
    words: &'t Words,
    off: bool,
    /// Whether the next line is left out.
    next: bool,
    scope: Option<String>,
    carried: Option<Role>,
    found: Vec<Annotation>,
}

impl Reader<'_> {
    fn line(&mut self, line: Span, known: &dyn Fn(&str) -> bool) {
        let source = line.of(self.text);
        let mut skip = std::mem::take(&mut self.next);
        if let Some((before, said)) = source.split_once(TAG) {
            let mut said =
                said.split(|c: char| c.is_whitespace() || c == '*' || c == ',').filter(|w| !w.is_empty());
            match said.next() {
                Some("off") => self.off = true,
                Some("on") => self.off = false,
                Some("ignore") => {
                    skip = true;
                    // Alone in its comment it speaks of what follows.
                    self.next = !before.chars().any(char::is_alphanumeric);
                }
                Some("scope") => self.scope = said.next().map(str::to_owned),
                _ => {}
            }
            skip |=
                !matches!(source.split_once(TAG), Some((head, _)) if head.chars().any(char::is_alphanumeric));
        }
        if self.off || skip {
            return;
        }
        let mut cited = Vec::new();
        cites(self.text, line, self.words, &mut self.carried, &mut cited);
        let kept = cited.into_iter().filter(|c| {
            c.role != Role::Mentions || c.qualifier.is_some() || known(&planc_model::id_key(&c.id))
        });
        let scope = &self.scope;
        self.found.extend(kept.map(|cite| Annotation { cite, scope: scope.clone() }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::language;

    #[test]
    fn comments_are_heard_unless_they_say_otherwise() {
        for (file, text, found) in [
            ("a.rs", "// implements FR-1\nlet s = \"implements FR-2\"; // tests FR-3", "FR-1 FR-3"),
            ("a.rs", "// Implements:\n// FR-1\n// FR-2\n\nfn f() {} // FR-3", "FR-1 FR-2 FR-3"),
            ("a.py", "# planc-trace: off\n# implements FR-1\n# planc-trace: on\n# implements FR-2", "FR-2"),
            ("a.py", "# implements FR-1  planc-trace: ignore\n# implements FR-2", "FR-2"),
            ("a.py", "# planc-trace: ignore\n# implements FR-1\n# implements FR-2", "FR-2"),
            ("a.py", "# planc-trace: ignore\nx = 1\n# implements FR-2", "FR-2"),
            ("a.py", "# planc-trace: scope SPEC-3\n# implements FR-1", "SPEC-3/FR-1"),
            ("a.go", "/* implements FR-1,\n * FR-2 */", "FR-1 FR-2"),
            ("a.go", "// see FR-9, INV-1", ""),
            ("a.feature", "@FR-1 @slow\nScenario: FR-2", "FR-1"),
        ] {
            let known = |key: &str| matches!(key, "FR1" | "FR2" | "FR3");
            let found_here = annotations(text, language(file).unwrap(), &Words::default(), &known);
            let shown: Vec<_> = found_here
                .iter()
                .map(|a| {
                    format!("{}{}", a.scope.as_ref().map_or(String::new(), |s| format!("{s}/")), a.cite.id)
                })
                .collect();
            assert_eq!(shown.join(" "), found, "{file}: {text}");
        }
    }
}
