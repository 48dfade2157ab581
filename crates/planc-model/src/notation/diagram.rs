//! Drawings of any kind, as what they say: who there is and who is connected with whom.

use planc_source::Span;

use super::scan::listed;
use super::{boxes, chain, mermaid};

/// How a diagram is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiagramKind {
    /// Boxes of line characters.
    Boxes,
    /// A Mermaid diagram.
    Mermaid,
    /// Names with arrows between them.
    Chain,
    /// Something else.
    Text,
}

impl DiagramKind {
    /// The word of the model.
    pub fn word(self) -> &'static str {
        match self {
            DiagramKind::Boxes => "boxes",
            DiagramKind::Mermaid => "mermaid",
            DiagramKind::Chain => "chain",
            DiagramKind::Text => "text",
        }
    }
}

/// A diagram that has been read.
pub(crate) struct Drawing {
    pub kind: DiagramKind,
    /// The labels of the nodes, in order of appearance.
    pub nodes: Vec<Span>,
    /// Pairs of nodes, each pair once.
    pub edges: Vec<(usize, usize)>,
}

/// Reads a code block as a diagram, by its info string and its content.
pub(crate) fn read(info: &str, code: &str) -> Drawing {
    let language = info.split([' ', ',', '{']).next().unwrap_or("").to_ascii_lowercase();
    let plain = language.is_empty() || listed(PLAIN, &language);
    if matches!(language.as_str(), "mermaid" | "mmd") || plain && mermaid::announces(code) {
        let (nodes, edges) = mermaid::read(code);
        return Drawing { kind: DiagramKind::Mermaid, nodes, edges };
    }
    if let Some((nodes, edges)) = boxes::read(code).filter(|_| !listed(CODE, &language)) {
        return Drawing { kind: DiagramKind::Boxes, nodes, edges };
    }
    match chain::links(code).filter(|_| plain) {
        Some(links) => chained(code, &links),
        None => Drawing { kind: DiagramKind::Text, nodes: Vec::new(), edges: Vec::new() },
    }
}

/// Languages in whose blocks a box is a comment, a test's output or a document of its own.
const CODE: &str = "markdown md rust rs go golang python py typescript ts tsx javascript js jsx java kotlin swift \
    c cpp c++ csharp cs dart ruby php sql json yaml yml toml xml html css bash sh shell console powershell diff \
    dockerfile csv";

/// What blocks are called that hold no language.
const PLAIN: &str = "text txt plain plaintext ascii diagram art flow none architecture";

/// A chain as a graph: a name that comes again is the same node.
fn chained(code: &str, links: &[(Span, bool)]) -> Drawing {
    let mut known = rustc_hash::FxHashMap::default();
    let mut seen = rustc_hash::FxHashSet::default();
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    let mut previous = None;
    for &(step, linked) in links {
        let node = *known.entry(step.of(code)).or_insert_with(|| {
            nodes.push(step);
            nodes.len() - 1
        });
        if let Some(from) = previous.filter(|from| linked && seen.insert((*from, node))) {
            edges.push((from, node));
        }
        previous = Some(node);
    }
    Drawing { kind: DiagramKind::Chain, nodes, edges }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn kinds() {
        for (info, code, kind, nodes, edges) in [
            ("mermaid", "graph TD\nA-->B", DiagramKind::Mermaid, 2, 1),
            ("", "flowchart LR\nA-->B", DiagramKind::Mermaid, 2, 1),
            ("text", "┌───┐\n│ A │\n└───┘", DiagramKind::Boxes, 1, 0),
            ("", "A → B\nB → C\nA → B", DiagramKind::Chain, 3, 2),
            ("rust", "fn a() -> B", DiagramKind::Text, 0, 0),
            ("", "just words", DiagramKind::Text, 0, 0),
            ("", "", DiagramKind::Text, 0, 0),
        ] {
            let drawing = read(info, code);
            assert_eq!(
                (drawing.kind, drawing.nodes.len(), drawing.edges.len()),
                (kind, nodes, edges),
                "{code}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_fails(info in "(mermaid|text|\\PC{0,5})", code in "(\\PC|[→┌─┐│└┘\\n]|->|a){0,40}") {
            let drawing = read(&info, &code);
            prop_assert!(drawing.nodes.iter().all(|node| code.get(node.range()).is_some()));
            prop_assert!(drawing.edges.iter().all(|&(a, b)| a < drawing.nodes.len() && b < drawing.nodes.len()));
        }
    }
}
