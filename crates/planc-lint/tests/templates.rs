//! The templates that come with planc, unedited: every placeholder in them is found, and nothing else is wrong.

#![allow(clippy::unwrap_used)]

use planc_dialect::Library;
use planc_lint::{Context, NoSurroundings, check, rules};
use planc_source::{Diagnostic, Severity, Span};

fn findings(library: &Library, text: &str) -> Vec<Diagnostic> {
    let tree = planc_syntax::parse(text);
    let fit = library.fit(&tree);
    let plan = planc_model::read(&tree, &fit, library, "plan.md").plan;
    check(&Context::new(&tree, &fit, &plan, library, &NoSurroundings), rules())
}

/// The template as a person gets it: without the comments for planc.
fn bare(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(open) = rest.find("<!--") {
        out.push_str(&rest[..open]);
        rest = rest[open..].split_once("-->").map_or("", |(_, rest)| rest);
    }
    out + rest
}

/// Everything in a template that waits to be replaced, found without the help of the rule.
fn waiting(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut add = |start: usize, len: usize| found.push(Span::new(start, start + len));
    for (at, _) in text.match_indices('[') {
        let inner = &text[at + 1..];
        let close = inner.find(']').unwrap();
        let link = inner[close + 1..].starts_with('(');
        if !link && inner[..close].trim().len() > 1 {
            add(at, close + 2);
        }
    }
    for (at, _) in text.match_indices("{{") {
        add(at, text[at..].find("}}").unwrap() + 2);
    }
    for mark in [
        "NNN",
        "XXX",
        "YYYY-MM-DD",
        ": ...",
        "High/Medium/Low",
        "Operation X: < Y seconds",
        "# Example error format",
    ] {
        // The sign before a value is no part of it; of an example the first line is reported.
        let skip = mark.len() - mark.trim_start_matches([':', ' ']).len();
        text.match_indices(mark).for_each(|(at, _)| add(at + skip, mark.len() - skip));
    }
    for line in ["Draft | In Review | Approved\n", "Draft | In Progress | Complete\n"] {
        text.match_indices(line).for_each(|(at, _)| add(at, line.trim_end().len()));
    }
    found
}

#[test]
fn every_placeholder_of_every_template_is_found() {
    let library = Library::builtin();
    for (name, version) in
        [("governed", 5), ("service", 1), ("change", 1), ("constitution", 1), ("phased", 1)]
    {
        let text = bare(&library.dialect_version(name, version).unwrap().source);
        let found: Vec<Diagnostic> = findings(&library, &text);
        let left: Vec<Span> = found.iter().filter(|d| d.rule == "placeholder-left").map(|d| d.span).collect();
        let wanted = waiting(&text);
        assert!(wanted.len() > 20, "{name}: only {} placeholders are looked for", wanted.len());
        for span in wanted {
            let line = text[..span.start()].matches('\n').count() + 1;
            assert!(
                left.iter().any(|l| l.contains(span) || span.contains(*l)),
                "{name}: `{}` in line {line}",
                span.of(&text)
            );
        }
    }
}

#[test]
fn every_single_brace_of_a_template_that_has_them_is_found() {
    let library = Library::builtin();
    let text = bare(&library.dialect_version("madr", 1).unwrap().source);
    let found = findings(&library, &text);
    let opens: Vec<usize> = text.match_indices('{').map(|(at, _)| at).collect();
    assert!(opens.len() > 15);
    for at in opens {
        let line = text[..at].matches('\n').count() + 1;
        let left = found.iter().any(|d| d.rule == "placeholder-left" && d.span.start() == at);
        assert!(left, "line {line}");
    }
}

#[test]
fn an_unedited_template_has_no_errors() {
    let library = Library::builtin();
    for dialect in library.dialects() {
        for found in findings(&library, &bare(&dialect.source)) {
            let line = bare(&dialect.source)[..found.span.start()].matches('\n').count() + 1;
            assert!(found.severity < Severity::Error, "{}: line {line}: {}", dialect.label(), found.message);
        }
    }
}
