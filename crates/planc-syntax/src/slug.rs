use std::collections::HashMap;

/// Makes the anchors GitHub gives to headings: lower case, punctuation dropped, blanks to `-`,
/// a number behind repeated ones.
#[derive(Default, Debug)]
pub struct Slugger {
    seen: HashMap<String, u32>,
}

impl Slugger {
    /// No heading seen yet.
    pub fn new() -> Slugger {
        Slugger::default()
    }

    /// The anchor of the next heading, whose text is `heading` (inline Markdown allowed).
    pub fn slug(&mut self, heading: &str) -> String {
        let base = Slugger::plain(heading);
        let mut slug = base.clone();
        while let Some(count) = self.seen.get_mut(&slug) {
            // `base` was seen: count on from there, skipping names that other headings took.
            if slug == base {
                *count += 1;
                slug = format!("{base}-{count}");
            } else {
                let next = self.seen.get_mut(&base).map_or(1, |c| {
                    *c += 1;
                    *c
                });
                slug = format!("{base}-{next}");
            }
        }
        self.seen.insert(slug.clone(), 0);
        slug
    }

    /// The anchor without regard to other headings.
    pub fn plain(heading: &str) -> String {
        let mut out = String::with_capacity(heading.len());
        for c in visible(heading).chars() {
            match c {
                ' ' | '-' => out.push('-'),
                '_' => out.push('_'),
                c if c.is_alphanumeric() || is_mark(c) => out.extend(c.to_lowercase()),
                _ => {}
            }
        }
        out
    }
}

/// A text whose links within the document lead nowhere in particular: what headings are called is another matter.
pub fn unanchored(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("](#") {
        let from = at + "](#".len();
        out.push_str(&rest[..from]);
        rest = &rest[from..];
        rest = &rest[rest.find([')', '\n', ' ']).unwrap_or(rest.len())..];
    }
    out.push_str(rest);
    out
}

/// Combining marks stay in an anchor: they are letters' parts in many scripts.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{963}' | '\u{e31}'..='\u{e4e}' | '\u{20d0}'..='\u{20ff}')
        || matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}')
}

/// What a reader sees of a heading: links become their text, emphasis and code lose their marks.
fn visible(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    let mut rest = heading;
    // What nothing closes any more is not searched again for every mark that could open something.
    let last = |mark| memchr::memrchr(mark, heading.as_bytes()).map_or(0, |at| heading.len() - at);
    let (bracket, angle) = (last(b')'), last(b'>'));
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            '[' => {
                if rest.len() > bracket
                    && bracket > 0
                    && let Some((label, behind)) = link(rest)
                {
                    out.push_str(&visible(label));
                    rest = behind;
                    continue;
                }
            }
            '<' => {
                if rest.len() > angle
                    && angle > 0
                    && after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
                    && let Some(end) = after.find('>')
                {
                    rest = &after[end + 1..];
                    continue;
                }
                out.push(c);
            }
            '*' | '`' | '~' => {}
            '\\' => {}
            '_' => {
                // Emphasis with underscores stands at the edge of words; inside words they stay.
                let before = out.chars().last().is_some_and(char::is_alphanumeric);
                let behind = after.chars().next().is_some_and(char::is_alphanumeric);
                if before && behind || !(before || behind) {
                    out.push('_');
                }
            }
            c => out.push(c),
        }
        rest = after;
    }
    out
}

fn link(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut marks = memchr::memchr2_iter(b'[', b']', &bytes[1..]).map(|at| at + 1);
    let close = marks.find(|&at| bytes[at] == b'[' || bytes.get(at + 1) == Some(&b'('))?;
    if bytes[close] == b'[' {
        return None;
    }
    let label = text.get(1..close)?;
    let end = text[close..].find(')')?;
    Some((label, &text[close + end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        let cases = [
            ("2.1. System Components & Flow", "21-system-components--flow"),
            ("Phase 1: Helpers (no mock)", "phase-1-helpers-no-mock"),
            ("`ctx.obj` keying", "ctxobj-keying"),
            ("📁 Estrutura — visão", "-estrutura--visão"),
            ("[Link](x.md) text", "link-text"),
            ("snake_case and _emphasis_", "snake_case-and-emphasis"),
            ("测试 策略", "测试-策略"),
        ];
        for (heading, want) in cases {
            assert_eq!(Slugger::plain(heading), want, "{heading}");
        }
    }

    #[test]
    fn repeated_headings_are_numbered() {
        let mut slugger = Slugger::new();
        let got: Vec<_> = ["Risk", "Risk", "Risk-1", "Risk"].iter().map(|h| slugger.slug(h)).collect();
        assert_eq!(got, ["risk", "risk-1", "risk-1-1", "risk-2"]);
    }
}
