use crate::lower::{Lower, append};
use crate::notation::sql;
use crate::spanned::Text;
use planc_dialect::{Concept, Role};
use planc_syntax::{Kind, NodeId};
use schemars::JsonSchema;
use serde::Serialize;

/// What is stored.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct DataModel<'a> {
    /// In words.
    pub description: Option<Text<'a>>,
    /// Blocks of SQL that define it.
    pub ddl: Option<Vec<Text<'a>>>,
    /// The tables they define.
    pub tables: Option<Vec<Table<'a>>>,
}

/// A table of a database.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Table<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// Its columns.
    pub columns: Vec<Column<'a>>,
}

/// A column of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Column<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Text<'a>,
}

/// Words, and SQL wherever it stands in the section; a table of state in it is state.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    cx.plan.data_model.get_or_insert_default();
    let blocks = cx.blocks(index);
    let mut words = Vec::new();
    for block in &blocks {
        match block.kind {
            Kind::Code(_) => take_code(cx, block.node),
            Kind::Table if super::state::is_table(cx, block.node) => {
                super::state::take_table(cx, index, block.node)
            }
            _ => words.push(block.span),
        }
    }
    let text = cx.joined(words.into_iter());
    let empty = blocks.is_empty() && cx.tree.subsections(index).next().is_none();
    if let Some(text) = text.or_else(|| empty.then(|| cx.nothing(index))) {
        append(&mut cx.plan.data_model.get_or_insert_default().description, text);
    }
    // A table's own sub-heading says nothing that the vocabulary knows; its SQL counts all the same.
    let children: Vec<usize> =
        cx.tree.subsections(index).filter(|c| cx.fit.spots[*c].role == Role::Unknown).collect();
    for child in children {
        for block in cx.blocks(child) {
            if let Kind::Code(_) = block.kind {
                take_sql(cx, block.node);
            }
        }
    }
}

fn take_code(cx: &mut Lower<'_, '_>, node: NodeId) {
    if !take_sql(cx, node) && matches!(cx.language(node), "mermaid" | "" | "text" | "txt" | "ascii") {
        super::architecture::picture(cx, node);
    }
}

/// Takes a code block as SQL, if it is SQL.
fn take_sql(cx: &mut Lower<'_, '_>, node: NodeId) -> bool {
    let language = cx.language(node).to_ascii_lowercase();
    let code = cx.code(node);
    let named = matches!(
        language.as_str(),
        "sql" | "postgresql" | "postgres" | "mysql" | "sqlite" | "ddl" | "plpgsql"
    );
    if !named && (!language.is_empty() || !sql::looks_like_sql(&code.value)) {
        return false;
    }
    let tables = sql::tables(&code.value);
    let tables: Vec<Table<'_>> = tables
        .into_iter()
        .map(|t| Table {
            name: cx.inside(&code, t.name),
            columns: t
                .columns
                .into_iter()
                .map(|(name, kind)| Column { name: cx.inside(&code, name), kind: cx.inside(&code, kind) })
                .collect(),
        })
        .collect();
    let model = cx.plan.data_model.get_or_insert_default();
    model.ddl.get_or_insert_default().push(code);
    let known = model.tables.get_or_insert_default();
    for table in tables {
        match known.iter_mut().find(|k| k.name.value.eq_ignore_ascii_case(&table.name.value)) {
            Some(same) => same.columns.extend(table.columns),
            None => known.push(table),
        }
    }
    true
}
