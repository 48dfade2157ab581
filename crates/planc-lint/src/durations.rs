//! Lengths of time in prose, as numbers that can be added: `2 weeks`, `3–5 dias`, `1 week 2 days`, `半天`.

use planc_source::Span;

/// A length of time: at least, at most, each as hours, days, weeks and months, which stay apart until they are
/// compared: a week is five days of eight hours to some and seven of twenty-four to others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Length {
    least: [f64; 4],
    most: [f64; 4],
}

/// What an hour, a day, a week and a month are in hours, as plans reckon.
const RECKONINGS: &[[f64; 4]] = &[
    [1.0, 6.0, 30.0, 120.0],
    [1.0, 8.0, 40.0, 160.0],
    [1.0, 8.0, 40.0, 176.0],
    [1.0, 24.0, 168.0, 672.0],
    [1.0, 24.0, 168.0, 744.0],
];

impl Length {
    fn of(least: f64, most: f64, unit: usize) -> Length {
        let mut length = Length::default();
        (length.least[unit], length.most[unit]) = (least, most);
        length
    }

    pub(crate) fn plus(mut self, other: Length) -> Length {
        for unit in 0..4 {
            self.least[unit] += other.least[unit];
            self.most[unit] += other.most[unit];
        }
        self
    }

    /// Whether this length is shorter than `other`, however time is reckoned; a tenth more or less is nothing.
    pub(crate) fn is_shorter(&self, other: &Length) -> bool {
        let hours = |units: &[f64; 4], by: &[f64; 4]| -> f64 {
            // Nothing times without end is nothing.
            units.iter().zip(by).filter(|(count, _)| **count > 0.0).map(|(count, hours)| count * hours).sum()
        };
        RECKONINGS.iter().all(|by| hours(&self.most, by) * 1.1 < hours(&other.least, by))
    }
}

/// The lengths in a text with their places. Positions (`Week 3`, `Day 1-2`) are none.
pub(crate) fn lengths(text: &str) -> Vec<(Length, Span)> {
    let mut found: Vec<(Length, Span)> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|offset| at + offset) {
        let (length, end) = match one(text, start) {
            Some(found) => found,
            None => {
                at = start + number(&text[start..]).map_or(1, |(_, len)| len);
                continue;
            }
        };
        // `1 week 2 days` is one length.
        match found.last_mut() {
            Some((whole, span))
                if matches!(text[span.end()..start].trim_matches(' '), "" | "and" | "e" | "y" | "и") =>
            {
                *whole = whole.plus(length);
                *span = Span::new(span.start(), end);
            }
            _ => found.push((length, Span::new(start, end))),
        }
        at = end;
    }
    found
}

/// The length that begins with the digit at `start`, and where it ends.
fn one(text: &str, start: usize) -> Option<(Length, usize)> {
    if text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '#' | '$')) {
        return None;
    }
    let (first, len) = number(&text[start..])?;
    let mut end = start + len;
    let mut last = first;
    for mark in ["-", "–", "—", "~", "～", " - ", " – ", " to ", " a ", " до ", "至", "到"] {
        if let Some((second, len)) = text[end..].strip_prefix(mark).and_then(number) {
            (last, end) = (second, end + mark.len() + len);
            break;
        }
    }
    let open = text[end..].starts_with('+');
    end += usize::from(open);
    let rest = &text[end..];
    let spaced = rest.trim_start_matches([' ', '\u{a0}', '-']);
    let (unit, word) = unit(spaced)?;
    let end = end + (rest.len() - spaced.len()) + word;
    let most = if open { f64::INFINITY } else { last.max(first) };
    Some((Length::of(first.min(last), most, unit), end))
}

/// `1,5` and `1.5`: the number and its length.
fn number(text: &str) -> Option<(f64, usize)> {
    let whole = text.bytes().take_while(u8::is_ascii_digit).count();
    if whole == 0 || whole > 6 {
        return None;
    }
    let rest = &text.as_bytes()[whole..];
    let fraction = match rest {
        [b'.' | b',', more @ ..] => more.iter().take_while(|b| b.is_ascii_digit()).count(),
        _ => 0,
    };
    let len = if fraction > 0 { whole + 1 + fraction } else { whole };
    text[..len].replace(',', ".").parse().ok().map(|n| (n, len))
}

const HOUR: usize = 0;
const DAY: usize = 1;
const WEEK: usize = 2;
const MONTH: usize = 3;

/// The unit a text begins with, and the length of its word in bytes.
fn unit(text: &str) -> Option<(usize, usize)> {
    for (words, unit) in CJK {
        if let Some(word) = words.split(' ').find(|word| text.starts_with(*word)) {
            return Some((*unit, word.len()));
        }
    }
    let word = text.split(|c: char| !c.is_alphabetic()).next().filter(|w| !w.is_empty() && w.len() <= 24)?;
    let lower = word.to_lowercase();
    if ["business", "working", "work", "calendar", "person", "man", "full", "dev", "рабочих", "рабочие"]
        .contains(&lower.as_str())
    {
        let rest = text[word.len()..].strip_prefix([' ', '-'])?;
        let second = rest.split(|c: char| !c.is_alphabetic()).next()?;
        let unit = named(&second.to_lowercase())?;
        return Some((unit, text.len() - rest.len() + second.len()));
    }
    named(&lower).map(|unit| (unit, word.len()))
}

fn named(word: &str) -> Option<usize> {
    let found = UNITS.iter().find(|(words, _)| words.split(' ').any(|w| w == word));
    found.map(|(_, unit)| *unit)
}

const UNITS: &[(&str, usize)] = &[
    ("h hr hrs hour hours hora horas час часа часов ч giờ tiếng stunden heures", HOUR),
    ("d day days dia dias día días день дня дней дн ngày tag tage jour jours", DAY),
    ("w wk wks week weeks semana semanas неделя недели недель неделю нед tuần woche wochen semaines", WEEK),
    ("mo mos month months mês mes meses месяц месяца месяцев мес tháng monat monate mois", MONTH),
];

const CJK: &[(&str, usize)] = &[
    ("个小时 個小時 小时 小時 時間 시간", HOUR),
    ("个工作日 個工作日 工作日 営業日 人日 人天 日間 영업일 天 日 일", DAY),
    ("个星期 個星期 星期 週間 주간 周 週 주", WEEK),
    ("个月 個月 ヶ月 か月 カ月 人月 개월", MONTH),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<([f64; 4], [f64; 4])> {
        lengths(text).iter().map(|(l, _)| (l.least, l.most)).collect()
    }

    #[test]
    fn lengths_are_ranges() {
        for (text, want) in [
            ("2 weeks", &[([0.0, 0.0, 2.0, 0.0], [0.0, 0.0, 2.0, 0.0])][..]),
            ("~4h", &[([4.0, 0.0, 0.0, 0.0], [4.0, 0.0, 0.0, 0.0])]),
            ("3–5 dias", &[([0.0, 3.0, 0.0, 0.0], [0.0, 5.0, 0.0, 0.0])]),
            ("1 week 2 days", &[([0.0, 2.0, 1.0, 0.0], [0.0, 2.0, 1.0, 0.0])]),
            ("2周", &[([0.0, 0.0, 2.0, 0.0], [0.0, 0.0, 2.0, 0.0])]),
            ("3 business days", &[([0.0, 3.0, 0.0, 0.0], [0.0, 3.0, 0.0, 0.0])]),
            ("2-month", &[([0.0, 0.0, 0.0, 2.0], [0.0, 0.0, 0.0, 2.0])]),
            ("Week 3", &[]),
            ("T001 and v2 and 3 apples", &[]),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
        assert_eq!(read("1.5 days, then 2 hours").len(), 2);
        assert_eq!(lengths("about 2 days.")[0].1.of("about 2 days."), "2 days");
    }

    #[test]
    fn what_may_be_as_long_is_not_shorter() {
        let one = |text: &str| lengths(text)[0].0;
        for (short, long) in
            [("5 weeks", "6 weeks"), ("3 days", "2 weeks"), ("2-3 weeks", "5 weeks"), ("30 hours", "2 weeks")]
        {
            assert!(one(short).is_shorter(&one(long)), "{short} {long}");
            assert!(!one(long).is_shorter(&one(short)), "{long} {short}");
        }
        for (one_way, other) in [
            ("10 days", "2 weeks"),
            ("4 weeks", "1 month"),
            ("2-4 weeks", "3 weeks"),
            ("2+ weeks", "6 weeks"),
            ("40 hours", "1 week"),
        ] {
            assert!(!one(one_way).is_shorter(&one(other)), "{one_way} {other}");
        }
        assert!(one("2 weeks").plus(one("3 weeks")).is_shorter(&one("6 weeks")));
    }
}
