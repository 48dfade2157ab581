use crate::placeholder::{self, braced, bracketed, single_braced, stands_alone};
use crate::places::{Place, Places};
use crate::words::{Unedited, any_of, choices, is_choice, quoted, undecorated, unedited};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use memchr::{memchr_iter, memmem};
use planc_dialect::{Dialect, Field};
use planc_source::Span;
use smallvec::SmallVec;

pub static RULE: Rule = Rule {
    name: "placeholder-left",
    summary: "words of the template wait to be replaced",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("placeholder_left.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut search = Search { cx, own: cx.dialect(), found: Vec::new() };
    search.status();
    search.levels();
    search.dates();
    search.text();
    search.examples();
    let mut found = search.found;
    // Of two that overlap the longer one is meant: `[YYYY-MM-DD]` and the date in it.
    found.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end)));
    let mut end = 0;
    for left in found {
        if left.span.start >= end {
            end = left.span.end;
            left.report(cx, out);
        }
    }
}

/// What was found.
enum What {
    /// Words to be replaced.
    Words,
    /// Choices, none of them chosen.
    Choices,
    /// The list of choices, still there behind the choice.
    Legend,
    /// A code block that says what the template's says.
    Example,
}

struct Left {
    span: Span,
    what: What,
}

impl Left {
    fn report(self, cx: &Context<'_, '_>, out: &mut Findings<'_>) {
        let words = self.span.of(cx.tree.text);
        let said = quoted(words);
        let found = match self.what {
            What::Words => out
                .diagnostic(self.span, format!("the placeholder {said} is not filled in"))
                .help("write what belongs here; what does not apply can say `N/A` and why"),
            What::Choices => {
                let vocabulary = cx.library.vocabulary();
                let parts = words.split(['|', '/', '(', '}']).map(undecorated);
                let known = any_of(parts.filter(|w| is_choice(w, vocabulary)));
                out.diagnostic(self.span, format!("nothing is chosen from {said}"))
                    .help(format!("keep {known}"))
            }
            What::Legend => {
                let gap = cx.tree.text[..self.span.start()].trim_end().len();
                let message = format!("the choices {said} are still there behind the one that was made");
                out.diagnostic(self.span, message).safe_fix(
                    "remove them",
                    Span::new(gap, self.span.end()),
                    "",
                )
            }
            What::Example => out
                .diagnostic(self.span, "this code block is still the example of the template")
                .help("replace it with the plan's own, or delete it with the words that lead to it"),
        };
        out.push(found);
    }
}

struct Search<'c, 'a> {
    cx: &'c Context<'c, 'a>,
    own: Option<&'c Dialect>,
    found: Vec<Left>,
}

impl<'c> Search<'c, '_> {
    fn push(&mut self, span: Span, what: What) {
        self.found.push(Left { span, what });
    }

    /// `**Status**: Draft | In Review`, and the same in brackets behind a status.
    fn status(&mut self) {
        let header = self.cx.fit.header.iter().filter(|e| e.field == Field::Status).map(|e| e.source.value);
        let section = self.cx.plan.meta.status.as_ref().map(|s| s.word.span);
        let values: SmallVec<[Span; 4]> = header.chain(section).collect();
        for value in values {
            match unedited(self.cx, value) {
                Some(Unedited::Whole(span)) => self.push(span, What::Choices),
                Some(Unedited::Legend(span)) => self.push(span, What::Legend),
                Some(Unedited::Placeholder) | None => {}
            }
        }
    }

    /// `High/Medium/Low` where one of them should stand.
    fn levels(&mut self) {
        let plan = self.cx.plan;
        let vocabulary = self.cx.library.vocabulary();
        let risks = plan.risks.iter().flatten().flat_map(|r| [&r.likelihood, &r.impact]);
        let threats = plan.security.iter().flat_map(|s| s.threats.iter().flatten()).map(|t| &t.impact);
        let rollback = plan.rollback.iter().map(|r| &r.risk_level);
        for level in risks.chain(threats).chain(rollback).flatten() {
            let all = choices(&level.value, |w| vocabulary.level(w).is_some());
            if all.is_some_and(|a| a.len() > 2) {
                self.push(level.span, What::Choices);
            }
        }
    }

    /// `YYYY-MM-DD` where a date should stand; elsewhere it may well be the name of a format.
    fn dates(&mut self) {
        let plan = self.cx.plan;
        let header = self.cx.fit.header.iter().map(|e| e.source.value);
        let history = plan.history.iter().flatten().filter_map(|r| r.date.as_ref()).map(|d| d.span);
        let questions =
            plan.questions.iter().flatten().filter_map(|q| q.decision_by.as_ref()).map(|d| d.span);
        let spans = header.chain(history).chain(questions);
        let found: Vec<Span> = spans
            .filter_map(|span| {
                let at = memmem::find(span.of(self.cx.tree.text).as_bytes(), b"YYYY-MM-DD")?;
                Some(Span::new(span.start() + at, span.start() + at + "YYYY-MM-DD".len()))
            })
            .collect();
        found.into_iter().for_each(|span| self.push(span, What::Words));
    }

    /// Brackets, braces, ids without a number and values that are dots.
    fn text(&mut self) {
        let text = self.cx.tree.text;
        let bytes = text.as_bytes();
        let mut marks: Vec<usize> = memchr_iter(b'[', bytes).filter(|at| may_open(bytes, *at)).collect();
        for mark in ["{{", "NNN", "XXX", ": ..."] {
            marks.extend(memmem::find_iter(bytes, mark));
        }
        if self.own.is_some_and(placeholder::in_single_braces) {
            let single = |at: &usize| bytes.get(at + 1) != Some(&b'{') && !text[..*at].ends_with('{');
            marks.extend(memchr_iter(b'{', bytes).filter(single));
        }
        marks.sort_unstable();
        let mut places = Places::new(self.cx.tree);
        let mut end = 0;
        for at in marks {
            if at < end {
                continue;
            }
            let place = places.at(at);
            if place.html || place.link.is_some() && bytes[at] == b'[' {
                continue;
            }
            let found = match bytes[at] {
                b'[' => self.bracket(at, &place),
                b'{' if bytes.get(at + 1) == Some(&b'{') => self.brace(at, &place),
                b'{' => self.single_brace(at, &place),
                b':' => self.dots(at, &place),
                _ => self.id(at, &place),
            };
            if let Some(left) = found {
                end = left.span.end();
                self.found.push(left);
            }
        }
    }

    fn bracket(&self, at: usize, place: &Place) -> Option<Left> {
        let text = self.cx.tree.text;
        let span = bracketed(text, at)?;
        let whole = span.of(text);
        let inner = whole[1..whole.len() - 1].trim();
        let after = &text[span.end()..];
        if inner.is_empty() || inner.contains("{{") || inner.contains("://") || is_definition(text, span) {
            return None;
        }
        let alone = || stands_alone(text, span);
        let words = inner.split_whitespace().count();
        let found = |what| Some(Left { span, what });
        let literal = || {
            let one_line = whole.split_whitespace().collect::<Vec<_>>();
            let joined = one_line.join(" ");
            placeholder::is_of_any(self.cx.library, if whole.contains('\n') { &joined } else { whole })
        };
        if place.code.is_some() {
            return if words > 1 && literal() { found(What::Words) } else { None };
        }
        if place.code_span.is_some() {
            let own = self.own.is_some_and(|own| placeholder::is_of(own, whole));
            return if own && alone() { found(What::Words) } else { None };
        }
        if matches!(inner, "..." | "…") {
            // In running text and quotations the dots stand for words left out.
            let before = placeholder::line_before(text, at).trim_end_matches(['*', '_', ' ']);
            let value = before.ends_with([':', '|']) || before.ends_with(['-', '.']) && before.len() < 6;
            let ends =
                after.is_empty() || after.trim_start_matches(['*', '_', ' ']).starts_with(['\n', '\r', '|']);
            return if value && ends { found(What::Words) } else { None };
        }
        let vocabulary = self.cx.library.vocabulary();
        if choices(inner, |w| is_choice(w, vocabulary)).is_some() && alone() {
            return found(What::Choices);
        }
        let described = || {
            !self.is_about(span) && (placeholder::describes(inner) || place.cell && is_example_row(text, at))
        };
        let left = words > 2 && literal() || alone() && (words < 3 && literal() || described());
        if left { found(What::Words) } else { None }
    }

    fn brace(&self, at: usize, place: &Place) -> Option<Left> {
        let text = self.cx.tree.text;
        if text[..at].ends_with(['$', '{', '\\']) {
            return None;
        }
        let span = braced(text, at)?;
        let whole = span.of(text);
        let inner = &whole[2..whole.len() - 2];
        let own = |words: &str| self.own.is_some_and(|own| placeholder::is_of(own, words));
        let literal = || own(whole) || placeholder::renumbered(whole).is_some_and(|first| own(&first));
        let left = match (place.code, place.code_span) {
            (Some(node), _) => {
                let upper = placeholder::is_upper_name(inner) && !inner.contains(' ') && own("{{");
                !placeholder::has_braces(self.language(node)) && (upper || literal())
            }
            (_, Some(node)) => {
                // A code span that is nothing else may only speak of the placeholder.
                let code = self.cx.tree.nodes[node].span;
                let mention = code.len() <= span.len() + 4;
                (!mention || stands_alone(text, span))
                    && (literal() || placeholder::is_upper_name(inner) && own("{{"))
            }
            _ => literal() || placeholder::is_upper_name(inner) && !self.is_about(span),
        };
        left.then_some(Left { span, what: What::Words })
    }

    /// `{title of option 1}`, where the template of the dialect writes its placeholders so.
    fn single_brace(&self, at: usize, place: &Place) -> Option<Left> {
        let text = self.cx.tree.text;
        // `article{…}`, `${…}`, `\\textit{…}` are no placeholders, and code keeps its braces.
        let glued =
            text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '\\' | ']' | '}'));
        let span = single_braced(text, at).filter(|_| !glued && !place.is_code())?;
        let inner = &span.of(text)[1..span.len() - 1];
        let words = inner.split_whitespace().count();
        let left =
            placeholder::is_phrase(inner) && (words > 2 || stands_alone(text, span)) && !self.is_about(span);
        left.then_some(Left { span, what: What::Words })
    }

    /// `(Expected outputs: ..., Owner: ...)`
    fn dots(&self, at: usize, place: &Place) -> Option<Left> {
        let span = Span::new(at + 2, at + 5);
        let after = &self.cx.tree.text[span.end()..];
        (!place.is_code() && after.starts_with([',', ')'])).then_some(Left { span, what: What::Words })
    }

    /// `PLAN-NNN` in the title, `SPEC-XXX` in the header or as a whole value.
    fn id(&self, at: usize, place: &Place) -> Option<Left> {
        let text = self.cx.tree.text;
        let span = placeholder::unnumbered(text, at).filter(|_| place.code.is_none())?;
        let title = self.cx.fit.title.map(|(section, _)| self.cx.tree.sections[section].title);
        let header = || self.cx.fit.header.iter().any(|e| e.source.value.contains(span));
        let whole = || place.cell && span.of(text).contains('-') && stands_alone(text, span);
        let left = title.is_some_and(|t| t.contains(span)) || header() || whole() && !place.is_code();
        left.then_some(Left { span, what: What::Words })
    }

    /// Code blocks that are still those of the template.
    fn examples(&mut self) {
        let Some(own) = self.own else { return };
        let said: Vec<Span> = self.found.iter().map(|f| f.span).collect();
        for code in &self.cx.tree.codes {
            let body = code.body.trim(self.cx.tree.text);
            let words = body.of(self.cx.tree.text);
            if body.len() < 16 || said.iter().any(|s| body.contains(*s)) {
                continue;
            }
            let windows = words.contains('\r').then(|| words.replace("\r\n", "\n"));
            let words = windows.as_deref().unwrap_or(words);
            let same = own.lines_like(words).any(|at| is_example(&own.source, at, words));
            if same {
                let first = words.lines().next().map_or(0, str::len);
                self.found
                    .push(Left { span: Span::new(body.start(), body.start() + first), what: What::Example });
            }
        }
    }

    fn language(&self, code: usize) -> &'c str {
        let info = self.cx.tree.code(code).map_or("", |c| self.cx.tree.str(c.info));
        info.split([' ', ',', '{', ':']).next().unwrap_or("")
    }

    /// Whether the line, or the plan as a whole, speaks of placeholders rather than having them.
    fn is_about(&self, span: Span) -> bool {
        let text = self.cx.tree.text;
        let speaks = |words: &str| {
            let words = words.to_ascii_lowercase();
            words.contains("placeholder") || words.contains("template")
        };
        let title =
            self.cx.fit.title.map_or("", |(section, _)| self.cx.tree.title(&self.cx.tree.sections[section]));
        speaks(placeholder::line_before(text, span.start()))
            || speaks(placeholder::line_after(text, span.end()))
            || speaks(title)
    }
}

/// Whether the lines at `at` of a template are a whole code block, or some that name things `X` or `Component A`.
/// A line that says something may well have been kept because it is true.
fn is_example(template: &str, at: usize, words: &str) -> bool {
    let (before, after) = (&template[..at], &template[at + words.len()..]);
    let lines = before.ends_with('\n') && after.starts_with('\n');
    let whole = before.trim_end().lines().next_back().is_some_and(|l| l.starts_with("```"))
        && after.trim_start().starts_with("```");
    let letter = |w: &str| w.len() == 1 && w.starts_with(|c: char| c.is_ascii_uppercase() && c != 'I');
    lines && (whole || words.split(|c: char| c.is_whitespace() || c == ':').any(letter))
}

/// Whether another cell of the row is an example in brackets: `| [e.g., 4th project] | [current need] |`.
fn is_example_row(text: &str, at: usize) -> bool {
    placeholder::line_before(text, at).contains("[e.g.")
        || placeholder::line_after(text, at).contains("[e.g.")
}

/// Whether the bracket at `at` may open a placeholder: no box, link label, footnote, index or array.
fn may_open(bytes: &[u8], at: usize) -> bool {
    let next = bytes.get(at + 1).copied().unwrap_or(b']');
    let opens =
        next.is_ascii_alphanumeric() || next >= 0x80 || matches!(next, b'.' | b'#' | b'*' | b'_' | b'`');
    let single = bytes.get(at + 2) == Some(&b']');
    let before = at.checked_sub(1).and_then(|b| bytes.get(b)).copied().unwrap_or(b'\n');
    opens && !single && !matches!(before, b'\\' | b']' | b'!' | b'[')
}

/// Whether `[text]` at the start of a line defines a reference: `[text]: https://…`, `[text]: #anchor`.
fn is_definition(text: &str, span: Span) -> bool {
    let Some(rest) = placeholder::line_after(text, span.end()).strip_prefix(':') else { return false };
    let target = rest.trim_start();
    placeholder::line_before(text, span.start()).trim().is_empty()
        && (target.starts_with(['#', '<', '.', '/']) || target.starts_with("http") || target.contains(".md"))
}
