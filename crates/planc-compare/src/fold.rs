//! Words without the form they are written in.
//!
//! Markdown gives a paragraph, a bullet or a table the same meaning in many forms: wrapped here or there, with `-` or
//! `*`, aligned or not. [`fold`] writes each block on one line in one form. It is no parser: what is read here was
//! parsed before, and a line that looks like a bullet is one. Code between fences keeps its lines.

/// A line that may be a sign of life: who reads it can have it left out.
pub(crate) enum Line<'l> {
    /// A heading: if it is left out, so is what stands below it.
    Heading(&'l str),
    /// The heads of a table: if they are left out, so are its rows.
    Head(&'l [&'l str]),
    /// A line of running text, without bullet.
    Words(&'l str),
}

/// The words of a text, a block a line, white space folded; ticks, comments, rules and the lines that `is_sign`
/// knows are left out. Linear.
pub(crate) fn fold(text: &str, is_sign: &dyn Fn(Line<'_>) -> bool) -> String {
    let mut folder = Folder { out: String::with_capacity(text.len()), ..Folder::new(is_sign) };
    let mut lines = text.split('\n').map(|l| l.trim_end()).peekable();
    while let Some(line) = lines.next() {
        folder.line(line, lines.peek().copied());
    }
    folder.out
}

/// Code without what no reader sees: line ends, trailing blanks, empty lines around it.
pub(crate) fn fold_code(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    for line in code.split('\n') {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    let blank = out.len() - out.trim_start_matches('\n').len();
    out.split_off(blank)
}

struct Folder<'f> {
    out: String,
    is_sign: &'f dyn Fn(Line<'_>) -> bool,
    /// The fence that is open: its sign, its length, the blanks before it.
    fence: Option<(u8, usize, usize)>,
    /// Whether the next line of words goes on with the block before it.
    goes_on: bool,
    quoted: bool,
    in_list: bool,
    in_table: bool,
    in_comment: bool,
    /// The level of the heading whose section is left out.
    left_out: Option<usize>,
    /// Whether the rows that follow are left out.
    rows_left_out: bool,
}

impl<'f> Folder<'f> {
    fn new(is_sign: &'f dyn Fn(Line<'_>) -> bool) -> Folder<'f> {
        Folder {
            out: String::new(),
            is_sign,
            fence: None,
            goes_on: false,
            quoted: false,
            in_list: false,
            in_table: false,
            in_comment: false,
            left_out: None,
            rows_left_out: false,
        }
    }

    fn line(&mut self, line: &str, next: Option<&str>) {
        if let Some((sign, length, indent)) = self.fence {
            return self.code(line, sign, length, indent);
        }
        let visible = self.without_comments(line);
        let line = visible.as_str();
        let indent = line.len() - line.trim_start().len();
        let (rest, quoted) = unquoted(line);
        if rest.is_empty() {
            // A line that is no more than a comment parts nothing.
            if line.len() == visible.len() && !self.in_comment {
                (self.goes_on, self.in_table) = (false, false);
                self.quoted &= quoted;
            }
            return;
        }
        let quote = if quoted && !self.quoted { "> " } else { "" };
        let is_new = quoted != self.quoted && !(self.quoted && self.goes_on);
        self.quoted = quoted || self.quoted && self.goes_on;
        self.goes_on &= !is_new;
        if let Some(fence) = fence(rest) {
            self.fence = Some((fence.0, fence.1, line.len() - rest.len()));
            return self.block("", rest, true);
        }
        if let Some((level, title)) = heading(rest) {
            return self.heading(level, title);
        }
        if self.left_out.is_some() {
            return;
        }
        if is_rule(rest) {
            self.goes_on = false;
            return;
        }
        let heads = !self.in_table && next.is_some_and(|n| is_ruler(unquoted(n).0) && n.contains('|'));
        // A list ends a table.
        self.in_table &= !["- ", "* ", "+ "].iter().any(|mark| rest.starts_with(mark));
        if self.in_table || heads || rest.starts_with('|') {
            return self.row(rest, !self.in_table);
        }
        if indent >= 4 && !self.goes_on && !self.in_list && !quoted {
            return self.block("", line, true);
        }
        self.words(rest, quote, indent);
    }

    /// A line between fences.
    fn code(&mut self, line: &str, sign: u8, length: usize, indent: usize) {
        let bare = line.trim_start_matches([' ', '\t', '>']);
        let run = bare.bytes().take_while(|b| *b == sign).count();
        if run >= length && run == bare.len() {
            self.fence = None;
            self.goes_on = false;
            return self.block("", &bare[..length], true);
        }
        let prefix = line.bytes().take(indent).take_while(|b| matches!(b, b' ' | b'\t' | b'>')).count();
        self.block("", &line[prefix..], true);
    }

    fn heading(&mut self, level: usize, title: &str) {
        (self.goes_on, self.in_list, self.in_table) = (false, false, false);
        if self.left_out.is_some_and(|outer| level > outer) {
            return;
        }
        self.left_out = (self.is_sign)(Line::Heading(title)).then_some(level);
        if self.left_out.is_none() {
            self.block("# ", title, false);
        }
    }

    fn row(&mut self, line: &str, is_head: bool) {
        let was_in_table = std::mem::replace(&mut self.in_table, true);
        self.goes_on = false;
        if is_ruler(line) {
            return;
        }
        let cells = cells(line);
        if is_head && !was_in_table {
            self.rows_left_out = (self.is_sign)(Line::Head(&cells));
        }
        if self.rows_left_out {
            return;
        }
        self.begin("|");
        for cell in cells {
            self.out.push(' ');
            let cell = if is_box(cell) { "[ ]" } else { cell };
            spaced(cell, &mut self.out);
            self.out.push_str(" |");
        }
    }

    fn words(&mut self, rest: &str, quote: &str, indent: usize) {
        let (mark, words) = self.bullet(rest);
        let item = mark.is_some();
        let (is_box, words) = if item { unticked(words) } else { (false, words) };
        if (self.is_sign)(Line::Words(words)) {
            return;
        }
        self.in_list = item || self.in_list && (self.goes_on || indent > 0);
        if self.goes_on && !item {
            self.out.push(' ');
        } else {
            self.begin(quote);
            if let Some(mark) = mark {
                self.out.push_str(mark);
                self.out.push_str(if is_box { " [ ] " } else { " " });
            }
        }
        spaced(words, &mut self.out);
        self.goes_on = true;
    }

    /// The mark of an item in its one form, and its words. A number begins an item only where a list may begin or
    /// go on, for `2026. It was` may be a wrapped line.
    fn bullet<'l>(&self, line: &'l str) -> (Option<&'l str>, &'l str) {
        let behind = |at: usize| line[at..].trim_start();
        let first = line.as_bytes().first().copied().unwrap_or(0);
        if matches!(first, b'-' | b'*' | b'+') && matches!(line.as_bytes().get(1), Some(b' ' | b'\t')) {
            let words = behind(1);
            // `- 5 %` in one line is a number.
            let number = words.starts_with(|c: char| c.is_ascii_digit()) && self.out.is_empty();
            return if number { (None, line) } else { (Some("-"), words) };
        }
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let may = !self.goes_on || self.in_list || &line[..digits] == "1";
        let dot = matches!(line.as_bytes().get(digits), Some(b'.' | b')'));
        let blank = matches!(line.as_bytes().get(digits + 1), Some(b' ' | b'\t'));
        if (1..=9).contains(&digits) && may && dot && blank {
            return (Some(&line[..digits]), behind(digits + 1));
        }
        (None, line)
    }

    /// A block on a line of its own.
    fn block(&mut self, mark: &str, text: &str, verbatim: bool) {
        if self.left_out.is_some() {
            return;
        }
        self.goes_on = false;
        if verbatim {
            self.begin("");
            self.out.push_str(text);
        } else {
            self.begin(mark);
            spaced(text, &mut self.out);
        }
    }

    fn begin(&mut self, mark: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(mark);
    }

    /// A line without comments; a comment may go over several lines.
    fn without_comments(&mut self, line: &str) -> String {
        let mut kept = String::new();
        let mut rest = line;
        loop {
            if self.in_comment {
                let Some(end) = rest.find("-->") else { return kept };
                rest = &rest[end + 3..];
                self.in_comment = false;
            }
            match rest.find("<!--") {
                // In a code span it is code.
                Some(at) if rest[..at].bytes().filter(|b| *b == b'`').count() % 2 == 0 => {
                    kept.push_str(&rest[..at]);
                    rest = &rest[at + 4..];
                    self.in_comment = true;
                }
                Some(at) => {
                    kept.push_str(&rest[..at + 4]);
                    rest = &rest[at + 4..];
                }
                None => {
                    kept.push_str(rest);
                    return kept;
                }
            }
        }
    }
}

/// A line without the marks of a quote; whether it had any. `> 80 %` is no quote.
fn unquoted(line: &str) -> (&str, bool) {
    let mut rest = line.trim_start();
    let mut quoted = false;
    while let Some(inner) = rest.strip_prefix('>') {
        let inner = inner.trim_start();
        if inner.starts_with(|c: char| c.is_ascii_digit() || c == '=') {
            break;
        }
        (rest, quoted) = (inner, true);
    }
    (rest, quoted)
}

/// The sign and the length of an opening fence.
fn fence(line: &str) -> Option<(u8, usize)> {
    let sign = *line.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = line.bytes().take_while(|b| *b == sign).count();
    (length >= 3 && !(sign == b'`' && line[length..].contains('`'))).then_some((sign, length))
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let title = line[level..].strip_prefix([' ', '\t'])?;
    ((1..=6).contains(&level)).then(|| (level, title.trim().trim_end_matches('#').trim_end()))
}

/// `---`, `* * *`, and the line below a heading.
fn is_rule(line: &str) -> bool {
    let mut signs = line.bytes().filter(|b| !matches!(b, b' ' | b'\t'));
    let Some(first) = signs.next().filter(|b| matches!(b, b'-' | b'*' | b'_' | b'=')) else { return false };
    let (all, rest) = signs.fold((true, 1), |(all, n), b| (all && b == first, n + 1));
    all && rest >= 3
}

/// The line below the heads of a table.
fn is_ruler(line: &str) -> bool {
    line.contains('-') && line.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// The cells of a row, between pipes outside of code.
fn cells(line: &str) -> Vec<&str> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|l| !l.ends_with('\\')).unwrap_or(line);
    let (mut cells, mut from, mut escaped) = (Vec::new(), 0, false);
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'\\' => escaped = !escaped,
            b'|' if !escaped => {
                cells.push(line[from..at].trim());
                from = at + 1;
            }
            _ => escaped = false,
        }
    }
    cells.push(line[from..].trim());
    cells
}

/// `[x]`, `[ ]`, `[~]`.
fn is_box(text: &str) -> bool {
    let mut inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or("..").chars();
    let sign = inner.next();
    inner.next().is_none() && sign.is_none_or(|c| !c.is_alphanumeric() || matches!(c, 'x' | 'X'))
}

/// An item's words without its box; whether there was one.
fn unticked(words: &str) -> (bool, &str) {
    let end = words.char_indices().take(4).find(|(_, c)| *c == ']').map(|(at, _)| at + 1);
    if let Some(end) = end
        && is_box(&words[..end])
    {
        return (true, words[end..].trim_start());
    }
    let signs = ["✅", "✔️", "✔", "☑️", "☑", "☐", "⬜", "🔲", "⏳", "🔄"];
    match signs.iter().find_map(|sign| words.strip_prefix(sign)) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, words),
    }
}

/// Appends words with one blank for every run of white space, and `*` for the `_` of emphasis.
fn spaced(words: &str, out: &mut String) {
    let mut code = false;
    for (number, word) in words.split_whitespace().enumerate() {
        if number > 0 {
            out.push(' ');
        }
        if !code && !word.contains(['_', '`']) {
            out.push_str(word);
            continue;
        }
        let mut before: Option<char> = None;
        let mut rest = word.chars().peekable();
        while let Some(c) = rest.next() {
            code ^= c == '`';
            let mut run = 1;
            while c == '_' && rest.next_if_eq(&'_').is_some() {
                run += 1;
            }
            let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            let emphasis = c == '_' && !code && outside(before) != outside(rest.peek().copied());
            out.extend(std::iter::repeat_n(if emphasis { '*' } else { c }, run));
            before = Some(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(forms: &[&str], want: &str) {
        for form in forms {
            assert_eq!(fold(form, &|_| false), want, "{form:?}");
        }
    }

    #[test]
    fn one_text_in_many_forms() {
        check(&["a b c", "a\nb  c", " a\r\n  b\tc \r\n"], "a b c");
        check(
            &["- a\n- b c", "* a\n* b\n  c", "+ a\n\n+ b\n  c\n", "- a\n- b <!-- x\ny --> c"],
            "- a\n- b c",
        );
        check(&["1. a\n2. b", "1) a\n2)  b"], "1 a\n2 b");
        check(&["1. a\n   b\n2. c"], "1 a b\n2 c");
        check(&["in\n2026. It", "in 2026. It"], "in 2026. It");
        check(
            &["| a | b |\n|---|:-:|\n| [x] | d |", "|a|b|\n|-|-|\n|[ ]|  d|", "a | b\n--- | ---\n[~] | d"],
            "| a | b |\n| [ ] | d |",
        );
        check(&["- [x] a\n- [ ] b", "* [ ] a\n* [X] b", "- ✅ a\n- ⬜ b"], "- [ ] a\n- [ ] b");
        check(&["_a_ and __b__ of c_d", "*a* and **b** of c_d"], "*a* and **b** of c_d");
        check(&["> a\n> b", "> a\nb", ">a b"], "> a b");
        check(&["## A ##\n\nb\n\n---\n", "# A\nb"], "# A\nb");
    }

    #[test]
    fn what_says_something_else_stays_so() {
        for (one, other) in [
            ("> 80 %", "80 %"),
            ("- 5 %", "+ 5 %"),
            ("a b", "ab"),
            ("`_a`", "`*a`"),
            ("```\na  b\n```", "```\na b\n```"),
            ("a\n\nb", "a b"),
            ("| a | b |", "| a b |"),
            ("| a \\| b |", "| a | b |"),
        ] {
            assert_ne!(fold(one, &|_| false), fold(other, &|_| false), "{one:?} {other:?}");
        }
    }

    #[test]
    fn code_keeps_its_lines() {
        check(
            &["- a\n\n  ```sql\n  b\n    c  \n\n  ```\n  d", "* a\n\n  ```sql\n  b\n    c\n\n  ```\n\n  d"],
            "- a\n```sql\nb\n  c\n\n```\nd",
        );
        check(&["~~~\n# a\n~~~"], "~~~\n# a\n~~~");
        check(&["a\n\n    b  c\n"], "a\n    b  c");
        assert_eq!(fold_code("\r\na  b \r\n\r\n  c\r\n\r\n"), "a  b\n\n  c");
    }

    #[test]
    fn signs_are_left_out_with_what_belongs_to_them() {
        let is_sign = |line: Line<'_>| match line {
            Line::Heading(title) => title == "Sign-off",
            Line::Head(cells) => cells == ["Who", "When"],
            Line::Words(words) => words.starts_with("**Approver**"),
        };
        let text = "a\n**Approver**: b\n\n## Sign-off\n\nc\n\n### Deep\n\n```\nd\n```\n\n## Next\n\n\
                    | Who | When |\n|---|---|\n| e | f |\n\n| Who | Why |\n|---|---|\n| g | h |\n- **Approver**: i\n- j";
        assert_eq!(fold(text, &is_sign), "a\n# Next\n| Who | Why |\n| g | h |\n- j");
    }
}
