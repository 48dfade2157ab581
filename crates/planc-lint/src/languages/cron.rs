//! Lines of cron: five fields, or six with seconds before them, with names, lists, ranges and steps.

use super::Fault;
use crate::suggest::closest;
use crate::words::quoted;
use planc_source::Span;
use smallvec::SmallVec;

/// What a field may hold.
struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

static FIELDS: [Field; 6] = [
    Field { name: "second", least: 0, most: 59, names: &[] },
    Field { name: "minute", least: 0, most: 59, names: &[] },
    Field { name: "hour", least: 0, most: 23, names: &[] },
    Field { name: "day of the month", least: 1, most: 31, names: &[] },
    Field { name: "month", least: 1, most: 12, names: MONTHS },
    Field { name: "day of the week", least: 0, most: 7, names: DAYS },
];

/// The first fault of a table of jobs: a schedule and a command on each line.
pub(crate) fn table(text: &str) -> Option<Fault> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let words = line.trim();
        let first = words.split_whitespace().next().unwrap_or("");
        if words.starts_with(['#', '@']) || first.contains('=') || !is_schedule_like(words) {
            return None;
        }
        let fields: SmallVec<[&str; 6]> = words.split_whitespace().take(6).collect();
        let six = fields.len() == 6 && is_field_like(fields[5]);
        let end = fields
            .get(if six { 5 } else { 4 })
            .map_or(words.len(), |f| f.as_ptr() as usize - words.as_ptr() as usize + f.len());
        schedule(&text[start..start + end]).map(|fault| fault.moved(start))
    })
}

/// Whether words may be a schedule: five fields that look like fields, one of them `*` or with a step.
pub(crate) fn is_schedule_like(words: &str) -> bool {
    if !words.contains('*') {
        return false;
    }
    let mut fields = words.split_whitespace();
    let head: SmallVec<[&str; 5]> = fields.by_ref().take(5).collect();
    head.len() == 5 && head.iter().all(|f| is_field_like(f)) && head.iter().any(|f| f.contains('*'))
}

fn is_field_like(field: &str) -> bool {
    let sign = |b: u8| b.is_ascii_digit() || b"*/,-?#".contains(&b);
    let named = |part: &str| {
        part.len() <= 4 && part.bytes().all(|b| b.is_ascii_uppercase())
            || MONTHS.iter().chain(DAYS).any(|name| name.eq_ignore_ascii_case(part))
    };
    field.split([',', '-', '/', '#']).all(|part| part.bytes().all(sign) || named(part) || is_last(part))
}

/// `L`, `15W`, `5L`.
fn is_last(part: &str) -> bool {
    let digits = part.trim_end_matches(['L', 'W']);
    digits.len() < part.len() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The first fault of one schedule.
pub(crate) fn schedule(text: &str) -> Option<Fault> {
    let fields: SmallVec<[Span; 6]> = words(text).collect();
    match fields.len() {
        5 => fields.iter().zip(&FIELDS[1..]).find_map(|(span, field)| check(text, *span, field)),
        6 => {
            // Some have the second first, some the year last.
            let seconds = fields.iter().zip(&FIELDS).find_map(|(span, field)| check(text, *span, field))?;
            let year = fields.iter().zip(&FIELDS[1..]).find_map(|(span, field)| check(text, *span, field));
            let last = fields.last().map_or("", |s| s.of(text));
            let is_year = last == "*" || last.starts_with("20");
            if year.is_none() && is_year { None } else { Some(seconds) }
        }
        _ => None,
    }
}

fn words(text: &str) -> impl Iterator<Item = Span> + '_ {
    let part = |word: &str| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Span::new(start, start + word.len())
    };
    text.split_whitespace().map(part)
}

fn check(text: &str, span: Span, field: &Field) -> Option<Fault> {
    let mut at = span.start();
    span.of(text).split(',').find_map(|item| {
        let here = Span::new(at, at + item.len());
        at += item.len() + 1;
        check_item(item, here, field)
    })
}

fn check_item(item: &str, span: Span, field: &Field) -> Option<Fault> {
    if matches!(item, "*" | "?") || is_last(item) {
        return None;
    }
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    if let Some(step) = step {
        let number: Option<u32> = step.parse().ok();
        if number.is_none_or(|n| n == 0) {
            return Some(Fault::new(span, format!("{} is no step", quoted(step))));
        }
        if number.is_some_and(|n| n > field.most) {
            let message = format!("a step of {step} never comes in the field of the {}", field.name);
            return Some(
                Fault::new(span, message).help(format!("the last {} is {}", field.name, field.most)),
            );
        }
    }
    let range = range.split('#').next().unwrap_or(range);
    let (first, last) = range.split_once('-').map_or((range, None), |(first, last)| (first, Some(last)));
    let mut numbers = [None; 2];
    for (n, value) in std::iter::once(first).chain(last).enumerate() {
        if value == "*" {
            continue;
        }
        let Ok(number) = value.parse::<u32>() else {
            if field.names.iter().any(|name| name.eq_ignore_ascii_case(value)) {
                continue;
            }
            let fault = Fault::new(span, format!("{} is no {}", quoted(value), field.name));
            let near = closest(value, field.names.iter().copied());
            return Some(match near {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            });
        };
        if number < field.least || number > field.most {
            let message = format!("there is no {} {number}", field.name);
            let help = format!("it goes from {} to {}", field.least, field.most);
            return Some(Fault::new(span, message).help(help));
        }
        numbers[n] = Some(number);
    }
    match numbers {
        [Some(first), Some(last)] if first > last && last > 0 => {
            let message = format!("the range {} ends before it begins", quoted(range));
            Some(Fault::new(span, message))
        }
        _ => None,
    }
}
