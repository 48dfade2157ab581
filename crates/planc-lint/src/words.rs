//! What rules need to know of words: how to quote them, which are choices nobody made.

use crate::context::Context;
use crate::placeholder;
use planc_dialect::Vocabulary;
use planc_source::Span;
use smallvec::SmallVec;
use std::borrow::Cow;

/// The most characters of the plan that a message repeats.
const ROOM: usize = 48;

/// `text` in backticks, on one line, cut where it is long. Backticks in it become apostrophes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(ROOM * 4) + 4);
    out.push('`');
    let mut blank = false;
    for (count, c) in text.trim().chars().enumerate() {
        if count == ROOM {
            out.truncate(out.trim_end().len());
            out.push('…');
            break;
        }
        match c {
            c if c.is_whitespace() => {
                if !blank {
                    out.push(' ');
                }
            }
            '`' => out.push('\''),
            c => out.push(c),
        }
        blank = c.is_whitespace();
    }
    out.push('`');
    out
}

/// A word in lower case; most names are written so.
pub(crate) fn lower(word: &str) -> Cow<'_, str> {
    let plain = word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if plain { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
}

/// `a`, `b` or `c`, each in backticks.
pub(crate) fn any_of<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().map(quoted).collect();
    match &words[..] {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}

/// The choices in a list that nobody chose from: `[Draft | In Review]`, `High/Medium/Low`. At least two,
/// and each must be `known`.
pub(crate) fn choices(source: &str, known: impl Fn(&str) -> bool) -> Option<SmallVec<[&str; 8]>> {
    if source.len() > 160 {
        return None;
    }
    let inner = source.trim_matches(|c: char| "[](){}（）`*_<> ".contains(c));
    let parts = |by: char| {
        let parts = inner.split(by).map(|p| p.trim_matches(|c: char| c == '\\' || c.is_whitespace()));
        parts.collect::<SmallVec<[&str; 8]>>()
    };
    ['|', '/'].into_iter().map(parts).find(|parts| {
        let different = || parts[1..].iter().any(|p| !p.eq_ignore_ascii_case(parts[0]));
        parts.len() > 1 && parts.iter().all(|p| known(undecorated(p))) && different()
    })
}

/// Whether a word names a status, a level, yes or no: what templates offer as choices.
pub(crate) fn is_choice(word: &str, vocabulary: &Vocabulary) -> bool {
    !word.is_empty()
        && (vocabulary.state(word).is_some()
            || vocabulary.level(word).is_some()
            || vocabulary.answer(word).is_some())
}

/// What a status says that nobody has edited yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unedited {
    /// Only choices or a placeholder: the whole value.
    Whole(Span),
    /// A choice was made; the list behind it stands here.
    Legend(Span),
    /// A placeholder and nothing else.
    Placeholder,
}

/// Whether the value of a status is still that of the template: `Draft | Review`, `{{STATUS}} (Draft | Review)`,
/// `[Status]`, or has its list of choices behind it: `Approved (Draft | Review | Approved)`.
pub(crate) fn unedited(cx: &Context<'_, '_>, value: Span) -> Option<Unedited> {
    let vocabulary = cx.library.vocabulary();
    let known = |w: &str| vocabulary.state(w).is_some();
    let value = value.trim(cx.tree.text);
    let source = value.of(cx.tree.text);
    if choices(source, known).is_some() {
        return Some(Unedited::Whole(value));
    }
    let inner = source.strip_prefix('[').and_then(|s| s.strip_suffix(']'));
    let braces = source.strip_prefix("{{").and_then(|s| s.strip_suffix("}}"));
    if braces.is_some_and(placeholder::is_upper_name)
        || inner.is_some_and(|i| placeholder::describes(i) || placeholder::is_of_any(cx.library, source))
    {
        return Some(Unedited::Placeholder);
    }
    if let Some(open) = source.find(['(', '（'])
        && let Some(last) = source.rfind([')', '）'])
        && let close = last + source[last..].chars().next().map_or(1, char::len_utf8)
        && source.get(open..close).is_some_and(|legend| choices(legend, known).is_some())
    {
        let head = source[..open].trim();
        let legend = Span::new(value.start() + open, value.start() + close);
        let none = head.is_empty() || head.contains("{{");
        return Some(if none { Unedited::Whole(value) } else { Unedited::Legend(legend) });
    }
    // A list with pipes may have other words in it: `proposed | accepted | superseded by ADR-0123`.
    let listed = source.split('|').filter(|part| known(undecorated(part))).count() > 1;
    listed.then_some(Unedited::Whole(value))
}

/// A word without emoji and other signs around it.
pub(crate) fn undecorated(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Words for nothing, in any language.
pub(crate) const NOTHING: &[&str] = &[
    "none",
    "n/a",
    "na",
    "n.a.",
    "not applicable",
    "nil",
    "null",
    "нет",
    "ninguno",
    "ninguna",
    "nenhum",
    "nenhuma",
    "não aplicável",
    "no aplica",
    "không",
    "không có",
    "无",
    "無",
    "なし",
    "不适用",
    "不適用",
    "該当なし",
    "없음",
    "해당 없음",
];

/// Words that only promise an answer.
pub(crate) const LATER: &[&str] = &[
    "tbd",
    "tbc",
    "todo",
    "to be decided",
    "to be defined",
    "to be determined",
    "to be discussed",
    "to do",
    "a definir",
    "por definir",
    "por decidir",
    "не определено",
    "позже",
    "chưa xác định",
    "待定",
    "待確認",
    "待确认",
    "未定",
    "미정",
];

/// Whether a value says nothing: it is blank, a dash, dots, a word for nothing, or a promise.
pub(crate) fn is_nothing(value: &str) -> bool {
    let bare = value.trim_matches(|c: char| !c.is_alphanumeric());
    // The longest of the words has fewer bytes.
    bare.len() < 40 && {
        let bare = bare.to_lowercase();
        bare.is_empty() || NOTHING.contains(&bare.as_str()) || LATER.contains(&bare.as_str())
    }
}

/// The whole lines that a span stands on.
pub(crate) fn line_of(text: &str, span: Span) -> &str {
    let start = text.get(..span.start()).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let behind = text.get(span.end()..).unwrap_or("");
    let end = span.end() + behind.find('\n').unwrap_or(behind.len());
    text.get(start..end).unwrap_or("")
}

/// What was struck out, put off or left to choice does not hold a plan up.
pub(crate) fn is_dropped(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "deferred",
        "optional",
        "out of scope",
        "dropped",
        "cancelled",
        "canceled",
        "skipped",
        "wontfix",
        "won't",
        "n/a",
        "future",
        "not needed",
        "not required",
        "follow-up",
        "superseded",
    ];
    let lower = text.to_lowercase();
    text.starts_with("~~") || WORDS.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_short_and_on_one_line() {
        assert_eq!(quoted(" a\n  b `c` "), "`a b 'c'`");
        assert_eq!(quoted(&"word ".repeat(40)).chars().count(), 51);
        assert_eq!(any_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }

    #[test]
    fn values_may_say_nothing() {
        for value in ["", " — ", "...", "N/A", "(none)", "**None.**", "无", "[ ]", "TBD", "to be decided"]
        {
            assert!(is_nothing(value), "{value}");
        }
        for value in ["None of the others fits", "0", "no", "nothing", "not needed"] {
            assert!(!is_nothing(value), "{value}");
        }
    }

    #[test]
    fn lists_of_choices_are_told_from_words_with_a_slash() {
        let library = planc_dialect::Library::builtin();
        let known = |w: &str| is_choice(w, library.vocabulary());
        for list in
            ["[Draft | In Review | Approved]", "High/Medium/Low", "[Yes/No]", "[true/false]", "High \\| Low"]
        {
            assert!(choices(list, known).is_some(), "{list}");
        }
        for words in ["High", "CI/CD", "High - see below", "yes/yes", "/", "|", "", "Draft"] {
            assert!(choices(words, known).is_none(), "{words}");
        }
    }
}
