use crate::late::Late;
use crate::lower::{Lower, append, inside};
use crate::notation::sql;
use crate::spanned::Text;
use planc_dialect::{Concept, Role};
use planc_syntax::{Kind, NodeId};
use rustc_hash::FxHashMap;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::cell::OnceCell;

/// What is stored.
#[derive(Debug, Default)]
pub struct DataModel<'a> {
    /// In words.
    pub description: Option<Text<'a>>,
    /// Blocks of SQL that define it.
    ddl: Option<Vec<Text<'a>>>,
    tables: OnceCell<Vec<Table<'a>>>,
}

impl<'a> DataModel<'a> {
    /// Blocks of SQL that define it.
    pub fn ddl(&self) -> Option<&[Text<'a>]> {
        self.ddl.as_deref()
    }

    /// The tables that the SQL defines; it is read when somebody asks for them.
    pub fn tables(&self) -> Option<&[Table<'a>]> {
        let ddl = self.ddl.as_ref()?;
        Some(self.tables.get_or_init(|| tables(ddl)))
    }
}

impl Serialize for DataModel<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("DataModel", 3)?;
        out.serialize_field("description", &self.description)?;
        out.serialize_field("ddl", &self.ddl)?;
        out.serialize_field("tables", &Late(|| self.tables()))?;
        out.end()
    }
}

/// What a [`DataModel`] looks like in JSON.
#[derive(JsonSchema)]
#[schemars(rename = "DataModel", description = "What is stored.")]
#[expect(dead_code, reason = "only its schema is of interest")]
struct Published<'a> {
    /// In words.
    description: Option<Text<'a>>,
    /// Blocks of SQL that define it.
    ddl: Option<Vec<Text<'a>>>,
    /// The tables they define.
    tables: Option<Vec<Table<'a>>>,
}

impl JsonSchema for DataModel<'_> {
    fn schema_name() -> Cow<'static, str> {
        Published::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Published::json_schema(generator)
    }
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
    cx.plan.data_model.get_or_insert_default().ddl.get_or_insert_default().push(code);
    true
}

/// The tables of all blocks; what a later block says of a table is added to it.
fn tables<'a>(ddl: &[Text<'a>]) -> Vec<Table<'a>> {
    let mut known: Vec<Table<'a>> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for code in ddl {
        for found in sql::tables(&code.value) {
            let name = inside(code, found.name);
            let at = *places.entry(name.value.to_ascii_lowercase()).or_insert_with(|| {
                known.push(Table { name, columns: Vec::new() });
                known.len() - 1
            });
            let column = |(name, kind)| Column { name: inside(code, name), kind: inside(code, kind) };
            known[at].columns.extend(found.columns.into_iter().map(column));
        }
    }
    known
}
