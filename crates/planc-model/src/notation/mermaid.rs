//! Mermaid diagrams, read for what plans say with them: who there is and who is connected with whom.

mod class;
mod flow;
mod sequence;

use rustc_hash::{FxHashMap, FxHashSet};

use planc_source::Span;

use super::scan::{self, starts_with_ignore_case, unquote};

/// The nodes of a diagram, named by their label or else their id, and its edges, in order of appearance.
pub(crate) fn read(code: &str) -> (Vec<Span>, Vec<(usize, usize)>) {
    let mut graph = Graph::new(code);
    match kind(code) {
        Kind::Sequence => sequence::read(&mut graph),
        Kind::State => class::states(&mut graph),
        Kind::Class => class::classes(&mut graph),
        Kind::Entities => class::entities(&mut graph),
        Kind::Context => class::context(&mut graph),
        Kind::Flow => flow::read(&mut graph),
        Kind::Other => {}
    }
    (graph.nodes, graph.edges)
}

/// The messages of a sequence diagram: from, to and text.
pub(crate) fn messages(code: &str) -> Vec<(Span, Span, Span)> {
    let mut graph = Graph::new(code);
    match kind(code) {
        Kind::Sequence => sequence::read(&mut graph),
        _ => return Vec::new(),
    }
    let Graph { nodes, messages, .. } = graph;
    messages
        .into_iter()
        .filter_map(|(from, to, text)| Some((*nodes.get(from)?, *nodes.get(to)?, text)))
        .collect()
}

/// Whether a block without the info string `mermaid` is Mermaid all the same.
pub(super) fn announces(code: &str) -> bool {
    let mut words = head(code).split_whitespace();
    match words.next() {
        Some("sequenceDiagram" | "stateDiagram" | "stateDiagram-v2" | "classDiagram" | "erDiagram") => true,
        Some("graph" | "flowchart") => words
            .next()
            .is_some_and(|word| ["TD", "TB", "BT", "LR", "RL"].contains(&word.trim_end_matches(';'))),
        _ => false,
    }
}

enum Kind {
    Flow,
    Sequence,
    State,
    Class,
    Entities,
    Context,
    Other,
}

fn kind(code: &str) -> Kind {
    let head = head(code);
    let word = head.split([' ', '\t', ';', ':']).next().unwrap_or("");
    let known: [(&str, Kind); 6] = [
        ("sequenceDiagram", Kind::Sequence),
        ("stateDiagram", Kind::State),
        ("classDiagram", Kind::Class),
        ("erDiagram", Kind::Entities),
        ("C4", Kind::Context),
        ("zenuml", Kind::Other),
    ];
    let charts =
        ["pie", "gantt", "journey", "mindmap", "timeline", "gitGraph", "quadrantChart", "xychart", "sankey"];
    if charts.iter().any(|chart| word.starts_with(chart)) {
        return Kind::Other;
    }
    known
        .into_iter()
        .find(|(name, _)| starts_with_ignore_case(word, name))
        .map_or(Kind::Flow, |(_, kind)| kind)
}

/// The line that says what diagram it is.
fn head(code: &str) -> &str {
    statements(code).next().map_or("", |line| line.of(code))
}

/// The lines that say something, trimmed: no comments, no directives over several lines, no front matter.
fn statements(code: &str) -> impl Iterator<Item = Span> + '_ {
    let (mut directive, mut matter, mut first) = (false, false, true);
    scan::lines(code).map(|line| line.trim(code)).filter(move |line| {
        let text = line.of(code);
        if text.is_empty() {
            return false;
        }
        let at_start = std::mem::replace(&mut first, false);
        if matter {
            matter = text != "---";
            return false;
        }
        if at_start && text == "---" {
            matter = true;
            return false;
        }
        if directive || text.starts_with("%%") {
            directive = (directive || text.starts_with("%%{")) && !text.ends_with("}%%");
            return false;
        }
        true
    })
}

/// What has been read so far.
struct Graph<'t> {
    code: &'t str,
    ids: FxHashMap<&'t str, usize>,
    nodes: Vec<Span>,
    edges: Vec<(usize, usize)>,
    seen: FxHashSet<(usize, usize)>,
    messages: Vec<(usize, usize, Span)>,
}

impl<'t> Graph<'t> {
    fn new(code: &'t str) -> Graph<'t> {
        Graph {
            code,
            ids: FxHashMap::default(),
            nodes: Vec::new(),
            edges: Vec::new(),
            seen: FxHashSet::default(),
            messages: Vec::new(),
        }
    }

    /// The node with this id, made if it is new.
    fn node(&mut self, id: &'t str) -> Option<usize> {
        let id = unquote(id);
        if id.is_empty() {
            return None;
        }
        Some(*self.ids.entry(id).or_insert_with(|| {
            self.nodes.push(scan::span(self.code, id));
            self.nodes.len() - 1
        }))
    }

    /// The node with this id, which now has this label.
    fn labelled(&mut self, id: &'t str, label: &'t str) -> Option<usize> {
        let node = self.node(id)?;
        let label = first_line(unquote(label));
        if !label.is_empty() {
            self.nodes[node] = scan::span(self.code, label);
        }
        Some(node)
    }

    fn edge(&mut self, from: usize, to: usize) {
        if self.seen.insert((from, to)) {
            self.edges.push((from, to));
        }
    }
}

/// A label up to its first `<br/>`: as in a drawn box, the first line is the name.
fn first_line(label: &str) -> &str {
    let end = label.match_indices('<').map(|(at, _)| at).find(|&at| {
        starts_with_ignore_case(&label[at..], "<br")
            && label[at + 3..].starts_with(['>', '/', ' '])
            && !label[..at].trim().is_empty()
    });
    end.map_or(label, |end| &label[..end]).trim()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The diagram as text: its nodes, and its edges as `A>B`.
    #[track_caller]
    pub(super) fn check(code: &str, nodes: &str, edges: &str) {
        let (found, pairs) = read(code);
        let name = |at: usize| found[at].of(code);
        let found_nodes: Vec<&str> = (0..found.len()).map(name).collect();
        let found_edges: Vec<String> =
            pairs.iter().map(|&(a, b)| format!("{}>{}", name(a), name(b))).collect();
        assert_eq!((found_nodes.join("; "), found_edges.join("; ")), (nodes.into(), edges.into()), "{code}");
    }

    #[test]
    fn what_is_no_statement() {
        check("---\ntitle: x\n---\n%%{init: {\n 'a': 1\n}}%%\n%% note\nflowchart LR\nA-->B", "A; B", "A>B");
        check("", "", "");
        check("pie title X\n \"a\" : 3", "", "");
        check("gantt\n section A\n a --> b", "", "");
        assert!(announces("\n  graph TD;\nA-->B"));
        assert!(!announces("graph of things"));
    }

    #[test]
    fn a_label_ends_at_a_break() {
        assert_eq!(first_line("API<br/>(Hono)"), "API");
        assert_eq!(first_line("List<brick>"), "List<brick>");
        assert_eq!(first_line("<br>x"), "<br>x");
    }

    proptest! {
        #[test]
        fn never_fails(
            head in "(graph TD|sequenceDiagram|classDiagram|stateDiagram-v2|erDiagram|C4Context|)",
            body in "(\\PC|[\\n\\[\\](){}<>|;:&\"@-]|--|-->|-\\.|A|as |subgraph |state |class |Rel\\(){0,60}",
        ) {
            let code = format!("{head}\n{body}");
            let (nodes, edges) = read(&code);
            prop_assert!(nodes.iter().all(|span| code.get(span.range()).is_some_and(|name| !name.is_empty())));
            prop_assert!(edges.iter().all(|&(a, b)| a < nodes.len() && b < nodes.len()));
            let inside = messages(&code).iter().all(|(a, b, c)| [a, b, c].iter().all(|s| code.get(s.range()).is_some()));
            prop_assert!(inside);
        }
    }
}
