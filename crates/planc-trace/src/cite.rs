//! Ids that a text cites, and what it says of them: `implements FR-001`, `SPEC-003/FR-2`, `tests FR-1 to FR-3`.

use planc_model::{family, id_len, implied_ids, is_requirement, is_task};
use planc_source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// What a text says of the id it cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It does what the requirement asks for.
    Implements,
    /// It tests that.
    Verifies,
    /// It names it.
    Mentions,
    /// It says that this is still to be done; counts for nothing.
    Todo,
}

impl Role {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Role::Implements => "implements",
            Role::Verifies => "verifies",
            Role::Mentions => "mentions",
            Role::Todo => "to do",
        }
    }
}

/// An id that a text cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// The id; written out where it is implied.
    pub id: String,
    /// Where it stands; for an implied one, the id it follows from.
    pub span: Span,
    /// Whether it only follows from a range or list.
    pub implied: bool,
    /// The end of a range whose ids cannot be counted up: the `AC-2.2` of `AC-1.1 to AC-2.2`.
    pub until: Option<String>,
    /// What is said of it.
    pub role: Role,
    /// Whose id it is, as written before it: the `SPEC-003` of `SPEC-003/FR-001`.
    pub qualifier: Option<Qualifier>,
    /// The begin of the digest that the text had, in `FR-001@a1b2c3d`.
    pub pin: Option<Span>,
    /// Other documents that its line names: `FR-003 of spec 012`.
    pub named: Vec<String>,
    /// Whether its line names a specification or feature by number or place.
    pub elsewhere: bool,
}

/// What stands before an id and says whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualifier {
    /// The name.
    pub name: String,
    /// What parts the two: `/`, `#` or `:`.
    pub mark: char,
}

/// Which ids and verbs a workspace uses beside those everybody does.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Letters that ids of requirements begin with: `INV` for `INV-3`.
    pub prefixes: Vec<String>,
    /// Verbs like `implements`, in lower case.
    pub implements: Vec<String>,
    /// Verbs like `verifies`, in lower case.
    pub verifies: Vec<String>,
}

const IMPLEMENTS: &[&str] = &[
    "implements",
    "implement",
    "implemented",
    "implementing",
    "satisfies",
    "satisfy",
    "satisfied",
    "satisfying",
    "fulfils",
    "fulfills",
    "fulfil",
    "fulfill",
    "fulfilled",
    "realizes",
    "realises",
    "addresses",
    "meets",
];

const VERIFIES: &[&str] = &[
    "verifies",
    "verify",
    "verified",
    "verifying",
    "tests",
    "test",
    "tested",
    "testing",
    "checks",
    "validates",
    "validate",
    "validated",
    "proves",
    "covers",
    "cover",
    "covered",
];

/// With a mark before or behind them these say that something is done: `@req FR-1`, `Requirements: FR-1`.
const NOUNS: &[&str] = &["req", "reqs", "requirement", "requirements", "task", "tasks"];

/// Words between a verb and its id.
const FILLERS: &[&str] = &[
    "req",
    "reqs",
    "requirement",
    "requirements",
    "the",
    "of",
    "for",
    "by",
    "both",
    "all",
    "spec",
    "story",
    "stories",
    "user",
    "acceptance",
    "criterion",
    "criteria",
    "functional",
    "and",
];

const NEGATIONS: &[&str] = &[
    "not", "never", "no", "without", "cannot", "nor", "doesn't", "don't", "isn't", "won't", "can't",
    "didn't", "neither",
];

const TODO: &[&str] = &["todo", "fixme", "xxx", "tbd", "unimplemented"];

impl Words {
    /// Whether an id is that of a requirement here.
    pub fn counts(&self, id: &str) -> bool {
        is_requirement(id) || self.prefixes.iter().any(|p| p == family(id))
    }

    fn role(&self, word: &str) -> Option<Role> {
        let is = |fixed: &[&str], own: &[String]| fixed.contains(&word) || own.iter().any(|w| w == word);
        if is(IMPLEMENTS, &self.implements) {
            Some(Role::Implements)
        } else {
            is(VERIFIES, &self.verifies).then_some(Role::Verifies)
        }
    }

    /// Whether the bytes may cite anything: most files do not, and are not looked at further.
    pub fn any(&self, bytes: &[u8]) -> bool {
        const STEP: usize = 512;
        let mut from = 0;
        while from < bytes.len() {
            // A letter, perhaps a hyphen, a digit; without branches, so that it runs over many bytes at once.
            let end = bytes.len().min(from + STEP);
            let window = &bytes[from.saturating_sub(2)..end];
            let hit = window.windows(3).fold(false, |hit, w| {
                let upper = w[1].is_ascii_uppercase() || (w[1] == b'-') & w[0].is_ascii_uppercase();
                hit | (w[2].is_ascii_digit() & upper)
            });
            // The first two bytes of a file have no window of their own.
            if (hit || from == 0) && self.cites_in(bytes, from, end) {
                return true;
            }
            from = end;
        }
        false
    }

    fn cites_in(&self, bytes: &[u8], from: usize, to: usize) -> bool {
        let digits = (from.max(1)..to).filter(|at| {
            bytes[*at].is_ascii_digit() && (bytes[at - 1].is_ascii_uppercase() || bytes[at - 1] == b'-')
        });
        digits.into_iter().any(|at| {
            let head = &bytes[at.saturating_sub(24)..at];
            let begin =
                head.iter().rposition(|b| !(b.is_ascii_uppercase() || *b == b'-')).map_or(0, |n| n + 1);
            let head = std::str::from_utf8(&head[begin..]).unwrap_or("");
            self.counts(head) || is_task(head)
        })
    }
}

/// The ids of requirements and tasks that a stretch of text cites, line by line. `carried` is what an earlier line
/// that ended in a verb said of the ids below it. Linear.
pub fn cites(text: &str, within: Span, words: &Words, carried: &mut Option<Role>, out: &mut Vec<Cite>) {
    for line in planc_syntax::lines(text, within) {
        of_line(text, line, words, carried, out);
    }
}

fn of_line(text: &str, line: Span, words: &Words, carried: &mut Option<Role>, out: &mut Vec<Cite>) {
    let source = line.of(text);
    let first = out.len();
    let mut at = line.start();
    let mut behind = line.start();
    let mut role = None;
    while let Some(id) = next_id(text, at, line.end(), words) {
        let qualifier = qualifier(text, line.start(), id.start());
        let begin = id.start() - qualifier.as_ref().map_or(0, |q| q.name.len() + 1);
        // A file name or address is no citation, but what follows it may be.
        at = id.end();
        if is_name_of_file(&text[id.end()..line.end()]) {
            continue;
        }
        let lead = text.get(behind..begin).unwrap_or("");
        let said = match role {
            Some(role) if behind > line.start() && is_list(lead) => role,
            _ if behind == line.start() && is_list(lead) && carried.is_some() => *carried,
            _ => said(lead, words),
        };
        role = Some(said);
        let pin = pin(text, id.end(), line.end());
        let (implied, end) = implied_ids(text, id, line.end());
        let until = if implied.is_empty() { until(id.of(text), &text[id.end()..line.end()]) } else { None };
        behind = pin.map_or(end, |p| p.end()).max(end);
        at = behind;
        let Some(said) = said else { continue };
        let cite = |id_text: String, implied: bool| Cite {
            id: id_text,
            span: id,
            implied,
            until: until.clone().filter(|_| !implied),
            role: said,
            qualifier: qualifier.clone(),
            pin: pin.filter(|_| !implied),
            named: Vec::new(),
            elsewhere: false,
        };
        out.push(cite(id.of(text).to_owned(), false));
        out.extend(implied.into_iter().map(|id| cite(id, true)));
    }
    if out.len() > first {
        let (named, elsewhere) = documents(source);
        out[first..].iter_mut().for_each(|c| {
            c.named.clone_from(&named);
            c.elsewhere = elsewhere;
        });
        return;
    }
    let tail = source.trim_end_matches(['*', '/', ' ', '\t', '\r', '-', '#', '"']);
    let verb = tail.strip_suffix(':').and_then(|t| said(t, words).filter(|r| *r != Role::Mentions));
    *carried = verb;
}

/// The next id of a requirement or task.
fn next_id(text: &str, from: usize, to: usize, words: &Words) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < to {
        let begins = bytes[at].is_ascii_uppercase()
            && (at == 0
                || !(bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'_' | b'-' | b'.')));
        let begins = begins && text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        if !begins {
            at += 1;
            continue;
        }
        match id_len(&text[at..to]) {
            Some(len) if words.counts(&text[at..at + len]) || is_task(&text[at..at + len]) => {
                return Some(Span::new(at, at + len));
            }
            len => at += len.unwrap_or(1),
        }
    }
    None
}

/// The id behind `to`, where it is of the same kind.
fn until(id: &str, rest: &str) -> Option<String> {
    let bare = rest.trim_start_matches(['`', '*', ']', ' ']);
    let tail = ["–", "—", "..", "…", "to ", "through "].iter().find_map(|mark| bare.strip_prefix(mark))?;
    let tail = tail.trim_start_matches(['`', '*', '[', ' ', '.']);
    let end = &tail[..id_len(tail)?];
    (family(end) == family(id)).then(|| end.to_owned())
}

/// `FR-001.md`, `FR-1.name`: what follows an id that is part of a name.
fn is_name_of_file(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        Some('.') => chars.next().is_some_and(|c| c.is_alphanumeric() || c == '_'),
        Some('-') => chars.next().is_some_and(|c| c.is_alphabetic()),
        _ => false,
    }
}

/// The name before `/`, `#` or `:` and an id.
fn qualifier(text: &str, from: usize, id: usize) -> Option<Qualifier> {
    let before = text.get(from..id)?;
    let mark = before.chars().next_back().filter(|c| matches!(c, '/' | '#' | ':'))?;
    let head = &before[..before.len() - 1];
    let begin = head.rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')));
    let name = &head[begin.map_or(0, |n| n + head[n..].chars().next().map_or(1, char::len_utf8))..];
    // What begins with an id of its own is a list: `FR-001/FR-002`.
    let last = name.rsplit('/').next().unwrap_or(name);
    let listed = id_len(last) == Some(last.len()) && (is_requirement(last) || is_task(last));
    (!name.is_empty() && !listed).then(|| Qualifier { name: name.to_owned(), mark })
}

/// `@a1b2c3d` behind an id: the digits.
fn pin(text: &str, from: usize, to: usize) -> Option<Span> {
    let rest = text.get(from..to)?.strip_prefix('@')?;
    let len = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
    let ends = rest[len..].chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_');
    ((7..=64).contains(&len) && ends).then(|| Span::new(from + 1, from + 1 + len))
}

/// Whether nothing but marks and conjunctions stand between two ids.
fn is_list(lead: &str) -> bool {
    let mut words = lead.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    // A stop or a semicolon begins something new, and so does a bracket that closes.
    !lead.contains(['.', ';', '!', '?']) && words.all(|w| matches!(w, "and" | "or" | "und" | "y" | "et"))
}

/// What the words before an id say of it; `None` where they deny it.
fn said(lead: &str, words: &Words) -> Option<Role> {
    let lower = lead.to_lowercase();
    let tokens: Vec<(usize, &str)> = tokens(&lower);
    let mut at = tokens.len();
    let mut noun = false;
    while at > 0 {
        let (begin, word) = tokens[at - 1];
        let behind = &lower[begin + word.len()..];
        let close =
            behind[..tokens.get(at).map_or(behind.len(), |(next, _)| next - begin - word.len())].trim();
        if close.contains(['.', ';', '!', '?', ',', ')', ']']) {
            break;
        }
        if let Some(role) = words.role(word) {
            let before = &tokens[..at - 1];
            if before.iter().rev().take(3).any(|(_, w)| NEGATIONS.contains(w)) {
                return None;
            }
            let open = tokens.iter().any(|(_, w)| TODO.contains(w));
            return Some(if open { Role::Todo } else { role });
        }
        let marked = lower[..begin].ends_with(['@', '\\']) || close.starts_with([':', '=']);
        noun |= NOUNS.contains(&word) && marked;
        if !FILLERS.contains(&word) {
            break;
        }
        at -= 1;
    }
    let open = tokens.iter().any(|(_, w)| TODO.contains(w));
    Some(match (open, noun) {
        (true, _) => Role::Todo,
        (_, true) => Role::Implements,
        _ => Role::Mentions,
    })
}

/// The last words of a text, with their places; a handful is enough for a verb and what denies it.
fn tokens(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || c == '\'', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The documents that a line names.
pub fn documents_named(line: &str) -> Vec<String> {
    documents(line).0
}

/// The documents that a line names, and whether it names a specification or feature at all.
fn documents(line: &str) -> (Vec<String>, bool) {
    let mut found = Vec::new();
    let mut elsewhere = line.contains("specs/");
    let mut last = "";
    for word in line.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).filter(|w| !w.is_empty())
    {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let after = ["spec", "feature", "plan"].iter().any(|w| last.eq_ignore_ascii_case(w));
        // `012-login`, `spec 12`, `SPEC-012`, `PLAN-1`
        let folder = digits == 3
            && word[3..].starts_with('-')
            && word[4..].starts_with(|c: char| c.is_ascii_lowercase());
        let numbered = digits == word.len() && after;
        let id = word.starts_with(|c: char| c.is_ascii_uppercase()) && digits == 0 && {
            let len = id_len(word).unwrap_or(0);
            len > 0 && !is_requirement(&word[..len]) && !is_task(&word[..len])
        };
        let spec = id && ["SPEC", "FEATURE", "PLAN"].contains(&family(word));
        elsewhere |= folder || numbered || spec;
        if folder || numbered || id {
            found.push(word.to_owned());
        }
        last = word;
    }
    (found, elsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut out = Vec::new();
        cites(text, Span::new(0, text.len()), &Words::default(), &mut None, &mut out);
        let shown = out.iter().map(|c| {
            let by = c.qualifier.as_ref().map_or(String::new(), |q| format!("{}{}", q.name, q.mark));
            let pin = c.pin.map_or(String::new(), |p| format!("@{}", p.of(text)));
            let role = match c.role {
                Role::Implements => "+",
                Role::Verifies => "?",
                Role::Mentions => "",
                Role::Todo => "…",
            };
            format!("{role}{by}{}{pin}{}", c.id, if c.implied { "~" } else { "" })
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn verbs_say_what_is_done() {
        for (text, found) in [
            ("implements FR-001", "+FR-001"),
            ("@req FR-001", "+FR-001"),
            ("\\req{FR-001}", "+FR-001"),
            ("Requirements: FR-1, FR-2 and NFR-3", "+FR-1 +FR-2 +NFR-3"),
            ("Satisfies requirement FR-1", "+FR-1"),
            ("tests FR-1 to FR-3", "?FR-1 ?FR-2~ ?FR-3~ ?FR-3"),
            ("@verifies [FR-1]; see FR-2", "?FR-1 FR-2"),
            ("[FR-001] FR-002", "FR-001 FR-002"),
            ("requirement FR-1 is odd", "FR-1"),
            ("implements FR-1. Later FR-2", "+FR-1 FR-2"),
            ("implements FR-1, verifies FR-2", "+FR-1 ?FR-2"),
            ("Implements:\n * - FR-1\n * - FR-2\n * but not more\n * FR-3", "+FR-1 +FR-2 FR-3"),
            ("does not implement FR-1", ""),
            ("TODO implement FR-1", "…FR-1"),
            ("FIXME: FR-1", "…FR-1"),
            ("this was tested long before FR-1", "FR-1"),
        ] {
            assert_eq!(read(text), found, "{text}");
        }
        assert_eq!(until("AC-1.1", " to AC-2.2)").as_deref(), Some("AC-2.2"));
        assert_eq!(until("AC-1.1", ", AC-2.2").or(until("AC-1.1", " to FR-2")), None);
    }

    #[test]
    fn ids_have_bounds_owners_and_pins() {
        for (text, found) in [
            ("XFR-1 xFR-1 éFR-1 FR-1x2 FR-1_a x-FR-1 a.FR-1", ""),
            ("FR-1 is not FR-10", "FR-1 FR-10"),
            (
                "SPEC-003/FR-001, 003#FR-2, docs/specs/003-x/FR-3",
                "SPEC-003/FR-001 003#FR-2 docs/specs/003-x/FR-3",
            ),
            ("FR-001/FR-002", "FR-001 FR-002"),
            ("implements:FR-1", "implements:FR-1"),
            ("see FR-001.md and FR-002-login", ""),
            ("ends with FR-001.", "FR-001"),
            ("implements FR-1@a1b2c3d and FR-2@xyz", "+FR-1@a1b2c3d +FR-2"),
            ("tests T012", "?T012"),
            ("UTF-8 HTTP-2 PLAN-001", ""),
        ] {
            assert_eq!(read(text), found, "{text}");
        }
    }

    #[test]
    fn lines_name_documents() {
        for (line, named, elsewhere) in [
            ("FR-003 of spec 012", "012", true),
            ("SPEC-4 FR-1", "SPEC-4", true),
            ("FR-1 (012-login)", "012-login", true),
            ("FR-1 by ADR-003 in 2026", "ADR-003", false),
            ("T001 FR-1 US2", "", false),
        ] {
            assert_eq!(
                documents(line),
                (named.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect(), elsewhere),
                "{line}"
            );
        }
    }

    #[test]
    fn most_bytes_need_no_look() {
        let words = Words { prefixes: vec!["INV".to_owned()], ..Words::default() };
        let long = format!("{}FR-001", "x".repeat(5000));
        for (text, any) in [
            ("FR-1", true),
            ("x T012", true),
            ("INV-3", true),
            (long.as_str(), true),
            ("fr-1 UTF-8 ABC1 x1", false),
            ("", false),
        ] {
            assert_eq!(words.any(text.as_bytes()), any);
        }
        for shift in 500..520 {
            assert!(words.any(format!("{}NFR-SEC-1", " ".repeat(shift)).as_bytes()), "{shift}");
        }
    }
}
