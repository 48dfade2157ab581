//! Arrow chains: `Input → A → B → Output`, on one line or downwards, and numbered steps with an actor.

use planc_source::Span;

use super::scan::{self, after, before, numbered as item};

/// The steps of an arrow chain, in order; `None` unless most lines take part.
pub(crate) fn read(code: &str) -> Option<Vec<Span>> {
    links(code).map(|links| links.into_iter().map(|(step, _)| step).collect())
}

/// The steps of a chain, each with whether an arrow leads to it from the step before.
pub(super) fn links(code: &str) -> Option<Vec<(Span, bool)>> {
    if !code.contains(['→', 'â', '>', '⟶', '↓', '▼', 'v', 'V', '⬇', '⇓', '⇒', '➜', '➔', '⇩'])
    {
        return None;
    }
    let apart = |code| {
        scan::lines(code).any(|line| is_arrow(line.of(code).trim()) && !line.of(code).trim().is_empty())
    };
    if numbered(code).is_some_and(|steps| steps.len() > 1) && !apart(code) {
        return None;
    }
    let mut reader = Reader::default();
    for line in scan::lines(code) {
        reader.line(code, line);
    }
    reader.finish()
}

/// A line of the chain while it is being read.
struct Entry {
    step: Span,
    /// An arrow leads here from the step before.
    linked: bool,
    /// There is an arrow before or behind it.
    takes_part: bool,
}

#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    /// The step that an arrow below would start from, and how many further lines it has.
    head: Option<(usize, usize)>,
    arrow_above: bool,
    blank_above: bool,
    lines: usize,
    taking_part: usize,
}

impl Reader {
    fn line(&mut self, code: &str, line: Span) {
        let text = line.of(code).trim();
        if text.is_empty() {
            self.blank_above = true;
        } else if is_arrow(text) {
            self.arrow();
        } else if self.arrow_above || !is_remark(text) {
            self.lines += 1;
            let branch = ["+-", "|-", "`-", "\\-"].iter().any(|start| text.starts_with(start));
            if branch || is_rule(text) || text.contains(['├', '└', '┌', '┐', '┘', '┤', '┬', '┴', '┼'])
            {
                (self.head, self.arrow_above) = (None, false);
            } else {
                self.text(code, text);
            }
            self.blank_above = false;
        }
    }

    /// A line that holds nothing but arrows downwards.
    fn arrow(&mut self) {
        self.arrow_above |= self.leave_head();
        self.blank_above = false;
    }

    /// An arrow starts from the step above, so it takes part, with the few lines that explain it.
    fn leave_head(&mut self) -> bool {
        let Some((head, more)) = self.head.take() else { return false };
        if let Some(entry) = self.entries.get_mut(head).filter(|entry| !entry.takes_part) {
            entry.takes_part = true;
            self.taking_part += 1;
        }
        self.lines = self.lines.saturating_sub(more.min(2));
        true
    }

    fn text(&mut self, code: &str, text: &str) {
        let before = self.entries.len();
        if split(text, &mut |part, linked| {
            let linked = linked && (self.entries.len() > before || self.leave_head());
            let linked = std::mem::take(&mut self.arrow_above) || linked;
            self.entries.push(Entry { step: scan::span(code, part), linked, takes_part: true });
        }) {
            self.taking_part += 1;
            self.arrow_above &= self.entries.len() == before;
            self.head = self.entries.len().checked_sub(1).map(|last| (last, 0));
            return;
        }
        match &mut self.head {
            Some((_, more)) if !self.blank_above && !self.arrow_above => *more += 1,
            _ => {
                let linked = std::mem::take(&mut self.arrow_above);
                self.taking_part += usize::from(linked);
                self.head = Some((self.entries.len(), 0));
                let step = scan::span(code, name(text));
                self.entries.push(Entry { step, linked, takes_part: linked });
            }
        }
    }

    fn finish(self) -> Option<Vec<(Span, bool)>> {
        if self.taking_part * 2 <= self.lines {
            return None;
        }
        let steps: Vec<(Span, bool)> = self
            .entries
            .iter()
            .filter(|entry| entry.takes_part && !entry.step.is_empty())
            .map(|entry| (entry.step, entry.linked))
            .collect();
        (steps.len() > 1 && steps.iter().skip(1).any(|(_, linked)| *linked)).then_some(steps)
    }
}

/// Whether a line only says where the next one goes: `↓`, `|`, `v`, or `↓ a note`.
fn is_arrow(line: &str) -> bool {
    let only = |c: char| matches!(c, '↓' | '▼' | '⬇' | '⇓' | '⇩' | '|' | '│' | '┃' | '╎' | '┆');
    let marks = |c: char| only(c) || matches!(c, 'v' | 'V' | ' ' | '\t' | '\u{fe0f}');
    if line.chars().all(marks) {
        return !line.chars().any(|c| matches!(c, 'v' | 'V'))
            || line.split_whitespace().all(|w| w.len() == 1);
    }
    let rest = line.trim_start_matches(['↓', '▼', '⬇', '⇓', '⇩', '│', '┃', '\u{fe0f}']);
    rest.len() < line.len() && rest.starts_with(' ') && !rest.contains(['→', '│', '┃'])
}

/// Whether a line is only drawn: a ruler, or the bend of an arrow.
fn is_rule(line: &str) -> bool {
    line.chars()
        .all(|c| matches!(c, '-' | '=' | '+' | '_' | '|' | '─' | '━' | '═' | '│' | '^' | '<' | '>' | ' '))
}

/// Whether a line is a remark in brackets, such as a template's instruction.
fn is_remark(line: &str) -> bool {
    line.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|inner| inner.contains(' ') && !inner.contains(['[', ']', '→']))
}

/// Gives the parts of a line between its arrows, each with whether an arrow leads to it; false, and
/// nothing given, for a line without arrow.
fn split<'t>(line: &'t str, step: &mut dyn FnMut(&'t str, bool)) -> bool {
    // An arrow in parentheses belongs to the words there, unless the parentheses are out of order.
    let nested = balanced(line);
    let (mut from, mut at, mut linked, mut found) = (0, 0, false, false);
    while let Some((start, end)) = next_arrow(line, at, nested) {
        found = true;
        let part = line.get(from..start).unwrap_or("");
        let part = name(if part.ends_with(' ') { part } else { unlabelled(part) });
        if !part.is_empty() {
            step(part, linked);
        }
        (from, at, linked) = (end, end, true);
    }
    let part = name(after(line, from));
    if found && !part.is_empty() {
        step(part, linked);
    }
    found
}

/// Whether the brackets of a line are in order, so that depth means something.
fn balanced(line: &str) -> bool {
    let mut depth = 0usize;
    for byte in line.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0
}

/// An arrow whose UTF-8 was read as Windows-1252 and saved again, as in many copies of one template.
const DAMAGED: &str = "â†’";

/// The next arrow at or behind `from`: its shaft, its head and the head at its tail, if it has both.
fn next_arrow(line: &str, from: usize, nested: bool) -> Option<(usize, usize)> {
    let mut depth = 0usize;
    let mut shaft: Option<usize> = None;
    for (at, c) in after(line, from).char_indices() {
        let at = from + at;
        let end = at + c.len_utf8();
        let inside = nested && depth > 0;
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '→' | '⟶' | '⇒' | '⟹' | '➜' | '➔' | '➝' | '➞' if !inside => {
                return Some((shaft.unwrap_or(at), end));
            }
            'â' if !inside && after(line, at).starts_with(DAMAGED) => return Some((at, at + DAMAGED.len())),
            '>' | '▶' | '►' if !inside => {
                if let Some(start) = shaft {
                    return Some((start, end));
                }
            }
            _ => {}
        }
        shaft = match c {
            '-' | '─' | '━' | '=' | '═' => shaft.or(Some(at)),
            '<' | '◀' | '◄' | '←' => Some(at),
            _ => None,
        };
        if c == '<' && !after(line, end).starts_with(['-', '=', '─']) {
            shaft = None;
        }
    }
    None
}

/// A step without the words on the arrow that follows: `closed ──(Ctrl+P)`.
fn unlabelled(part: &str) -> &str {
    let marks = [" ──", " --", " ━━", " =="];
    let cut = marks.iter().filter_map(|mark| part.find(mark)).filter(|&at| at > 0).min();
    cut.map_or(part, |cut| before(part, cut))
}

/// A step without its number and without a remark set apart.
fn name(part: &str) -> &str {
    let part = part.trim();
    let part = item(part).map_or(part, |(_, text)| text);
    let marks = ["  (", "   #", "  //", " ← "];
    let cut = marks.iter().filter_map(|mark| part.find(mark)).filter(|&at| at > 0).min();
    before(part, cut.unwrap_or(part.len())).trim().trim_matches(['─', '━', '│', '|']).trim()
}

/// The texts of numbered lines (`1. User → does X`); `None` unless most lines are numbered.
pub(crate) fn numbered(code: &str) -> Option<Vec<Span>> {
    let mut steps = Vec::new();
    let (mut others, mut margin) = (0usize, None);
    for line in scan::lines(code) {
        let raw = line.of(code);
        let text = raw.trim();
        if text.is_empty() || is_arrow(text) || is_remark(text) {
            continue;
        }
        let indent = raw.len() - raw.trim_start().len();
        let deeper = margin.is_some_and(|margin| indent > margin + 1);
        match item(text) {
            _ if deeper => {}
            Some((_, step)) => {
                margin.get_or_insert(indent);
                steps.push(scan::span(code, step));
            }
            None => others += 1,
        }
    }
    (steps.len() > others).then_some(steps)
}

/// Splits a step into who and what: `User → does X`, `User -> x`, or `User: does X` with a short name.
pub(crate) fn actor(step: &str) -> Option<(Span, Span)> {
    let arrow = next_arrow(step, 0, balanced(step));
    let colon = step
        .char_indices()
        .find(|&(at, c)| c == '：' || c == ':' && after(step, at + 1).starts_with([' ', '*', '_', '\u{a0}']))
        .map(|(at, c)| (at, at + c.len_utf8()))
        .filter(|&(at, _)| arrow.is_none_or(|(start, _)| at < start))
        .filter(|&(at, _)| (1..=3).contains(&before(step, at).split_whitespace().take(4).count()));
    let (end, start) = colon.or(arrow)?;
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`');
    let raw = before(step, end);
    let actor = raw.trim_matches(marks);
    let action = after(step, start).trim();
    let closing = raw.trim_start().chars().take_while(|c| matches!(c, '*' | '_')).count();
    let closing = closing.min(action.len() - action.trim_start_matches(['*', '_']).len());
    let action = after(action, closing).trim();
    (!actor.is_empty() && !action.is_empty()).then(|| (scan::span(step, actor), scan::span(step, action)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn steps(code: &str) -> Option<Vec<&str>> {
        read(code).map(|steps| steps.into_iter().map(|step| step.of(code)).collect())
    }

    #[test]
    fn chains() {
        for (code, expected) in [
            (
                "[Describe or diagram the flow]\n\nInput → A → B → Output\n",
                &["Input", "A", "B", "Output"][..],
            ),
            ("Input â†’ A â†’ Output", &["Input", "A", "Output"]),
            ("A -> B => C ──▶ D --> E", &["A", "B", "C", "D", "E"]),
            ("client ⟶ server", &["client", "server"]),
            ("A\n  ↓\nB\n  |\n  v\nC", &["A", "B", "C"]),
            ("A (why)\n  more\n\n  ↓ checked\n\nB", &["A (why)", "B"]),
            ("User acts\n  → one\n  → two", &["User acts", "one", "two"]),
            ("Build (a → b) → Ship", &["Build (a → b)", "Ship"]),
            ("open ──(Esc)──> closed", &["open", "closed"]),
            ("run --fast -> done --now", &["run --fast", "done --now"]),
            ("a\n↓\n[when it is so]\n↓\nb", &["a", "[when it is so]", "b"]),
            ("1. Draft → 2. Review", &["Draft", "Review"]),
            ("1. read\n  ↓\n2. write", &["read", "write"]),
            ("pending → done       (admin)", &["pending", "done"]),
            ("A <-> B", &["A", "B"]),
            ("T1 → T2\n   ↓\nT3 → T4", &["T1", "T2", "T3", "T4"]),
        ] {
            assert_eq!(steps(code).as_deref(), Some(expected), "{code}");
        }
        for code in [
            "",
            "just words",
            "a >= b\nb > c",
            "x → y\nwords\n\nmore words\n\neven more",
            "1. User → a\n2. API → b",
            "├──▶ a\n├──▶ b",
            "A →",
            "v",
        ] {
            assert_eq!(steps(code), None, "{code}");
        }
        assert_eq!(
            links("a → b\nc → d").map(|l| l.iter().map(|x| x.1).collect()),
            Some(vec![false, true, false, true])
        );
    }

    #[test]
    fn numbers() {
        let code = "1. User → x\n   - detail\n   1. inner\n2) API: y\n";
        let all: Vec<&str> = numbered(code).unwrap_or_default().iter().map(|s| s.of(code)).collect();
        assert_eq!(all, ["User → x", "API: y"]);
        assert_eq!(numbered("words\n1. x\nmore"), None);
        assert_eq!(numbered(""), None);
    }

    #[test]
    fn actors() {
        for (step, expected) in [
            ("User → does X", Some(("User", "does X"))),
            ("User -> x", Some(("User", "x"))),
            ("User: does X → Y", Some(("User", "does X → Y"))),
            ("**API:** returns 1", Some(("API", "returns 1"))),
            ("**API**: returns 1", Some(("API", "returns 1"))),
            ("用户：登录", Some(("用户", "登录"))),
            ("one two three four: x", None),
            ("see http://x.y", None),
            ("Error logged to {{LOG}}", None),
            ("→ x", None),
        ] {
            assert_eq!(actor(step).map(|(a, b)| (a.of(step), b.of(step))), expected, "{step}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(code in "(\\PC|[→↓>|v:(\\[\\n-]|1\\. |a ){0,60}") {
            let inside = |span: Span| code.get(span.range()).is_some();
            prop_assert!(read(&code).unwrap_or_default().into_iter().all(inside));
            prop_assert!(numbered(&code).unwrap_or_default().into_iter().all(inside));
            prop_assert!(actor(&code).is_none_or(|(a, b)| inside(a) && inside(b)));
        }
    }
}
