//! Flowcharts: `A[Label] --> B`, chains, groups with `&`, texts on links.

use rustc_hash::FxHashSet;

use super::Graph;
use crate::notation::scan::{after, unquote};

/// The most edges that one link between two groups may draw; more is no diagram that anybody reads.
const WIDEST: usize = 1024;

pub(super) fn read(graph: &mut Graph<'_>) {
    let code = graph.code;
    let named = |line: &planc_source::Span| subgraph(line.of(code));
    let groups: FxHashSet<&str> = super::statements(code).filter_map(|line| named(&line)).collect();
    for (index, line) in super::statements(code).enumerate() {
        let line = line.of(code);
        let word = line.split([' ', '\t', ';', ':']).next().unwrap_or("");
        let skipped = match word {
            "graph" | "flowchart" | "flowchart-elk" => {
                if index == 0 {
                    // `graph TD; A --> B` says it all in one line.
                    if let Some((_, rest)) = line.split_once(';') {
                        statements(graph, rest, &groups);
                    }
                }
                index == 0
            }
            "subgraph" | "end" | "direction" | "classDef" | "class" | "style" | "linkStyle" | "click"
            | "title" | "accTitle" | "accDescr" => !line.contains("-->") || word != "end",
            _ => false,
        };
        if !skipped {
            statements(graph, line, &groups);
        }
    }
}

/// The id of a subgraph, which is a frame around nodes and no node itself.
fn subgraph(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("subgraph")?;
    let id = rest.strip_prefix([' ', '\t'])?.trim();
    Some(unquote(id.split_once('[').map_or(id, |(id, _)| id)))
}

fn statements<'t>(graph: &mut Graph<'t>, line: &'t str, groups: &FxHashSet<&str>) {
    let mut parser = Parser { rest: line, groups };
    while !parser.rest.is_empty() {
        let before = parser.rest.len();
        parser.chain(graph);
        parser.spaces();
        if let Some(rest) = parser.rest.strip_prefix(';') {
            parser.rest = rest;
        } else if parser.rest.len() == before || !parser.rest.starts_with(is_id) {
            return;
        }
    }
}

struct Parser<'t, 'g> {
    rest: &'t str,
    groups: &'g FxHashSet<&'g str>,
}

/// Which ends of a link have a head.
struct Link {
    back: bool,
    on: bool,
    visible: bool,
}

impl<'t> Parser<'t, '_> {
    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// `A & B --> C --> D`
    fn chain(&mut self, graph: &mut Graph<'t>) {
        let mut left = self.group(graph);
        while let Some(link) = self.link() {
            let right = self.group(graph);
            let pairs = left.iter().flat_map(|&a| right.iter().map(move |&b| (a, b))).take(WIDEST);
            for (a, b) in pairs.filter(|_| link.visible) {
                if link.on || !link.back {
                    graph.edge(a, b);
                }
                if link.back {
                    graph.edge(b, a);
                }
            }
            if right.is_empty() && self.rest.is_empty() {
                return;
            }
            left = right;
        }
    }

    fn group(&mut self, graph: &mut Graph<'t>) -> Vec<usize> {
        let mut nodes = Vec::new();
        loop {
            self.spaces();
            let (id, label) = self.node();
            if !id.is_empty() && !self.groups.contains(id) {
                let node = match label {
                    Some(label) => graph.labelled(id, label),
                    None => graph.node(id),
                };
                nodes.extend(node);
            }
            self.spaces();
            match self.rest.strip_prefix('&') {
                Some(rest) => self.rest = rest,
                None => return nodes,
            }
        }
    }

    /// An id with its shape and label, if it has one.
    fn node(&mut self) -> (&'t str, Option<&'t str>) {
        let id = self.id();
        let mut label = None;
        if id.is_empty() {
            return (id, None);
        }
        if let Some(rest) = self.rest.strip_prefix("@{") {
            let len = rest.find('}').unwrap_or(rest.len());
            label = rest[..len].find("label:").and_then(|at| {
                let value = rest[at + 6..len].trim_start();
                value.strip_prefix('"').and_then(|value| value.split_once('"')).map(|(label, _)| label)
            });
            self.rest = after(rest, len + 1);
        } else if let Some(inner) = self.shape() {
            label = Some(inner);
        }
        if let Some(rest) = self.rest.strip_prefix(":::") {
            self.rest = rest.trim_start_matches(is_id);
        }
        (id, label)
    }

    fn id(&mut self) -> &'t str {
        if let Some((id, rest)) = self.rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            self.rest = rest;
            return id;
        }
        // A template's `{{NAME}}` may stand for an id.
        let start = if self.rest.starts_with("{{") { self.rest.find("}}").map_or(0, |at| at + 2) } else { 0 };
        let mut end = start;
        let mut chars = self.rest[start..].char_indices().map(|(at, c)| (start + at, c)).peekable();
        while let Some((at, c)) = chars.next() {
            // A dash belongs to an id only between two letters: `my-node`, but `A-->B`.
            let joins = c == '-' && at > 0 && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            if !(is_id(c) || joins) {
                break;
            }
            end = at + c.len_utf8();
        }
        let (id, rest) = self.rest.split_at(end);
        self.rest = rest;
        id
    }

    /// The label in `[..]`, `(..)`, `{..}`, `>..]` and their doubled forms.
    fn shape(&mut self) -> Option<&'t str> {
        let open = self.rest.chars().next()?;
        let (close, inner) = match open {
            '[' => (']', &[('(', ')'), ('[', ']'), ('/', '/'), ('\\', '\\'), ('/', '\\'), ('\\', '/')][..]),
            '(' => (')', &[('(', ')'), ('[', ']')][..]),
            '{' => ('}', &[('{', '}')][..]),
            '>' => (']', &[][..]),
            _ => return None,
        };
        let end = closing(self.rest, open, close)?;
        let mut label = self.rest[1..end].trim();
        self.rest = &self.rest[end + 1..];
        for _ in 0..2 {
            let stripped = inner
                .iter()
                .find_map(|&(a, b)| label.strip_prefix(a)?.strip_suffix(b).filter(|x| balanced(x, a, b)));
            match stripped {
                Some(text) => label = text.trim(),
                None => break,
            }
        }
        Some(unquote(unquote(label)))
    }

    /// `-->`, `---`, `-.->`, `==>`, `<-->`, `--o`, `~~~`, with a text inside or between bars.
    fn link(&mut self) -> Option<Link> {
        self.spaces();
        let start = self.rest;
        let mut rest = start;
        let mut back = false;
        if let Some(behind) =
            rest.strip_prefix(['<', 'o', 'x']).filter(|behind| behind.starts_with(['-', '=']))
        {
            back = rest.starts_with('<');
            rest = behind;
        }
        let visible = !rest.starts_with("~~~");
        let (mut shaft, mut on, behind) = shaft(rest)?;
        rest = behind;
        if !on && shaft == 2 && visible {
            // The text comes first, then the rest of the link.
            let at = rest
                .match_indices(['-', '=', '.'])
                .map(|(at, _)| at)
                .find(|&at| ["--", "==", ".-"].iter().any(|begin| rest[at..].starts_with(begin)))?;
            let link = rest[at..].strip_prefix('.').unwrap_or(&rest[at..]);
            (shaft, on, rest) = self::shaft(link)?;
        }
        if shaft == 0 {
            return None;
        }
        rest = rest.trim_start();
        if let Some((_, behind)) = rest.strip_prefix('|').and_then(|text| text.split_once('|')) {
            rest = behind;
        }
        self.rest = rest;
        Some(Link { back, on, visible })
    }
}

/// The length of a link's shaft, whether it ends in a head, and what follows.
fn shaft(text: &str) -> Option<(usize, bool, &str)> {
    let rest = text.trim_start_matches(['-', '=', '.', '~']);
    let len = text.len() - rest.len();
    if len < 2 && !(len == 1 && rest.starts_with('>')) {
        return None;
    }
    if let Some(behind) = rest.strip_prefix('>') {
        return Some((len, true, behind));
    }
    let round =
        rest.strip_prefix(['o', 'x']).filter(|behind| behind.starts_with([' ', '|']) || behind.is_empty());
    Some(round.map_or((len, false, rest), |behind| (len, true, behind)))
}

fn is_id(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '$' | '#' | '*' | '+' | '!' | '?' | '\'')
}

/// Where the bracket that `text` begins with closes; brackets in quotes do not count. No label is longer
/// than 500 characters, and where the brackets are out of order the first that closes will do.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let (mut depth, mut quoted, mut first) = (0usize, false, None);
    for (at, c) in text.char_indices().take(500) {
        if c == '"' {
            quoted = !quoted;
        } else if c == close && (open != close) {
            first = first.or(Some(at));
            depth = depth.saturating_sub(usize::from(!quoted));
            if depth == 0 && !quoted {
                return Some(at);
            }
        } else if c == open && !quoted {
            depth += 1;
        }
    }
    first
}

/// Whether `text`, which stood between `open` and `close`, does not close what it did not open.
fn balanced(text: &str, open: char, close: char) -> bool {
    let mut depth = 0usize;
    open == close
        || text.chars().all(|c| {
            if c == open {
                depth += 1;
            } else if c == close {
                return match depth.checked_sub(1) {
                    Some(less) => {
                        depth = less;
                        true
                    }
                    None => false,
                };
            }
            true
        })
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn shapes() {
        check(
            "flowchart TD\nA[One] --> B[\"Two (x)\"]\nC(Three)\nD{Four?}\nE[(DB)]\nF((Six))\nG([Seven])\nH{{Eight}}\n\
             I[[Nine]]\nJ[/Ten/]\nK>Flag]\nL[a [b] c]\nM[{{NAME}}]\nN@{ shape: rect, label: \"Fourteen\" }\nO:::big\n\
             P[\"`Code`\"]\nQ[API<br/>(Hono)]",
            "One; Two (x); Three; Four?; DB; Six; Seven; Eight; Nine; Ten; Flag; a [b] c; {{NAME}}; Fourteen; O; Code; API",
            "One>Two (x)",
        );
    }

    #[test]
    fn links() {
        for (link, edges) in [
            ("A --> B", "A>B"),
            ("A-->B", "A>B"),
            ("A --- B", "A>B"),
            ("A -- text here --> B", "A>B"),
            ("A -->|text| B", "A>B"),
            ("A --text--- B", "A>B"),
            ("A -.-> B", "A>B"),
            ("A -. text .-> B", "A>B"),
            ("A == text ==> B", "A>B"),
            ("A ==> B", "A>B"),
            ("A <--> B", "A>B; B>A"),
            ("A --o B", "A>B"),
            ("A x--x B", "A>B"),
            ("A ----> B", "A>B"),
            ("A -> B", "A>B"),
            ("A ~~~ B", ""),
        ] {
            check(&format!("graph LR\n  {link}"), "A; B", edges);
        }
        check("graph LR; A --> B --> C; C --> D", "A; B; C; D", "A>B; B>C; C>D");
        check("graph LR\nA & B --> C & D", "A; B; C; D", "A>C; A>D; B>C; B>D");
        check("graph LR\nmy-node --> B\nmy-node-->B", "my-node; B", "my-node>B");
    }

    #[test]
    fn what_is_no_node() {
        check(
            "graph TD\nsubgraph Host [On the host]\n direction LR\n A[User] -->|runs| B(./x.sh)\nend\nclassDef big fill:#f\n\
             style A fill:#f\nclick A href\nlinkStyle 0 x\nclass A big\nHost --> B\n",
            "User; ./x.sh",
            "User>./x.sh",
        );
    }
}
