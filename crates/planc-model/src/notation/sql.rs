//! SQL of any dialect, read for its tables, statements and comment heads. No grammar: plans hold fragments,
//! placeholders and three dialects in one block, and what they mean is still plain.

mod acts;
mod lexer;
mod statements;
mod table;

pub use acts::{Act, Named, acts};
pub use statements::{Part, Statement, drops, statements};

use planc_source::Span;

use super::scan::{self, after, listed_ignore_case, starts_with_ignore_case};
use lexer::{Kind, Lexer};

/// A table, as far as a plan describes it.
pub(crate) struct SqlTable {
    /// Its name, without schema and quotes.
    pub name: Span,
    /// Name and type of its columns; the type is empty where there is none.
    pub columns: Vec<(Span, Span)>,
}

/// The tables of a block, with the columns that ALTER TABLE adds to them.
pub(crate) fn tables(code: &str) -> Vec<SqlTable> {
    table::read(code)
}

/// The comment lines that hold a key and a value: `-- Migration: 001_users`, `-- Version: 3`.
pub(crate) fn comment_keys(code: &str) -> Vec<(Span, Span)> {
    comments(code).filter_map(|(_, text)| key_value(code, text)).collect()
}

fn key_value(code: &str, text: &str) -> Option<(Span, Span)> {
    let (key, value) = text.split_once(':').or_else(|| text.split_once('：'))?;
    let (key, value) = (key.trim(), value.trim());
    let plain = key.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'));
    let short = (1..=3).contains(&key.split_whitespace().take(4).count());
    (plain && short && !value.is_empty()).then(|| (scan::span(code, key), scan::span(code, value)))
}

/// The lines that are nothing but a comment: the line's span and the comment's text, without decoration.
fn comments(code: &str) -> impl Iterator<Item = (Span, &str)> {
    scan::lines(code).filter_map(|line| {
        let text = line.of(code).trim();
        let text = ["--", "//", "#", "/*"].iter().find_map(|mark| text.strip_prefix(mark))?;
        let text = text.strip_suffix("*/").unwrap_or(text);
        Some((
            line,
            text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '=' | '*' | '#' | '─')),
        ))
    })
}

/// Whether a block without info string is SQL.
pub fn looks_like_sql(code: &str) -> bool {
    let mut words =
        Lexer::new(code).take(400).filter(|token| token.kind == Kind::Word).map(|t| t.span.of(code));
    let is = |word: &str, list: &str| listed_ignore_case(list, word);
    let Some(verb) = words.next() else {
        return comment_keys(code).iter().any(|(key, _)| is(key.of(code), "migration rollback"));
    };
    let second = words.next().unwrap_or("");
    let objects = "table index unique view type trigger function procedure schema database policy extension sequence or \
        temp temporary unlogged materialized role user column constraint domain external virtual";
    if is(verb, "create alter drop") {
        return is(second, objects);
    }
    if is(verb, "insert merge replace") {
        return is(second, "into");
    }
    match () {
        () if is(verb, "delete") => is(second, "from"),
        () if is(verb, "update") => words.take(6).any(|word| is(word, "set")),
        () if is(verb, "select") => is(second, "from") || words.any(|word| is(word, "from")),
        () if is(verb, "with") => words.any(|word| is(word, "select insert update delete")),
        () if is(verb, "grant revoke") => words.any(|word| is(word, "on to from")),
        () if is(verb, "truncate") => is(second, "table") || code.trim_end().ends_with(';'),
        () if is(verb, "comment") => is(second, "on"),
        () if is(verb, "begin start pragma commit") => code.contains(';'),
        () => {
            verb.starts_with("{{")
                && comment_keys(code).iter().any(|(key, _)| is(key.of(code), "migration rollback"))
        }
    }
}

/// A block split at the comments that name its parts (`-- Up`, `-- Rollback: X`, `-- 001_x.sql`): each
/// part's head, and its body. What stands before the first head is a part without one.
pub(crate) fn parts(code: &str) -> Vec<(Option<Span>, Span)> {
    let mut parts = Vec::new();
    let (mut head, mut from) = (None, 0);
    let mut push = |head: Option<Span>, body: Span| {
        let body = body.trim(code);
        if head.is_some() || !body.is_empty() {
            parts.push((head, body));
        }
    };
    for (line, text) in comments(code).filter(|(_, text)| names_part(text)) {
        push(head.take(), Span::new(from, line.start()));
        (head, from) = (Some(scan::span(code, text)), line.end());
    }
    push(head, Span::new(from, code.len()));
    parts
}

/// Whether the text of a comment names what follows: a direction, a migration, a file.
fn names_part(text: &str) -> bool {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([':', '：', '(', '-', '—', '–']);
    let mut tokens = text.split_whitespace();
    let file = |token: &str| token.trim_end_matches([':', ',']).ends_with(".sql") && token.len() > 4;
    let (first, second) = (tokens.next().unwrap_or(""), tokens.next().unwrap_or(""));
    if file(first) || second.len() > 4 && first.ends_with(':') && file(second) {
        return true;
    }
    let text = ["+goose", "+migrate", "migrate:", "@", "+"]
        .iter()
        .find_map(|mark| starts_with_ignore_case(text, mark).then(|| after(text, mark.len()).trim_start()))
        .unwrap_or(text);
    for word in [
        "up",
        "down",
        "upgrade",
        "downgrade",
        "forward",
        "backward",
        "rollback",
        "revert",
        "undo",
        "migration",
    ] {
        if !starts_with_ignore_case(text, word) {
            continue;
        }
        let rest = after(text, word.len());
        if ends(rest.trim_start()) {
            return true;
        }
        let Some(rest) = rest.strip_prefix([' ', '_']) else { continue };
        let rest = rest.trim_start();
        let next = rest.split([' ', ':']).next().unwrap_or("");
        let kind = ["migration", "script", "migrations", "sql", "up", "down"];
        if kind.iter().any(|kind| kind.eq_ignore_ascii_case(next))
            && ends(after(rest, next.len()).trim_start())
        {
            return true;
        }
        // `Migration 001`, `Rollback 002_add_x`
        if matches!(word, "migration" | "rollback") && next.starts_with(|c: char| c.is_ascii_digit()) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys() {
        let code = "-- Migration: {{NAME}}\n--  Version: 3\n\nSELECT 1; -- Note: no\n-- because of this: reason\n-- Rollback:\n";
        let found: Vec<_> = comment_keys(code).iter().map(|(k, v)| (k.of(code), v.of(code))).collect();
        assert_eq!(found, [("Migration", "{{NAME}}"), ("Version", "3"), ("because of this", "reason")]);
    }

    #[test]
    fn heads() {
        let code = "-- note\n-- Up\nCREATE TABLE a (b INT);\n-- ==== Down Migration ====\nDROP TABLE a;\n";
        let found: Vec<_> = parts(code).iter().map(|(h, b)| (h.map(|h| h.of(code)), b.of(code))).collect();
        assert_eq!(
            found,
            [
                (None, "-- note"),
                (Some("Up"), "CREATE TABLE a (b INT);"),
                (Some("Down Migration"), "DROP TABLE a;"),
            ]
        );
        for head in [
            "Up",
            "DOWN",
            "UP migration",
            "Migration: X",
            "Rollback: {{X}}",
            "001_x.sql",
            "+goose Up",
            "migrate:down",
            "File: 001_x.sql",
            "Up (apply)",
            "Down - revert",
            "Migration 002_add",
            "Rollback",
            "Rollback script:",
        ] {
            assert!(names_part(head), "{head}");
        }
        for text in [
            "Update users",
            "Up to five rows",
            "Down payments",
            "Migrations follow",
            "New table",
            "see a.sql",
            "",
        ] {
            assert!(!names_part(text), "{text}");
        }
        assert!(parts("").is_empty());
    }

    #[test]
    fn sql_or_prose() {
        for code in [
            "CREATE TABLE a (b INT)",
            "select * from a",
            "-- Migration: {{X}}\n\n{{SQL}}",
            "update a set b = 1",
            "WITH x AS (SELECT 1) SELECT 2",
            "-- c\nALTER TABLE a ADD b INT",
            "INSERT INTO a VALUES (1)",
        ] {
            assert!(looks_like_sql(code), "{code}");
        }
        for code in [
            "",
            "Create a user",
            "update the docs",
            "select an item",
            "drop everything",
            "npm run x",
            "-- hm",
        ] {
            assert!(!looks_like_sql(code), "{code}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(code in "(\\PC|[\\n;,('\"`$.\\[\\]{}-]|CREATE |TABLE |ALTER |ADD |x |\\$a\\$|/\\*|--|BEGIN |END ){0,60}") {
            let inside = |span: &Span| code.get(span.range()).is_some();
            prop_assert!(comment_keys(&code).iter().all(|(k, v)| inside(k) && inside(v)));
            prop_assert!(parts(&code).iter().all(|(h, b)| h.as_ref().is_none_or(inside) && inside(b)));
            for table in tables(&code) {
                prop_assert!(inside(&table.name) && table.columns.iter().all(|(n, t)| inside(n) && inside(t)));
            }
            looks_like_sql(&code);
        }
    }
}
