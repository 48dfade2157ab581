//! Three-way merge of lines.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A stretch of lines after both sides were compared with what they come from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stretch<'a> {
    /// Nobody changed it, only one side did, or both did the same.
    Settled(Vec<&'a str>),
    /// Each side has its own.
    Both { base: Vec<&'a str>, ours: Vec<&'a str>, theirs: Vec<&'a str> },
}

/// Compares two texts with the one they come from.
pub(crate) fn stretches<'a>(base: &'a str, ours: &'a str, theirs: &'a str) -> Vec<Stretch<'a>> {
    let lines = |text: &'a str| text.lines().collect::<Vec<_>>();
    let (base, ours, theirs) = (lines(base), lines(ours), lines(theirs));
    let (left, right) = (matches(&base, &ours), matches(&base, &theirs));
    let mut out = Vec::new();
    let (mut b, mut o, mut t) = (0, 0, 0);
    // Lines that both sides kept part the text into stretches.
    for line in 0..=base.len() {
        let end = match line == base.len() {
            true => Some((ours.len(), theirs.len())),
            false => left[line].zip(right[line]),
        };
        let Some((at_ours, at_theirs)) = end else { continue };
        stretch(&base[b..line], &ours[o..at_ours], &theirs[t..at_theirs], &mut out);
        if line < base.len() {
            out.push(Stretch::Settled(vec![base[line]]));
        }
        (b, o, t) = (line + 1, at_ours + 1, at_theirs + 1);
    }
    out
}

fn stretch<'a>(base: &[&'a str], ours: &[&'a str], theirs: &[&'a str], out: &mut Vec<Stretch<'a>>) {
    let settled = if ours == theirs || theirs == base {
        ours
    } else if ours == base {
        theirs
    } else {
        out.push(Stretch::Both { base: base.to_vec(), ours: ours.to_vec(), theirs: theirs.to_vec() });
        return;
    };
    if !settled.is_empty() {
        out.push(Stretch::Settled(settled.to_vec()));
    }
}

/// For each line of `base` the line of `side` that it became, where it stayed.
fn matches(base: &[&str], side: &[&str]) -> Vec<Option<usize>> {
    let mut out = vec![None; base.len()];
    for op in capture_diff_slices(Algorithm::Patience, base, side) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            (0..len).for_each(|n| out[old_index + n] = Some(new_index + n));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_is_heard() {
        let base = "a\nb\nc\nd\n";
        let merged = |ours: &str, theirs: &str| -> String {
            let all = stretches(base, ours, theirs);
            let line = |s: &Stretch<'_>| match s {
                Stretch::Settled(lines) => lines.join(""),
                Stretch::Both { base, ours, theirs } => {
                    format!("<{}|{}|{}>", ours.join(""), base.join(""), theirs.join(""))
                }
            };
            all.iter().map(line).collect()
        };
        for (ours, theirs, want) in [
            ("a\nb\nc\nd", "a\nb\nc\nd", "abcd"),
            ("a\nX\nc\nd", "a\nb\nc\nY", "aXcY"),
            ("a\nc\nd", "a\nb\nc\nd\ne", "acde"),
            ("a\nX\nc\nd", "a\nX\nc\nd", "aXcd"),
            ("a\nX\nc\nd", "a\nY\nc\nd", "a<X|b|Y>cd"),
            ("", "a\nb\nc\nd", ""),
        ] {
            assert_eq!(merged(ours, theirs), want, "{ours:?} {theirs:?}");
        }
    }
}
