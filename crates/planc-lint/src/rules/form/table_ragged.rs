use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::{Applicability, Diagnostic, Edits, Fix, Severity, Span};
use planc_syntax::{Kind, Row};

pub static RULE: Rule = Rule {
    name: "table-ragged",
    summary: "a row has more or fewer cells than the table has columns",
    family: Family::Form,
    severities: Severities::MILD,
    fixable: true,
    enabled: true,
    page: include_str!("table_ragged.md"),
    check: Check::Plan(check),
};

/// So many rows of one table with the same fault are one fault: of the table.
const MANY: usize = 3;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let tables = cx.tree.nodes.iter().enumerate().filter(|(_, n)| n.kind == Kind::Table);
    for table in tables.filter_map(|(node, _)| cx.tree.table(node)) {
        let columns = table.head.cells.len();
        let (mut long, mut short): (Vec<Row>, Vec<Row>) = (Vec::new(), Vec::new());
        for row in cx.tree.ragged_rows(&table) {
            let text = || !row.span.of(cx.tree.text).contains('|');
            if row.cells.len() > columns {
                long.push(row);
            } else if text() {
                swallowed(cx, &row, out);
            } else {
                short.push(row);
            }
        }
        each_or_all(long, |row, more| surplus(cx, row, columns, more, out));
        each_or_all(short, |row, more| missing(cx, row, columns, more, out));
    }
}

/// Reports a few rows one by one, and many with as many cells as one.
fn each_or_all(mut rows: Vec<Row>, mut report: impl FnMut(&Row, &[Row])) {
    rows.sort_by_key(|row| row.cells.len());
    for alike in rows.chunk_by(|one, other| one.cells.len() == other.cells.len()) {
        match alike {
            [first, more @ ..] if alike.len() > MANY => report(first, more),
            few => few.iter().for_each(|row| report(row, &[])),
        }
    }
}

fn surplus(cx: &Context<'_, '_>, row: &Row, columns: usize, more: &[Row], out: &mut Findings<'_>) {
    let hidden = &row.cells[columns..];
    let span = hidden.iter().copied().reduce(Span::cover).unwrap_or(row.span);
    // A cell that holds nothing is only a pipe too many.
    let empty = hidden.iter().all(|c| c.is_empty());
    let span = if empty { Span::new(span.start(), row.span.trim(cx.tree.text).end()) } else { span };
    let cells = match hidden.len() {
        1 => "one cell".to_owned(),
        n => format!("{n} cells"),
    };
    let message =
        format!("the table has {columns} columns, so {cells} of {} will not be shown", which(more, " of"));
    let mut found = labelled(out.diagnostic(span, message), more);
    let fix = if more.is_empty() { escape(row, cx.tree.text) } else { None };
    found.help = Some(match fix {
        Some(_) => "a pipe that is text is written `\\|`, in code too".to_owned(),
        None => "give the table another column, or write `\\|` for a pipe that is text".to_owned(),
    });
    found.fixes.extend(fix);
    out.push(found);
}

fn missing(cx: &Context<'_, '_>, row: &Row, columns: usize, more: &[Row], out: &mut Findings<'_>) {
    let have = row.cells.len();
    let has = if more.is_empty() { "has" } else { "have" };
    let found = out
        .diagnostic(
            row.span.trim(cx.tree.text),
            format!("{} {has} {have} of {columns} cells", which(more, "")),
        )
        .help("the cells that are missing are shown empty, at the end of the row");
    out.push(Diagnostic { severity: Severity::Note, ..labelled(found, more) });
}

fn which(more: &[Row], of: &str) -> String {
    if more.is_empty() { "this row".to_owned() } else { format!("this row and{of} {} others", more.len()) }
}

fn labelled(found: Diagnostic, more: &[Row]) -> Diagnostic {
    match more.last() {
        Some(last) => found.label(last.span, "the last of them"),
        None => found,
    }
}

/// A line right below a table is a row of it, pipes or not.
fn swallowed(cx: &Context<'_, '_>, row: &Row, out: &mut Findings<'_>) {
    let above = &cx.tree.text[..row.span.start()];
    let mut found = out
        .diagnostic(row.span.trim(cx.tree.text), "this line is read as a row of the table above it")
        .help("a table ends with an empty line");
    // In a quote or item the empty line would need the marks of those.
    if let Some(line) = ["\r\n", "\n"].into_iter().find(|line| above.ends_with(line)) {
        found = found.unsafe_fix("put an empty line before it", Span::at(above.len() - line.len()), line);
    }
    out.push(Diagnostic { severity: Severity::Note, ..found });
}

/// Escapes the pipes between backticks.
fn escape(row: &Row, text: &str) -> Option<Fix> {
    let pipes = pipes_in_code(row.span.of(text));
    let mut edits = Edits::new();
    for pipe in &pipes {
        edits.replace(Span::at(row.span.start() + pipe), "\\").ok()?;
    }
    let message = "escape the pipes in the code".to_owned();
    (!pipes.is_empty()).then_some(Fix { message, applicability: Applicability::Unsafe, edits })
}

/// The pipes between backticks that no backslash escapes, as offsets in the row.
fn pipes_in_code(row: &str) -> Vec<usize> {
    let bytes = row.as_bytes();
    let (mut found, mut open, mut opened, mut at) = (Vec::new(), 0, 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => {
                let run = bytes[at..].iter().take_while(|b| **b == b'`').count();
                if open == 0 {
                    (open, opened) = (run, found.len());
                } else if open == run {
                    open = 0;
                }
                at += run - 1;
            }
            b'|' if open > 0 => found.push(at),
            _ => {}
        }
        at += 1;
    }
    // A backtick that nothing closes opens no code.
    if open > 0 {
        found.truncate(opened);
    }
    found
}
