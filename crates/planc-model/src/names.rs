//! Names as people mean them: `SessionStore`, `session store` and `session-stores` are one name, and `SesionStore`
//! is most likely the same with a slip. Every rule that compares names of a plan compares them here.

use planc_source::Span;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// The form in which names are equal: no case, no blanks and dashes, no plural, no note in brackets behind.
pub fn key(name: &str) -> String {
    joined(&spaced(name))
}

/// The key of a name whose words are in their normal form.
pub fn joined(words: &str) -> String {
    words.split(' ').collect()
}

/// The words of a name in their normal form, with blanks between: `HTTPServer (new)` is `http server`.
pub fn spaced(name: &str) -> String {
    let name = without_note(name.trim());
    let mut out = String::with_capacity(name.len());
    if is_plain(name) {
        planc_dialect::normal(name, &mut out);
    } else {
        planc_dialect::normal(&parted(name), &mut out);
    }
    out
}

/// Whether no word of a name begins with a hump, and none is the plural of capitals.
fn is_plain(name: &str) -> bool {
    let joined = |pair: &[u8]| {
        pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()
            || pair[0].is_ascii_uppercase() && (pair[1].is_ascii_uppercase() || pair[1] == b's')
    };
    name.is_ascii() && !name.as_bytes().windows(2).any(joined)
}

/// A name with a blank before every hump, and without the plural of capitals.
fn parted(name: &str) -> String {
    let mut parted = String::with_capacity(name.len() + 8);
    let mut before: Option<char> = None;
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        // A hump begins a word: before `S` in `TokenStore`, before `S` in `HTTPServer`.
        let hump = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || b.is_uppercase()
                        && rest.peek().is_some_and(|n| n.is_lowercase())
                        && !is_plural_end(rest.clone())
            });
        if hump {
            parted.push(' ');
        }
        // The plural of `API`: too short for the normal form to know it.
        let plural = c == 's'
            && before.is_some_and(char::is_uppercase)
            && !rest.peek().is_some_and(|n| n.is_alphanumeric());
        if !plural {
            parted.push(c);
        }
        before = Some(c);
    }
    parted
}

/// The `s` of `APIs` begins no word.
fn is_plural_end(mut rest: impl Iterator<Item = char>) -> bool {
    rest.next() == Some('s') && !rest.next().is_some_and(char::is_alphanumeric)
}

/// `HeldNoteBuffer (insertion-ordered)` without what the brackets say of it; `write()` stays.
fn without_note(name: &str) -> &str {
    match name.rfind(['(', '（']) {
        Some(open) if open > 0 && name.ends_with([')', '）']) && !name[open..].starts_with("()") => {
            name[..open].trim_end()
        }
        _ => name,
    }
}

/// Whether `name` is `known` with a slip of the pen: one of its words has a letter too many, too few, wrong or in
/// the wrong place. Numbers are never slips (`v1` is not `v2`), nor is the first letter (`encode` is not `decode`).
pub fn is_slip(name: &str, known: &str) -> bool {
    are_slips(&spaced(name), &spaced(known))
}

/// The same of names that are in normal form already.
fn are_slips(name: &str, known: &str) -> bool {
    let (mut ours, mut theirs) = (name.split(' '), known.split(' '));
    let mut slips = 0;
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return slips == 1,
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) if is_word_slip(one, other) => slips += 1,
            _ => return false,
        }
    }
}

fn is_word_slip(one: &str, other: &str) -> bool {
    if one.chars().next() != other.chars().next() {
        return false;
    }
    let (len, other_len) = (one.chars().count(), other.chars().count());
    let short = len.min(other_len);
    let most = match short {
        0..=3 => return false,
        4..=7 => 1,
        _ => 2,
    };
    short <= 40
        && len.abs_diff(other_len) <= most
        && !one.bytes().chain(other.bytes()).any(|b| b.is_ascii_digit())
        && !PAIRS.iter().any(|(a, b)| pair(one, other, a, b) || pair(other, one, a, b))
        && strsim::damerau_levenshtein(one, other) <= most
}

/// Whether two words differ in nothing but the parts that make them two: `minimum` and `maximum`.
fn pair(one: &str, other: &str, a: &str, b: &str) -> bool {
    one.contains(a) && other.contains(b)
}

/// Words that are near to each other and mean two things.
const PAIRS: &[(&str, &str)] = &[
    ("min", "max"),
    ("insert", "invert"),
    ("contact", "contract"),
    ("prefix", "postfix"),
    ("write", "writer"),
    ("read", "reader"),
    ("inter", "intra"),
    ("session", "section"),
    ("form", "from"),
    ("content", "context"),
    ("content", "consent"),
    ("updated", "uploaded"),
    ("unit", "init"),
    ("start", "state"),
    ("state", "stage"),
    ("state", "status"),
    ("source", "resource"),
    ("price", "prize"),
    ("import", "impact"),
    ("create", "creator"),
];

/// Names that a plan knows, each with its place.
#[derive(Default)]
pub struct Names<'n> {
    all: Vec<Named<'n>>,
    by_key: FxHashMap<String, usize>,
}

/// A name as it is written, its words in their normal form, and its place.
struct Named<'n> {
    name: Cow<'n, str>,
    words: String,
    span: Span,
}

/// So many names are looked through for the one that was meant; a plan with more is no work of people.
const MOST: usize = 400;

impl<'n> Names<'n> {
    /// The names, the first of two equal ones; placeholders and those without letters are left out.
    pub fn new(names: impl IntoIterator<Item = (impl Into<Cow<'n, str>>, Span)>) -> Names<'n> {
        let mut known = Names::default();
        for (name, span) in names {
            let name = name.into();
            let words = spaced(&name);
            let placeholder = name.starts_with('[') || name.contains("{{");
            if !placeholder && words.chars().any(char::is_alphabetic) {
                known.by_key.entry(joined(&words)).or_insert_with(|| {
                    known.all.push(Named { name, words, span });
                    known.all.len() - 1
                });
            }
        }
        known
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The names in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Span)> {
        self.all.iter().map(|known| (known.name.as_ref(), known.span))
    }

    /// Which name it is, by its place in the order.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_key.get(&key(name)).copied()
    }

    /// The name as it is written where it is known.
    pub fn get(&self, name: &str) -> Option<(&str, Span)> {
        self.position(name)
            .and_then(|index| self.all.get(index))
            .map(|known| (known.name.as_ref(), known.span))
    }

    /// The known name that an unknown one is a slip of; `None` for known names, and where two would fit.
    pub fn meant(&self, name: &str) -> Option<(&str, Span)> {
        let words = spaced(name);
        if self.by_key.contains_key(&joined(&words)) {
            return None;
        }
        let mut near = self.all.iter().take(MOST).filter(|known| are_slips(&words, &known.words));
        let first = near.next()?;
        near.next().is_none().then_some((first.name.as_ref(), first.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_many_spellings() {
        for (spellings, want) in [
            (
                &["SessionStore", "session store", "`session-stores`", "Session_Store (new)"][..],
                "sessionstore",
            ),
            (&["HTTPServer", "HTTP server", "httpServer", "Http-Servers"], "httpserver"),
            (&["userId", "user_id", "UserID", "User ID"], "userid"),
            (&["APIs", "API", "api"], "api"),
            (&["1. Login Service", "Login Services"], "loginservice"),
            (&["ユーザー"], "ユーザー"),
        ] {
            for spelling in spellings {
                assert_eq!(key(spelling), want, "{spelling}");
            }
        }
        assert_ne!(key("write()"), key("read()"));
        assert_eq!(key("(note)"), "note");
        assert_eq!(key("---"), "");
    }

    #[test]
    fn slips_are_no_other_names() {
        for (name, known) in [
            ("SesionStore", "Session Store"),
            ("Token Isuer", "token issuer"),
            ("parcel_evnets", "parcel_events"),
            ("Rotation Contoller", "Rotation Controller"),
            ("Key Stroe", "Key Store"),
        ] {
            assert!(is_slip(name, known), "{name}");
        }
        for (name, known) in [
            ("Session Store", "session-stores"),
            ("encoder", "decoder"),
            ("min_length", "max_length"),
            ("minimum", "maximum"),
            ("Phase 1", "Phase 2"),
            ("table_a1", "table_a2"),
            ("Sesion Stroe", "Session Store"),
            ("Session", "Session Store"),
            ("User", "Users"),
            ("id", "ip"),
        ] {
            assert!(!is_slip(name, known), "{name}");
        }
    }

    #[test]
    fn what_was_meant_must_be_one() {
        let at = Span::new(0, 0);
        let known =
            Names::new([("Token Issuer", at), ("token-issuers", at), ("Parcel Store", at), ("---", at)]);
        assert_eq!(known.len(), 2);
        assert!(known.get("`TokenIssuer`").is_some() && known.get("Token Isuer").is_none());
        assert_eq!(known.meant("Token Isuer").map(|(name, _)| name), Some("Token Issuer"));
        assert_eq!(known.meant("Token Issuer"), None);
        assert_eq!(Names::new([("Parcel A", at), ("Parcels B", at)]).meant("Parcle C"), None);
        let two = Names::new([("reports", at), ("rapports", at)]);
        assert_eq!(two.meant("raports").map(|(name, _)| name), None);
    }
}
