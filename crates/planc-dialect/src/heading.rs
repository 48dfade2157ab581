//! What a heading says: the whole of it, a label with a number, or the part that is known.

use crate::normal::undamaged;
use crate::vocabulary::{Phrase, Vocabulary};
use crate::{Concept, normal};
use planc_source::Span;

/// How sure a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The whole heading is a known phrase.
    Exact,
    /// The heading is a known phrase in the section it stands in.
    Within,
    /// A label such as `Phase 2:` heads it.
    Label,
    /// A part of it is known.
    Part,
}

/// One reading of a heading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) concept: Concept,
    pub(crate) how: How,
    /// What the item is called, behind the label; else the whole title.
    pub(crate) name: Span,
    /// The number behind the label.
    pub(crate) number: Option<u32>,
    /// How many words the known phrase has.
    pub(crate) words: usize,
}

/// Words that settle what a longer heading is about when they end it, in their normal form.
const HEADS: &[&str] = &[
    "risk",
    "dependency",
    "alternative",
    "endpoint",
    "migration",
    "milestone",
    "reference",
    "question",
    "decision",
    "test",
    "testing",
    "monitoring",
    "security",
    "rollback",
];

/// Reads headings with one scratch buffer.
pub(crate) struct Headings<'v> {
    vocabulary: &'v Vocabulary,
    key: String,
}

impl<'v> Headings<'v> {
    pub(crate) fn new(vocabulary: &'v Vocabulary) -> Self {
        Headings { vocabulary, key: String::with_capacity(80) }
    }

    /// The normal form of a title; valid until the next call.
    pub(crate) fn normal(&mut self, title: &str) -> &str {
        self.key.clear();
        normal(title, &mut self.key);
        &self.key
    }

    /// What `title` says inside sections about `outer` (the innermost first).
    pub(crate) fn read(&mut self, text: &str, title: Span, outer: &[Concept]) -> Option<Reading> {
        self.normal(title.of(text));
        self.read_normal(text, title, outer)
    }

    /// The same right behind [`Headings::normal`] of that title.
    pub(crate) fn read_normal(&mut self, text: &str, title: Span, outer: &[Concept]) -> Option<Reading> {
        let source = title.of(text);
        let words = self.key.split(' ').count();
        if let Some(phrase) = self.vocabulary.phrase(&self.key)
            && let Some((concept, how)) = meaning(phrase, outer)
        {
            return Some(Reading { concept, how, name: title, number: None, words });
        }
        self.labelled(text, title, outer)
            .or_else(|| self.without_brackets(source, title, outer))
            .or_else(|| self.alternatives(source, title, outer))
            .or_else(|| self.part(title, outer))
            .or_else(|| self.damaged(text, title, outer))
    }

    /// A heading that a wrong encoding damaged, read as it was before.
    fn damaged(&mut self, text: &str, title: Span, outer: &[Concept]) -> Option<Reading> {
        let source = title.of(text);
        let repaired = undamaged(source)?;
        let reading = self.read(&repaired, Span::new(0, repaired.len()), outer)?;
        let (_, tail) = split_label(source);
        let named = reading.how == How::Label && !tail.trim().is_empty();
        let name = if named { Span::new(title.end() - tail.len(), title.end()).trim(text) } else { title };
        Some(Reading { name, ..reading })
    }

    /// `Phase 2: Build`, `Option A — keep`, `Endpoint: Create`, `Step 3`.
    fn labelled(&mut self, text: &str, title: Span, outer: &[Concept]) -> Option<Reading> {
        let source = title.of(text);
        let (head, tail) = split_label(source);
        // `Phase 4（Bench）: …`: what stands in brackets is no part of the label.
        let bare = head.split(['(', '（', '[', '【']).next().filter(|b| b.chars().any(char::is_alphanumeric));
        let (bare, bracketed) = (bare.unwrap_or(head), bare.is_some_and(|b| b.len() < head.len()));
        let tail = if bracketed && tail.trim().is_empty() { &source[bare.len()..] } else { tail };
        if bare.len() < source.len() {
            self.normal(bare);
        }
        let leading = leading_number(&self.key)
            .filter(|(l, _)| self.vocabulary.phrase(l).is_some_and(|p| p.label.is_some()));
        let (label, number) =
            leading.map_or_else(|| split_number(&self.key), |(label, number)| (label, Some(number)));
        if bracketed && label.len() == self.key.len() {
            return None;
        }
        let name = Span::new(title.end() - tail.len(), title.end()).trim(text);
        let phrase = self.vocabulary.phrase(label)?;
        let words = label.split(' ').count();
        let numbered = label.len() < self.key.len();
        if (numbered || !tail.is_empty())
            && let Some(concept) = phrase.label
        {
            return Some(Reading { concept, how: How::Label, name, number, words });
        }
        let (concept, how) = meaning(phrase, outer)?;
        // `Testing: the parser` is about tests; `Design 2: x` is not about the design as a whole.
        (!numbered).then_some(Reading {
            concept,
            how: if how == How::Exact { How::Part } else { how },
            name,
            number: None,
            words,
        })
    }

    fn without_brackets(&mut self, source: &str, title: Span, outer: &[Concept]) -> Option<Reading> {
        let open = source.find(['(', '（', '[', '【', '*', '{'])?;
        let mut bare = String::with_capacity(source.len());
        let mut depth = 0usize;
        for c in source.chars() {
            match c {
                '(' | '（' | '[' | '【' | '{' => depth += 1,
                ')' | '）' | ']' | '】' | '}' => depth = depth.saturating_sub(1),
                c if depth == 0 => bare.push(c),
                _ => {}
            }
        }
        let reading = self.phrase(&bare, title, outer);
        reading.or_else(|| {
            // `概要 (Overview)`: what is in the brackets may be the name we know.
            let inner = &source[open..];
            let inner = inner.split([')', '）', ']', '】']).next().unwrap_or("");
            (!source.is_ascii()).then(|| self.phrase(inner, title, outer)).flatten()
        })
    }

    fn alternatives(&mut self, source: &str, title: Span, outer: &[Concept]) -> Option<Reading> {
        if !source.contains(['|', '—', '–', '：', ':']) && !source.contains(" - ") && !source.contains(" / ")
        {
            return None;
        }
        source
            .split(['|', '—', '–', '：', ':'])
            .flat_map(|p| p.split(" - "))
            .flat_map(|p| p.split(" / "))
            .filter(|p| p.len() < source.len())
            .find_map(|part| self.phrase(part, title, outer))
    }

    /// A known phrase at the end or the start of the heading: two words or more, or one that settles it.
    fn part(&mut self, title: Span, outer: &[Concept]) -> Option<Reading> {
        let key = std::mem::take(&mut self.key);
        let found = self.part_of(&key, title, outer);
        self.key = key;
        found
    }

    fn part_of(&self, key: &str, title: Span, outer: &[Concept]) -> Option<Reading> {
        let reading = |part: &str| {
            let phrase = self.vocabulary.phrase(part)?;
            let (concept, _) = meaning(phrase, outer)?;
            let words = part.split(' ').count();
            let long = words > 1 || (is_unspaced(part) && part.chars().count() > 2);
            let settles = long || HEADS.contains(&part) || is_unspaced(part) && is_head(concept);
            (settles && !concept.is_other()).then_some(Reading {
                concept,
                how: How::Part,
                name: title,
                number: None,
                words,
            })
        };
        if is_unspaced(key) {
            // Scripts without blanks: a phrase of two characters or more that is half of the heading.
            let half = (key.len() / 2).max(6);
            let bounds = || key.char_indices().map(|(i, _)| i).filter(|i| *i > 0);
            let suffix = bounds().filter(|i| key.len() - i >= half).find_map(|i| reading(&key[i..]));
            return suffix.or_else(|| bounds().rev().filter(|i| *i >= half).find_map(|i| reading(&key[..i])));
        }
        let words = key.split(' ').count();
        if !(2..=6).contains(&words) {
            return None;
        }
        let blanks: smallvec::SmallVec<[usize; 6]> = key.match_indices(' ').map(|(i, _)| i).collect();
        let suffix = blanks.iter().find_map(|&i| reading(&key[i + 1..]));
        suffix.or_else(|| blanks.iter().rev().find_map(|&i| reading(&key[..i]).filter(|r| r.words > 1)))
    }

    fn phrase(&mut self, part: &str, title: Span, outer: &[Concept]) -> Option<Reading> {
        self.normal(part);
        let phrase = self.vocabulary.phrase(&self.key)?;
        let (concept, how) = meaning(phrase, outer)?;
        let words = self.key.split(' ').count();
        Some(Reading { concept, how, name: title, number: None, words })
    }
}

/// Concepts that a single word of a script without blanks settles.
fn is_head(concept: Concept) -> bool {
    matches!(
        concept.name(),
        "risks" | "dependencies" | "alternatives" | "endpoints" | "migrations" | "milestones"
    ) || matches!(
        concept.name(),
        "references" | "questions" | "decisions" | "tests" | "security" | "rollback"
    )
}

/// Chinese, Japanese and Korean words follow one another without blanks.
fn is_unspaced(key: &str) -> bool {
    !key.contains(' ') && key.chars().any(crate::normal::is_cjk)
}

/// What a phrase means inside sections about `outer`.
fn meaning(phrase: &Phrase, outer: &[Concept]) -> Option<(Concept, How)> {
    let within = outer.iter().find_map(|o| {
        phrase.within.iter().find(|(family, _)| family.name() == o.family()).map(|(_, c)| (*c, How::Within))
    });
    within.or_else(|| phrase.general.map(|c| (c, How::Exact)))
}

/// Parts `Phase 2: Build` into the label and the name behind it.
pub(crate) fn split_label(source: &str) -> (&str, &str) {
    let bytes = source.as_bytes();
    let mark = |at: usize| {
        let rest = &bytes[at..];
        let len = match rest[0] {
            b':' => 1,
            b' ' if rest.starts_with(b" - ") => 3,
            b' ' if rest.starts_with(" — ".as_bytes()) || rest.starts_with(" – ".as_bytes()) => 5,
            0xe2 if rest.starts_with("—".as_bytes()) || rest.starts_with("–".as_bytes()) => 3,
            0xef if rest.starts_with("：".as_bytes()) => 3,
            _ => return None,
        };
        Some((at, len))
    };
    match (0..bytes.len()).find_map(mark) {
        Some((at, len)) => (&source[..at], &source[at + len..]),
        None => {
            // `Phase 2 Build`: the number ends the label.
            let mut words = source.split_inclusive(' ');
            let first = words.next().unwrap_or("");
            let second = words.next().unwrap_or("").trim_end();
            let number = second.trim_end_matches(['.', ')', ':']);
            if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.') {
                source.split_at(first.len() + second.len())
            } else {
                (source, "")
            }
        }
    }
}

/// `1단계` and `第一阶段` carry the number before the label.
fn leading_number(key: &str) -> Option<(&str, u32)> {
    let rest = key.strip_prefix('第').unwrap_or(key);
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let (number, label) = if digits.len() < rest.len() {
        (rest[..rest.len() - digits.len()].parse().ok()?, digits)
    } else {
        let first = rest.chars().next().filter(|_| rest.len() < key.len())?;
        let at = "一二三四五六七八九十".chars().position(|c| c == first)?;
        (u32::try_from(at).ok()? + 1, &rest[first.len_utf8()..])
    };
    let label = label.trim_start();
    (!label.is_empty() && !label.is_ascii()).then_some((label, number))
}

/// `phase 2` → (`phase`, 2); `option b` → (`option`, 2); `phase 2 1` → (`phase`, 2).
pub(crate) fn split_number(key: &str) -> (&str, Option<u32>) {
    let mut label = key;
    let mut number = None;
    while let Some((before, last)) = label.rsplit_once(' ') {
        if last.chars().all(|c| c.is_ascii_digit()) {
            number = last.parse().ok();
        } else if last.len() == 1 && last.chars().all(|c| c.is_ascii_lowercase()) {
            number = last.bytes().next().map(|b| u32::from(b - b'a') + 1);
        } else if last.starts_with(|c: char| c.is_ascii_digit()) && last.len() <= 4 {
            number = last.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok();
        } else if !last.is_empty() && last.chars().all(|c| matches!(c, 'i' | 'v' | 'x')) {
            number = roman(last);
        } else {
            break;
        }
        label = before;
    }
    // `阶段1`, `フェーズ2`, `wp03`: the number follows without a blank.
    let bare = label.trim_end_matches(|c: char| c.is_ascii_digit());
    if number.is_none() && bare.len() < label.len() && !bare.is_empty() {
        return (bare.trim_end(), label[bare.len()..].parse().ok());
    }
    (label, number)
}

fn roman(text: &str) -> Option<u32> {
    let mut total = 0u32;
    let mut last = 0;
    for c in text.chars().rev() {
        let value = match c {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            _ => return None,
        };
        total = if value < last { total.saturating_sub(value) } else { total + value };
        last = last.max(value);
    }
    Some(total)
}
