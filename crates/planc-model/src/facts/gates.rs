//! Gates that a document lists: what a project asks for before work goes on, each by its name.

use planc_source::Span;
use planc_syntax::{Kind, Mark, Tree};
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// A gate of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedGate {
    /// Its name without the word: `Entry` of `**Entry Gate**`.
    pub name: String,
    /// What it asks, as far as one line says it; may be empty.
    pub asks: String,
    /// Its box, where it has one.
    pub done: Option<bool>,
    /// Where the name stands.
    pub span: Span,
}

/// A name has no more words than this; what has more is a sentence.
const MOST_WORDS: usize = 6;

/// The gates that a document lists: items and headings that are called so, and rows of tables with a column of
/// gates. One that is listed again only adds its box: lists to be copied stand below the list that explains.
pub fn gates(tree: &Tree<'_>) -> Vec<ListedGate> {
    let mut found: Vec<ListedGate> = Vec::new();
    for (node, data) in tree.nodes.iter().enumerate() {
        match data.kind {
            Kind::Item => found.extend(item(tree, node)),
            Kind::Table => rows(tree, node, &mut found),
            _ => {}
        }
    }
    for section in tree.sections.iter().filter(|s| s.level >= 2) {
        let name = called(tree.title(section));
        found.extend(name.map(|name| ListedGate {
            name,
            asks: String::new(),
            done: None,
            span: section.title,
        }));
    }
    found.sort_by_key(|gate| gate.span);
    let mut gates: Vec<ListedGate> = Vec::new();
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for gate in found {
        match known.entry(gate_key(&gate.name)) {
            Entry::Occupied(at) => {
                let first = &mut gates[*at.get()];
                first.done = first.done.or(gate.done);
            }
            Entry::Vacant(free) => {
                free.insert(gates.len());
                gates.push(gate);
            }
        }
    }
    gates
}

/// What a gate is known by: `DRY & Links` and `dry and links gate` are one.
pub fn gate_key(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let words = words.filter(|w| !w.is_empty() && !matches!(w.as_str(), "and" | "gate"));
    words.collect::<Vec<_>>().join(" ")
}

fn item(tree: &Tree<'_>, node: usize) -> Option<ListedGate> {
    let item = tree.item(node)?;
    let name = called(tree.str(item.text))?;
    let nested = tree.nodes_in(item.span).filter(|n| tree.nodes[*n].kind == Kind::Item);
    let first = nested.filter_map(|n| tree.item(n)).find(|below| below.text.start() > item.text.start());
    let asks = first.map_or(String::new(), |below| one_line(tree.str(below.text)));
    let done = item.mark.map(|mark| mark == Mark::Done);
    Some(ListedGate { name, asks, done, span: item.text })
}

/// `| Gate | Passes when |`
fn rows(tree: &Tree<'_>, node: usize, out: &mut Vec<ListedGate>) {
    let Some(table) = tree.table(node) else { return };
    let is_head = |cell: &Span| matches!(bare(tree.str(*cell)).to_lowercase().as_str(), "gate" | "gates");
    let Some(column) = table.head.cells.iter().position(is_head) else { return };
    for row in tree.rows(&table) {
        let Some(cell) = row.cells.get(column).copied() else { continue };
        let words = bare(tree.str(cell));
        let name = called(words).unwrap_or_else(|| words.to_owned());
        if name.is_empty() || name.split_whitespace().count() > MOST_WORDS {
            continue;
        }
        let asks = row.cells.get(column + 1).map_or(String::new(), |next| one_line(tree.str(*next)));
        out.push(ListedGate { name, asks, done: None, span: cell });
    }
}

/// The name of a gate, if these words are one: `**Entry Gate** (PRD-first)`, `Gate 2: Review`.
fn called(words: &str) -> Option<String> {
    let line = bare(words.lines().next().unwrap_or(""));
    let end = |text: &str| {
        let dashes = [" - ", " – ", " — "].iter().filter_map(|dash| text.find(dash));
        text.find(['(', '（', ':', '：']).into_iter().chain(dashes).min().unwrap_or(text.len())
    };
    let head = bare(&line[..end(line)]);
    let name = match head.strip_suffix("Gate") {
        Some(name) if name.ends_with(char::is_whitespace) => bare(name),
        _ => {
            let number = head.strip_prefix("Gate ")?;
            let behind = line[head.len()..].trim_start_matches([':', '：', '-', '–', '—', '*', ' ']);
            let behind = bare(&behind[..end(behind)]);
            if behind.is_empty() { number } else { behind }
        }
    };
    (!name.is_empty() && name.split_whitespace().count() <= MOST_WORDS).then(|| name.to_owned())
}

fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '~'))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_items_rows_and_headings() {
        for (text, names) in [
            (
                "- **Entry Gate**\n  - The PRD is there\n- **DRY & Links Gate**\n",
                "Entry (The PRD is there); DRY & Links",
            ),
            ("- [x] Standards Gate (docs/standards applied): S1\n- [ ] ADR Gate\n", "Standards +; ADR -"),
            (
                "| Gate | Passes when |\n|---|---|\n| Entry | The PRD is there |\n| **SPEC/PLAN** | |\n",
                "Entry (The PRD is there); SPEC/PLAN",
            ),
            (
                "## The Gates\n\n### Entry Gate\n\n### Gate 2: Design review\n\n### Gate 3\n",
                "Entry; Design review; 3",
            ),
            (
                "- Pass the gate\n- Halt if any Gate fails and direct the team somewhere else\n- Gatekeeper\n",
                "",
            ),
            ("- **Entry Gate**\n\n- [ ] Entry Gate (copy this)\n", "Entry -"),
            ("- A B C D E F G Gate\n- Gate\n- Gate:\n", ""),
        ] {
            let told = |g: ListedGate| {
                let asks = if g.asks.is_empty() { String::new() } else { format!(" ({})", g.asks) };
                let mark = g.done.map_or("", |done| if done { " +" } else { " -" });
                format!("{}{asks}{mark}", g.name)
            };
            let found: Vec<_> = gates(&planc_syntax::parse(text)).into_iter().map(told).collect();
            assert_eq!(found.join("; "), names, "{text}");
        }
        assert_eq!(gate_key("DRY & Links"), gate_key("dry and links gate"));
        assert_ne!(gate_key("ADR"), gate_key("SPEC"));
    }
}
