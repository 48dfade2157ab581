//! Plain SQL: the statements that nearly every plan has, in the forms that every reader of PostgreSQL takes.
//!
//! Making tokens and a tree of a block costs twenty times as much as walking over it, and most blocks are right. So
//! what is plainly right is told here, and everything else, right or wrong, is for the parser to say. A property test
//! holds both together: what is plain has no fault.

/// Whether a block is plain: `CREATE TABLE`, `CREATE INDEX`, `DROP TABLE` and `ALTER TABLE … ADD COLUMN` with plain
/// names, types and constraints.
pub(super) fn is_plain(code: &str) -> bool {
    let mut walk = Walk { code, at: 0 };
    let mut any = false;
    while !walk.ended() {
        if walk.statement().is_none() {
            return false;
        }
        any = true;
    }
    any
}

/// A walk over words and signs; each step that finds something else than it looks for ends it.
struct Walk<'t> {
    code: &'t str,
    at: usize,
}

impl<'t> Walk<'t> {
    fn statement(&mut self) -> Option<()> {
        if self.is("alter") {
            self.all(&["table"])?;
            self.name()?;
            self.all(&["add", "column"])?;
            self.column()?;
        } else if self.is("drop") {
            self.all(&["table"])?;
            if self.is("if") {
                self.all(&["exists"])?;
            }
            self.name()?;
            self.is("cascade");
        } else {
            self.all(&["create"])?;
            if self.is("table") {
                self.unless_there()?;
                self.name()?;
                self.list(Self::column)?;
            } else {
                self.is("unique");
                self.all(&["index"])?;
                self.unless_there()?;
                self.name()?;
                self.all(&["on"])?;
                self.name()?;
                self.list(Self::name)?;
            }
        }
        self.sign(b';')
    }

    /// `IF NOT EXISTS`, or nothing.
    fn unless_there(&mut self) -> Option<()> {
        if self.is("if") { self.all(&["not", "exists"]) } else { Some(()) }
    }

    /// A name, a type, and what must hold.
    fn column(&mut self) -> Option<()> {
        self.name()?;
        let kind = self.word()?;
        match one_of(KINDS, kind) {
            Some("varchar" | "char" | "numeric" | "decimal") => {
                if self.next() == Some(b'(') {
                    self.list(Self::number)?;
                }
            }
            found => _ = found?,
        }
        loop {
            if matches!(self.next()?, b',' | b')' | b';') {
                return Some(());
            }
            let word = self.word()?;
            match one_of(CONSTRAINTS, word)? {
                "not" => self.all(&["null"])?,
                "primary" => self.all(&["key"])?,
                "default" => self.value()?,
                "references" => {
                    self.name()?;
                    if self.next() == Some(b'(') {
                        self.list(Self::name)?;
                    }
                    while self.is("on") {
                        self.all(&["delete"])?;
                        if !self.is("cascade") && !self.is("restrict") {
                            self.all(&["set", "null"])?;
                        }
                    }
                }
                "check" => {
                    self.sign(b'(')?;
                    self.name()?;
                    if self.is("in") {
                        self.list(Self::literal)?;
                    } else {
                        self.comparison()?;
                        self.literal()?;
                    }
                    self.sign(b')')?;
                }
                // `UNIQUE`
                _ => {}
            }
        }
    }

    /// What a column is when nobody says: a literal, or a call without arguments.
    fn value(&mut self) -> Option<()> {
        if self.next()?.is_ascii_alphabetic() {
            let word = self.word()?;
            if one_of(&["true", "false"], word).is_some() {
                return Some(());
            }
            one_of(&["now", "gen_random_uuid", "uuid_generate_v4"], word)?;
            self.sign(b'(')?;
            return self.sign(b')');
        }
        self.literal()
    }

    fn comparison(&mut self) -> Option<()> {
        self.next();
        let rest = &self.code[self.at..];
        let sign = [">=", "<=", "<>", ">", "<", "="].into_iter().find(|sign| rest.starts_with(sign))?;
        self.at += sign.len();
        self.next().map(|_| ())
    }

    /// A whole number, or a string without quotes in it.
    fn literal(&mut self) -> Option<()> {
        if self.next()? != b'\'' {
            return self.number();
        }
        let inner = &self.code.as_bytes()[self.at + 1..];
        let len = inner.iter().position(|b| matches!(b, b'\'' | b'\\' | b'\n'))?;
        self.at += len + 2;
        // Two quotes in a row would be one that is meant.
        (inner[len] == b'\'' && inner.get(len + 1) != Some(&b'\'')).then_some(())
    }

    fn number(&mut self) -> Option<()> {
        self.next();
        let digits = self.code.as_bytes()[self.at..].iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += digits;
        ((1..=9).contains(&digits)
            && matches!(self.next()?, b',' | b')' | b' ' | b';' | b'A'..=b'Z' | b'a'..=b'z'))
        .then_some(())
    }

    /// Things of one kind in brackets, with commas between them.
    fn list(&mut self, one: fn(&mut Self) -> Option<()>) -> Option<()> {
        self.sign(b'(')?;
        loop {
            one(self)?;
            if self.next()? == b')' {
                return self.sign(b')');
            }
            self.sign(b',')?;
        }
    }

    /// A name that is no word of SQL at its place.
    fn name(&mut self) -> Option<()> {
        let name = self.word()?;
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.len() > 1;
        (plain && !is_reserved(name)).then_some(())
    }

    /// A word as it is written.
    fn word(&mut self) -> Option<&'t str> {
        self.next();
        let rest = &self.code[self.at..];
        let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        self.at += len;
        // A letter, a dot or a quote that follows makes it another word.
        let ends = rest[len..].starts_with([' ', ',', ')', '(', ';', '\n', '\r', '\t']);
        (len > 0 && ends).then_some(&rest[..len])
    }

    /// Whether this word is the next one; if so, steps over it.
    fn is(&mut self, word: &str) -> bool {
        let before = self.at;
        let found = self.word().is_some_and(|w| w.eq_ignore_ascii_case(word));
        if !found {
            self.at = before;
        }
        found
    }

    fn all(&mut self, words: &[&str]) -> Option<()> {
        words.iter().all(|word| self.is(word)).then_some(())
    }

    fn sign(&mut self, sign: u8) -> Option<()> {
        let found = self.next() == Some(sign);
        self.at += usize::from(found);
        found.then_some(())
    }

    /// Steps over white space and comments; the byte that follows.
    fn next(&mut self) -> Option<u8> {
        let bytes = self.code.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                b'-' if bytes.get(self.at + 1) == Some(&b'-') => {
                    let line = memchr::memchr(b'\n', &bytes[self.at..]);
                    self.at += line.unwrap_or(bytes.len() - self.at);
                }
                byte => return Some(*byte),
            }
        }
    }

    fn ended(&mut self) -> bool {
        self.next().is_none()
    }
}

/// Which word of a short list this is, whatever its case.
fn one_of(list: &[&'static str], word: &str) -> Option<&'static str> {
    list.iter().copied().find(|w| w.eq_ignore_ascii_case(word))
}

/// Whether a name in lower or mixed case is one of [`RESERVED`].
fn is_reserved(name: &str) -> bool {
    let lower = |word: &str, name: &str| word.bytes().cmp(name.bytes().map(|b| b.to_ascii_lowercase()));
    RESERVED.binary_search_by(|word| lower(word, name)).is_ok()
}

const KINDS: &[&str] = &[
    "uuid",
    "text",
    "varchar",
    "char",
    "bigint",
    "integer",
    "int",
    "smallint",
    "boolean",
    "timestamptz",
    "timestamp",
    "date",
    "jsonb",
    "json",
    "numeric",
    "decimal",
    "bytea",
];

const CONSTRAINTS: &[&str] = &["not", "primary", "unique", "default", "references", "check"];

/// Words that begin something else where a name may stand, in one database or another; sorted.
const RESERVED: &[&str] = &[
    "all",
    "and",
    "any",
    "array",
    "as",
    "between",
    "bignumeric",
    "case",
    "cast",
    "ceil",
    "check",
    "collate",
    "columns",
    "concurrently",
    "connect_by_root",
    "constraint",
    "convert",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "date",
    "datetime",
    "exclude",
    "exists",
    "extract",
    "false",
    "floor",
    "for",
    "foreign",
    "from",
    "fulltext",
    "grouping",
    "if",
    "in",
    "index",
    "interval",
    "is",
    "key",
    "lateral",
    "like",
    "localtime",
    "localtimestamp",
    "map",
    "match",
    "not",
    "null",
    "on",
    "only",
    "or",
    "order",
    "overlaps",
    "overlay",
    "partition",
    "period",
    "position",
    "primary",
    "prior",
    "references",
    "row",
    "safe_cast",
    "select",
    "session_user",
    "spatial",
    "struct",
    "substring",
    "table",
    "then",
    "time",
    "timestamp",
    "trim",
    "true",
    "try_cast",
    "unique",
    "unnest",
    "user",
    "using",
    "values",
    "when",
    "where",
    "with",
    "without",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::sql::{Database, KEYWORDS, attempt};
    use proptest::prelude::*;

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn what_plans_have_is_plain() {
        for code in [
            "CREATE TABLE a1 (id UUID PRIMARY KEY DEFAULT gen_random_uuid());",
            "-- x\ncreate table if not exists ab (\n  cd text, -- y\n  ef VARCHAR(20) NOT NULL UNIQUE\n);\n",
            "CREATE TABLE ab (cd TEXT DEFAULT 'new' CHECK (cd IN ('new', 'old')), nn INT CHECK (nn >= 0));",
            "CREATE TABLE ab (cd UUID REFERENCES ef (id) ON DELETE CASCADE, amount NUMERIC(12, 2));",
            "DROP TABLE ab; DROP TABLE IF EXISTS cd CASCADE;",
            "CREATE UNIQUE INDEX IF NOT EXISTS ix ON ab (cd, ef);\nALTER TABLE ab ADD COLUMN cd BOOLEAN DEFAULT true;",
        ] {
            assert!(is_plain(code), "{code}");
        }
    }

    #[test]
    fn the_rest_is_for_the_parser() {
        for code in [
            "",
            "-- only words",
            "SELECT 1;",
            "CREATE TABLE ab (cd TEXT)",
            "CREATE TABLE ab (cd TEXT,);",
            "CREATE TABLE ab ();",
            "CREATE TABLE ab (cd TEXT DEFAULT 'it''s');",
            "CREATE TABLE ab (cd TETX);",
            "CREATE TABLE ab (cd TEXT NOT NUL);",
            "CREATE TABLE ab (primary TEXT);",
            "CREATE TABLE {{name}} (cd TEXT);",
            "CREATE TABLE a.b (cd TEXT);",
            "CREATE INDEX ix ON ab (lower(cd));",
        ] {
            assert!(!is_plain(code), "{code}");
        }
    }

    /// Every word that SQL knows, wherever a name may stand.
    #[test]
    fn no_word_of_sql_is_taken_for_a_name() {
        let mut wrong = Vec::new();
        for word in KEYWORDS {
            let word = word.to_ascii_lowercase();
            for code in [
                format!("CREATE TABLE {word} (cd TEXT, ef INT);"),
                format!("CREATE TABLE ab ({word} TEXT NOT NULL, ef INT);"),
                format!("CREATE TABLE ab (ef INT CHECK ({word} > 0));"),
                format!("CREATE TABLE ab (ef INT CHECK ({word} IN (1, 'x')));"),
                format!("CREATE TABLE ab (ef INT REFERENCES {word} ({word}) ON DELETE SET NULL);"),
                format!("CREATE INDEX {word} ON ab (ef);"),
                format!("CREATE INDEX ix ON {word} (ef, {word});"),
                format!("ALTER TABLE {word} ADD COLUMN ef INT;"),
                format!("DROP TABLE {word}; DROP TABLE IF EXISTS {word} CASCADE;"),
                format!("ALTER TABLE ab ADD COLUMN {word} INT;"),
            ] {
                if is_plain(&code) && attempt(&code, Database::Postgres).is_some() {
                    wrong.push(code);
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn what_is_plain_has_no_fault(
            parts in prop::collection::vec(prop::sample::select(&[
                "CREATE ", "TABLE ", "UNIQUE ", "INDEX ", "ix ", "ON ", "ab ", "cd ", "(", ")", ", ", ";\n", "TEXT ",
                "INT ", "NUMERIC", "(12, 2)", "NOT NULL ", "PRIMARY KEY ", "DEFAULT ", "now() ", "'x' ", "1 ", "true ",
                "CHECK ", "(cd >= 0)", "(cd IN ('a', 'b'))", "REFERENCES ", "ab (cd) ", "ON DELETE CASCADE ",
                "ALTER TABLE ab ADD COLUMN ", "CREATE TABLE ab (cd INT", "CREATE INDEX ix ON ab (cd)", "-- x\n",
                "IF NOT EXISTS ", "DROP TABLE ", "IF EXISTS ", "CASCADE ", "' ", "- ", ".",
            ][..]), 0..14),
        ) {
            let code = parts.concat();
            if is_plain(&code) {
                prop_assert_eq!(attempt(&code, Database::Postgres), None, "{}", code);
            }
        }
    }
}
