//! Dates as people write them, read only where they can mean one day alone.

use jiff::civil::Date;

use super::scan::{listed, starts_with_ignore_case};

/// What the start of a value says about a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The day.
    Date(Date),
    /// It has the form of a date, but the calendar has no such day: `2026-02-30`.
    Impossible,
}

/// Reads the date at the start of a value; notes may follow it and a weekday may come before it.
///
/// `month` knows the names of months in whatever languages, as they are written. `None` is the answer for
/// everything that is no day (quarters, `March 2026`, placeholders), that could be two days (`03/04/2026`)
/// or that lies outside the years 1970 to 2199.
pub fn read(text: &str, month: &dyn Fn(&str) -> Option<u8>) -> Option<Reading> {
    let mut cursor = Cursor { rest: text.trim_start_matches(|c| blank(c) || "*_`\"'".contains(c)), month };
    cursor.weekday();
    let vietnamese = cursor.word_is("ngày");
    cursor.word_is("the");
    match cursor.digits() {
        Some((year, 4)) if !vietnamese => cursor.year_first(year),
        Some((first, 1 | 2)) => cursor.day_or_month_first(first, vietnamese),
        Some(_) => None,
        None => cursor.month_first(),
    }
}

/// The words before a date that only name the day of the week.
const WEEKDAYS: &str = "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday \
    sun sunday lunes martes miércoles jueves viernes sábado domingo segunda terça quarta quinta sexta feira \
    понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс thứ chủ nhật hai ba tư năm \
    sáu bảy montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi \
    dimanche";

fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

fn dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '–')
}

struct Cursor<'t, 'm> {
    rest: &'t str,
    month: &'m dyn Fn(&str) -> Option<u8>,
}

impl<'t> Cursor<'t, '_> {
    /// Up to four digits and how many there were; nothing for a longer run.
    fn digits(&mut self) -> Option<(u16, usize)> {
        let (mut value, mut count) = (0, 0);
        let mut rest = self.rest;
        while let Some(c) = rest.chars().next() {
            let digit = match c {
                '０'..='９' => c as u32 - '０' as u32,
                _ => match c.to_digit(10) {
                    Some(digit) => digit,
                    None => break,
                },
            };
            if count == 4 {
                return None;
            }
            value = value * 10 + u16::try_from(digit).ok()?;
            count += 1;
            rest = &rest[c.len_utf8()..];
        }
        self.rest = rest;
        (count > 0).then_some((value, count))
    }

    /// One or two digits.
    fn small(&mut self) -> Option<u16> {
        self.digits().filter(|(_, count)| *count <= 2).map(|(value, _)| value)
    }

    fn year(&mut self) -> Option<u16> {
        self.digits().filter(|(_, count)| *count == 4).map(|(value, _)| value)
    }

    fn spaces(&mut self) -> bool {
        let rest = self.rest.trim_start_matches(blank);
        let any = rest.len() < self.rest.len();
        self.rest = rest;
        any
    }

    fn eat(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.rest.chars().next().filter(|&c| wanted(c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// The letters at the cursor; the cursor stays.
    fn word(&self) -> &'t str {
        let len = self.rest.find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest.len());
        &self.rest[..len]
    }

    /// Steps over the word at the cursor, and the white space behind it, if it is one of `words`.
    fn word_is(&mut self, words: &str) -> bool {
        let word = self.word();
        let found = !word.is_empty() && word.len() < 32 && { listed(words, &word.to_lowercase()) };
        if found {
            self.rest = &self.rest[word.len()..];
            self.spaces();
        }
        found
    }

    fn weekday(&mut self) {
        let word = self.word();
        let cjk = word.chars().count() <= 4
            && (["星期", "礼拜", "周", "週"].iter().any(|start| word.starts_with(start))
                || ["曜日", "요일"].iter().any(|end| word.ends_with(end)));
        if cjk {
            self.rest = &self.rest[word.len()..];
        }
        let start = self.rest;
        for _ in 0..3 {
            if !(self.word_is(WEEKDAYS) || cjk && self.rest.len() < start.len()) {
                break;
            }
            self.eat(dash);
        }
        if cjk || self.rest.len() < start.len() {
            self.rest = self.rest.trim_start_matches(|c| blank(c) || matches!(c, ',' | '.' | '，' | '、'));
        }
    }

    /// The month whose name stands here.
    fn named_month(&mut self) -> Option<u16> {
        let word = self.word();
        let month = (self.month)(word).filter(|_| !word.is_empty())?;
        self.rest = &self.rest[word.len()..];
        self.eat(|c| c == '.');
        Some(u16::from(month))
    }

    /// `2026-01-31`, `2026/3/18`, `2026. 3. 18.`, `2026年3月18日`, `2026-Mar-18`, `2026 March 18`.
    fn year_first(mut self, year: u16) -> Option<Reading> {
        let spaced = self.spaces();
        if self.eat(|c| matches!(c, '年' | '년')).is_some() {
            self.spaces();
            let month = self.small()?;
            self.spaces();
            self.eat(|c| matches!(c, '月' | '월'))?;
            self.spaces();
            let day = self.small()?;
            return made(year, month, day);
        }
        let separator = self.eat(|c| dash(c) || matches!(c, '/' | '.'));
        if separator.is_none() && !spaced || separator.is_some() && spaced {
            return None;
        }
        if matches!(separator, Some('.')) {
            self.spaces();
        }
        let month = match self.small() {
            Some(month) if separator.is_some() => month,
            Some(_) => return None,
            None => self.named_month()?,
        };
        match separator {
            None => _ = self.spaces(),
            Some(separator) => {
                self.eat(|c| c == separator || dash(c) && dash(separator))?;
                if separator == '.' {
                    self.spaces();
                }
            }
        }
        let day = self.small()?;
        self.ends()?;
        made(year, month, day)
    }

    /// `18.03.2026`, `18/03/2026`, `03/18/2026`, `18 March 2026`, `18 tháng 3 năm 2026`.
    fn day_or_month_first(mut self, first: u16, day_first: bool) -> Option<Reading> {
        let start = self.rest;
        if let Some(separator) = self.eat(|c| dash(c) || matches!(c, '/' | '.')) {
            self.spaces();
            if let Some(second) = self.small() {
                self.spaces();
                self.eat(|c| c == separator || dash(c) && dash(separator))?;
                self.spaces();
                let year = self.year()?;
                self.ends()?;
                return match (first, second) {
                    (_, 13..) if first <= 12 => made(year, first, second),
                    (1..=12, 1..=12) if first != second && separator != '.' && !day_first => None,
                    _ => made(year, second, first),
                };
            }
        }
        self.rest = start;
        self.ordinal();
        self.eat(dash);
        self.spaces();
        self.of();
        let month = if self.word_is("tháng") { self.small()? } else { self.named_month()? };
        self.before_year();
        made(self.year()?, month, first)
    }

    /// `March 18, 2026`, `Mar. 18th 2026`.
    fn month_first(mut self) -> Option<Reading> {
        let month = self.named_month()?;
        self.eat(dash);
        self.spaces();
        let day = self.small()?;
        self.ordinal();
        self.before_year();
        made(self.year()?, month, day)
    }

    fn ordinal(&mut self) {
        for suffix in ["st", "nd", "rd", "th", "er", "º", "ª", "°", "."] {
            if starts_with_ignore_case(self.rest, suffix) {
                self.rest = &self.rest[suffix.len()..];
                return;
            }
        }
    }

    fn of(&mut self) {
        self.word_is("of de del");
    }

    /// What may stand between the month or day and the year.
    fn before_year(&mut self) {
        self.eat(dash);
        self.spaces();
        self.eat(|c| matches!(c, ',' | '，'));
        self.spaces();
        self.of();
        self.word_is("năm");
    }

    /// Whether the number ends here for good: `2026.03.18.1` is a version and `2026-01-31b` a name.
    fn ends(&self) -> Option<()> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        let further = chars.next().is_some_and(|c| c.is_ascii_digit());
        match next {
            Some('.') if further => None,
            Some('T' | 't') if further => Some(()),
            Some(c) if c.is_ascii_alphanumeric() || c == '_' => None,
            _ => Some(()),
        }
    }
}

fn made(year: u16, month: u16, day: u16) -> Option<Reading> {
    let year = i16::try_from(year).ok().filter(|year| (1970..2200).contains(year))?;
    let date = i8::try_from(month).ok().zip(i8::try_from(day).ok());
    let date = date.and_then(|(month, day)| Date::new(year, month, day).ok());
    Some(date.map_or(Reading::Impossible, Reading::Date))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn month(word: &str) -> Option<u8> {
        match word.to_lowercase().as_str() {
            "march" | "mar" | "марта" | "março" | "marzo" | "märz" => Some(3),
            "february" => Some(2),
            _ => None,
        }
    }

    #[test]
    fn one_day_in_many_ways() {
        let same = "2026-03-18 | 2026/03/18 | 2026.03.18 | 2026-3-18 | 18.03.2026 | 18/03/2026 | 03/18/2026 | \
            March 18, 2026 | 18 March 2026 | 18th of March 2026 | Mar 18 2026 | 2026年3月18日 | \
            2026年 3月 18日 | 2026년 3월 18일 | 18 марта 2026 г. | 18 de março de 2026 | \
            ngày 18 tháng 3 năm 2026 | 2026-03-18T10:00:00Z | 2026-03-18 (Retrospective) | \
            2026-03-18 14:00 | Wednesday, 18 March 2026 | Wed Mar 18 2026 | Среда, 18 марта 2026 | \
            quarta-feira, 18 de março de 2026 | 18. März 2026 | Thứ Tư, ngày 18 tháng 3 năm 2026 | \
            星期三 2026年3月18日 | 2026年3月18日（水） | **2026-03-18** | 2026‑03‑18 | 18-Mar-2026 | \
            2026. 3. 18. | the 18th of March, 2026 | 2026 March 18 | Mar. 18th, 2026 | 2026-03-18. | \
            2026-03-18, later 2026-04-01 | ２０２６-０３-１８ | ngày 18/3/2026 | 2026-03-18 → 2026-04-01";
        for text in same.split(" | ") {
            let day = jiff::civil::date(2026, 3, 18);
            assert_eq!(read(text, &month), Some(Reading::Date(day)), "{text}");
        }
        assert_eq!(read("03/03/2026", &month), Some(Reading::Date(jiff::civil::date(2026, 3, 3))));
        assert_eq!(read("03.04.2026", &month), Some(Reading::Date(jiff::civil::date(2026, 4, 3))));
    }

    #[test]
    fn no_day() {
        let none = "03/04/2026 | Q3 2026 | March 2026 | 2026-03 | 2026 | YYYY-MM-DD | [YYYY-MM-DD] | \
            {{DATE}} | 1969-01-01 | 2200-01-01 | 2026.03.18.1 | 2026-01-311 | 20260318 | TBD | \
            next week | 2026-W12-3 | 12345-01-01 | tháng 3 năm 2026 | 2026年3月 | v2026-03-18 | \
            18 March | 1.2.3 | 2026-03-18b | 周";
        for text in none.split(" | ") {
            assert_eq!(read(text, &month), None, "{text}");
        }
        for text in
            ["2026-02-30", "2026-13-01", "31/02/2026", "February 30, 2026", "2026-00-10", "32.13.2026"]
        {
            assert_eq!(read(text, &month), Some(Reading::Impossible), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(text in "(\\PC|[0-9/.年月日 -]|March |周){0,40}") {
            read(&text, &month);
        }
    }
}
