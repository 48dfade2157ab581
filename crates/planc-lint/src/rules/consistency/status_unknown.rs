use crate::words::{any_of, quoted, unedited};
use crate::{Check, Context, Family, Findings, Rule, Severities, closest};
use planc_dialect::State;
use planc_model::Status;
use planc_source::{Severity, Span};

pub static RULE: Rule = Rule {
    name: "status-unknown",
    summary: "nobody can tell how far the plan is",
    family: Family::Consistency,
    severities: Severities::always(Severity::Error),
    fixable: true,
    enabled: true,
    page: include_str!("status_unknown.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let meta = &cx.plan.meta;
    let copies = meta.status_copies.iter().map(|(_, status)| status).take(MOST_COPIES);
    for status in meta.status.iter().chain(copies).filter(|s| s.state.value == State::Other) {
        let span = status.word.span;
        let entry = cx.fit.header.iter().map(|e| e.source).find(|e| e.value.contains(span));
        let value = entry.map_or(span, |e| e.value);
        // `placeholder-left` speaks of what nobody has edited.
        if unedited(cx, value).is_none() && (entry.is_some() || is_status_section(cx, span)) {
            report(cx, status, entry.map_or(span, |e| e.key), value, out);
        }
    }
}

/// So many copies of the status are looked at; no plan has more.
const MOST_COPIES: usize = 8;

/// Whether `span` stands in a section for the status of the plan, not in one about the status of something else.
fn is_status_section(cx: &Context<'_, '_>, span: Span) -> bool {
    let behind = cx.tree.sections.partition_point(|s| s.span.start <= span.start);
    let Some(section) = behind.checked_sub(1).and_then(|index| cx.tree.sections.get(index)) else {
        return false;
    };
    let concept = cx.library.vocabulary().concept(cx.tree.title(section));
    section.level <= 2 && concept.is_some_and(|c| c.family() == "meta")
}

fn report(cx: &Context<'_, '_>, status: &Status<'_>, key: Span, value: Span, out: &mut Findings<'_>) {
    let word = status.word.as_str();
    let known = cx.dialect().map_or(&[][..], |d| &d.statuses[..]);
    let usual = if known.is_empty() { USUAL.to_vec() } else { known.iter().map(String::as_str).collect() };
    let help = format!("say {}", any_of(usual.iter().copied()));
    let found = if value.is_empty() {
        out.diagnostic(key, "the status is empty").help(help)
    } else if word.is_empty() {
        out.diagnostic(value, format!("the status {} has no word", quoted(value.of(cx.tree.text)))).help(help)
    } else {
        let found = out
            .diagnostic(status.word.span, format!("the status {} is not one that planc knows", quoted(word)));
        match meant(cx, word, &usual) {
            Some((slip, meant)) => {
                let span = Span::new(status.word.span.start(), status.word.span.start() + slip);
                found.help(format!("did you mean {}?", quoted(&meant))).unsafe_fix(
                    format!("say {}", quoted(&meant)),
                    span,
                    meant,
                )
            }
            None => found.help(help),
        }
    };
    out.push(found);
}

/// The statuses of a plan that is of no known dialect.
const USUAL: &[&str] = &["Draft", "In Review", "Approved", "In Progress", "Complete"];

/// The longest status that is looked at for a slip, in bytes; a sentence has none.
const LONGEST: usize = 32;

/// The status that was meant, and how many bytes of `word` are the slip: `Aproved by the board` means `Approved`.
///
/// A word that is right is no slip: `Approved once legal agrees` must not become `Approved`.
fn meant(cx: &Context<'_, '_>, word: &str, usual: &[&str]) -> Option<(usize, String)> {
    let vocabulary = cx.library.vocabulary();
    let ends = word.match_indices(' ').map(|(at, _)| at).take(2).chain([word.len()]);
    for end in ends.filter(|end| *end <= LONGEST) {
        let slip = &word[..end];
        if vocabulary.state(slip).is_some() {
            return None;
        }
        let as_long = |status: &&str| status.matches(' ').count() == slip.matches(' ').count();
        if let Some(status) = closest(slip, usual.iter().copied().filter(as_long)) {
            return Some((end, status.to_owned()));
        }
        // The vocabulary has words of many languages, some of them alike: one letter may be wrong, not two.
        let lower = slip.to_lowercase();
        let near = |word: &&str| {
            word.len() > 4
                && word.len().abs_diff(lower.len()) < 3
                && strsim::damerau_levenshtein(word, &lower) == 1
        };
        if let Some(status) = vocabulary.states().map(|(word, _)| word).filter(near).min() {
            return Some((end, as_title(status)));
        }
    }
    None
}

/// `in review` as a header writes it: `In Review`.
fn as_title(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for (count, word) in words.split(' ').enumerate() {
        out.push_str(if count > 0 { " " } else { "" });
        let mut chars = word.chars();
        out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(chars.as_str());
    }
    out
}
