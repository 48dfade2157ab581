//! SQL of PostgreSQL, MySQL and SQLite.
//!
//! A block is at fault only where no dialect takes it: the parser does not know every statement of every database,
//! so only those are reported that all of them share.

use super::plain_sql::is_plain;
use super::{Fault, masked};
use crate::Context;
use crate::words::quoted;
use planc_model::names::is_slip;
use planc_source::Span;
use smallvec::SmallVec;
use sqlparser::dialect::{Dialect, GenericDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

/// A database, as far as its SQL differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Database {
    Any,
    Postgres,
    MySql,
    Sqlite,
}

/// Expressions and queries nest so deep at most; a debug build needs some kilobytes of stack for each.
const DEEPEST: usize = 20;

/// The most tokens of a statement: `1 + 1 + …` makes a tree as deep as it is long.
const MOST_TOKENS: usize = 4_000;

/// The names a fence may have.
pub(crate) const NAMES: &[&str] = &[
    "sql",
    "postgresql",
    "postgres",
    "pgsql",
    "psql",
    "plpgsql",
    "mysql",
    "mariadb",
    "sqlite",
    "sqlite3",
    "ddl",
];

/// Every word that the parser knows.
#[cfg(test)]
pub(super) use sqlparser::keywords::ALL_KEYWORDS as KEYWORDS;

impl Database {
    /// The database a fence names.
    pub(crate) fn of_fence(name: &str) -> Option<Database> {
        match name.to_ascii_lowercase().as_str() {
            "postgresql" | "postgres" | "pgsql" | "psql" | "plpgsql" => Some(Database::Postgres),
            "mysql" | "mariadb" => Some(Database::MySql),
            "sqlite" | "sqlite3" => Some(Database::Sqlite),
            _ => None,
        }
    }

    /// The one database that the technical context and the dependencies of a plan name.
    pub(crate) fn of_plan(cx: &Context<'_, '_>) -> Database {
        let context = cx.plan.context.iter().flatten().filter_map(|item| item.value.as_ref());
        let dependencies = cx.plan.dependencies.iter().flatten().filter_map(|d| d.name.as_ref());
        let mut found = Database::Any;
        for text in context.chain(dependencies) {
            for (words, database) in SIGNS {
                if words.iter().any(|word| names(text.as_str(), word)) && found != *database {
                    if found != Database::Any {
                        return Database::Any;
                    }
                    found = *database;
                }
            }
        }
        found
    }

    fn dialect(self) -> &'static dyn Dialect {
        match self {
            Database::Any => &GenericDialect,
            Database::Postgres => &PostgreSqlDialect {},
            Database::MySql => &MySqlDialect {},
            Database::Sqlite => &SQLiteDialect {},
        }
    }

    fn name(self) -> &'static str {
        match self {
            Database::Any => "SQL",
            Database::Postgres => "PostgreSQL",
            Database::MySql => "MySQL",
            Database::Sqlite => "SQLite",
        }
    }
}

const SIGNS: &[(&[&str], Database)] = &[
    (&["postgres", "postgresql"], Database::Postgres),
    (&["mysql", "mariadb"], Database::MySql),
    (&["sqlite"], Database::Sqlite),
];

fn names(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// The first fault.
pub(crate) fn fault(text: &str, database: Database) -> Option<Fault> {
    if is_plain(text) {
        return None;
    }
    let text = masked(text, b'x');
    let first = attempt(&text, database)?;
    let mut furthest = first.clone();
    for other in [Database::Postgres, Database::MySql, Database::Sqlite, Database::Any] {
        if other != database {
            let fault = attempt(&text, other)?;
            if database == Database::Any && fault.span.start() > furthest.span.start() {
                furthest = fault;
            }
        }
    }
    Some(if database == Database::Any { furthest } else { first })
}

/// The first fault in one dialect.
pub(super) fn attempt(text: &str, database: Database) -> Option<Fault> {
    let dialect = database.dialect();
    let tokens = match Tokenizer::new(dialect, text).tokenize_with_location() {
        Ok(tokens) => tokens,
        Err(error) => {
            let at = offset(text, error.location);
            let rest = text.get(at..).unwrap_or("").lines().next().unwrap_or("");
            let span = Span::new(at, at + rest.len()).trim(text);
            return Some(Fault::new(
                span,
                format!("this is no {}: {}", database.name(), lower(&error.message)),
            ));
        }
    };
    let mut tokens = tokens.into_iter();
    loop {
        // Taken by number, so that the tokens move once.
        let count = tokens.as_slice().iter().take_while(|t| t.token != Token::SemiColon).count();
        let statement: Vec<_> = tokens.by_ref().take(count).collect();
        tokens.next();
        let words = first_words(&statement);
        if words.is_empty() && tokens.len() == 0 {
            return None;
        }
        if holds_statements(&words, &statement) {
            return None;
        }
        if statement.len() > MOST_TOKENS || is_sketch(&statement) {
            continue;
        }
        if !is_known(&words) {
            match misspelt(text, &statement, &words) {
                Some(fault) => return Some(fault),
                None => continue,
            }
        }
        if let Some(fault) = parse(text, statement, database) {
            return Some(fault);
        }
    }
}

fn parse(text: &str, statement: Vec<TokenWithSpan>, database: Database) -> Option<Fault> {
    let mut parser =
        Parser::new(database.dialect()).with_recursion_limit(DEEPEST).with_tokens_with_locations(statement);
    match parser.parse_statement() {
        Ok(_) => {
            let behind = parser.peek_token();
            if behind.token == Token::EOF {
                return None;
            }
            let span = place(text, &behind);
            if starts_statement(&behind) {
                let end = text.get(..span.start()).unwrap_or("").trim_end().len();
                let message = format!("there is no semicolon before this {}", quoted(span.of(text)));
                let last = Span::new(end.saturating_sub(1), end);
                return Some(Fault::new(span, message).label(last, "the statement before it ends here"));
            }
            Some(unexpected(text, &parser.into_tokens(), &behind, database, "the end of the statement"))
        }
        Err(ParserError::RecursionLimitExceeded) => None,
        Err(ParserError::TokenizerError(message) | ParserError::ParserError(message)) => {
            explained(text, &parser.into_tokens(), &message, database)
        }
    }
}

/// What the parser says, at the token it says it of.
fn explained(text: &str, statement: &[TokenWithSpan], message: &str, database: Database) -> Option<Fault> {
    let (message, location) = taken_apart(message);
    let found = location.and_then(|l| statement.iter().find(|t| t.span.start == l));
    let expected = message.strip_prefix("Expected: ").and_then(|m| m.rsplit_once(", found: "));
    let mut words = statement.iter().filter(|t| !matches!(t.token, Token::Whitespace(_)));
    Some(match (expected, found) {
        (Some((expected, _)), Some(found)) => unexpected(text, statement, found, database, expected),
        (Some((expected, _)), None) => {
            let message = "the statement ends behind this, but is not whole";
            Fault::new(place(text, words.next_back()?), message).help(wanted(expected))
        }
        (None, _) => {
            let token = found.or_else(|| words.next())?;
            Fault::new(place(text, token), format!("this is no {}: {}", database.name(), lower(message)))
        }
    })
}

/// A token that cannot stand where it stands.
fn unexpected(
    text: &str,
    statement: &[TokenWithSpan],
    found: &TokenWithSpan,
    database: Database,
    expected: &str,
) -> Fault {
    let span = place(text, found);
    let word = span.of(text);
    let place_of = |t: &TokenWithSpan| (t.span.start.line, t.span.start.column);
    let before = statement.iter().take_while(|t| place_of(t) < place_of(found));
    let before = before.filter(|t| !matches!(t.token, Token::Whitespace(_))).last();
    if let Some(token) = before.filter(|t| t.token == Token::Comma && found.token == Token::RParen) {
        let comma = place(text, token);
        return Fault::new(comma, "there is a comma before `)`").fix("remove the comma", comma, "");
    }
    let message = format!("{} cannot stand here in {}", quoted(word), database.name());
    Fault::new(span, message).help(wanted(expected))
}

/// The message without its place, and the place: `Expected: ), found: x at Line: 3, Column: 7`.
fn taken_apart(message: &str) -> (&str, Option<Location>) {
    let place = message.rsplit_once(" at Line: ").and_then(|(head, place)| {
        let (line, column) = place.split_once(", Column: ")?;
        let location = Location { line: line.parse().ok()?, column: column.trim().parse().ok()? };
        Some((head, location))
    });
    place.map_or((message, None), |(head, location)| (head, Some(location)))
}

/// The offset of a line and column, both from 1, the column in characters.
fn offset(text: &str, location: Location) -> usize {
    let mut start = 0;
    for _ in 1..location.line {
        let rest = text.get(start..).unwrap_or("");
        start += memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |n| n + 1);
    }
    let line = text.get(start..).unwrap_or("");
    let column = usize::try_from(location.column.saturating_sub(1)).unwrap_or(usize::MAX);
    start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}

fn place(text: &str, token: &TokenWithSpan) -> Span {
    Span::new(offset(text, token.span.start), offset(text, token.span.end))
}

/// What was expected; a sign is quoted, words are not.
fn wanted(expected: &str) -> String {
    let expected = expected.trim();
    let sign = expected.len() < 3 && !expected.contains(|c: char| c.is_alphanumeric());
    if sign { format!("expected {}", quoted(expected)) } else { format!("expected {expected}") }
}

fn lower(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

/// The words a statement begins with, in capitals.
fn first_words(statement: &[TokenWithSpan]) -> SmallVec<[String; 6]> {
    let words = statement.iter().filter(|t| !matches!(t.token, Token::Whitespace(_))).map_while(word);
    words.take(6).map(str::to_ascii_uppercase).collect()
}

fn word(token: &TokenWithSpan) -> Option<&str> {
    match &token.token {
        Token::Word(word) if word.quote_style.is_none() => Some(&word.value),
        _ => None,
    }
}

/// Whether a statement is one that the parser knows in every form people write it.
fn is_known(words: &[String]) -> bool {
    let words: SmallVec<[&str; 6]> = words.iter().map(String::as_str).collect();
    match &words[..] {
        ["CREATE" | "DROP", "TABLE" | "INDEX" | "VIEW", ..]
        | ["CREATE", "UNIQUE", "INDEX", ..]
        | ["CREATE", "TEMPORARY" | "TEMP", "TABLE", ..]
        | ["ALTER", "TABLE", ..]
        | ["INSERT", "INTO", ..]
        | ["DELETE", "FROM", ..]
        | ["SELECT" | "WITH", ..] => true,
        ["UPDATE", rest @ ..] => rest.contains(&"SET"),
        _ => false,
    }
}

/// `CRAETE TABLE`, `CREATE INDX`: a statement that nobody knows, because of a slip in its first or second word.
fn misspelt(text: &str, statement: &[TokenWithSpan], words: &[String]) -> Option<Fault> {
    const VERBS: &[&str] = &["CREATE", "ALTER", "INSERT", "DELETE"];
    const OBJECTS: &[&str] = &["TABLE", "INDEX", "VIEW", "INTO", "FROM", "UNIQUE"];
    let [verb, object, ..] = words else { return None };
    let meant = |word: &str, known: &[&'static str]| known.iter().copied().find(|k| is_slip(word, k));
    let (at, meant) = if OBJECTS.contains(&object.as_str()) {
        (0, meant(verb, VERBS)?)
    } else if VERBS.contains(&verb.as_str()) {
        (1, meant(object, OBJECTS)?)
    } else {
        return None;
    };
    let span = place(text, statement.iter().filter(|t| word(t).is_some()).nth(at)?);
    let message = format!("SQL has no statement that begins like this: {}", quoted(span.of(text)));
    Some(Fault::new(span, message).help(format!("did you mean `{meant}`?")))
}

/// Whether a word behind a statement begins another one.
fn starts_statement(token: &TokenWithSpan) -> bool {
    let starts = ["CREATE", "ALTER", "INSERT", "DROP", "DELETE"];
    word(token).is_some_and(|w| starts.iter().any(|s| s.eq_ignore_ascii_case(w)))
        && token.span.start.column == 1
}

/// Whether a statement has statements in it, each with its own semicolon: what follows is no list any more.
fn holds_statements(words: &[String], statement: &[TokenWithSpan]) -> bool {
    let creates = words.first().is_some_and(|w| w == "CREATE")
        && words.iter().any(|w| matches!(w.as_str(), "TRIGGER" | "FUNCTION" | "PROCEDURE" | "EVENT"));
    let begins = |t: &TokenWithSpan| word(t).is_some_and(|w| w.eq_ignore_ascii_case("BEGIN"));
    words.first().is_some_and(|w| w == "DELIMITER") || (creates && statement.iter().any(begins))
}

/// Whether somebody wrote down a statement in outline: with `...`, arrows, choices.
fn is_sketch(statement: &[TokenWithSpan]) -> bool {
    let mut dots = 0;
    statement.iter().any(|t| {
        dots = if t.token == Token::Period { dots + 1 } else { 0 };
        dots > 1
            || match &t.token {
                Token::Char(_) | Token::RArrow | Token::Pipe => true,
                Token::Word(word) => word.value.bytes().all(|b| b == b'x') && word.value.len() > 2,
                _ => false,
            }
    })
}
