use crate::github::Patched;
use crate::tree::{CodeBlock, Destination, Kind, Node, Tree};
use crate::{front_matter, section};
use planc_source::Span;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag};
use std::ops::Range;

/// Reads Markdown as GitHub does. Any text gives a tree; linear in its length.
///
/// The grammar is CommonMark 0.31 with GFM's tables, task lists, strike-through and footnotes. Where
/// the parser below differs from GitHub (a closing fence with a tab behind it, a table right under a
/// line of text) the text is patched for reading only; all spans are those of the text given.
pub fn parse(text: &str) -> Tree<'_> {
    let front = front_matter::find(text);
    let start = front.map_or(bom_len(text), |f| f.whole.end());
    let mut builder = Builder::new(text);
    let body = &text[start..];
    builder.read(body, start, &Patched::fences(body));
    if let Some(patched) = Patched::tables(body, start, &builder) {
        let mut again = Builder::new(text);
        again.read(body, start, &patched);
        builder = again;
    }
    let Builder { nodes, codes, destinations, .. } = builder;
    let sections = section::sections(text, &nodes, start);
    let front_matter = front.map(|f| f.inner);
    let mut tree = Tree { text, nodes, sections, codes, destinations, front_matter, footer: None };
    tree.footer = tree.find_footer();
    tree
}

fn bom_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Collects nodes from the parser's events.
pub(crate) struct Builder<'a> {
    pub(crate) text: &'a str,
    pub(crate) nodes: Vec<Node>,
    codes: Vec<CodeBlock>,
    destinations: Vec<Destination<'a>>,
    open: Vec<usize>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Builder<'a> {
        // About one node for forty bytes in real plans; a wrong guess only costs a move.
        let nodes = Vec::with_capacity(text.len() / 40);
        Builder { text, nodes, codes: Vec::new(), destinations: Vec::new(), open: Vec::with_capacity(16) }
    }

    fn read(&mut self, body: &'a str, start: usize, patched: &Patched) {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_FOOTNOTES;
        let read = patched.text.as_deref().unwrap_or(body);
        let mut in_code = false;
        for (event, range) in Parser::new_ext(read, options).into_offset_iter() {
            let span = patched.map(range, start);
            match event {
                Event::Start(tag) => {
                    in_code = matches!(tag, Tag::CodeBlock(_));
                    self.start(tag, span);
                }
                Event::End(_) => {
                    if let Some(node) = self.open.pop() {
                        self.close(node);
                    }
                    in_code = false;
                }
                Event::Text(_) if in_code => self.code_text(span),
                Event::Code(_) => self.leaf(Kind::CodeSpan, span),
                Event::InlineHtml(_) => self.leaf(Kind::InlineHtml, span),
                Event::Rule => self.leaf(Kind::Rule, span),
                _ => {}
            }
        }
        while let Some(node) = self.open.pop() {
            self.close(node);
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        let kind = match &tag {
            Tag::Heading { level, .. } => Kind::Heading(level_number(*level)),
            Tag::Paragraph => Kind::Paragraph,
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::List(start) => Kind::List(start.is_some()),
            Tag::Item => Kind::Item,
            Tag::Table(_) => Kind::Table,
            Tag::TableHead | Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            Tag::CodeBlock(kind) => Kind::Code(matches!(kind, CodeBlockKind::Fenced(_))),
            Tag::HtmlBlock => Kind::Html,
            Tag::FootnoteDefinition(_) => Kind::Footnote,
            Tag::Strong => Kind::Strong,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link { .. } => Kind::Link,
            Tag::Image { .. } => Kind::Image,
            _ => Kind::Paragraph,
        };
        let node = self.push(kind, span);
        self.open.push(node);
        match tag {
            Tag::CodeBlock(_) => {
                let span = self.nodes[node].span;
                let info = if kind == Kind::Code(true) { self.info(span) } else { Span::at(span.start()) };
                self.codes.push(CodeBlock {
                    node: index(node),
                    info,
                    body: Span::default(),
                    closed: true,
                    contiguous: true,
                });
            }
            Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. } => {
                let target = own(self.text, dest_url);
                let autolink = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.destinations.push(Destination { node: index(node), target, autolink });
            }
            _ => {}
        }
    }

    fn leaf(&mut self, kind: Kind, span: Span) {
        let node = self.push(kind, span);
        self.nodes[node].next = index(node + 1);
    }

    fn push(&mut self, kind: Kind, span: Span) -> usize {
        // The parser's ranges nest but for a few trailing bytes; clamped, they nest always.
        let outer = self.open.last().map_or(Span::new(0, self.text.len()), |&p| self.nodes[p].span);
        let (start, end) = (span.start.max(outer.start).min(outer.end), span.end.min(outer.end));
        let span = Span { start, end: end.max(start) };
        self.nodes.push(Node { span, next: 0, kind });
        self.nodes.len() - 1
    }

    fn close(&mut self, node: usize) {
        self.nodes[node].next = index(self.nodes.len());
        if let Kind::Code(fenced) = self.nodes[node].kind {
            self.close_code(node, fenced);
        }
    }

    fn code_text(&mut self, span: Span) {
        let Some(code) = self.codes.last_mut() else { return };
        if code.body.end == 0 {
            code.body = span;
        } else {
            // Of `\r\n` the parser tells the line feed alone.
            let gap = self.text.get(code.body.end()..span.start()).unwrap_or("");
            code.contiguous &= matches!(gap, "" | "\r");
            code.body = code.body.cover(span);
        }
    }

    fn close_code(&mut self, node: usize, fenced: bool) {
        let (text, span) = (self.text, self.nodes[node].span);
        let Some(code) = self.codes.last_mut() else { return };
        if code.body.end == 0 {
            code.body = Span::at(code.info.end().min(span.end()));
        }
        if fenced {
            let source = span.of(text);
            let fence = source.bytes().next().unwrap_or(b'`');
            let opening = source.bytes().take_while(|&b| b == fence).count();
            let rest = text.get(code.body.end().max(code.info.end())..span.end()).unwrap_or("");
            let closing = rest.trim_start_matches([' ', '\t', '>', '\r', '\n']).trim_end();
            code.closed = closing.len() >= opening && closing.bytes().all(|b| b == fence);
        }
    }

    fn info(&self, span: Span) -> Span {
        let source = span.of(self.text);
        let line = source.split(['\n', '\r']).next().unwrap_or("");
        let fence = line.bytes().next().unwrap_or(b'`');
        let marks = line.bytes().take_while(|&b| b == fence).count();
        Span::new(span.start() + marks, span.start() + line.len()).trim(self.text)
    }
}

/// Borrows an address from the text where it stands there as it is; a patched text is gone too soon.
fn own<'a>(text: &'a str, target: CowStr<'_>) -> CowStr<'a> {
    let start = (target.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    match text.get(start..start.wrapping_add(target.len())) {
        Some(slice) if !target.is_empty() && slice == &*target => CowStr::Borrowed(slice),
        _ => CowStr::from(target.into_string()),
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Patched {
    /// A range of the text that was read as a span of the text that was given, `start` bytes further on.
    fn map(&self, range: Range<usize>, start: usize) -> Span {
        Span::new(self.back(range.start) + start, self.back(range.end) + start)
    }
}
