//! Ids of requirements and tasks: where one begins, which are the same, and which a text mentions.

use planc_source::Span;
use planc_syntax::{Kind, Tree};
use rustc_hash::FxHashSet;

/// An id that a document mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The id; written out where it is implied.
    pub id: String,
    /// Where it stands; for an implied one, the id it follows from.
    pub span: Span,
    /// Whether it only follows from a range or list: `FR-002` of `FR-001–FR-003` and of `FR-001/002`.
    pub implied: bool,
    /// Whether its line names another feature, whose id it may be: `FR-003 of spec 012`, `../specs/…`.
    pub elsewhere: bool,
    /// Whether the words before it say that it must come first: `depends on T001`, `blocked by T001`.
    pub before: bool,
}

/// A range that implies more ids than this is no list of requirements.
const LONGEST_RANGE: u64 = 200;

/// `SPEC-001-Login`, `FR-1: x`, `NFR2 - x`: the id, and what follows it.
pub fn leading_id(text: &str) -> Option<(&str, &str)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let dash = usize::from(text[letters..].starts_with('-'));
    let digits = text[letters + dash..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    if letters == 0 || digits == 0 || letters > 5 {
        return None;
    }
    let end = letters + dash + digits;
    let id = text[..end].trim_end_matches('.');
    Some((id, behind(&text[id.len()..])))
}

/// What follows an id, without what parts the two. Marks that open the words are theirs: `T031 **Guide**: x`.
pub(super) fn behind(rest: &str) -> &str {
    let words = rest.trim_start_matches([':', '*', ']', '`', ' ', '-', '—', '–', '|', '.', ')', '(']);
    let parts = &rest[..rest.len() - words.len()];
    let opening = parts.rfind(' ').map_or("", |blank| &parts[blank + 1..]);
    match opening.bytes().all(|b| matches!(b, b'*' | b'`' | b'(')) {
        true => &rest[parts.len() - opening.len()..],
        false => words,
    }
}

/// Whether an id is that of a requirement, criterion or story: `FR-001`, `NFR-SEC-2.1`, `REQ-7`, `US1`.
pub fn is_requirement(id: &str) -> bool {
    matches!(
        family(id),
        "FR" | "NFR" | "REQ" | "SR" | "BR" | "PR" | "R" | "AC" | "SC" | "US" | "TR" | "IR" | "QR" | "UR"
    )
}

/// Whether an id is that of a task or work package: `T001`, `TASK-1`, `WP01`.
pub fn is_task(id: &str) -> bool {
    matches!(family(id), "T" | "TASK" | "WP")
}

/// The letters an id begins with.
pub fn family(id: &str) -> &str {
    let letters = id.bytes().take_while(u8::is_ascii_uppercase).count();
    &id[..letters]
}

/// The form in which ids are compared: `FR-1`, `FR-001` and `FR001` are one id.
pub fn id_key(id: &str) -> String {
    let mut key = String::with_capacity(id.len());
    let mut number = false;
    for (at, c) in id.char_indices() {
        let digit = c.is_ascii_digit();
        // A zero before another digit says nothing.
        let leading = c == '0' && !number && id[at + 1..].starts_with(|n: char| n.is_ascii_digit());
        number = digit && !leading;
        if !leading && (c != '-' || id[at + 1..].starts_with(|n: char| n.is_ascii_uppercase())) {
            key.push(c.to_ascii_uppercase());
        }
    }
    key
}

/// The length of the id at the start of a text: `FR-001`, `NFR-SEC-2.1`, `T001a`, `T07.020`, `US1`.
pub fn id_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let upper = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_uppercase()).count();
    let mut at = upper(0);
    if !(1..=8).contains(&at) {
        return None;
    }
    while bytes.get(at) == Some(&b'-') && (1..=8).contains(&upper(at + 1)) {
        at += 1 + upper(at + 1);
    }
    at += usize::from(bytes.get(at) == Some(&b'-'));
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if !digit(at) {
        return None;
    }
    while digit(at) || bytes.get(at) == Some(&b'.') && digit(at + 1) {
        at += 1;
    }
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    at += usize::from(letter(at) && !bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric));
    let ends = text[at..].chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_');
    ends.then_some(at)
}

/// The ids of requirements and tasks that a document mentions outside its code, each the first time. Linear.
pub fn mentions(tree: &Tree<'_>) -> Vec<Mention> {
    let mut found = Mentions { text: tree.text, seen: FxHashSet::default(), out: Vec::new() };
    let mut at = tree.front_matter.map_or(0, |f| f.end());
    for node in &tree.nodes {
        if matches!(node.kind, Kind::Code(_) | Kind::Html | Kind::InlineHtml) && node.span.start() >= at {
            found.scan(at, node.span.start());
            at = node.span.end();
        }
    }
    found.scan(at, tree.text.len());
    found.out
}

struct Mentions<'t> {
    text: &'t str,
    seen: FxHashSet<String>,
    out: Vec<Mention>,
}

impl Mentions<'_> {
    fn scan(&mut self, from: usize, to: usize) {
        let bytes = self.text.as_bytes();
        let (mut at, mut last) = (from, usize::MAX);
        // Up to here nothing is known of digits.
        let mut digit = from;
        while at < to {
            if at >= digit {
                let Some(next) = numbered(bytes, digit.max(at), to) else { return };
                let letters = bytes[at..next].iter().rev();
                let letters = letters.take_while(|b| b.is_ascii_uppercase() || **b == b'-').count();
                (at, digit) = (next - letters, next + 1);
            }
            if !bytes[at].is_ascii_uppercase() {
                at += 1;
                continue;
            }
            // `FR-001/FR-002` are two, `path/FR-002` is none.
            let parted = at == 0
                || match bytes[at - 1] {
                    b'-' | b'_' | b'/' | b'.' => last == at || last == at - 1,
                    byte => !byte.is_ascii_alphanumeric(),
                };
            let len = if parted { id_len(&self.text[at..to]) } else { None };
            let Some(len) = len else {
                at += 1;
                continue;
            };
            let span = Span::new(at, at + len);
            at += len;
            let id = span.of(self.text);
            if is_requirement(id) || is_task(id) {
                self.push(id.to_owned(), span, false);
                let (ids, end) = implied_ids(self.text, span, to);
                ids.into_iter().for_each(|id| self.push(id, span, true));
                (at, last) = (end, end);
            }
        }
    }

    fn push(&mut self, id: String, span: Span, implied: bool) {
        // The end of a range was implied before it is mentioned.
        let key = if implied { format!("{id}…") } else { id.clone() };
        if self.seen.insert(key) {
            let elsewhere = names_another(line(self.text, span));
            let before = comes_first(head(self.text, span));
            self.out.push(Mention { id, span, implied, elsewhere, before });
        }
    }
}

/// What `–FR-005`, `..005`, ` to FR-005`, `/002` and `, 003` behind an id imply, up to `to`; and where they end.
pub fn implied_ids(text: &str, first: Span, to: usize) -> (Vec<String>, usize) {
    let mut found = Vec::new();
    let id = first.of(text);
    let digits = id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (head, number) = id.split_at(digits);
    let width = number.len();
    // No id is written with so many zeros.
    if width > 20 {
        return (found, first.end());
    }
    let Ok(begin) = number.parse::<u64>() else { return (found, first.end()) };
    let mut at = first.end();
    loop {
        let rest = text.get(at..to).unwrap_or("");
        let bare = rest.trim_start_matches(['`', '*', ']', '[', ' ']);
        let range =
            ["–", "—", "..", "…", "to ", "through ", "-", "~"].iter().find_map(|s| bare.strip_prefix(s));
        let list = bare.strip_prefix(['/', ',']).filter(|r| width > 1 || r.starts_with(char::is_numeric));
        let Some(tail) = range.or(list) else { return (found, at) };
        let tail = tail.trim_start_matches(['`', '*', '[', ' ', '.']);
        let same = tail.strip_prefix(head).unwrap_or(tail);
        let len = same.bytes().take_while(u8::is_ascii_digit).count();
        let mut behind = same[len..].chars();
        let parted = match behind.next() {
            // `FR-001, 003#FR-2` and `FR-001, 003-login` begin something else.
            Some('%' | '#') => false,
            Some('-') => !behind.next().is_some_and(char::is_alphabetic),
            next => next.is_none_or(|c| !c.is_alphanumeric()),
        };
        let named = same.len() < tail.len();
        if len == 0 || !parted || !named && (len != width || width < 2) || range.is_none() && named {
            return (found, at);
        }
        let Ok(end) = same[..len].parse::<u64>() else { return (found, at) };
        if range.is_some() {
            let between = (begin.saturating_add(1)..=end).take_while(|n| n - begin <= LONGEST_RANGE);
            found.extend(between.map(|n| format!("{head}{n:0width$}")));
            // The end of a range that is written out is a mention of its own.
            let behind = if named { tail.len() } else { same.len() - len };
            return (found, at + rest.len() - behind);
        }
        found.push(format!("{head}{end:0width$}"));
        at += rest.len() - same.len() + len;
    }
}

/// The first digit that may be that of an id: a capital stands before it, or a dash and a capital. Capitals are
/// everywhere; few digits are like this.
fn numbered(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    const RUN: usize = 128;
    let mut at = from;
    while at < to {
        let end = to.min(at + RUN);
        let may_hold = if at < 2 {
            true
        } else {
            // Without a way out of the loop it takes many bytes at a time.
            let three = bytes[at - 2..end - 2].iter().zip(&bytes[at - 1..end - 1]).zip(&bytes[at..end]);
            let found = three.fold(0u8, |any, ((capital, before), digit)| {
                let dashed = u8::from(*before == b'-') & u8::from(capital.is_ascii_uppercase());
                any | u8::from(digit.is_ascii_digit()) & (u8::from(before.is_ascii_uppercase()) | dashed)
            });
            found != 0
        };
        if may_hold {
            let upper = |at: usize| at.checked_sub(1).is_some_and(|at| bytes[at].is_ascii_uppercase());
            let is_id = |at: &usize| upper(*at) || *at > 0 && bytes[*at - 1] == b'-' && upper(*at - 1);
            let mut digits = (at..end).filter(|at| bytes[*at].is_ascii_digit());
            if let Some(found) = digits.find(is_id) {
                return Some(found);
            }
        }
        at = end;
    }
    None
}

/// The line that a span begins on.
fn line(text: &str, span: Span) -> &str {
    let start = span.start() - head(text, span).len();
    text[start..].split('\n').next().unwrap_or("")
}

/// What stands before a span on its line.
fn head(text: &str, span: Span) -> &str {
    text[..span.start()].rsplit('\n').next().unwrap_or("")
}

/// Whether words lead up to what must be done before something else.
fn comes_first(head: &str) -> bool {
    const WORDS: [&str; 8] = [
        "depends on",
        "depend on",
        "dependencies",
        "dependency",
        "blocked by",
        "prerequisite",
        "requires",
        "waits for",
    ];
    let lower = head.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Whether a line names a specification or feature by its number or place.
fn names_another(line: &str) -> bool {
    let bytes = line.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let behind = |word: &str| {
        let found = memchr::memmem::find_iter(bytes, word);
        found
            .map(|at| at + word.len())
            .any(|at| digit(at) || matches!(bytes.get(at), Some(b' ' | b'-' | b'#')) && digit(at + 1))
    };
    let folder = || {
        // `012-login`
        bytes.windows(5).enumerate().any(|(at, w)| {
            w[..3].iter().all(u8::is_ascii_digit)
                && w[3] == b'-'
                && w[4].is_ascii_lowercase()
                && (at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'-'))
        })
    };
    line.contains("specs/")
        || ["spec", "Spec", "SPEC", "feature", "Feature"].iter().any(|w| behind(w))
        || folder()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_and_their_words_follow() {
        assert_eq!(leading_id("FR-001: Users sign in"), Some(("FR-001", "Users sign in")));
        assert_eq!(leading_id("NFR2 - fast"), Some(("NFR2", "fast")));
        assert_eq!(leading_id("T031 **Guide**: x"), Some(("T031", "**Guide**: x")));
        assert_eq!(leading_id("T032 - `a.rs` (new)"), Some(("T032", "`a.rs` (new)")));
        assert_eq!(leading_id("T033:** x"), Some(("T033", "x")));
        assert_eq!(leading_id("Users"), None);
        assert!(is_requirement("FR-1.2") && !is_requirement("PLAN-001") && !is_requirement("UTF-8"));
        assert!(is_task("T001") && is_task("WP-01") && !is_task("TLS-1.2"));
    }

    #[test]
    fn ids_have_an_end() {
        for (text, len) in [
            ("FR-001: x", Some(6)),
            ("NFR-SEC-2.1.", Some(11)),
            ("T001a Write", Some(5)),
            ("T07.020", Some(7)),
            ("FR-001x2", None),
            ("FR-XXX", None),
            ("Users", None),
            ("ABCDEFGHI-1", None),
        ] {
            assert_eq!(id_len(text), len, "{text}");
        }
    }

    #[test]
    fn one_id_has_many_spellings() {
        for (one, other) in
            [("FR-001", "FR1"), ("FR-CORE-010", "FR-CORE-10"), ("AC-1.02", "AC1.2"), ("US-0", "US0")]
        {
            assert_eq!(id_key(one), id_key(other));
        }
        assert_ne!(id_key("FR-10"), id_key("FR-1"));
        assert_ne!(id_key("FR-100"), id_key("FR-10"));
    }

    #[test]
    fn some_lines_say_what_comes_first() {
        assert!(comes_first("- [ ] T002 Write (depends on ") && comes_first("**Dependencies**: "));
        assert!(!comes_first("T002 was removed with "));
    }

    #[test]
    fn lines_may_name_another_feature() {
        for line in [
            "FR-003 of spec 012",
            "see SPEC-4 FR-1",
            "FR-1 (012-login)",
            "../specs/x FR-1",
            "Feature 007: FR-2",
        ] {
            assert!(names_another(line), "{line}");
        }
        for line in ["FR-003 of the spec", "FR-012-x", "2026-01-31 FR-1", "specification FR-1"] {
            assert!(!names_another(line), "{line}");
        }
    }

    #[test]
    fn ranges_and_lists_imply_ids() {
        for (text, said, implied) in [
            ("covers FR-001 and [FR-003](x)", "FR-001 FR-003", ""),
            ("FR-001–FR-003", "FR-001 FR-003", "FR-002 FR-003"),
            ("FR-001 to FR-003, T001", "FR-001 FR-003 T001", "FR-002 FR-003"),
            ("FR-001..003.", "FR-001", "FR-002 FR-003"),
            ("FR-001/002/004", "FR-001", "FR-002 FR-004"),
            ("FR-001, 002, and 30 more", "FR-001", "FR-002"),
            ("FR-001, 50% of it", "FR-001", ""),
            ("FR-001, 003#FR-002, 003-login", "FR-001 FR-002", ""),
            ("FR-001/FR-003 and FR-007-FR-008", "FR-001 FR-003 FR-007 FR-008", "FR-008"),
            ("`FR-009` - 2026", "FR-009", ""),
            ("UTF-8 x-FR-1 pre/FR-2 FR-3_x", "", ""),
            ("```\nFR-001\n```\n\nFR-002 <!-- FR-003 -->", "FR-002", ""),
        ] {
            let tree = planc_syntax::parse(text);
            let found = mentions(&tree);
            let of = |implied| {
                let ids = found.iter().filter(|m| m.implied == implied).map(|m| m.id.as_str());
                ids.collect::<Vec<_>>().join(" ")
            };
            assert_eq!((of(false).as_str(), of(true).as_str()), (said, implied), "{text}");
        }
    }
}
