use crate::block::Item;
use crate::front_matter::front_matter;
use crate::keyed::{keyed, keyed_segments, lines};
use crate::tree::{Kind, NodeId, Tree};
use planc_source::Span;

/// Where a header field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the YAML front matter.
    FrontMatter,
    /// Between the title and the first section.
    Head,
    /// Behind the last rule of the document.
    Foot,
}

/// How a header field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// `**Key**: value` on a line.
    Line,
    /// Several keys on one line.
    Pipes,
    /// An item of a list.
    Bullet,
    /// In a block quote.
    Quote,
    /// In a table.
    Table,
    /// `Key: value` without emphasis.
    Plain,
    /// In YAML front matter.
    Yaml,
}

/// A key and its value in a header or footer, whatever form they are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderField {
    /// The key, without marks.
    pub key: Span,
    /// The value, without padding.
    pub value: Span,
    /// Where it stands.
    pub place: Place,
    /// How it is written. A plain `Key: value` may as well be a sentence.
    pub form: HeaderForm,
    /// Whether the key stands out (bold, a table cell, front matter).
    pub marked: bool,
}

/// All keys and values of the document's front matter, header and footer, in the order of the text.
///
/// Eight forms are read: one line with pipes, bold keys a line each, bullets, a block quote, a table,
/// plain `Key: value`, YAML front matter, a footer.
pub fn header_fields(tree: &Tree<'_>) -> Vec<HeaderField> {
    let mut fields = Vec::new();
    if let Some(inner) = tree.front_matter {
        for entry in front_matter(tree.text, inner) {
            for value in &entry.values {
                fields.push(HeaderField {
                    key: entry.key,
                    value: *value,
                    place: Place::FrontMatter,
                    form: HeaderForm::Yaml,
                    marked: true,
                });
            }
        }
    }
    for section in tree.sections.iter().take(head_sections(tree)) {
        read_blocks(tree, section.nodes.start, section.nodes.end, Place::Head, &mut fields);
    }
    if let Some((start, end)) = tree.footer() {
        read_blocks(tree, start, end, Place::Foot, &mut fields);
    }
    fields
}

/// The keys and values in a section that is all header: `## Metadata`, `## Status`.
pub fn header_fields_of(tree: &Tree<'_>, section: usize) -> Vec<HeaderField> {
    let mut fields = Vec::new();
    if let Some(section) = tree.sections.get(section) {
        read_blocks(tree, section.nodes.start, section.nodes.end, Place::Head, &mut fields);
    }
    fields
}

/// What stands before any heading, and below the title.
fn head_sections(tree: &Tree<'_>) -> usize {
    let titled = tree.sections.get(1).is_some_and(|s| s.level == 1 || tree.sections.len() == 2);
    1 + usize::from(titled)
}

impl Tree<'_> {
    /// The nodes of the footer: what stands behind the document's last rule, when it is no more than a
    /// few lines of keys or one line in italics.
    pub fn footer(&self) -> Option<(NodeId, NodeId)> {
        self.footer
    }

    /// Looks for the footer; done once, as every reader of a last section asks for it.
    pub(crate) fn find_footer(&self) -> Option<(NodeId, NodeId)> {
        let last = self.sections.last().filter(|s| s.level > 1 || self.sections.len() > 2)?;
        let rule = self.blocks(last).filter(|&n| self.nodes[n].kind == Kind::Rule).last()?;
        let (start, end) = (self.nodes[rule].next as usize, last.nodes.end);
        let mut keyed_lines = 0;
        for (count, node) in self.siblings(start, end).enumerate() {
            let block = self.nodes[node];
            let source = self.str(block.span).trim();
            let closing = source.starts_with(['*', '_']) && source.ends_with(['*', '_']);
            match block.kind {
                Kind::Paragraph | Kind::List(_) | Kind::Quote if count < 6 => {
                    keyed_lines += usize::from(closing || source.contains("**") || source.contains(':'));
                }
                Kind::Html => {}
                _ => return None,
            }
        }
        (keyed_lines > 0).then_some((start, end))
    }
}

/// Reads keys and values from the blocks from `start` up to `end`.
fn read_blocks(tree: &Tree<'_>, start: NodeId, end: NodeId, place: Place, out: &mut Vec<HeaderField>) {
    for (node, quoted) in tree.unquoted(start, end) {
        let span = tree.nodes[node].span;
        let from = out.len();
        match tree.nodes[node].kind {
            Kind::Paragraph => read_lines(tree, span, place, out),
            // Nobody means `**Status**: Draft` above `---` as a heading.
            Kind::Heading(_) if !tree.str(span).starts_with('#') => {
                let source = tree.str(span).trim_end();
                let kept = source.trim_end_matches(['-', '=']).trim_end();
                read_lines(tree, Span::new(span.start(), span.start() + kept.len()), place, out);
            }
            Kind::List(_) => {
                for item in tree.items(node) {
                    let before = out.len();
                    read_segment(tree.text, item.text, place, Some(HeaderForm::Bullet), out);
                    if let Some(field) = out.get(before).copied().filter(|f| f.value.is_empty()) {
                        read_values(tree, &item, field, out);
                    }
                }
            }
            Kind::Table => read_table(tree, node, place, out),
            _ => {}
        }
        if quoted {
            out[from..].iter_mut().for_each(|f| f.form = HeaderForm::Quote);
        }
    }
}

/// `- **Authors:**` with a list below it: each item is a value of the key.
fn read_values(tree: &Tree<'_>, item: &Item, field: HeaderField, out: &mut Vec<HeaderField>) {
    let lists = tree.nested(item).filter(|b| matches!(b.kind, Kind::List(_)));
    let values = lists.flat_map(|l| tree.items(l.node).collect::<Vec<_>>());
    out.extend(values.filter(|v| !v.text.is_empty()).map(|v| HeaderField { value: v.text, ..field }));
}

fn read_lines(tree: &Tree<'_>, paragraph: Span, place: Place, out: &mut Vec<HeaderField>) {
    for line in lines(tree.text, paragraph) {
        let parts = keyed_segments(tree.text, line);
        let form = (parts.len() > 1).then_some(HeaderForm::Pipes);
        for part in parts {
            read_segment(tree.text, part, place, form, out);
        }
    }
}

fn read_segment(text: &str, span: Span, place: Place, form: Option<HeaderForm>, out: &mut Vec<HeaderField>) {
    if let Some(found) = keyed(text, span)
        && found.by != ' '
    {
        let form = form.unwrap_or(if found.bold { HeaderForm::Line } else { HeaderForm::Plain });
        out.push(HeaderField { key: found.key, value: found.value, place, form, marked: found.bold });
    }
}

/// Two columns are keys and values; one row under many columns is a value a column.
fn read_table(tree: &Tree<'_>, node: NodeId, place: Place, out: &mut Vec<HeaderField>) {
    let Some(table) = tree.table(node) else { return };
    let mut push = |key: Span, value: Span| {
        let key = crate::inline::unwrap(tree.text, key);
        let kept = tree.str(key).trim_end_matches([':', '：', '*']).len();
        out.push(HeaderField {
            key: Span::new(key.start(), key.start() + kept),
            value,
            place,
            form: HeaderForm::Table,
            marked: true,
        });
    };
    if table.head.cells.len() == 2 {
        push(table.head.cells[0], table.head.cells[1]);
        for row in tree.rows(&table) {
            if let [key, value, ..] = row.cells[..] {
                push(key, value);
            }
        }
    } else if let Some(row) = tree.rows(&table).next() {
        for (key, value) in table.head.cells.iter().zip(&row.cells) {
            push(*key, *value);
        }
    }
}
