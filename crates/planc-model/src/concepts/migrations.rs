use crate::lower::Lower;
use crate::notation::sql;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record};
use planc_source::Span;
use planc_syntax::NodeId;
use schemars::JsonSchema;
use serde::Serialize;

/// A change of the database.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Migration<'a> {
    /// The file it is in.
    pub file: Option<Text<'a>>,
    /// Its name.
    pub name: Option<Text<'a>>,
    /// Its version or number.
    pub version: Option<Text<'a>>,
    /// What it does.
    pub description: Option<Text<'a>>,
    /// The statements that do it.
    pub up: Option<Text<'a>>,
    /// The statements that undo it.
    pub down: Option<Text<'a>>,
}

/// Numbered files, tables, and blocks of SQL with a comment head.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let down = concept.name() == "migrations.down";
    let shape = cx.shape("migrations", Field::Name, Field::Description);
    let body = cx.body(index, shape);
    let before = cx.plan.migrations.get_or_insert_default().len();
    for record in &body.records {
        let mut migration = Migration {
            file: cx.get_name(record, Field::File),
            version: cx.get_name(record, Field::Version),
            description: cx.get(record, Field::Description),
            up: cx.get(record, Field::Up),
            down: cx.get(record, Field::Down),
            ..Migration::default()
        };
        let (name, said) = named(cx, record);
        match name.filter(|_| migration.file.is_none()) {
            Some(name) if name.value.contains('.') && !name.value.contains(' ') => {
                migration.file = Some(name)
            }
            Some(name) if record.title.is_some() => migration.name = Some(name),
            Some(text) if down => migration.down = Some(text),
            Some(text) => migration.description = Some(text),
            None => {}
        }
        migration.description = migration.description.or(said);
        cx.plan.migrations.get_or_insert_default().push(migration);
        for code in &record.codes {
            take_code(cx, *code, down, record.form == Form::Heading);
        }
    }
    for code in &body.codes {
        take_code(cx, *code, down, false);
    }
    // Statements that undo a migration join it and are no migration of their own.
    let migrations = cx.plan.migrations.as_ref().map_or(0, Vec::len) - before;
    cx.count(index, migrations.max(body.codes.len().min(1)));
    cx.leave(index, &body.prose);
}

/// A numbered item that opens with a file in code names the file: `` `001_x.sql` creates x``.
fn named<'a>(cx: &Lower<'_, 'a>, record: &Record) -> (Option<Text<'a>>, Option<Text<'a>>) {
    let (name, said) = cx.named(record);
    if record.title.is_none()
        && let Some(text) = &name
        && let Some(rest) = cx.tree.str(text.span).strip_prefix('`')
        && let Some(close) = rest.find('`')
    {
        let start = text.span.start();
        let file = cx.name(Span::new(start, start + close + 2));
        let behind = Span::new(start + close + 2, text.span.end());
        let skip = cx.tree.str(behind).len()
            - cx.tree.str(behind).trim_start_matches([' ', '-', '—', '–', ':', '→']).len();
        let said = cx.text(Span::new(behind.start() + skip, behind.end()));
        return (Some(file), Some(said).filter(|t| !t.value.is_empty()));
    }
    (name, said)
}

/// Statements join the migration of the same name; a block may hold up and down, told apart by comments.
pub(crate) fn take_code(cx: &mut Lower<'_, '_>, node: NodeId, down: bool, same: bool) {
    let code = cx.code(node);
    if !matches!(cx.language(node), "sql" | "postgresql" | "mysql" | "sqlite" | "")
        || code.value.trim().is_empty()
    {
        return;
    }
    if cx.language(node).is_empty() && !sql::looks_like_sql(&code.value) {
        return;
    }
    for (head, body) in sql::parts(&code.value) {
        let word = head.map_or("", |h| h.of(&code.value)).to_lowercase();
        let is_down = down || word.contains("down") || word.contains("rollback") || word.contains("revert");
        let keys = sql::comment_keys(&code.value);
        let in_part = |at: Span| head.is_none_or(|h| h.start <= at.start) && at.start < body.end;
        let key = |names: &[&str]| {
            let found = keys
                .iter()
                .find(|(k, _)| in_part(*k) && names.contains(&k.of(&code.value).to_lowercase().as_str()));
            found.map(|(_, v)| cx.inside(&code, *v)).filter(|v| !v.value.is_empty())
        };
        let name = key(&["migration", "rollback", "name"]);
        let version = key(&["version"]);
        let statements = cx.inside(&code, without_comments(&code.value, body));
        let statements = Some(statements).filter(|s| !s.value.trim().is_empty());
        let all = cx.plan.migrations.get_or_insert_default();
        let free = |m: &Migration<'_>| if is_down { m.down.is_none() } else { m.up.is_none() };
        let by_name = name
            .as_ref()
            .and_then(|n| all.iter().position(|m| m.name.as_ref().is_some_and(|o| o.value == n.value)));
        // Without a name it belongs to the item it stands in, or to the last one that still waits for it.
        let last = all.iter().rposition(|_| true).filter(|l| free(&all[*l]) && (same || is_down));
        let unnamed = name.is_none() || all.last().is_some_and(|m| m.name.is_none());
        let at = by_name.or(last.filter(|_| unnamed)).unwrap_or_else(|| {
            all.push(Migration::default());
            all.len() - 1
        });
        let migration = &mut all[at];
        migration.name = migration.name.take().or(name);
        migration.version = migration.version.take().or(version);
        let slot = if is_down { &mut migration.down } else { &mut migration.up };
        *slot = slot.take().or(statements);
    }
}

/// A body without the comment lines before its first statement.
fn without_comments(code: &str, body: Span) -> Span {
    let mut start = body.start();
    for line in body.of(code).split_inclusive('\n') {
        let content = line.trim();
        if !content.is_empty() && !content.starts_with("--") {
            break;
        }
        start += line.len();
    }
    Span::new(start.min(body.end()), body.end()).trim(code)
}
