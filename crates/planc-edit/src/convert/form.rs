//! How a template writes the items of a section: learned from the first one it shows.

use super::target::Target;
use planc_dialect::{Field, Form as Kind, Reader, Record, Shape};
use planc_source::Span;
use planc_syntax::Kind as Node;

/// The form of the items of one section.
#[derive(Debug)]
pub(crate) enum Form {
    /// A table with these heads.
    Table(Vec<(String, Option<Field>)>),
    /// Bullets or numbers.
    Items(Items),
    /// `**Component Name**: X` over bullets with keys.
    Labelled {
        /// What stands before the name.
        lead: String,
        keys: Vec<Key>,
    },
    /// A heading each.
    Headed {
        level: u8,
        /// `Phase`, where the heading counts.
        label: Option<String>,
        /// Whether the heading ends with a duration in brackets.
        timed: bool,
        keys: Vec<Key>,
        /// The form of the list that no key claims.
        list: Option<Items>,
    },
}

/// A key with everything on its line before the value.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub field: Field,
    pub lead: String,
}

/// How list items are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Items {
    /// `*   `, `- `, `1. `.
    pub bullet: String,
    pub numbered: bool,
    /// Before and behind the name: `**` and `:** `; empty where the items have none.
    pub name: Option<(String, String)>,
    /// `Step`, where the name only counts.
    pub counted: Option<String>,
    /// Keys in brackets at the end of the line.
    pub inline: Vec<(Field, String)>,
    /// Keys on lines of their own.
    pub nested: Vec<Key>,
}

/// The form of a section of the template.
pub(crate) fn of(target: &Target<'_>, slot: usize, shape: Shape) -> Option<Form> {
    let reader = Reader { tree: target.tree, fit: target.fit, vocabulary: target.library.vocabulary() };
    let tree = target.tree;
    let own = reader.own(slot);
    if let Some(table) = tree.siblings(own.start, own.end).find_map(|n| tree.table(n)) {
        let fields = reader.table_fields(&table, shape);
        let heads = table.head.cells.iter().map(|h| tree.str(*h).to_owned());
        return Some(Form::Table(heads.zip(fields).collect()));
    }
    let body = reader.section(slot, shape);
    let record = body.records.first()?;
    match record.form {
        Kind::Row => None,
        Kind::Item => Some(Form::Items(items(&reader, record)?)),
        Kind::Keyed => {
            let title = record.title?;
            let lead = line_before(&reader, title).to_owned();
            Some(Form::Labelled { lead, keys: keys(&reader, record) })
        }
        Kind::Heading => {
            let section = &tree.sections[record.section?];
            let heading = tree.title(section);
            let label =
                heading.split_once(':').map(|(l, _)| l.trim_end_matches(|c: char| c.is_ascii_digit()).trim());
            let counts =
                heading.split_once(':').is_some_and(|(l, _)| l.ends_with(|c: char| c.is_ascii_digit()));
            let list = record.lists.first().and_then(|l| tree.items(*l).next());
            let list = list.and_then(|i| items(&reader, &reader.item(&i, shape, &mut String::new())));
            Some(Form::Headed {
                level: section.level,
                label: label.filter(|_| counts).map(str::to_owned),
                timed: heading.trim_end().ends_with(')'),
                keys: keys(&reader, record),
                list,
            })
        }
    }
}

/// The form of the plain list that a section of the template shows.
pub(crate) fn list(target: &Target<'_>, slot: usize, shape: Shape) -> Option<Items> {
    let reader = Reader { tree: target.tree, fit: target.fit, vocabulary: target.library.vocabulary() };
    let own = reader.own(slot);
    let tree = target.tree;
    let list = tree.siblings(own.start, own.end).find(|n| matches!(tree.nodes[*n].kind, Node::List(_)))?;
    let item = tree.items(list).next()?;
    let mut form = items(&reader, &reader.item(&item, shape, &mut String::new()))?;
    form.name = None;
    Some(form)
}

fn items(reader: &Reader<'_, '_>, record: &Record) -> Option<Items> {
    let tree = reader.tree;
    let item = tree.item(record.node?)?;
    let line = line_start(tree.text, item.text.start());
    let before = &tree.text[line..item.text.start()];
    let bullet = before.find('[').map_or(before, |at| &before[..at]).trim_start().to_owned();
    let end = tree.text[item.text.start()..].find('\n').map_or(tree.text.len(), |n| item.text.start() + n);
    let name = record.title.filter(|t| t.start >= item.text.start && t.end() <= end).map(|title| {
        let open = &tree.text[item.text.start()..title.start()];
        let behind = match record.text.filter(|x| x.start >= title.end && x.end() <= end) {
            Some(text) => &tree.text[title.end()..text.start()],
            None => &tree.text[title.end()..end],
        };
        (open.to_owned(), behind.to_owned())
    });
    let counted = record.title.map(|t| tree.str(t)).and_then(|t| {
        let label = t.trim_end_matches(|c: char| c.is_ascii_digit());
        (label.len() < t.len() && label.trim() == "Step").then(|| label.trim().to_owned())
    });
    let mut form = Items {
        numbered: bullet.starts_with(|c: char| c.is_ascii_digit()),
        bullet,
        name,
        counted,
        ..Items::default()
    };
    for (field, value) in &record.fields {
        if value.span.start() < end {
            let lead = &tree.text[..value.span.start()];
            let from = lead.rfind(['(', ',']).map_or(0, |n| n + 1);
            form.inline.push((*field, lead[from..].trim().to_owned()));
        } else {
            form.nested.push(Key { field: *field, lead: line_before(reader, value.span).to_owned() });
        }
    }
    Some(form)
}

fn keys(reader: &Reader<'_, '_>, record: &Record) -> Vec<Key> {
    let text = reader.tree.text;
    let lead = |span: Span| match line_before(reader, span) {
        // The value is a list or code below its key.
        before if before.trim_matches(['-', '*', ' ', '`']).is_empty() => {
            let above = text[..line_start(text, span.start())].trim_end();
            text[line_start(text, above.len())..above.len()].to_owned()
        }
        before => before.to_owned(),
    };
    record.fields.iter().map(|(field, value)| Key { field: *field, lead: lead(value.span) }).collect()
}

fn line_before<'a>(reader: &Reader<'_, 'a>, span: Span) -> &'a str {
    let text = reader.tree.text;
    &text[line_start(text, span.start())..span.start()]
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |n| n + 1)
}
