use crate::tree::{Kind, Node, NodeId, Tree};
use planc_source::Span;

/// A link in running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'t> {
    /// The whole link.
    pub span: Span,
    /// What is shown.
    pub text: Span,
    /// Where it leads.
    pub target: &'t str,
    /// Where the address stands in the text; empty for a reference link.
    pub target_span: Span,
    /// Whether it is an image.
    pub image: bool,
}

impl Tree<'_> {
    /// The nodes that begin within `span`, in order.
    pub fn nodes_in(&self, span: Span) -> impl Iterator<Item = NodeId> + '_ {
        let first = self.nodes.partition_point(|n| n.span.start < span.start);
        (first..self.nodes.len()).take_while(move |&n| self.nodes[n].span.start < span.end)
    }

    fn link(&self, node: NodeId) -> Option<Link<'_>> {
        let &Node { span, kind, .. } = self.nodes.get(node)?;
        if !matches!(kind, Kind::Link | Kind::Image) {
            return None;
        }
        let target = &*self.destination(node)?.target;
        let source = self.str(span);
        let image = kind == Kind::Image;
        let label = label_span(source, span, image);
        let behind = Span::new(label.end(), span.end());
        let target_span = match self.str(behind).find(target) {
            Some(at) if !target.is_empty() => {
                Span::new(behind.start() + at, behind.start() + at + target.len())
            }
            _ => Span::at(span.end()),
        };
        Some(Link { span, text: label, target, target_span, image })
    }
}

/// The links and images within `span`, in order.
pub fn links<'t>(tree: &'t Tree<'_>, span: Span) -> impl Iterator<Item = Link<'t>> + 't {
    tree.nodes_in(span).filter_map(|n| tree.link(n))
}

/// The first link within `span`; images do not count.
pub fn first_link<'t>(tree: &'t Tree<'_>, span: Span) -> Option<Link<'t>> {
    links(tree, span).find(|l| !l.image)
}

fn label_span(source: &str, span: Span, image: bool) -> Span {
    let open = usize::from(image) + 1;
    if !source.starts_with(['[', '!']) {
        // `<https://…>`: what is shown is the address.
        return Span::new(span.start() + 1, span.end().saturating_sub(1));
    }
    let (mut depth, mut escaped) = (0usize, false);
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => depth += 1,
            b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Span::new(span.start() + open, span.start() + at);
                }
            }
            _ => {}
        }
    }
    span
}

/// Takes off backticks, bold and italics that enclose the whole of `span`, repeatedly.
pub fn unwrap(text: &str, span: Span) -> Span {
    let mut span = span.trim(text);
    loop {
        let inner = span.of(text);
        if !inner.starts_with(['*', '_', '`']) {
            return span;
        }
        let mark = ["**", "__", "``", "`", "*", "_"].into_iter().find(|m| {
            inner.len() > 2 * m.len()
                && inner.starts_with(m)
                && inner.ends_with(m)
                && !inner[m.len()..inner.len() - m.len()].contains(m)
        });
        match mark {
            Some(m) => span = Span::new(span.start() + m.len(), span.end() - m.len()).trim(text),
            None => return span,
        }
    }
}
