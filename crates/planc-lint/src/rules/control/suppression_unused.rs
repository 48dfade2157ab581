use crate::suppress::{Suppression, Suppressions, can_be_allowed};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Ran, Rule, Severities};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "suppression-unused",
    summary: "a comment allows a finding that there is not",
    family: Family::Control,
    severities: Severities::MILD,
    fixable: true,
    enabled: true,
    page: include_str!("suppression_unused.md"),
    check: Check::Suppressions(check),
};

fn check(cx: &Context<'_, '_>, comments: &Suppressions, ran: &Ran<'_>, out: &mut Findings<'_>) {
    let text = cx.tree.text;
    for comment in comments.list.iter().filter(|c| c.holds(text)) {
        let idle = |name: &str| can_be_allowed(name) && ran.whole(name);
        let unused: Vec<usize> = (0..comment.names.len())
            .filter(|n| !comment.names[*n].used && idle(comment.names[*n].name.of(text)))
            .collect();
        if !unused.is_empty() && unused.len() == comment.names.len() {
            let found = out.diagnostic(comment.span, "there is nothing here that this comment allows");
            let (span, parts) = whole(text, comment.span);
            let message = "remove the comment";
            // A comment between two lines keeps them apart; without it they may be something else.
            out.push(match parts {
                true => found.unsafe_fix(message, span, ""),
                false => found.safe_fix(message, span, ""),
            });
            continue;
        }
        for n in unused {
            let name = comment.names[n].name;
            let message = format!("there is no {} here that this comment allows", quoted(name.of(text)));
            out.push(out.diagnostic(name, message).safe_fix("remove the name", listed(comment, n), ""));
        }
    }
}

/// The comment, with its line where it has one of its own; and whether it stands between two lines of text.
fn whole(text: &str, comment: Span) -> (Span, bool) {
    let before = text[..comment.start()].trim_end_matches([' ', '\t']);
    let rest = &text[comment.end()..];
    let behind = rest.trim_start_matches([' ', '\t']);
    let below = ["\r\n", "\n", "\r"].iter().find_map(|end| behind.strip_prefix(end));
    let own_line = before.is_empty() || before.ends_with(['\n', '\r']);
    if !own_line || below.is_none() && !behind.is_empty() {
        // Behind a text the blanks before the comment go with it.
        return (Span::new(if own_line { comment.start() } else { before.len() }, comment.end()), false);
    }
    let below = below.unwrap_or("");
    let blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    let parts = !blank(before.lines().next_back()) && !blank(below.lines().next());
    (Span::new(before.len(), text.len() - below.len()), parts)
}

/// A name with what parts it from its neighbour.
fn listed(comment: &Suppression, n: usize) -> Span {
    let name = comment.names[n].name;
    match comment.names.get(n + 1) {
        Some(next) => Span::new(name.start(), next.name.start()),
        None => Span::new(comment.names[n - 1].name.end(), name.end()),
    }
}
