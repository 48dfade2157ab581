use crate::schema::{Column, Schema};
use crate::words::{lower, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities, closest};
use planc_source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

pub static RULE: Rule = Rule {
    name: "column-unknown",
    summary: "an index, key or other statement names a column that its table does not have",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("column_unknown.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let schema = cx.schema();
    let mut tables = Tables { schema, known: FxHashMap::default() };
    let mut look = |table: &str, columns: &[Span], by: &str| {
        for column in columns {
            let name = column.of(cx.tree.text);
            if tables.lacks(table, name) {
                report(schema, table, (name, *column), by, out);
            }
        }
    };
    for statement in &schema.uses {
        look(statement.table, &statement.columns, statement.said());
    }
    for key in &schema.refers {
        look(key.from, &key.columns, "a foreign key");
        look(key.table, &key.keys, "a foreign key");
    }
}

/// The columns of the tables that were asked for; `None` for tables that the plan does not list as a whole.
struct Tables<'s, 'a> {
    schema: &'s Schema<'a>,
    known: FxHashMap<String, Option<FxHashSet<&'s str>>>,
}

impl Tables<'_, '_> {
    fn lacks(&mut self, table: &str, column: &str) -> bool {
        let schema = self.schema;
        let key = lower(table);
        if !self.known.contains_key(&*key) {
            let columns = schema.columns(table);
            let columns = columns.map(|columns| columns.iter().map(|c| c.key.as_ref()).collect());
            self.known.insert(key.clone().into_owned(), columns);
        }
        let columns = self.known.get(&*key).and_then(Option::as_ref);
        // What every table has without being told: SQLite's `rowid`, PostgreSQL's `ctid`.
        const HIDDEN: &[&str] = &["rowid", "oid", "_rowid_", "ctid", "xmin"];
        let column = lower(column);
        columns.is_some_and(|c| !c.contains(&*column)) && !HIDDEN.contains(&&*column)
    }
}

fn report(schema: &Schema<'_>, table: &str, (name, span): (&str, Span), by: &str, out: &mut Findings<'_>) {
    let columns: Vec<&Column<'_>> = schema.columns(table).unwrap_or_default();
    let found = out.diagnostic(
        span,
        format!("{by} names the column {}, which {} does not have", quoted(name), quoted(table)),
    );
    let found = match schema.named(table).next() {
        Some(created) => found.label(created.span, "its columns stand here"),
        None => found,
    };
    match closest(name, columns.iter().map(|c| c.name)) {
        Some(meant) => {
            let found = found.help(format!("did you mean {}?", quoted(meant)));
            out.push(found.unsafe_fix(format!("name {}", quoted(meant)), span, meant.to_owned()));
        }
        None => out.push(found.help("add the column to its table, or name one that is there")),
    }
}
