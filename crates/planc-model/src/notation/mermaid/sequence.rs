//! Sequence diagrams: participants are nodes, messages are edges.

use super::Graph;
use crate::notation::scan::{self, before};

pub(super) fn read(graph: &mut Graph<'_>) {
    let code = graph.code;
    for line in super::statements(code).skip(1) {
        for statement in line.of(code).split(';') {
            statement_of(graph, statement.trim());
        }
    }
}

fn statement_of<'t>(graph: &mut Graph<'t>, line: &'t str) {
    let (word, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    match word {
        "participant" | "actor" => declare(graph, rest),
        "create" => {
            if let Some((_, rest)) = rest.trim().split_once([' ', '\t']) {
                declare(graph, rest);
            }
        }
        "note" | "Note" | "box" | "loop" | "alt" | "else" | "opt" | "par" | "and" | "critical" | "option"
        | "break" | "rect" | "end" | "activate" | "deactivate" | "autonumber" | "title" | "links"
        | "link" | "destroy" | "accTitle:" | "accDescr:" | "title:" => {}
        _ => message(graph, line),
    }
}

/// `A as Alice`, `A`, `"Long name" as A`.
fn declare<'t>(graph: &mut Graph<'t>, text: &'t str) {
    let text = text.trim();
    let text = text.split_once("@{").map_or(text, |(id, _)| id.trim());
    match text.split_once(" as ") {
        Some((id, label)) => graph.labelled(id.trim(), label),
        None => graph.node(text),
    };
}

/// `A->>+B: text`
fn message<'t>(graph: &mut Graph<'t>, line: &'t str) {
    let (pair, text) = line.split_once(':').unwrap_or((line, ""));
    let Some((start, end)) = arrow(pair) else { return };
    let from = before(pair, start).trim_end_matches(['<', ' ']);
    let to = scan::after(pair, end).trim_start_matches([' ', '+', '-', '>', '(', ')']);
    if let (Some(from), Some(to)) = (graph.node(from.trim()), graph.node(to.trim())) {
        graph.edge(from, to);
        if before(pair, start).trim_end().ends_with("<<") {
            graph.edge(to, from);
        }
        let span = scan::span(graph.code, text.trim());
        graph.messages.push((from, to, span));
    }
}

/// The arrow of a message: `->>`, `-->>`, `->`, `-->`, `-)`, `--)`, `-x`, `--x`.
fn arrow(pair: &str) -> Option<(usize, usize)> {
    let found = |heads: &'static [&'static str]| {
        pair.match_indices('-').map(|(at, _)| at).find_map(|at| {
            let shaft = if pair[at..].starts_with("--") { 2 } else { 1 };
            let head = heads.iter().find(|head| pair[at + shaft..].starts_with(**head))?;
            Some((at, at + shaft + head.len()))
        })
    };
    found(&[">>", ">", ")"]).or_else(|| found(&["x"]))
}

#[cfg(test)]
mod tests {
    use super::super::{messages, tests::check};

    const LOGIN: &str = "sequenceDiagram\n  autonumber\n  actor U as User\n  participant up.sh as \"up.sh (manual)\"\n  \
        participant DB\n  U->>up.sh: run: now\n  alt found\n    up.sh-->>-U: ok\n  end\n  Note over U,DB: a->b\n  \
        up.sh-)DB: save\n  DB->>DB: self\n  U<<->>kms-api: both";

    #[test]
    fn participants_and_messages() {
        check(
            LOGIN,
            "User; up.sh (manual); DB; kms-api",
            "User>up.sh (manual); up.sh (manual)>User; up.sh (manual)>DB; DB>DB; User>kms-api; kms-api>User",
        );
        check("sequenceDiagram\nA-xB: lost\ncreate participant C as See\nA->C: x", "A; B; See", "A>B; A>See");
    }

    #[test]
    fn texts() {
        let all = messages(LOGIN);
        let of = |at: usize| (all[at].0.of(LOGIN), all[at].1.of(LOGIN), all[at].2.of(LOGIN));
        assert_eq!(all.len(), 5);
        assert_eq!(of(0), ("User", "up.sh (manual)", "run: now"));
        assert_eq!(of(3), ("DB", "DB", "self"));
        assert!(messages("graph TD\nA->>B: x").is_empty());
    }
}
