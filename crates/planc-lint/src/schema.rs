//! The tables of a plan, from all its SQL: what is created, and who names what. Read once for all rules about it.

use crate::words::lower;
use planc_model::notation::sql::{self, Act, Named};
use planc_source::Span;
use planc_syntax::{Code, NodeId, Tree};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// All the SQL of a plan. Keys are names in lower case; spans are those of the document.
#[derive(Default)]
pub(crate) struct Schema<'a> {
    /// Every table that is created, in the order of the text; one that is created twice stands here twice.
    pub(crate) tables: Vec<Table<'a>>,
    /// Columns that `ALTER TABLE` adds, by table.
    pub(crate) added: FxHashMap<Cow<'a, str>, Vec<Column<'a>>>,
    /// Columns named by statements that need them.
    pub(crate) uses: Vec<Use<'a>>,
    /// Columns that refer to other tables.
    pub(crate) refers: Vec<Reference<'a>>,
    /// Columns that get another type on the way: table and column.
    pub(crate) retyped: Vec<(&'a str, &'a str)>,
    /// Tables that are altered, renamed to, or dropped.
    pub(crate) touched: Vec<(Cow<'a, str>, Span)>,
    /// The tables of each name.
    by_name: FxHashMap<Cow<'a, str>, Vec<usize>>,
}

/// A table that is created.
pub(crate) struct Table<'a> {
    pub(crate) name: &'a str,
    pub(crate) key: Cow<'a, str>,
    pub(crate) span: Span,
    /// The code block it stands in.
    pub(crate) block: NodeId,
    pub(crate) columns: Vec<Column<'a>>,
    /// Whether all of its columns are listed.
    pub(crate) whole: bool,
    /// Whether the table is dropped before, in the same block.
    pub(crate) dropped: bool,
}

/// A column, with its type as written; empty where there is none.
#[derive(Clone)]
pub(crate) struct Column<'a> {
    pub(crate) name: &'a str,
    pub(crate) key: Cow<'a, str>,
    pub(crate) span: Span,
    pub(crate) kind: &'a str,
    pub(crate) kind_span: Span,
}

/// A statement that names columns of a table.
pub(crate) struct Use<'a> {
    pub(crate) by: Named,
    pub(crate) index: Option<&'a str>,
    pub(crate) table: &'a str,
    pub(crate) table_span: Span,
    pub(crate) columns: Vec<Span>,
}

impl Use<'_> {
    /// What names the table, for messages.
    pub(crate) fn said(&self) -> &'static str {
        match self.by {
            Named::Index => "an index",
            Named::Key => "a key",
            Named::Alter => "an `ALTER TABLE`",
            Named::Insert => "an `INSERT`",
            Named::Comment => "a comment",
        }
    }
}

/// A foreign key.
pub(crate) struct Reference<'a> {
    pub(crate) from: &'a str,
    pub(crate) columns: Vec<Span>,
    pub(crate) table: &'a str,
    pub(crate) table_span: Span,
    pub(crate) keys: Vec<Span>,
}

impl<'a> Schema<'a> {
    /// Reads every block of SQL, wherever it stands.
    pub(crate) fn of(tree: &Tree<'a>) -> Schema<'a> {
        let mut schema = Schema::default();
        for block in &tree.codes {
            let node = block.node as usize;
            if let Some(code) = tree.code_view(node).filter(|c| is_sql(tree, c)) {
                schema.read(tree, node, code.body);
            }
        }
        schema
    }

    fn read(&mut self, tree: &Tree<'a>, block: NodeId, body: Span) {
        let code = tree.str(body);
        let at = |span: Span| Span::new(body.start() + span.start(), body.start() + span.end());
        let word = |span: Span| span.of(code);
        let column = |(name, kind): (Span, Span)| Column {
            name: word(name),
            key: lower(word(name)),
            span: at(name),
            kind: word(kind),
            kind_span: at(kind),
        };
        let mut dropped: Vec<Cow<'_, str>> = Vec::new();
        for act in sql::acts(code) {
            match act {
                Act::Create { table, columns, body } => {
                    let key = lower(word(table));
                    let table = Table {
                        name: word(table),
                        key: key.clone(),
                        span: at(table),
                        block,
                        whole: !columns.is_empty() && is_whole(word(body)),
                        columns: columns.into_iter().map(column).collect(),
                        dropped: dropped.contains(&key),
                    };
                    self.by_name.entry(key).or_default().push(self.tables.len());
                    self.tables.push(table);
                }
                Act::Add { table, column: added } => {
                    self.touched.push((lower(word(table)), at(table)));
                    self.added.entry(lower(word(table))).or_default().push(column(added));
                }
                Act::Retype { table, column } => {
                    self.retyped.push((word(table), word(column)));
                }
                Act::Rename { table, to } => {
                    let nothing = Span::at(to.end());
                    let renamed = column((to, nothing));
                    self.added.entry(lower(word(table))).or_default().push(renamed);
                }
                Act::RenameTable { to } => self.touched.push((lower(word(to)), at(to))),
                Act::Drop { table } => dropped.push(lower(word(table))),
                Act::Names { by, index, table, columns } => self.uses.push(Use {
                    by,
                    index: index.map(word),
                    table: word(table),
                    table_span: at(table),
                    columns: columns.into_iter().map(at).collect(),
                }),
                Act::Refers { from, columns, table, keys } => self.refers.push(Reference {
                    from: word(from),
                    columns: columns.into_iter().map(at).collect(),
                    table: word(table),
                    table_span: at(table),
                    keys: keys.into_iter().map(at).collect(),
                }),
            }
        }
    }

    /// The tables of that name, in the order of the text.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = &Table<'a>> {
        let found = self.by_name.get(&*lower(name)).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|index| self.tables.get(*index))
    }

    /// Whether a column gets another type on the way.
    pub(crate) fn is_retyped(&self, table: &str, column: &str) -> bool {
        self.retyped.iter().any(|(t, c)| t.eq_ignore_ascii_case(table) && c.eq_ignore_ascii_case(column))
    }

    /// The columns of the table of that name, those of `ALTER TABLE` included; `None` where the plan does not
    /// create it or does not list them all.
    pub(crate) fn columns(&self, name: &str) -> Option<Vec<&Column<'a>>> {
        let mut found = Vec::new();
        for table in self.named(name) {
            if !table.whole {
                return None;
            }
            found.extend(&table.columns);
        }
        if found.is_empty() {
            return None;
        }
        found.extend(self.added.get(&*lower(name)).into_iter().flatten());
        Some(found)
    }
}

/// `CREATE TABLE x ( id …, ... )` and `-- other columns` leave something out, `LIKE` takes it from elsewhere.
fn is_whole(body: &str) -> bool {
    const LEFT_OUT: [&str; 7] = ["existing", "other", "etc", "more", "omitted", "same", "unchanged"];
    const BORROWED: [&str; 2] = ["like", "inherits"];
    let has = |mark: &str| memchr::memmem::find(body.as_bytes(), mark.as_bytes()).is_some();
    let within = |byte: &u8| !(byte.is_ascii_alphanumeric() || *byte == b'_');
    let mut words = body.as_bytes().split(within).filter(|word| (3..=9).contains(&word.len()));
    let tells =
        |word: &[u8]| LEFT_OUT.iter().chain(&BORROWED).any(|w| word.eq_ignore_ascii_case(w.as_bytes()));
    !["...", "…", "{{"].into_iter().any(has) && !words.any(tells)
}

fn is_sql(tree: &Tree<'_>, code: &Code) -> bool {
    const LANGUAGES: &[&str] =
        &["sql", "postgresql", "postgres", "pgsql", "plpgsql", "mysql", "sqlite", "ddl"];
    let language = tree.str(code.info).split([' ', ',', '{', ':']).next().unwrap_or("");
    LANGUAGES.iter().any(|l| l.eq_ignore_ascii_case(language))
        || matches!(language, "" | "text" | "txt") && sql::looks_like_sql(tree.str(code.body))
}
