use crate::severity::{Stage, stage};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{Field, Marker, Vocabulary};
use planc_model::notation::marker::{Marked, markers};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "marker-open",
    summary: "the text marks something as open, unwritten, or taken for granted without a reason",
    family: Family::Governance,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("marker_open.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let vocabulary = cx.library.vocabulary();
    for marked in markers(cx.tree, vocabulary) {
        let words = marked.words.of(cx.tree.text);
        let (message, help) = match marked.kind {
            Marker::Clarification => {
                (asked(words), "answer it in the text, or under the open questions with owner and date")
            }
            Marker::Unfinished => (
                format!("{} is still to be written", quoted(marked.span.of(cx.tree.text))),
                "write it, or make it an open question with owner and date",
            ),
            Marker::Assumption if !has(cx, &marked, RATIONALES, vocabulary) => (
                "the assumption has no rationale".to_owned(),
                "say why it may be taken for granted: `Rationale: …`",
            ),
            Marker::Risk if !has(cx, &marked, MITIGATIONS, vocabulary) => {
                ("the risk has no mitigation".to_owned(), "say what is done about it: `Mitigation: …`")
            }
            Marker::Assumption | Marker::Risk => continue,
        };
        out.push(out.diagnostic(marked.span, message).help(help));
    }
    if stage(cx.state()) == Stage::Agreed {
        specification(cx, out);
    }
}

fn asked(words: &str) -> String {
    match words.trim_matches(|c: char| !c.is_alphanumeric()) {
        "" => "this still needs clarification".to_owned(),
        words => format!("{} still needs clarification", quoted(words)),
    }
}

/// What the specification leaves open nobody can have agreed on.
fn specification(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(target) = cx.plan.meta.spec.as_ref().and_then(|s| s.target.as_ref()) else { return };
    let path = target.value.split('#').next().unwrap_or("");
    let Some(facts) = cx.surroundings.facts(path) else { return };
    let mut open = facts.markers.iter().filter(|m| m.kind == Marker::Clarification);
    let Some(first) = open.next() else { return };
    let more = match open.count() {
        0 => String::new(),
        1 => ", and one more thing".to_owned(),
        n => format!(", and {n} more things"),
    };
    let what = if first.text.is_empty() { "something".to_owned() } else { quoted(&first.text) };
    out.push(
        out.diagnostic(target.span, format!("the specification still asks for clarification: {what}{more}"))
            .help(format!("settle it in {} before the plan is agreed", quoted(path))),
    );
}

/// So many bytes behind a marker may belong to it.
const PARAGRAPH: usize = 2000;

const RATIONALES: &[Field] = &[Field::Rationale, Field::Why, Field::Reason, Field::Notes];
const MITIGATIONS: &[Field] = &[Field::Mitigation];

/// Whether the words of a marker give one of `fields` under its key, or in a clause of their own.
fn has(cx: &Context<'_, '_>, marked: &Marked, fields: &[Field], vocabulary: &Vocabulary) -> bool {
    let text = cx.tree.text;
    // To the end of the paragraph or item: the next line that is blank or begins an item.
    let window = &text[marked.span.end()..text.floor_char_boundary(marked.span.end() + PARAGRAPH)];
    let end = window.lines().enumerate().take_while(|(n, line)| {
        let line = line.trim_start();
        *n == 0
            || !(line.is_empty()
                || line.starts_with(['#', '|', '>'])
                || line.starts_with("- [")
                || line.starts_with("* ["))
    });
    let said: usize = end.map(|(_, line)| line.len() + 1).sum();
    let end = text.floor_char_boundary(marked.span.end() + said);
    let all = Span::new(marked.span.start(), end).of(text);
    let scopes = ["approach", "risks", "exceptions", "decisions"].map(|family| vocabulary.scope(family));
    let keyed = all.match_indices([':', '：']).any(|(at, _)| {
        let key = all[..at]
            .rsplit(['.', '。', ';', '(', ',', '|', '\n', '*', ']', '['])
            .find(|k| !k.trim().is_empty())
            .unwrap_or("");
        scopes.iter().any(|scope| vocabulary.field(*scope, key.trim()).is_some_and(|f| fields.contains(&f)))
    });
    let lower = all.to_lowercase();
    keyed || CLAUSES.iter().any(|clause| lower.contains(clause))
}

/// What begins a reason, or what is done about a risk, in running text.
const CLAUSES: &[&str] = &[
    " because ",
    " since ",
    " as ",
    "—",
    " – ",
    " - ",
    "→",
    ";",
    " mitigat",
    " so that",
    " therefore",
    "因为",
    "因為",
    "缓解",
    "緩解",
    "потому",
    "porque",
    "poiché",
    "ため",
    "때문",
    " vì ",
];
