//! Numbers in prose: percentages, plain numbers, durations.

use planc_source::Span;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

use super::scan::{after, before, listed_ignore_case};

/// The first percentage: 80 for `>80%`, 90 for `90 % minimum`.
pub(crate) fn percent(text: &str) -> Option<f64> {
    percents(text).first().map(|(value, _)| *value)
}

/// All percentages, also those of a series with one sign: `10% → 50%`, `10/50/100%`, `80-90%`.
pub(crate) fn percents(text: &str) -> Vec<(f64, Span)> {
    let mut found = Vec::new();
    // Where the series that the number before belongs to begins in `found`.
    let mut open: Option<usize> = None;
    for number in numbers(text) {
        let begin = open.take().unwrap_or(found.len());
        let rest = after(text, number.end);
        if let Some(len) = sign(rest) {
            found.push((number.value, Span::new(number.start, number.end + len)));
        } else if joins(rest) {
            found.push((number.value, Span::new(number.start, number.end)));
            open = Some(begin);
        } else {
            found.truncate(begin);
        }
    }
    if let Some(begin) = open {
        found.truncate(begin);
    }
    found
}

/// The length of a percent sign and the white space before it.
fn sign(rest: &str) -> Option<usize> {
    let inner = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '+']);
    let len = ["%", "％", "percent", "per cent"].iter().find(|sign| inner.starts_with(**sign))?.len();
    Some(rest.len() - inner.len() + len).filter(|len| *len < 16)
}

/// Whether another number of the same series follows: `/50`, ` → 50`, `-90`.
fn joins(rest: &str) -> bool {
    let tight = rest.strip_prefix(['-', '–', '—', '/', '~', '～']);
    let loose = rest.trim_start_matches(' ');
    let loose = ["→", "->", "/"].iter().find_map(|mark| loose.strip_prefix(mark));
    let next = |rest: &str| rest.starts_with(digit);
    tight.is_some_and(next) || loose.is_some_and(|rest| next(rest.trim_start_matches(' ')))
}

/// The first number that is not part of a name such as `T001`, `p95` or `{{X_1}}`.
pub(crate) fn number(text: &str) -> Option<f64> {
    numbers(text).next().map(|number| number.value)
}

fn numbers(text: &str) -> Numbers<'_> {
    Numbers { text, at: 0 }
}

struct Number {
    value: f64,
    start: usize,
    end: usize,
}

/// The numbers of a text, from left to right.
struct Numbers<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Numbers<'_> {
    type Item = Number;

    fn next(&mut self) -> Option<Number> {
        loop {
            let rest = after(self.text, self.at);
            let start = self.at + rest.find(|c| digit(c) || c == '{')?;
            if after(self.text, start).starts_with('{') {
                self.at = start + placeholder(after(self.text, start)).unwrap_or(1);
                continue;
            }
            let previous = before(self.text, start).chars().next_back();
            if previous.is_some_and(|c| c.is_ascii_alphabetic() || c == '_') {
                let name = after(self.text, start);
                let glued = |c: char| digit(c) || c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
                self.at = start + name.find(|c| !glued(c)).unwrap_or(name.len());
                continue;
            }
            let (value, len) = parse(after(self.text, start))?;
            self.at = start + len;
            if !value.is_finite() {
                continue;
            }
            let before_sign = before(self.text, start.saturating_sub(1)).chars().next_back();
            let negative = matches!(previous, Some('-' | '−'))
                && before_sign.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '|'))
                && before(self.text, start).ends_with('-');
            let start = start - usize::from(negative);
            let value = if negative { -value } else { value };
            return Some(Number { value, start, end: self.at });
        }
    }
}

fn digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

/// The length of the `{{NAME}}` that `text` begins with.
fn placeholder(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("{{")?;
    let window = inner.char_indices().nth(80).map_or(inner, |(at, _)| &inner[..at]);
    window.find("}}").map(|at| at + 4)
}

/// The number that `text` begins with and its length: `1,234.5`, `99,9`, `1_000`, `1 000` only without space.
fn parse(text: &str) -> Option<(f64, usize)> {
    let (mut value, mut end) = digits(text, 0.0);
    if end == 0 {
        return None;
    }
    let grouped = |end: usize, mark: [char; 2]| {
        let rest = after(text, end).strip_prefix(mark)?;
        let len = rest.len() - rest.trim_start_matches(digit).len();
        (len == 3).then_some(end + 1)
    };
    if end <= 3 {
        while let Some(start) = grouped(end, [',', '_']) {
            let (more, len) = digits(after(text, start), value);
            (value, end) = (more, start + len);
        }
    }
    if let Some(rest) = after(text, end).strip_prefix(['.', ',']) {
        let (more, len) = digits(rest, value);
        let comma = after(text, end).starts_with(',');
        let series = comma
            && rest
                .get(len..)
                .is_some_and(|rest| rest.strip_prefix(',').is_some_and(|r| r.starts_with(digit)));
        if len > 0 && !series {
            let places = rest[..len].chars().count();
            return Some((more / 10f64.powi(i32::try_from(places).unwrap_or(i32::MAX)), end + 1 + len));
        }
    }
    Some((value, end))
}

/// Reads digits on to `value`; the new value and how many bytes they took.
fn digits(text: &str, mut value: f64) -> (f64, usize) {
    let mut len = 0;
    for c in text.chars().take_while(|&c| digit(c)) {
        let digit = if c.is_ascii() { c as u32 - '0' as u32 } else { c as u32 - '０' as u32 };
        value = value * 10.0 + f64::from(digit);
        len += c.len_utf8();
    }
    (value, len)
}

/// The span of the first duration: `2 weeks`, `~4h`, `3–5 dias`, `Week 1-2`, `2周`, `{{DURATION}}`.
pub(crate) fn duration(text: &str) -> Option<Span> {
    let mut previous = None;
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        let starts_word = !previous.is_some_and(|p: char| p.is_alphanumeric() || matches!(p, '_' | '.'));
        let was = previous.replace(c);
        if at < skip {
            continue;
        }
        let rest = &text[at..];
        let len = match c {
            '{' => placeholder(rest).and_then(|len| {
                skip = at + len;
                names_time(&rest[..len]).then_some(len)
            }),
            '[' => bracket(rest),
            '第' => quantity(&rest[c.len_utf8()..]).map(|len| len + c.len_utf8()),
            _ if digit(c) => {
                if was.is_some_and(|p| p.is_ascii_alphanumeric() || matches!(p, '_' | '.') || digit(p)) {
                    continue;
                }
                let month = before(text, at).trim_end().ends_with(['月', '월']);
                quantity(rest).filter(|_| !month).map(|len| more(rest, len))
            }
            _ if starts_word && c.is_alphabetic() => worded(rest),
            _ => None,
        };
        if let Some(len) = len {
            let lead = before(text, at).trim_end_matches(['~', '≈', '～', '±']).len();
            return Some(Span::new(lead, at + len));
        }
    }
    None
}

fn names_time(name: &str) -> bool {
    let words = "DURATION TIME ESTIMATE EFFORT PERIOD TTL WEEK DAYS HOUR MINUTE MONTH";
    words.split(' ').any(|word| name.contains(word))
}

/// A placeholder in brackets that names a unit, such as `[X hours/days]`; no link and no box.
fn bracket(rest: &str) -> Option<usize> {
    let window = rest.char_indices().nth(60).map_or(rest, |(at, _)| &rest[..at]);
    let len = window.find(']')? + 1;
    let inner = &window[1..len - 1];
    let names = inner.split(|c: char| !c.is_alphabetic()).any(|word| word.len() > 3 && unit_word(word));
    (names
        && !inner.contains(['[', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && !after(rest, len).starts_with('('))
    .then_some(len)
}

/// The length of a number or range with its unit.
fn quantity(text: &str) -> Option<usize> {
    let (first, end) = range(text)?;
    let rest = after(text, end);
    let spaced = rest.trim_start_matches([' ', '\u{a0}']);
    let gap = rest.len() - spaced.len();
    if gap > 2 {
        return None;
    }
    let cjk = if spaced.starts_with(|c: char| !c.is_ascii()) { CJK } else { "" };
    for unit in cjk.split_terminator(' ') {
        if let Some(behind) = spaced.strip_prefix(unit) {
            // 2026年3月 is a date; 3月 a month's name.
            let dated = matches!(unit, "年" | "년") && first >= 1900.0;
            return (!dated && !behind.starts_with('月')).then_some(end + gap + unit.len());
        }
    }
    let word_at = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_alphabetic()).len();
    let word = &spaced[..word_at(spaced)];
    if gap == 0 && ["s", "m", "h", "d", "w", "y", "ms"].contains(&word) {
        return Some(end + word.len());
    }
    let tail = if gap == 0 { spaced.strip_prefix('-').unwrap_or(spaced) } else { spaced };
    let mut at = text.len() - tail.len();
    let adjectives = "business working work calendar man person full рабочих рабочие";
    let mut word = &tail[..word_at(tail)];
    if listed_ignore_case(adjectives, word) {
        let behind = tail[word.len()..].strip_prefix([' ', '-'])?;
        at = text.len() - behind.len();
        word = &behind[..word_at(behind)];
    }
    if !unit_word(word) {
        return None;
    }
    let behind = after(text, at + word.len());
    if matches!(word, "tháng" | "năm") && behind.trim_start().starts_with(digit) {
        return None;
    }
    Some(at + word.len() + if behind.starts_with("(s)") { 3 } else { 0 })
}

/// A number or a range of numbers at the start: its first value and its length.
fn range(text: &str) -> Option<(f64, usize)> {
    let (first, mut end) = parse(text)?;
    let rest = after(text, end);
    for mark in ["-", "–", "—", "~", "～", "〜", " - ", " – ", " to ", " a ", " до ", "至", "到", "/"]
    {
        if let Some((_, len)) = rest.strip_prefix(mark).and_then(parse) {
            end += mark.len() + len;
            break;
        }
    }
    end += usize::from(after(text, end).starts_with('+'));
    Some((first, end))
}

/// How far a duration goes on: `1h 30m`, `1 week 2 days`.
fn more(text: &str, mut len: usize) -> usize {
    for _ in 0..4 {
        let rest = after(text, len);
        let spaced = rest.trim_start_matches(' ');
        let Some(more) = quantity(spaced).filter(|_| rest.len() - spaced.len() <= 1) else { break };
        len += rest.len() - spaced.len() + more;
    }
    len
}

/// A duration that begins with a word: `two weeks`, `Week 1-2`, `Неделя 3`.
fn worded(text: &str) -> Option<usize> {
    let word = text.split(|c: char| !c.is_alphabetic()).next().filter(|word| word.len() <= 16)?;
    let rest = text[word.len()..].strip_prefix(' ')?;
    let lower = word.to_lowercase();
    let counts = matches!(
        &*lower,
        "a" | "an"
            | "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "half"
    );
    if counts {
        let inner = rest.strip_prefix("a ").filter(|_| lower == "half").unwrap_or(rest);
        let unit = inner.split(|c: char| !c.is_alphabetic()).next().filter(|unit| unit.len() > 2)?;
        return (unit_word(unit) && unit != "second").then(|| text.len() - inner.len() + unit.len());
    }
    let labels = matches!(
        &*lower,
        "week"
            | "weeks"
            | "day"
            | "days"
            | "month"
            | "months"
            | "sprint"
            | "sprints"
            | "semana"
            | "semanas"
            | "неделя"
            | "недели"
            | "tuần"
    );
    if labels {
        return range(rest).map(|(_, len)| text.len() - rest.len() + len);
    }
    None
}

/// Units without spaces around them; those that begin like others come first.
const CJK: &str = "个工作日 個工作日 工作日 営業日 个小时 個小時 小时 小時 時間 分钟 分鐘 分間 秒 个星期 個星期 星期 週間 \
    个月 個月 ヶ月 か月 カ月 ヵ月 人日 人天 人月 日間 年間 周 週 天 日 年 分 시간 개월 주차 주간 일간 년간 영업일 주 일 분 초 년";

/// Whether a word is a unit of time in one of the languages that put spaces between words.
fn unit_word(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| UNITS.split(' ').collect());
    if word.len() > 24 {
        return false;
    }
    // 4d is four days, 3D is not three.
    if word.len() <= 2 {
        return WORDS.contains(word);
    }
    WORDS.contains(word.to_lowercase().as_str())
}

const UNITS: &str = "sec secs second seconds min mins minute minutes h hr hrs hour hours d day days wk wks week weeks \
    mo mos month months yr yrs year years ms milliseconds sprint sprints quarters segundo segundos minuto minutos hora \
    horas dia dias día días semana semanas mês mes meses ano anos año años секунда секунды секунд сек минута минуты \
    минут мин час часа часов ч день дня дней дн неделя недели недель неделю нед месяц месяца месяцев мес год года лет \
    giây phút giờ tiếng ngày tuần tháng năm tag tage woche wochen stunden jour jours semaine semaines heures";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn percentages() {
        for (text, expected) in [
            (">80%", &[80.0][..]),
            ("≥ 90 % overall", &[90.0]),
            ("90% minimum, 100％ new", &[90.0, 100.0]),
            ("Gradual rollout 10% → 50% → 100%", &[10.0, 50.0, 100.0]),
            ("10/50/100%", &[10.0, 50.0, 100.0]),
            ("1 → 25 → 100 %", &[1.0, 25.0, 100.0]),
            ("80-90%", &[80.0, 90.0]),
            ("99,9% or 99.95%", &[99.9, 99.95]),
            ("week 2 - 50%", &[50.0]),
            ("{{COVERAGE}}%", &[]),
            ("3/4 done, 12", &[]),
            ("", &[]),
        ] {
            let values: Vec<f64> = percents(text).iter().map(|(value, _)| *value).collect();
            assert_eq!(values, expected, "{text}");
            assert_eq!(percent(text), expected.first().copied());
        }
        let text = "10/50/100%";
        assert_eq!(
            percents(text).iter().map(|(_, span)| span.of(text)).collect::<Vec<_>>(),
            ["10", "50", "100%"]
        );
    }

    #[test]
    fn plain_numbers() {
        for (text, expected) in [
            ("10,000 req/s", Some(10000.0)),
            ("p95 < 200ms", Some(200.0)),
            ("about -1.5", Some(-1.5)),
            ("T001: 3 of 4", Some(3.0)),
            ("{{X_1}} then 7", Some(7.0)),
            ("5,10,50", Some(5.0)),
            ("v1.2.3", None),
            ("1_000_000", Some(1_000_000.0)),
            ("none", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn durations() {
        let found = "2 weeks | 3-5 days | ~4h | 15m | 1.5 days | 24 hours | Week 1-2 | {{DURATION}} | \
            [X hours/days] | 2 semanas | 3 días | 2 недели | 5 рабочих дней | 2周 | 3个工作日 | 3日間 | \
            2 週間 | 2주 | 3 개월 | 2 tuần | 30 phút | 1h 30m | two weeks | half a day | 3 to 5 days | \
            2+ weeks | 5 business days | 2-week | 第1周 | 1 week 2 days | 2 week(s) | \
            {{MONITOR_DURATION}} | Weeks 3–4 | 500ms | 2 sprints | 3～5日";
        for text in found.split(" | ") {
            for line in
                [text.to_owned(), format!("Phase 1: Foundation ({text}) and on"), format!("é {text}.")]
            {
                assert_eq!(duration(&line).map(|span| span.of(&line)), Some(text), "{line}");
            }
        }
        let none = "Phase 2 | v2 days | 2026年3月18日 | 3D view | 10M users | [link days](x) | [x] done | \
            {{NAME}} | 18 tháng 3 năm 2026 | 2026년 3월 18일 | section 4.2 minify | T15m | May";
        for text in none.split(" | ") {
            assert_eq!(duration(text).map(|span| span.of(text)), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(text in "(\\PC|[0-9.,/%+ -]|days|\\{\\{|\\}\\}|周|第|\\[|\\]){0,50}") {
            number(&text);
            let spans = percents(&text).into_iter().map(|(_, span)| span).chain(duration(&text));
            for span in spans {
                prop_assert!(text.get(span.range()).is_some());
            }
        }
    }
}
