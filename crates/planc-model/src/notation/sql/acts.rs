//! What the statements of a block do with tables and columns, one after the other.

use planc_source::Span;

use super::lexer::{Kind, Lexer, Token};
use super::table::Reader;

/// One thing a statement does or says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `CREATE TABLE`: its name, name and type of its columns, and what stands between its brackets.
    Create {
        /// The table.
        table: Span,
        /// Name and type; the type is empty where there is none.
        columns: Vec<(Span, Span)>,
        /// Between the brackets, comments included; empty without brackets.
        body: Span,
    },
    /// `ALTER TABLE … ADD COLUMN`: name and type.
    Add {
        /// The table.
        table: Span,
        /// Its new column.
        column: (Span, Span),
    },
    /// `ALTER TABLE … ALTER COLUMN … TYPE`, `MODIFY`, `CHANGE`.
    Retype {
        /// The table.
        table: Span,
        /// The column that gets another type.
        column: Span,
    },
    /// `RENAME COLUMN … TO …`.
    Rename {
        /// The table.
        table: Span,
        /// The name the column gets.
        to: Span,
    },
    /// `RENAME TO …`.
    RenameTable {
        /// The name the table gets.
        to: Span,
    },
    /// `DROP TABLE`.
    Drop {
        /// The table.
        table: Span,
    },
    /// A statement names columns that must be there.
    Names {
        /// Who names them.
        by: Named,
        /// The name of the index, where it has one.
        index: Option<Span>,
        /// The table they must be in.
        table: Span,
        /// The columns.
        columns: Vec<Span>,
    },
    /// `REFERENCES`: which columns of one table lead to which of another.
    Refers {
        /// The table that refers.
        from: Span,
        /// The columns that refer.
        columns: Vec<Span>,
        /// The table referred to.
        table: Span,
        /// Its columns; empty where its key is meant.
        keys: Vec<Span>,
    },
}

/// What names a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// An index.
    Index,
    /// A key or constraint of a table.
    Key,
    /// `ALTER TABLE`.
    Alter,
    /// `INSERT INTO`.
    Insert,
    /// `COMMENT ON COLUMN`.
    Comment,
}

/// Everything a block of SQL does with tables and columns, in its order. Linear; what it does not understand it
/// leaves out.
pub fn acts(code: &str) -> Vec<Act> {
    let mut tokens: Vec<Token> = Vec::with_capacity(code.len() / 5);
    tokens.extend(Lexer::new(code));
    let mut walk = Walk { reader: Reader::new(code, &tokens), acts: Vec::new() };
    let mut at = 0;
    while at < tokens.len() {
        at = walk.statement(at).unwrap_or(at).max(at + 1);
    }
    walk.acts
}

struct Walk<'t> {
    reader: Reader<'t>,
    acts: Vec<Act>,
}

impl Walk<'_> {
    /// Reads what begins at a token; where it goes on behind it.
    fn statement(&mut self, at: usize) -> Option<usize> {
        let r = &self.reader;
        if r.is(at, "create") {
            self.create(at + 1)
        } else if r.is(at, "alter") && r.is(at + 1, "table") {
            self.alter(at + 2)
        } else if r.is(at, "drop") && r.is(at + 1, "table") {
            let (table, next) = r.name(r.skip(at + 2, &["if", "exists"]))?;
            self.acts.push(Act::Drop { table });
            Some(next)
        } else if r.is(at, "insert") && r.is(at + 1, "into") {
            let (table, next) = r.name(at + 2)?;
            let (columns, next) = self.names(next)?;
            self.acts.push(Act::Names { by: Named::Insert, index: None, table, columns });
            Some(next)
        } else if r.is(at, "comment") && r.is(at + 1, "on") && r.is(at + 2, "column") {
            self.comment(at + 3)
        } else {
            None
        }
    }

    fn create(&mut self, mut at: usize) -> Option<usize> {
        let r = &self.reader;
        while r.any(at, "or replace global local temp temporary unlogged external foreign virtual unique") {
            at += 1;
        }
        if r.is(at, "index") {
            return self.index(at + 1);
        }
        if !r.is(at, "table") {
            return None;
        }
        let (table, next) = r.name(r.skip(at + 1, &["if", "not", "exists"]))?;
        if !r.mark(next, b'(') {
            self.acts.push(Act::Create { table, columns: Vec::new(), body: Span::at(table.end()) });
            return Some(next);
        }
        let open = r.tokens.get(next)?.span.end();
        let (mut columns, mut uses, mut at) = (Vec::new(), Vec::new(), next + 1);
        let close = loop {
            let end = self.reader.item(at);
            columns.extend(self.reader.column(at, end));
            self.parts(table, at, end, &mut uses);
            at = end + 1;
            if !self.reader.mark(end, b',') {
                break end;
            }
        };
        let end = self.reader.tokens.get(close).map_or(self.reader.code.len(), |t| t.span.start());
        self.acts.push(Act::Create { table, columns, body: Span::new(open, end.max(open)) });
        self.acts.append(&mut uses);
        Some(close)
    }

    /// `CREATE INDEX [CONCURRENTLY] [IF NOT EXISTS] [name] ON [ONLY] table [USING method] (columns)`
    fn index(&mut self, at: usize) -> Option<usize> {
        let r = &self.reader;
        let mut at = r.skip(r.skip(at, &["concurrently"]), &["if", "not", "exists"]);
        let mut index = None;
        if !r.is(at, "on") {
            let (name, next) = r.name(at)?;
            (index, at) = (Some(name), next);
        }
        if !r.is(at, "on") {
            return None;
        }
        let (table, mut at) = r.name(r.skip(at + 1, &["only"]))?;
        if r.is(at, "using") {
            at += 2;
        }
        let (columns, next) = self.names(at).unwrap_or((Vec::new(), at));
        self.acts.push(Act::Names { by: Named::Index, index, table, columns });
        Some(next)
    }

    /// What an item of a table says beyond its column: keys, unique columns, references.
    fn parts(&self, table: Span, mut at: usize, end: usize, out: &mut Vec<Act>) {
        let r = &self.reader;
        let constraint = r.constraint(at, end);
        let column = r.tokens.get(at).filter(|_| !constraint).map(|t| t.inner());
        if constraint && r.is(at, "constraint") {
            at += 2;
        }
        let mut from: Vec<Span> = column.into_iter().collect();
        if constraint && r.any(at, "primary unique foreign index key") {
            let list = (at..end).take(4).find(|at| r.mark(*at, b'('));
            if let Some((columns, next)) = list.and_then(|list| self.names(list)) {
                at = next;
                from.clone_from(&columns);
                out.push(Act::Names { by: Named::Key, index: None, table, columns });
            }
        }
        let Some(refers) = (at..end).find(|at| r.is(*at, "references")) else { return };
        let Some((other, next)) = r.name(refers + 1) else { return };
        let keys = self.names(next).filter(|(_, after)| *after <= end).map_or(Vec::new(), |(keys, _)| keys);
        out.push(Act::Refers { from: table, columns: from, table: other, keys });
    }

    /// The plain names in a list in brackets; expressions in it are left out.
    fn names(&self, open: usize) -> Option<(Vec<Span>, usize)> {
        let r = &self.reader;
        if !r.mark(open, b'(') {
            return None;
        }
        let (mut found, mut at) = (Vec::new(), open + 1);
        loop {
            let end = r.item(at);
            found.extend(self.plain(at, end));
            at = end + 1;
            if !r.mark(end, b',') {
                return Some((found, at));
            }
        }
    }

    /// An item that is a name, with an order, a length or the like behind it at most.
    fn plain(&self, at: usize, end: usize) -> Option<Span> {
        let r = &self.reader;
        let first = r.tokens.get(at).filter(|_| at < end)?;
        let word = r.text(at);
        let named = match first.kind {
            Kind::Quoted => true,
            Kind::Word => word.starts_with(|c: char| c.is_alphabetic() || c == '_') && !word.contains('{'),
            _ => false,
        };
        let length = r.mark(at + 1, b'(') && r.text(at + 2).bytes().all(|b| b.is_ascii_digit());
        let behind = at + 1 == end || length || r.tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Word);
        (named && behind).then(|| first.inner())
    }

    fn alter(&mut self, at: usize) -> Option<usize> {
        let r = &self.reader;
        let at = r.skip(r.skip(at, &["if", "exists"]), &["only"]);
        let (table, mut at) = r.name(at)?;
        loop {
            let end = self.reader.action(at);
            self.action(table, at, end);
            at = end + 1;
            if !self.reader.mark(end, b',') {
                return Some(end);
            }
        }
    }

    fn action(&mut self, table: Span, at: usize, end: usize) {
        let r = &self.reader;
        let mut acts = Vec::new();
        if r.is(at, "add") {
            let first = r.skip(r.skip(at + 1, &["column"]), &["if", "not", "exists"]);
            if let Some(column) = r.column(first, end) {
                acts.push(Act::Add { table, column });
            }
            self.parts(table, first, end, &mut acts);
        } else if r.any(at, "drop alter modify change rename") {
            let objects = "constraint index primary foreign key trigger policy to partition default check";
            let column = r.is(at + 1, "column");
            let first = r.skip(r.skip(at + 1, &["column"]), &["if", "exists"]);
            let name =
                r.tokens.get(first).filter(|t| first < end && matches!(t.kind, Kind::Word | Kind::Quoted));
            if r.is(at, "rename") && r.is(at + 1, "to") {
                acts.extend(r.name(at + 2).map(|(to, _)| Act::RenameTable { to }));
            } else if let Some(name) = name.filter(|_| column || !r.any(at + 1, objects)).map(|t| t.inner()) {
                acts.push(Act::Names { by: Named::Alter, index: None, table, columns: vec![name] });
                if r.is(at, "rename") && r.is(first + 1, "to") {
                    acts.extend(r.name(first + 2).map(|(to, _)| Act::Rename { table, to }));
                } else if !r.is(at, "drop") {
                    acts.push(Act::Retype { table, column: name });
                }
            }
        }
        self.acts.append(&mut acts);
    }

    /// `COMMENT ON COLUMN [schema.]table.column`
    fn comment(&mut self, mut at: usize) -> Option<usize> {
        let r = &self.reader;
        let mut parts = Vec::new();
        loop {
            let token = r.tokens.get(at).filter(|t| matches!(t.kind, Kind::Word | Kind::Quoted))?;
            parts.push(token.inner());
            if !r.mark(at + 1, b'.') {
                break;
            }
            at += 2;
        }
        if let [.., table, column] = parts[..] {
            self.acts.push(Act::Names { by: Named::Comment, index: None, table, columns: vec![column] });
        }
        Some(at + 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(code: &str) -> Vec<String> {
        let list = |spans: &[Span]| spans.iter().map(|s| s.of(code)).collect::<Vec<_>>().join(" ");
        let one = |act: &Act| match act {
            Act::Create { table, columns, .. } => {
                let columns: Vec<_> =
                    columns.iter().map(|(n, t)| format!("{} {}", n.of(code), t.of(code))).collect();
                format!("create {}: {}", table.of(code), columns.join(", "))
            }
            Act::Add { table, column } => {
                format!("add {}: {} {}", table.of(code), column.0.of(code), column.1.of(code))
            }
            Act::Retype { table, column } => format!("retype {}: {}", table.of(code), column.of(code)),
            Act::Rename { table, to } => format!("rename {}: {}", table.of(code), to.of(code)),
            Act::RenameTable { to } => format!("rename to {}", to.of(code)),
            Act::Drop { table } => format!("drop {}", table.of(code)),
            Act::Names { by, table, columns, .. } => {
                format!("{by:?} {}: {}", table.of(code), list(columns))
            }
            Act::Refers { from, columns, table, keys } => {
                format!("{}: {} -> {}: {}", from.of(code), list(columns), table.of(code), list(keys))
            }
        };
        acts(code).iter().map(one).collect()
    }

    #[test]
    fn statements_say_what_they_do() {
        for (code, want) in [
            ("CREATE TABLE a (id INT, b TEXT)", vec!["create a: id INT, b TEXT"]),
            (
                "CREATE TABLE a (b INT REFERENCES c (id), UNIQUE (b, x), PRIMARY KEY (id))",
                vec!["create a: b INT", "a: b -> c: id", "Key a: b x", "Key a: id"],
            ),
            (
                "CREATE TABLE a (b INT, CONSTRAINT k FOREIGN KEY (b, c) REFERENCES s.d(e, f) ON DELETE CASCADE)",
                vec!["create a: b INT", "Key a: b c", "a: b c -> d: e f"],
            ),
            (
                "CREATE UNIQUE INDEX CONCURRENTLY i ON ONLY a USING gin (b DESC, lower(c), d(10), (e || f))",
                vec!["Index a: b d"],
            ),
            ("create index on a(b)", vec!["Index a: b"]),
            (
                "ALTER TABLE a ADD COLUMN b INT REFERENCES c(id), DROP COLUMN d, ALTER COLUMN e TYPE TEXT;",
                vec!["add a: b INT", "a: b -> c: id", "Alter a: d", "Alter a: e", "retype a: e"],
            ),
            ("ALTER TABLE a DROP CONSTRAINT c", vec![]),
            ("ALTER TABLE a ADD CONSTRAINT u UNIQUE (b)", vec!["Key a: b"]),
            (
                "ALTER TABLE a RENAME COLUMN b TO c; ALTER TABLE a RENAME TO d",
                vec!["Alter a: b", "rename a: c", "rename to d"],
            ),
            ("INSERT INTO a (b, c) VALUES (1, 2); DROP TABLE IF EXISTS a;", vec!["Insert a: b c", "drop a"]),
            ("COMMENT ON COLUMN s.a.b IS 'x'", vec!["Comment a: b"]),
            ("CREATE TABLE a AS SELECT 1", vec!["create a: "]),
        ] {
            assert_eq!(said(code), want, "{code}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(code in "(\\PC|[\\n;,('\"`$.)]|CREATE |TABLE |INDEX |ON |ALTER |ADD |DROP |RENAME |TO |REFERENCES |x |INSERT INTO ){0,60}") {
            for act in acts(&code) {
                if let Act::Create { table, body, columns } = act {
                    prop_assert!(code.get(table.range()).is_some() && code.get(body.range()).is_some());
                    prop_assert!(columns.iter().all(|(n, t)| code.get(n.range()).is_some() && code.get(t.range()).is_some()));
                }
            }
        }
    }
}
