use crate::places::{Place, Places};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use memchr::memmem;
use planc_source::{Severity, Span};

pub static RULE: Rule = Rule {
    name: "heading-glued",
    summary: "a heading is glued to the text before it or to its own marks, so it is no heading",
    family: Family::Form,
    severities: Severities::always(Severity::Warning),
    fixable: true,
    enabled: true,
    page: include_str!("heading_glued.md"),
    check: Check::Plan(check),
};

/// A heading is a line of so many bytes at most; longer ones are sentences.
const LONGEST: usize = 100;

/// Nobody writes paragraphs of so many bytes; what stands in them is looked at no further.
const LONGEST_LINE: usize = 20_000;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let text = cx.tree.text;
    let mut places = Places::new(cx.tree);
    let (mut behind, mut line) = (0, 0);
    for at in memmem::find_iter(text.as_bytes(), "##") {
        if at < behind {
            continue;
        }
        line =
            memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[behind..at]).map_or(line, |end| behind + end + 1);
        let marks = text[at..].bytes().take_while(|b| *b == b'#').count();
        behind = at + marks;
        if marks > 6 {
            continue;
        }
        let Some(glued) = read(cx, line, at, marks) else { continue };
        let place = places.at(at);
        if !place.is_code() && !place.html && place.link.is_none() && !is_start(cx, &place, at) {
            report(cx, glued, at, marks, out);
        }
    }
}

/// How a heading is glued.
enum Glued {
    /// To the text before it.
    Before,
    /// To its own marks.
    Marks,
}

fn read(cx: &Context<'_, '_>, line: usize, at: usize, marks: usize) -> Option<Glued> {
    let text = cx.tree.text;
    let before = &text[line..at];
    let window = &text[at + marks..text.floor_char_boundary(at + marks + LONGEST + 1)];
    let rest = memchr::memchr2(b'\n', b'\r', window.as_bytes()).map_or(window, |end| &window[..end]);
    if rest.len() > LONGEST || before.len() > LONGEST_LINE {
        return None;
    }
    let title = rest.trim();
    let known = || cx.library.vocabulary().concept(title).is_some() || is_of_template(cx, title);
    if before.trim_start_matches([' ', '>']).is_empty() {
        // `##Risks`; but `#!`, `##1`, `## ` are something else.
        if !rest.starts_with(|c: char| c.is_alphabetic()) {
            return None;
        }
        let short = !title.ends_with(['.', ';', ',']) && !title.contains("##");
        let name = title.starts_with(char::is_uppercase) || !title.is_ascii();
        return (short && (name || known())).then_some(Glued::Marks);
    }
    let spaced = rest.starts_with([' ', '\t']);
    // What ends in the middle of a quotation is a part of it.
    let odd = |mark: char| title.ends_with(mark) && title.matches(mark).count() % 2 == 1;
    let sentence = title.ends_with(['.', ';', ',']) || title.ends_with(')') && !title.contains('(');
    let sentence = sentence || odd('"') || odd('`') || odd('\'');
    if !spaced || title.is_empty() || sentence && !known() {
        return None;
    }
    let mut back = before.trim_end().chars().rev();
    let last = back.next()?;
    let opens = back.next().is_none_or(char::is_whitespace);
    // Opening quotes and brackets: somebody speaks of a heading. Code and arrows have `#` of their own.
    if matches!(last, '(' | '[' | '{' | '<' | '=' | '/' | '\\' | '#' | '>' | '+' | '“' | '‘')
        || matches!(last, '"' | '\'' | '`') && opens
    {
        return None;
    }
    // Bullets and numbers: a heading in an item.
    let bullet = before.trim_start_matches([' ', '>']).trim_end();
    if matches!(bullet, "-" | "*")
        || bullet.strip_suffix(['.', ')']).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let touching = !before.ends_with([' ', '\t']);
    // `C## ` is no text before a heading; `N/A## ` is.
    let sharp = last.is_alphanumeric() && opens;
    let name = title.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || !title.is_ascii();
    let ends = matches!(last, '.' | '!' | '?' | ':' | ')' | '*' | '|' | '。' | '！' | '？' | '）');
    let glued = if touching { name && !sharp } else { ends && known() };
    glued.then_some(Glued::Before)
}

/// Whether the marks begin a node that is a heading: in an item or quote they do.
fn is_start(cx: &Context<'_, '_>, place: &Place, at: usize) -> bool {
    place.heading.is_some_and(|node| {
        let span = cx.tree.nodes[node].span;
        // `## Risks ##`: the marks that close a heading.
        span.start() == at || cx.tree.str(Span::new(at, span.end())).trim().bytes().all(|b| b == b'#')
    })
}

fn is_of_template(cx: &Context<'_, '_>, title: &str) -> bool {
    cx.dialect().is_some_and(|d| {
        let mut key = String::new();
        planc_dialect::normal(title, &mut key);
        !key.is_empty() && d.sections.iter().any(|s| s.key == key)
    })
}

fn report(cx: &Context<'_, '_>, glued: Glued, at: usize, marks: usize, out: &mut Findings<'_>) {
    let text = cx.tree.text;
    let end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
    let span = Span::new(at, end).trim(text);
    let title = quoted(text[at + marks..end].trim());
    out.push(match glued {
        Glued::Marks => out
            .diagnostic(span, format!("{title} is not read as a heading"))
            .help("a heading needs a blank behind its `#`")
            .safe_fix("put the blank in", Span::at(at + marks), " "),
        Glued::Before => {
            let gap = text[..at].trim_end_matches([' ', '\t']).len();
            out.diagnostic(span, format!("{title} is not read as a heading"))
                .help("a heading starts its own line")
                .safe_fix("start a new line", Span::new(gap, at), cx.line_end().repeat(2))
        }
    });
}
