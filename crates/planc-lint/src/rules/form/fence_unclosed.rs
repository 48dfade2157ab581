use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::{Diagnostic, Severity, Span};
use planc_syntax::{CodeBlock, Kind};

pub static RULE: Rule = Rule {
    name: "fence-unclosed",
    summary: "a code block is not closed and takes with it what follows",
    family: Family::Form,
    severities: Severities::always(Severity::Error),
    fixable: true,
    enabled: true,
    page: include_str!("fence_unclosed.md"),
    check: Check::Plan(check),
};

// What is trimmed here are ASCII blanks only: a fence with any other blank behind it closes nothing.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    for code in cx.tree.codes.iter().filter(|c| c.closed && c.contiguous) {
        swallowed(cx, code, out);
    }
    // Only the last block can reach the end; one in an item or quote ends with that.
    let Some(code) = cx.tree.codes.last().filter(|c| !c.closed) else { return };
    let node = cx.tree.nodes[code.node as usize];
    if node.kind == Kind::Code(true) && node.span.end() >= cx.tree.text.trim_ascii_end().len() {
        let fence = Fence::new(cx, node.span);
        let found = out.diagnostic(fence.opening, "this code block is never closed");
        out.push(fence.report(cx, code, found));
    }
}

/// A block that ends at the fence of a later one: between the two, a fence with a word behind it was to open a block.
fn swallowed(cx: &Context<'_, '_>, code: &CodeBlock, out: &mut Findings<'_>) {
    let node = cx.tree.nodes[code.node as usize];
    let shows_fences = |info: &str| ["markdown", "md", "mdx"].iter().any(|l| info.starts_with(l));
    if node.kind != Kind::Code(true) || shows_fences(cx.tree.str(code.info)) {
        return;
    }
    let fence = Fence::new(cx, node.span);
    let body = cx.tree.str(code.body);
    let opens = |at: &usize| {
        let behind = &body[at + fence.marks.len()..];
        (*at == 0 || body[..*at].ends_with('\n')) && behind.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    if let Some(at) = memchr::memmem::find_iter(body.as_bytes(), fence.marks).find(opens) {
        let line = body[at..].lines().next().unwrap_or("").trim_ascii_end();
        let start = code.body.start() + at;
        out.push(
            out.diagnostic(
                Span::new(start, start + line.len()),
                "this opens no code block, because the one above is still open",
            )
            .label(fence.opening, "it begins here")
            .help(format!("close the one above with a line that is its fence again: {}", fence.marks)),
        );
    }
}

/// The fence that opens the block, and what stands below it.
struct Fence<'a> {
    opening: Span,
    marks: &'a str,
    body: Span,
}

/// Where the code probably ends.
enum End {
    /// Above this heading.
    Heading(Span),
    /// At this fence, which has a word behind it and so opens a block rather than closing one.
    Fence(Span),
}

impl<'a> Fence<'a> {
    fn new(cx: &Context<'_, 'a>, block: Span) -> Fence<'a> {
        let source = cx.tree.str(block);
        let line = source.split(['\n', '\r']).next().unwrap_or("").trim_ascii_end();
        let marks = line.len() - line.trim_start_matches(line.chars().next().unwrap_or('`')).len();
        let opening = Span::new(block.start(), block.start() + line.len());
        Fence { opening, marks: &line[..marks], body: Span::new(opening.end(), block.end()) }
    }

    fn report(&self, cx: &Context<'_, '_>, code: &CodeBlock, found: Diagnostic) -> Diagnostic {
        let text = cx.tree.text;
        let line = cx.line_end();
        let closing = format!("{line}{}", self.marks);
        let help = format!("a code block ends with a line that is its fence again: {}", self.marks);
        let end = self.end(cx, code);
        let code_end = match end {
            Some(End::Heading(span) | End::Fence(span)) => span.start(),
            None => text.len(),
        };
        let kept = self.body.start() + text[self.body.start()..code_end].trim_ascii_end().len();
        if kept == self.body.start() && !matches!(end, Some(End::Fence(_))) {
            // Nothing is in it: the fence is one too many, or was to close a block that ended before.
            let rest = &text[self.body.start()..];
            let below =
                text.len() - rest.strip_prefix("\r\n").or(rest.strip_prefix('\n')).unwrap_or(rest).len();
            let found = found
                .help("where code shows fences, the fences around it must be longer: four backticks, say")
                .unsafe_fix("remove it", Span::new(self.opening.start(), below), "");
            return match end {
                Some(End::Heading(span)) => found.note(SWALLOWS).label(span, "this is read as code"),
                _ => harmless(found),
            };
        }
        match end {
            Some(End::Heading(span)) => found
                .note(SWALLOWS)
                .label(span, "it should probably end above this heading")
                .help(help)
                .unsafe_fix("close it above the heading", Span::at(kept), closing),
            Some(End::Fence(span)) => {
                let word = Span::new(span.start() + self.marks.len(), span.end());
                found
                    .note(SWALLOWS)
                    .label(span, "this does not close it, because of the word behind it")
                    .help(help)
                    .unsafe_fix("close it there", word, "")
            }
            None => harmless(found.help(help).unsafe_fix(
                "close it at the end",
                Span::at(text.trim_ascii_end().len()),
                closing,
            )),
        }
    }

    /// The first line in the code that is a heading of the plan, or a fence that opens.
    fn end(&self, cx: &Context<'_, '_>, code: &CodeBlock) -> Option<End> {
        let text = cx.tree.text;
        let language = code.info.of(text).split([' ', ',', '{']).next().unwrap_or("");
        let comments = COMMENTED.iter().any(|l| l.eq_ignore_ascii_case(language));
        let mut at = self.body.start();
        for line in self.body.of(text).split_inclusive('\n') {
            let span = Span::new(at, at + line.trim_ascii_end().len());
            at += line.len();
            if line.starts_with(self.marks) {
                return Some(End::Fence(span));
            }
            let marks = line.bytes().take_while(|b| *b == b'#').count();
            let title = line[marks..].trim();
            // `# Tests` is a comment in many languages; `## Tests` rarely is.
            let may_be =
                (1..=6).contains(&marks) && line[marks..].starts_with(' ') && !(comments && marks == 1);
            if may_be && (marks > 1 && !comments || is_known(cx, title)) {
                return Some(End::Heading(span));
            }
        }
        None
    }
}

const SWALLOWS: &str = "everything from here on is read as code";

/// Nothing is swallowed as far as one can see.
fn harmless(found: Diagnostic) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..found }
}

fn is_known(cx: &Context<'_, '_>, title: &str) -> bool {
    if cx.library.vocabulary().concept(title).is_some() {
        return true;
    }
    let mut key = String::new();
    planc_dialect::normal(title, &mut key);
    !key.is_empty() && cx.dialect().is_some_and(|d| d.sections.iter().any(|s| s.key == key))
}

/// Languages in which a line that begins with `#` is a comment.
const COMMENTED: &[&str] = &[
    "bash",
    "sh",
    "shell",
    "zsh",
    "console",
    "python",
    "py",
    "ruby",
    "rb",
    "yaml",
    "yml",
    "toml",
    "dockerfile",
    "makefile",
    "make",
    "perl",
    "r",
    "elixir",
    "hcl",
    "terraform",
    "tf",
    "ini",
    "conf",
    "nginx",
    "graphql",
    "powershell",
    "ps1",
    "env",
    "markdown",
    "md",
];
