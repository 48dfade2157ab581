//! The statements of a block, and what each makes of a table: columns with their rules, constraints, what is dropped.

use planc_source::Span;

use super::lexer::{Kind, Lexer, Token};
use super::table::Reader;

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// From its first to its last word.
    pub span: Span,
    /// Its words in one form: one blank between them, no comments.
    pub words: String,
    /// The table it creates or adds to, with what it puts there; `None` for any other statement.
    pub defines: Option<(Span, Vec<Part>)>,
}

/// What a table is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A column.
    Column {
        /// Its name.
        name: Span,
        /// Its type; empty where there is none.
        kind: Span,
        /// What else is said of it: `NOT NULL DEFAULT now()`.
        rules: String,
    },
    /// A key, a check, any other constraint, in words.
    Constraint(Span, String),
}

/// The statements of a block in their order. Linear; comments are left out.
pub fn statements(code: &str) -> Vec<Statement> {
    let tokens: Vec<Token> = Lexer::new(code).collect();
    let reader = Reader::new(code, &tokens);
    let (mut out, mut from, mut depth) = (Vec::new(), 0, 0usize);
    for at in 0..=tokens.len() {
        let mark = |sign| reader.mark(at, sign);
        depth += usize::from(mark(b'('));
        depth = depth.saturating_sub(usize::from(mark(b')')));
        let ends = at == tokens.len() || mark(b';');
        // Sketches leave the semicolon out.
        let begins = depth == 0 && at > from && begins(&reader, at);
        if !ends && !begins {
            continue;
        }
        if from < at {
            out.push(statement(&reader, from, at));
        }
        from = at + usize::from(ends);
        depth = 0;
    }
    out
}

fn begins(r: &Reader<'_>, at: usize) -> bool {
    let objects =
        "table index unique view materialized type trigger function policy extension sequence schema";
    r.is(at, "create") && r.any(at + 1, objects) || r.any(at, "alter drop") && r.is(at + 1, "table")
}

fn statement(r: &Reader<'_>, from: usize, to: usize) -> Statement {
    let span = r.tokens[from].span.cover(r.tokens[to - 1].span);
    Statement {
        span,
        words: words(r, from, to),
        defines: created(r, from, to).or_else(|| added(r, from, to)),
    }
}

fn created(r: &Reader<'_>, from: usize, to: usize) -> Option<(Span, Vec<Part>)> {
    let mut at = from + 1;
    while r.any(at, "or replace global local temp temporary unlogged external foreign") {
        at += 1;
    }
    if !r.is(from, "create") || !r.is(at, "table") {
        return None;
    }
    let (table, mut at) = r.name(r.skip(at + 1, &["if", "not", "exists"]))?;
    let mut parts = Vec::new();
    if !r.mark(at, b'(') {
        return None;
    }
    while at < to && (r.mark(at, b'(') || r.mark(at, b',')) {
        let end = r.item(at + 1).min(to);
        parts.extend(part(r, at + 1, end));
        at = end;
    }
    Some((table, parts))
}

/// `ALTER TABLE` that only adds.
fn added(r: &Reader<'_>, from: usize, to: usize) -> Option<(Span, Vec<Part>)> {
    if !r.is(from, "alter") || !r.is(from + 1, "table") {
        return None;
    }
    let (table, mut at) = r.name(r.skip(r.skip(from + 2, &["if", "exists"]), &["only"]))?;
    let mut parts = Vec::new();
    loop {
        let end = r.item(at).min(to);
        if !r.is(at, "add") {
            return None;
        }
        parts.extend(part(r, r.skip(r.skip(at + 1, &["column"]), &["if", "not", "exists"]), end));
        at = end + 1;
        if at >= to {
            return Some((table, parts));
        }
    }
}

fn part(r: &Reader<'_>, from: usize, to: usize) -> Option<Part> {
    let first = r.tokens.get(from).filter(|_| from < to)?;
    if let Some((name, kind)) = r.column(from, to) {
        let behind = name.end().max(kind.end());
        let rest = (from..to).find(|at| r.tokens[*at].span.start() >= behind && !r.mark(*at, b'"'));
        let rules = rest.map_or(String::new(), |rest| words(r, rest, to));
        return Some(Part::Column { name, kind, rules });
    }
    let span = first.span.cover(r.tokens[to - 1].span);
    Some(Part::Constraint(span, words(r, from, to)))
}

/// Words with one blank between them, none inside brackets and before commas.
fn words(r: &Reader<'_>, from: usize, to: usize) -> String {
    let mut out = String::new();
    let mut open = true;
    for at in from..to {
        let tight = matches!(r.tokens[at].kind, Kind::Mark(b',' | b')' | b']' | b'.' | b'(' | b'[' | b':'));
        if !open && !tight {
            out.push(' ');
        }
        out.push_str(r.text(at));
        open = matches!(r.tokens[at].kind, Kind::Mark(b'(' | b'[' | b'.' | b':'));
    }
    out
}

/// What a block drops: tables, and columns of tables.
pub fn drops(code: &str) -> Vec<(Span, Option<Span>)> {
    let tokens: Vec<Token> = Lexer::new(code).collect();
    let r = Reader::new(code, &tokens);
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if r.is(at, "drop") && r.is(at + 1, "table") {
            out.extend(r.name(r.skip(at + 2, &["if", "exists"])).map(|(table, _)| (table, None)));
        }
        let altered = (r.is(at, "alter") && r.is(at + 1, "table")).then(|| {
            let only = r.skip(r.skip(at + 2, &["if", "exists"]), &["only"]);
            r.name(only)
        });
        at += 1;
        let Some(Some((table, mut next))) = altered else { continue };
        loop {
            let end = r.action(next);
            out.extend(dropped(&r, next, end).map(|column| (table, Some(column))));
            at = end.max(at);
            next = end + 1;
            if !r.mark(end, b',') {
                break;
            }
        }
    }
    out
}

fn dropped(r: &Reader<'_>, at: usize, end: usize) -> Option<Span> {
    let objects =
        "constraint index primary foreign key trigger policy partition default check not expression identity";
    let column = r.is(at + 1, "column");
    let first = r.skip(r.skip(at + 1, &["column"]), &["if", "exists"]);
    if !r.is(at, "drop") || first >= end || !column && r.any(first, objects) {
        return None;
    }
    r.tokens.get(first).filter(|t| matches!(t.kind, Kind::Word | Kind::Quoted)).map(|t| t.inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, want: &[&str]) {
        let part = |part: &Part| match part {
            Part::Column { name, kind, rules } => format!("{}:{}:{rules}", name.of(code), kind.of(code)),
            Part::Constraint(_, words) => format!("!{words}"),
        };
        let told: Vec<String> = statements(code)
            .iter()
            .map(|s| match &s.defines {
                Some((table, parts)) => {
                    format!("{}({})", table.of(code), parts.iter().map(part).collect::<Vec<_>>().join("|"))
                }
                None => s.words.clone(),
            })
            .collect();
        assert_eq!(told, want, "{code}");
    }

    #[test]
    fn statements_are_told_apart() {
        check(
            "-- x\nCREATE TABLE a (\n  id UUID PRIMARY KEY, -- why\n  n NUMERIC(10,2)  NOT NULL DEFAULT 0,\n  UNIQUE (id, n)\n);\n\
             CREATE INDEX i  ON a\n (n);\nALTER TABLE a ADD COLUMN b TEXT, ADD c INT NOT NULL;",
            &[
                "a(id:UUID:PRIMARY KEY|n:NUMERIC(10,2):NOT NULL DEFAULT 0|!UNIQUE(id, n))",
                "CREATE INDEX i ON a(n)",
                "a(b:TEXT:|c:INT:NOT NULL)",
            ],
        );
        check("CREATE TABLE a (x INT)\nCREATE TABLE b (y INT)", &["a(x:INT:)", "b(y:INT:)"]);
        check("ALTER TABLE a ADD b INT, DROP COLUMN c", &["ALTER TABLE a ADD b INT, DROP COLUMN c"]);
        check("SELECT ';' ; ;", &["SELECT ';'"]);
        check("CREATE TABLE a (", &["a()"]);
        check("", &[]);
    }

    #[test]
    fn drops_are_found() {
        let code = "DROP TABLE IF EXISTS s.a; ALTER TABLE b DROP COLUMN c, DROP CONSTRAINT d, ADD e INT, DROP f; ALTER TABLE g ALTER h DROP NOT NULL";
        let told: Vec<_> = drops(code)
            .iter()
            .map(|(t, c)| format!("{}.{}", t.of(code), c.map_or("", |c| c.of(code))))
            .collect();
        assert_eq!(told, ["a.", "b.c", "b.f"]);
    }
}
