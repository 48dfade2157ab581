use crate::tree::{Kind, NodeId, Tree};
use planc_source::Span;

/// A block with its node: what a section's body is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The node.
    pub node: NodeId,
    /// Its kind.
    pub kind: Kind,
    /// Its bytes.
    pub span: Span,
}

/// The box of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `[x]`, `[X]` or a check-mark emoji.
    Done,
    /// `[ ]`.
    Open,
    /// Any other sign in the box, as it stands: `~`, `-`, `/`.
    Other(char),
}

/// An item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The node.
    pub node: NodeId,
    /// The whole item with what is nested in it.
    pub span: Span,
    /// The number before it, in a numbered list.
    pub number: Option<u32>,
    /// Its box.
    pub mark: Option<Mark>,
    /// The box's bytes, `[x]`; empty without one.
    pub mark_span: Span,
    /// Its own text: no bullet, no box, nothing nested.
    pub text: Span,
    /// The first node nested below the text; [`Tree::nested`] walks on from it.
    first_nested: NodeId,
}

/// A code block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The node.
    pub node: NodeId,
    /// The whole block with its fences.
    pub span: Span,
    /// The info string.
    pub info: Span,
    /// The code.
    pub body: Span,
    /// Whether `body` is the code to the letter, without prefixes of a list or quote.
    pub contiguous: bool,
}

impl<'a> Tree<'a> {
    /// The block at `node`.
    pub fn block(&self, node: NodeId) -> Option<Block> {
        let found = self.nodes.get(node)?;
        Some(Block { node, kind: found.kind, span: found.span })
    }

    /// The items of the list at `node`.
    pub fn items(&self, list: NodeId) -> impl Iterator<Item = Item> + '_ {
        self.children(list).filter_map(|n| self.item(n))
    }

    /// The blocks nested in an item, below its text.
    pub fn nested(&self, item: &Item) -> impl Iterator<Item = Block> + '_ {
        let end = self.nodes.get(item.node).map_or(0, |n| n.next as usize);
        self.siblings(item.first_nested, end).filter_map(|n| self.block(n)).filter(|b| !b.kind.is_inline())
    }

    /// The item at `node`.
    pub fn item(&self, node: NodeId) -> Option<Item> {
        let found = self.nodes.get(node).filter(|n| n.kind == Kind::Item)?;
        let source = self.str(found.span);
        let (marker, number) = marker(source);
        let mut start = found.span.start() + marker;
        start += blanks(self.text, start, found.span.end());
        let (mut text_end, mut nested) = (found.span.end(), found.next as usize);
        for child in self.children(node) {
            let block = self.nodes[child];
            if block.kind.is_inline() {
                continue;
            }
            if block.kind == Kind::Paragraph
                && block.span.start() <= start + 8
                && nested == found.next as usize
                && self.only_box(Span::new(start, block.span.start()))
            {
                text_end = block.span.end();
                nested = block.next as usize;
            } else {
                text_end = text_end.min(block.span.start());
                nested = child;
            }
            break;
        }
        let text = Span::new(start, text_end.max(start)).trim(self.text);
        let (mark, mark_span) = mark(self.text, text);
        let behind = mark_span.end().max(text.start());
        let text = if behind > text.start() { Span::new(behind, text.end()).trim(self.text) } else { text };
        Some(Item { node, span: found.span, number, mark, mark_span, text, first_nested: nested })
    }

    /// Whether nothing but a box stands between a bullet and the paragraph behind it.
    fn only_box(&self, before: Span) -> bool {
        let before = before.trim(self.text);
        before.is_empty() || mark(self.text, before).1 == before
    }

    /// The code block at `node`.
    pub fn code_view(&self, node: NodeId) -> Option<Code> {
        let code = self.code(node)?;
        let span = self.nodes[node].span;
        Some(Code { node, span, info: code.info, body: code.body, contiguous: code.contiguous })
    }
}

/// The length of a bullet or number, and the number.
fn marker(source: &str) -> (usize, Option<u32>) {
    let digits = source.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && matches!(source.as_bytes().get(digits), Some(b'.' | b')')) {
        return (digits + 1, source[..digits].parse().ok());
    }
    (usize::from(source.starts_with(['-', '*', '+'])), None)
}

fn blanks(text: &str, from: usize, to: usize) -> usize {
    let rest = text.as_bytes().get(from..to).unwrap_or(&[]);
    rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

fn mark(text: &str, span: Span) -> (Option<Mark>, Span) {
    let source = span.of(text);
    let none = (None, Span::at(span.start()));
    if source.as_bytes().first().is_none_or(|b| b.is_ascii() && *b != b'[') {
        return none;
    }
    if let Some(inner) = source.strip_prefix('[') {
        let mut chars = inner.chars();
        let (Some(sign), Some(']')) = (chars.next(), chars.next()) else {
            return if inner.starts_with(']') {
                (Some(Mark::Open), Span::new(span.start(), span.start() + 2))
            } else {
                none
            };
        };
        let behind = chars.next();
        let known = matches!(
            sign,
            ' ' | 'x' | 'X' | '✓' | '✔' | '✅' | '~' | '-' | '/' | '>' | '!' | '?' | '*' | '\u{a0}'
        );
        if !known || !behind.is_none_or(|c| c.is_whitespace() || c == '*') {
            return none;
        }
        let mark = match sign {
            ' ' | '\u{a0}' => Mark::Open,
            'x' | 'X' | '✓' | '✔' | '✅' => Mark::Done,
            other => Mark::Other(other),
        };
        return (Some(mark), Span::new(span.start(), span.start() + 2 + sign.len_utf8()));
    }
    for sign in ["✅", "☑️", "☑", "✔️", "✔", "✓"] {
        if source.starts_with(sign) {
            return (Some(Mark::Done), Span::new(span.start(), span.start() + sign.len()));
        }
    }
    for sign in ["⬜", "☐", "🔲"] {
        if source.starts_with(sign) {
            return (Some(Mark::Open), Span::new(span.start(), span.start() + sign.len()));
        }
    }
    none
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn items_with_boxes_have_their_text() {
        for text in [
            "- [x] Write\n",
            "- [x] Write\n  - it\n",
            "- [x] Write\n  - it\n\n- [ ] Read\n",
            "- [x] Write\n\n  more\n",
        ] {
            let tree = parse(text);
            let node = tree.nodes.iter().position(|n| n.kind == Kind::Item).unwrap();
            let item = tree.item(node).unwrap();
            assert_eq!((item.mark, tree.str(item.text)), (Some(Mark::Done), "Write"), "{text:?}");
        }
    }
}
