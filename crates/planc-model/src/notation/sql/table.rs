//! Tables and their columns, from CREATE TABLE and ALTER TABLE.

use rustc_hash::FxHashMap;

use planc_source::Span;

use super::SqlTable;
use super::lexer::{Kind, Lexer, Token};
use crate::notation::scan::listed_ignore_case;

/// The tables of a block.
pub(super) fn read(code: &str) -> Vec<SqlTable> {
    let tokens: Vec<Token> = Lexer::new(code).collect();
    let mut reader = Reader::new(code, &tokens);
    let mut at = 0;
    while at < tokens.len() {
        at = match reader.create(at).or_else(|| reader.alter(at)) {
            Some(next) => next.max(at + 1),
            None => at + 1,
        };
    }
    reader.tables
}

pub(super) struct Reader<'t> {
    pub(super) code: &'t str,
    pub(super) tokens: &'t [Token],
    tables: Vec<SqlTable>,
    names: FxHashMap<String, usize>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(code: &'t str, tokens: &'t [Token]) -> Reader<'t> {
        Reader { code, tokens, tables: Vec::new(), names: FxHashMap::default() }
    }

    pub(super) fn text(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.code))
    }

    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
            && self.text(at).eq_ignore_ascii_case(word)
    }

    pub(super) fn any(&self, at: usize, words: &str) -> bool {
        let word = self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word);
        word && listed_ignore_case(words, self.text(at))
    }

    pub(super) fn mark(&self, at: usize, mark: u8) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Mark(mark))
    }

    pub(super) fn skip(&self, at: usize, words: &[&str]) -> usize {
        let whole = words.iter().enumerate().all(|(offset, word)| self.is(at + offset, word));
        if whole { at + words.len() } else { at }
    }

    /// `schema.table`: the last part, and what follows it.
    pub(super) fn name(&self, mut at: usize) -> Option<(Span, usize)> {
        loop {
            let token =
                self.tokens.get(at).filter(|token| matches!(token.kind, Kind::Word | Kind::Quoted))?;
            if !self.mark(at + 1, b'.') {
                return Some((token.inner(), at + 1)).filter(|(name, _)| !name.is_empty());
            }
            at += 2;
        }
    }

    /// `CREATE .. TABLE [IF NOT EXISTS] name ( .. )`
    fn create(&mut self, at: usize) -> Option<usize> {
        if !self.is(at, "create") {
            return None;
        }
        let modifiers = "or replace global local temp temporary unlogged external foreign virtual";
        let mut at = at + 1;
        while self.any(at, modifiers) {
            at += 1;
        }
        if !self.is(at, "table") {
            return None;
        }
        let (name, mut at) = self.name(self.skip(at + 1, &["if", "not", "exists"]))?;
        let mut columns = Vec::new();
        if self.mark(at, b'(') {
            at = self.list(at + 1, &mut columns);
        }
        self.names.insert(name.of(self.code).to_lowercase(), self.tables.len());
        self.tables.push(SqlTable { name, columns });
        Some(at)
    }

    /// The columns up to the bracket that closes their list.
    fn list(&self, mut at: usize, columns: &mut Vec<(Span, Span)>) -> usize {
        loop {
            let end = self.item(at);
            columns.extend(self.column(at, end));
            at = end + 1;
            if !self.mark(end, b',') {
                return at;
            }
        }
    }

    /// Where an item ends: at a comma or closing bracket of its own level, or with the statement.
    pub(super) fn item(&self, mut at: usize) -> usize {
        let mut depth = 0usize;
        while let Some(token) = self.tokens.get(at) {
            match token.kind {
                Kind::Mark(b'(') => depth += 1,
                Kind::Mark(b',' | b')') if depth == 0 => break,
                Kind::Mark(b')') => depth -= 1,
                Kind::Mark(b';') => break,
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// Name and type of a column; `None` for a constraint.
    pub(super) fn column(&self, at: usize, end: usize) -> Option<(Span, Span)> {
        let first = self.tokens.get(at).filter(|_| at < end)?;
        let word = self.text(at);
        let named = match first.kind {
            Kind::Quoted => true,
            Kind::Word => !self.constraint(at, end) && !word.starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        };
        // A placeholder that stands alone stands for several columns.
        if !named || at + 1 == end && word.starts_with("{{") {
            return None;
        }
        let name = first.inner();
        Some((name, self.kind_of(at + 1, end).unwrap_or(Span::at(first.span.end()))))
    }

    pub(super) fn constraint(&self, at: usize, end: usize) -> bool {
        let next = at + 1;
        let opens = |at: usize| at < end && self.mark(at, b'(');
        let named = |at: usize| opens(at) || opens(at + 1) && !is_type(self.text(at));
        (self.is(at, "primary") && self.any(next, "key index"))
            || (self.is(at, "foreign") && self.is(next, "key"))
            || (self.is(at, "unique") && (self.any(next, "key index nulls") || named(next)))
            || (self.is(at, "check") && opens(next))
            || (self.is(at, "constraint") && end > next)
            || (self.any(at, "index key") && (named(next) || self.any(at + 2, "using on")))
            || (self.any(at, "fulltext spatial") && (self.any(next, "key index") || named(next)))
            || (self.is(at, "exclude") && (self.is(next, "using") || opens(next)))
            || (self.is(at, "period") && self.is(next, "for"))
            || (self.is(at, "partition") && self.is(next, "by"))
            || (self.is(at, "like") && end > next)
    }

    /// The type behind a column's name: `NUMERIC(10,2)`, `TIMESTAMP WITH TIME ZONE`, `text[]`, `{{TYPE}}`.
    fn kind_of(&self, at: usize, end: usize) -> Option<Span> {
        let first = self.tokens.get(at).filter(|_| at < end)?;
        let bare = "not null default primary unique references check constraint generated as";
        if !matches!(first.kind, Kind::Word | Kind::Quoted) || self.any(at, bare) {
            return None;
        }
        let (mut span, mut at) = (first.span, at + 1);
        while at < end {
            let zone = self.any(at, "with without") && self.any(at + 1, "time local");
            let more = "precision varying unsigned signed zerofill time local zone large array";
            if zone || self.any(at, more) || self.is(at, "object") {
                at += 1;
            } else if self.mark(at, b'.') {
                at += 2;
            } else if self.mark(at, b'(') {
                at = self.item(at + 1) + 1;
                while self.mark(at - 1, b',') && at < end {
                    at = self.item(at) + 1;
                }
            } else if self.mark(at, b'[') && self.mark(at + 1, b']') {
                at += 2;
            } else {
                break;
            }
            span = self.tokens.get(at.min(end) - 1).map_or(span, |token| span.cover(token.span));
        }
        Some(span)
    }

    /// `ALTER TABLE [IF EXISTS] [ONLY] name ADD [COLUMN] .., ADD ..`
    fn alter(&mut self, at: usize) -> Option<usize> {
        if !(self.is(at, "alter") && self.is(at + 1, "table")) {
            return None;
        }
        let at = self.skip(self.skip(at + 2, &["if", "exists"]), &["only"]);
        let (name, mut at) = self.name(at)?;
        let mut columns = Vec::new();
        loop {
            let end = self.action(at);
            self.added(at, end, &mut columns);
            at = end + 1;
            if !self.mark(end, b',') {
                at = end;
                break;
            }
        }
        if !columns.is_empty() {
            let key = name.of(self.code).to_lowercase();
            let table = *self.names.entry(key).or_insert_with(|| {
                self.tables.push(SqlTable { name, columns: Vec::new() });
                self.tables.len() - 1
            });
            self.tables[table].columns.append(&mut columns);
        }
        Some(at)
    }

    /// Where an action of ALTER TABLE ends; the next statement ends it too where a semicolon is missing.
    pub(super) fn action(&self, at: usize) -> usize {
        let end = self.item(at);
        let statement = |at: &usize| {
            self.is(*at, "alter") && self.is(at + 1, "table")
                || self.is(*at, "create") && self.any(at + 1, "table index unique view trigger")
        };
        (at..end).find(statement).unwrap_or(end)
    }

    /// The columns that one action adds.
    fn added(&self, at: usize, end: usize, columns: &mut Vec<(Span, Span)>) {
        if !self.is(at, "add") {
            return;
        }
        let at = self.skip(self.skip(at + 1, &["column"]), &["if", "not", "exists"]);
        if self.mark(at, b'(') {
            self.list(at + 1, columns);
        } else {
            columns.extend(self.column(at, end));
        }
    }
}

/// Whether `word` names a type that takes a length, so that `key VARCHAR(9)` is a column.
fn is_type(word: &str) -> bool {
    let types = "varchar char nvarchar nchar varchar2 text numeric decimal int integer bigint smallint tinyint bit binary \
        varbinary float double timestamp datetime time character enum vector number string";
    listed_ignore_case(types, word) || word.starts_with("{{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: &str) {
        let tables = read(code);
        let column = |(name, kind): &(Span, Span)| format!("{}:{}", name.of(code), kind.of(code));
        let table = |table: &SqlTable| {
            let columns: Vec<String> = table.columns.iter().map(column).collect();
            format!("{}({})", table.name.of(code), columns.join("|"))
        };
        assert_eq!(tables.iter().map(table).collect::<Vec<_>>().join(" "), expected, "{code}");
    }

    #[test]
    fn created() {
        check(
            "-- New\nCREATE TABLE {{table_name}} (\n id UUID PRIMARY KEY DEFAULT gen_random_uuid(),\n\
             {{column}} {{TYPE}} {{CONSTRAINTS}},\n created_at TIMESTAMP DEFAULT NOW() -- why, not\n);",
            "{{table_name}}(id:UUID|{{column}}:{{TYPE}}|created_at:TIMESTAMP)",
        );
        check(
            "create table if not exists public.\"Users\" (\"id\" bigint unsigned, [na me] nvarchar(10), `x` text[],\n\
             price NUMERIC(10,2) NOT NULL CHECK (price > 0, 1), at TIMESTAMP(6) WITH TIME ZONE NOT NULL, d DOUBLE PRECISION,\n\
             key VARCHAR(9), kind ENUM('a,b','c)'), s my.type, PRIMARY KEY (id), UNIQUE (x), KEY idx (x), INDEX (x),\n\
             CONSTRAINT c CHECK (x), FOREIGN KEY (x) REFERENCES y(z), FULLTEXT KEY f (x), EXCLUDE USING gist (x), u)",
            "Users(id:bigint unsigned|na me:nvarchar(10)|x:text[]|price:NUMERIC(10,2)|at:TIMESTAMP(6) WITH TIME ZONE|\
             d:DOUBLE PRECISION|key:VARCHAR(9)|kind:ENUM('a,b','c)')|s:my.type|u:)",
        );
        check("CREATE TABLE a (id PRIMARY KEY, ...", "a(id:)");
        check("CREATE TABLE a AS SELECT 1; CREATE TEMP TABLE b ({{COLUMNS}})", "a() b()");
        check("-- CREATE TABLE no (x INT)\n'CREATE TABLE no (x INT)' CREATE INDEX i ON t (c)", "");
        check("CREATE TABLE <name> (a INT\nCREATE TABLE b (c INT)", "<name>(a:INT)");
    }

    #[test]
    fn altered() {
        check(
            "CREATE TABLE Users (id INT);\nALTER TABLE ONLY users ADD COLUMN IF NOT EXISTS a TEXT NOT NULL, ADD b INT,\n\
             ADD CONSTRAINT c UNIQUE (a), DROP COLUMN d;\nALTER TABLE public.log ADD (x INT, y INT)\nALTER TABLE log ADD z INT",
            "Users(id:INT|a:TEXT|b:INT) log(x:INT|y:INT|z:INT)",
        );
        check("ALTER TABLE a DROP COLUMN b; ALTER TABLE a ADD UNIQUE (x)", "");
    }
}
