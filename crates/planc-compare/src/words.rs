//! Two texts word by word.

use schemars::JsonSchema;
use serde::Serialize;
use similar::{Algorithm, capture_diff_slices};

/// Which of two texts a run of words stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Both.
    Same,
    /// The old one.
    Old,
    /// The new one.
    New,
}

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Word<'w> {
    /// Where it stands.
    pub part: Part,
    /// The words, with the blanks between them.
    pub text: &'w str,
}

/// Texts with more pieces than this are compared by lines, and with more lines as wholes: nobody reads more, and the
/// time for it grows with the square.
const MOST: usize = 4000;

/// What of two texts is the same, in the order of both. The runs of the old text make it up, and so do those of
/// the new one.
pub fn words<'w>(old: &'w str, new: &'w str) -> Vec<Word<'w>> {
    let (mut a, mut b) = (pieces(old), pieces(new));
    if a.len().max(b.len()) > MOST {
        (a, b) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    }
    if a.len().max(b.len()) > MOST {
        (a, b) = (vec![old], vec![new]);
    }
    let mut out: Vec<Word<'w>> = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (tag, old_range, new_range) = op.as_tag_tuple();
        let old_length = a[old_range].iter().map(|p| p.len()).sum::<usize>();
        let new_length = b[new_range].iter().map(|p| p.len()).sum::<usize>();
        let mut push = |part, text: &'w str| {
            if !text.is_empty() {
                out.push(Word { part, text });
            }
        };
        let (old_run, new_run) = (&old[old_at..old_at + old_length], &new[new_at..new_at + new_length]);
        match tag {
            similar::DiffTag::Equal => push(Part::Same, new_run),
            _ => {
                push(Part::Old, old_run);
                push(Part::New, new_run);
            }
        }
        (old_at, new_at) = (old_at + old_length, new_at + new_length);
    }
    joined(out, old, new)
}

/// A blank between two changed runs belongs to both: `a b` to `c d` is one change, not two.
fn joined<'w>(runs: Vec<Word<'w>>, old: &'w str, new: &'w str) -> Vec<Word<'w>> {
    let mut out: Vec<Word<'w>> = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    // A stretch of changes that is still open: where it began in both texts.
    let mut open: Option<(usize, usize)> = None;
    let mut last = (0, 0);
    let is_changed = |word: Option<&Word<'_>>| word.is_some_and(|w| w.part != Part::Same);
    let close = |open: &mut Option<(usize, usize)>, end: (usize, usize), out: &mut Vec<Word<'w>>| {
        if let Some((from_old, from_new)) = open.take() {
            for (part, text) in [(Part::Old, &old[from_old..end.0]), (Part::New, &new[from_new..end.1])] {
                if !text.is_empty() {
                    out.push(Word { part, text });
                }
            }
        }
    };
    for (index, run) in runs.iter().enumerate() {
        let bridge = run.part == Part::Same
            && run.text.chars().all(|c| c == ' ')
            && open.is_some()
            && is_changed(runs.get(index + 1));
        if run.part == Part::Same && !bridge {
            close(&mut open, last, &mut out);
            out.push(run.clone());
        } else {
            open.get_or_insert((old_at, new_at));
        }
        old_at += if run.part == Part::New { 0 } else { run.text.len() };
        new_at += if run.part == Part::Old { 0 } else { run.text.len() };
        last = (old_at, new_at);
    }
    close(&mut open, last, &mut out);
    out
}

/// Words, runs of blanks, and every other character by itself; of writing without blanks every character.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if is_wide(c) => 3,
        c if c.is_alphanumeric() || c == '_' => 0,
        ' ' => 1,
        _ => 3,
    };
    let mut out = Vec::new();
    let (mut from, mut before) = (0, 3);
    for (at, c) in text.char_indices() {
        let now = class(c);
        if at > 0 && (now != before || now == 3) {
            out.push(&text[from..at]);
            from = at;
        }
        before = now;
    }
    if from < text.len() {
        out.push(&text[from..]);
    }
    out
}

/// Chinese and Japanese, written without blanks.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let words = words(old, new);
        let of = |part| {
            words
                .iter()
                .filter(|w| w.part == Part::Same || w.part == part)
                .map(|w| w.text)
                .collect::<String>()
        };
        assert_eq!((of(Part::Old).as_str(), of(Part::New).as_str()), (old, new));
        let mark = |w: &Word<'_>| match w.part {
            Part::Same => w.text.to_owned(),
            Part::Old => format!("[-{}-]", w.text),
            Part::New => format!("{{+{}+}}", w.text),
        };
        words.iter().map(mark).collect()
    }

    #[test]
    fn words_are_told_apart() {
        for (old, new, want) in [
            ("within 2 seconds", "within 3 seconds", "within [-2-]{+3+} seconds"),
            ("a b c", "a x y c", "a [-b-]{+x y+} c"),
            ("a b", "c d", "[-a b-]{+c d+}"),
            ("", "a", "{+a+}"),
            ("a", "", "[-a-]"),
            ("same", "same", "same"),
            ("15m", "15s", "[-15m-]{+15s+}"),
            ("使用缓存", "使用磁盘", "使用[-缓存-]{+磁盘+}"),
        ] {
            assert_eq!(shown(old, new), want);
        }
    }

    #[test]
    fn long_texts_are_compared_by_lines() {
        let old: String = (0..3000).map(|n| format!("line {n}\n")).collect();
        let new = old.replace("line 77\n", "line x\n");
        assert!(shown(&old, &new).contains("[-line 77\n-]{+line x\n+}"));
        let one = "a ".repeat(9000);
        assert_eq!(words(&one, &format!("{one}b")).len(), 2);
    }
}
