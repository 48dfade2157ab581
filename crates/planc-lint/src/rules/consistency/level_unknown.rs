use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities, closest};
use planc_dialect::Vocabulary;
use planc_model::Text;
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "level-unknown",
    summary: "a likelihood or impact is neither high, medium nor low",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: true,
    enabled: true,
    page: include_str!("level_unknown.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let plan = cx.plan;
    let risks = || plan.risks.iter().flatten();
    let threats = plan.security.iter().flat_map(|s| s.threats.iter().flatten());
    column(cx, "likelihood", risks().filter_map(|r| r.likelihood.as_ref()), out);
    column(cx, "impact", risks().filter_map(|r| r.impact.as_ref()), out);
    column(cx, "impact", threats.filter_map(|t| t.impact.as_ref()), out);
    // `Risk Level` has no other values to be compared with; its name says what it is.
    if let Some(level) = plan.rollback.as_ref().and_then(|r| r.risk_level.as_ref()) {
        one(cx, "risk level", level, true, out);
    }
}

/// An impact may be told in words (`Data loss`). Only where most others are levels, a word that is none stands out.
fn column<'p>(
    cx: &Context<'_, '_>,
    name: &str,
    values: impl Iterator<Item = &'p Text<'p>> + Clone,
    out: &mut Findings<'_>,
) {
    let vocabulary = cx.library.vocabulary();
    let (levels, all) = values.clone().fold((0, 0), |(levels, all), value| {
        (levels + usize::from(vocabulary.level(&value.value).is_some()), all + 1)
    });
    if levels < all {
        values.for_each(|value| one(cx, name, value, levels * 2 >= all && levels > 0, out));
    }
}

/// `expected`: what stands here has to be a level.
fn one(cx: &Context<'_, '_>, name: &str, value: &Text<'_>, expected: bool, out: &mut Findings<'_>) {
    let vocabulary = cx.library.vocabulary();
    let span = bare(cx.tree.text, value.span);
    let word = span.of(cx.tree.text);
    let prose = word.split_whitespace().count() > 2 || word.chars().count() > 24;
    if prose || is_level(vocabulary, &value.value) || is_level(vocabulary, word) || is_other_answer(word) {
        return;
    }
    let slip = closest(word, ["high", "medium", "low", "critical", "moderate"]).filter(|_| word.is_ascii());
    if !expected && slip.is_none() {
        return;
    }
    let found = out.diagnostic(span, format!("the {name} {} is no level", quoted(word)));
    out.push(match slip {
        Some(level) => {
            let level = like(word, level);
            found.help(format!("did you mean {}?", quoted(&level))).unsafe_fix(
                format!("say {}", quoted(&level)),
                span,
                level,
            )
        }
        None => {
            found.help("say `High`, `Medium` or `Low`; what it means in this case can follow in brackets")
        }
    });
}

/// The word without emphasis, emoji and what follows in brackets.
fn bare(text: &str, span: Span) -> Span {
    let span = planc_syntax::unwrap(text, span);
    let source = span.of(text);
    let end = source.find(['(', '（', ',', ';', '—', '–', ':']).filter(|at| *at > 0).unwrap_or(source.len());
    let inner = &source[..end];
    let lead =
        inner.len() - inner.trim_start_matches(|c: char| !c.is_alphanumeric() && !"[{<".contains(c)).len();
    let kept = inner.trim_end_matches(|c: char| !c.is_alphanumeric() && !"]}>".contains(c)).len();
    Span::new(span.start() + lead, span.start() + kept.max(lead))
}

/// A level, or several: `Medium-High`, `Low to Medium`, `high/medium`, `Low → High`.
fn is_level(vocabulary: &Vocabulary, word: &str) -> bool {
    let known = |part: &str| {
        vocabulary.level(part).is_some() || NEAR.iter().any(|near| near.eq_ignore_ascii_case(part))
    };
    vocabulary.level(word).is_some() || {
        let mut parts = word
            .split(|c: char| !c.is_alphanumeric())
            .filter(|p| !p.is_empty() && !JOINS.contains(p))
            .peekable();
        parts.peek().is_some() && parts.all(known)
    }
}

/// What stands between two levels.
const JOINS: &[&str] = &["to", "or", "and", "very", "Very", "rather", "fairly"];

/// Words of other scales, all of them in use.
const NEAR: &[&str] = &[
    "likely",
    "unlikely",
    "possible",
    "rare",
    "certain",
    "almost",
    "probable",
    "improbable",
    "remote",
    "frequent",
    "occasional",
    "significant",
    "insignificant",
    "serious",
    "extreme",
    "catastrophic",
    "marginal",
    "limited",
    "large",
    "small",
    "highest",
    "lowest",
    "higher",
    "lower",
    "mild",
    "big",
    "strong",
    "weak",
    "bounded",
    "blocking",
    "blocker",
];

/// Numbers, percentages, `P1`, and what stands for no answer.
fn is_other_answer(word: &str) -> bool {
    const NONE: &[&str] = &[
        "n/a",
        "na",
        "none",
        "nil",
        "zero",
        "no",
        "tbd",
        "unknown",
        "unclear",
        "open",
        "resolved",
        "mitigated",
        "accepted",
        "varies",
    ];
    word.is_empty()
        || word.contains(|c: char| c.is_ascii_digit())
        || word.starts_with(['[', '{', '<'])
        || NONE.iter().any(|none| none.eq_ignore_ascii_case(word))
}

/// `level` with the capital that `word` has.
fn like(word: &str, level: &str) -> String {
    let mut out = level.to_owned();
    if word.starts_with(char::is_uppercase)
        && let Some(first) = out.get_mut(..1)
    {
        first.make_ascii_uppercase();
    }
    out
}
