//! Tables of columns: how a data model is told in Markdown.

use planc_source::Span;
use planc_syntax::{Kind, Tree};

/// A table whose rows are the columns of a table of the database, or the fields of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnTable {
    /// The heading above it, which says of what the columns are; empty where there is none.
    pub title: String,
    /// Its rows.
    pub columns: Vec<ColumnRow>,
}

/// A row: a column and its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnRow {
    /// The name, without backticks.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The type as written, without backticks.
    pub kind: String,
    /// Where the type stands.
    pub kind_span: Span,
}

const NAMES: &[&str] = &[
    "column",
    "field",
    "name",
    "attribute",
    "property",
    "column name",
    "field name",
    "columna",
    "campo",
    "coluna",
    "atributo",
    "поле",
    "колонка",
    "столбец",
    "атрибут",
    "字段",
    "欄位",
    "列",
    "属性",
    "カラム",
    "項目",
    "フィールド",
    "필드",
    "컬럼",
    "속성",
    "cột",
    "trường",
];

const TYPES: &[&str] = &[
    "type",
    "data type",
    "datatype",
    "sql type",
    "column type",
    "tipo",
    "tipo de dato",
    "tipo de dado",
    "тип",
    "тип данных",
    "类型",
    "類型",
    "型",
    "データ型",
    "タイプ",
    "타입",
    "유형",
    "kiểu",
    "kiểu dữ liệu",
];

/// The tables that have a column for names and one for types.
pub fn column_tables(tree: &Tree<'_>) -> Vec<ColumnTable> {
    let text = tree.text;
    let bare = |span: Span| planc_syntax::unwrap(text, span.trim(text));
    let tables = tree.nodes.iter().enumerate().filter(|(_, node)| node.kind == Kind::Table);
    let found = tables.filter_map(|(node, _)| {
        let table = tree.table(node)?;
        let column = |of: &[&str]| {
            table
                .head
                .cells
                .iter()
                .position(|head| of.contains(&bare(*head).of(text).to_lowercase().as_str()))
        };
        let (name, kind) = (column(NAMES)?, column(TYPES)?);
        let rows = tree.rows(&table).filter_map(|row| {
            let (span, kind_span) = (bare(*row.cells.get(name)?), bare(*row.cells.get(kind)?));
            let of = |span: Span| span.of(text).to_owned();
            (!span.is_empty()).then(|| ColumnRow { name: of(span), span, kind: of(kind_span), kind_span })
        });
        let section = tree.sections.partition_point(|s| s.span.start() <= tree.nodes[node].span.start());
        let section = section.checked_sub(1).and_then(|at| tree.sections.get(at));
        let title = section.map_or(String::new(), |section| tree.title(section).to_owned());
        Some(ColumnTable { title, columns: rows.collect() })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_columns_has_names_and_types() {
        let text = "# Data Model\n\n## `users`\n\n| Column | Type | Notes |\n|---|---|---|\n| `id` | UUID | key |\n\
            | **email** |\n| | TEXT |\n| age | `int` |\n\n| Name | Value |\n|---|---|\n| a | b |\n";
        let found = column_tables(&planc_syntax::parse(text));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].title, "`users`");
        let said = |c: &ColumnRow| {
            assert_eq!((c.span.of(text), c.kind_span.of(text)), (c.name.as_str(), c.kind.as_str()));
            format!("{} {}", c.name, c.kind)
        };
        assert_eq!(found[0].columns.iter().map(said).collect::<Vec<_>>(), ["id UUID", "age int"]);
        assert!(column_tables(&planc_syntax::parse("| Field | Type |\n|---|---|\n"))[0].title.is_empty());
    }
}
