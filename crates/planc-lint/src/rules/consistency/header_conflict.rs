use crate::dates::day;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{Entry, Field, normal};
use planc_source::Span;
use planc_syntax::Place;

pub static RULE: Rule = Rule {
    name: "header-conflict",
    summary: "front matter and header say different things",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("header_conflict.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    if cx.tree.front_matter.is_none() {
        return;
    }
    title(cx, out);
    for (field, name) in [
        (Field::Authors, "author"),
        (Field::Created, "date"),
        (Field::Updated, "last update"),
        (Field::Version, "version"),
    ] {
        let of =
            |place: Place| cx.fit.header.iter().filter(move |e| e.field == field && e.source.place == place);
        let (Some(front), Some(head)) = (of(Place::FrontMatter).next(), of(Place::Head).next()) else {
            continue;
        };
        let same = match field {
            Field::Authors => {
                let all: Vec<Span> =
                    of(Place::FrontMatter).chain(of(Place::Head)).map(|e| e.source.value).collect();
                let (front, head) = all.split_at(of(Place::FrontMatter).count());
                share_a_name(cx, front, head)
            }
            Field::Version => version(cx, front) == version(cx, head),
            _ => same_day(cx, front, head),
        };
        if !same {
            report(cx, name, front.source.value, head.source.value, out);
        }
    }
}

fn report(cx: &Context<'_, '_>, name: &str, front: Span, head: Span, out: &mut Findings<'_>) {
    let (front_words, head_words) = (quoted(front.of(cx.tree.text)), quoted(head.of(cx.tree.text)));
    out.push(
        out.diagnostic(
            head,
            format!("the {name} is {head_words} here and {front_words} in the front matter"),
        )
        .label(front, "here it says so")
        .help("planc takes what the header shows; make the front matter say the same"),
    );
}

/// A title in the front matter may be longer or shorter than the heading: `Login` and `PLAN-001: Login`.
fn title(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let front =
        cx.fit.header.iter().find(|e| e.field == Field::Title && e.source.place == Place::FrontMatter);
    let (Some(front), Some((section, _))) = (front, cx.fit.title) else { return };
    // Where the front matter is all the title there is, the first heading may be that of a section.
    let section = &cx.tree.sections[section];
    let heading = section.title;
    // `placeholder-left` speaks of titles that are none yet.
    let is_open = |span: Span| span.of(cx.tree.text).trim_start().starts_with(['[', '{', '<']);
    if section.level > 1 || is_open(heading) || is_open(front.source.value) {
        return;
    }
    let (mut one, mut other) = (String::new(), String::new());
    normal(front.source.value.of(cx.tree.text), &mut one);
    normal(heading.of(cx.tree.text), &mut other);
    let shared = one.split(' ').filter(|word| other.split(' ').any(|w| w == *word)).count();
    let shorter = one.split(' ').count().min(other.split(' ').count());
    if !one.is_empty() && !other.is_empty() && shared * 2 <= shorter {
        report(cx, "title", front.source.value, heading, out);
    }
}

/// Whether somebody is named in both places; more names in one of them are no contradiction.
fn share_a_name(cx: &Context<'_, '_>, front: &[Span], head: &[Span]) -> bool {
    let words = |spans: &[Span]| {
        let mut key = String::new();
        for span in spans {
            normal(span.of(cx.tree.text), &mut key);
            key.push(' ');
        }
        key
    };
    let (front, head) = (words(front), words(head));
    let long = |word: &&str| word.chars().count() > 2;
    front.trim().is_empty()
        || head.trim().is_empty()
        || front.split(' ').filter(long).any(|w| head.split(' ').any(|h| h == w))
}

fn version<'a>(cx: &Context<'_, 'a>, entry: &Entry) -> &'a str {
    let words = cx.tree.str(entry.source.value).trim_matches(|c: char| !c.is_alphanumeric());
    words.trim_start_matches(['v', 'V']).split([' ', '(']).next().unwrap_or("").trim_end_matches(".0")
}

/// Days that cannot be read are not compared, nor is a bare `date` with a key that says which date it is.
fn same_day(cx: &Context<'_, '_>, front: &Entry, head: &Entry) -> bool {
    let bare = |e: &Entry| e.source.key.of(cx.tree.text).eq_ignore_ascii_case("date");
    match (day(cx, front.source.value), day(cx, head.source.value)) {
        (Some(one), Some(other)) => one == other || bare(front) != bare(head),
        _ => true,
    }
}
