//! Names are compared without what people decorate them with.

use planc_source::encoding::repaired_word;

/// The bare form of a heading, key or column head, appended to `out`: lower case, one blank for every run
/// of punctuation, no markup, emoji, numbering, articles, `and` or plural `s`.
///
/// `normal("**2.1. Risks & Mitigations** ⚠️")` is `risk mitigation`.
pub fn normal(text: &str, out: &mut String) {
    let start = out.len();
    let mut rest = skip_numbering(text);
    let mut token = out.len();
    loop {
        // Most names are ASCII words: whole runs of them are taken at once.
        let run = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if run > 0 {
            out.push_str(&rest[..run]);
            let from = out.len() - run;
            out[from..].make_ascii_lowercase();
            rest = &rest[run..];
        }
        let Some(&first) = rest.as_bytes().first() else { break };
        if first.is_ascii() {
            // `Author(s)`, `Autor(es)`: the plural in brackets behind a word.
            if first == b'('
                && token < out.len()
                && let Some(ending) = ["(s)", "(es)", "(as)", "(os)"].iter().find(|e| starts_with(rest, e))
            {
                rest = &rest[ending.len()..];
                continue;
            }
            rest = &rest[1..];
            if first != b'\'' {
                token = end_token(out, token, false);
            }
            continue;
        }
        let plain = rest.find(|c| !is_plain_letter(c)).unwrap_or(rest.len());
        if plain > 0 {
            out.push_str(&rest[..plain]);
            rest = &rest[plain..];
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        if c.is_alphanumeric() || is_mark(c) {
            out.extend(c.to_lowercase());
        } else if !matches!(c, '’' | '\u{feff}' | '\u{200b}' | '\u{200d}') {
            token = end_token(out, token, false);
        }
    }
    end_token(out, token, true);
    while out.len() > start && out.ends_with(' ') {
        out.pop();
    }
    if !out[start..].is_ascii() {
        close_gaps(out, start);
    }
}

/// Letters without case and lower-case ones, of the scripts that the vocabularies are written in; asking Unicode's
/// tables takes many times as long.
fn is_plain_letter(c: char) -> bool {
    matches!(c, 'ß'..='ö' | 'ø'..='ÿ' | 'ă' | 'đ' | 'ĩ' | 'ũ' | 'ơ' | 'ư' | 'а'..='я')
        // Of the letters of Vietnamese every other one is lower-case.
        || matches!(c, 'ạ'..='ỹ') && u32::from(c) % 2 == 1
        || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
        || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// `API 设计` and `API设计` are one name: no blanks beside characters that are written without them.
fn close_gaps(out: &mut String, start: usize) {
    if !out[start..].contains(' ') || !out[start..].chars().any(is_cjk) {
        return;
    }
    let mut kept = String::with_capacity(out.len() - start);
    let mut rest = out[start..].chars().peekable();
    while let Some(c) = rest.next() {
        let beside = kept.chars().last().is_some_and(is_cjk) || rest.peek().is_some_and(|n| is_cjk(*n));
        if c != ' ' || !beside {
            kept.push(c);
        }
    }
    out.truncate(start);
    out.push_str(&kept);
}

/// Chinese and Japanese characters; Korean is written with blanks.
pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Closes the token that began at `token`; gives where the next one begins.
fn end_token(out: &mut String, token: usize, last: bool) -> usize {
    let word = &out[token..];
    if word.is_empty() {
        return token;
    }
    // The A of `Option A` is no article.
    if matches!(word, "a" | "an" | "and" | "the") && !(last && word == "a") {
        out.truncate(token);
        return token;
    }
    fold_plural(out, token);
    out.push(' ');
    out.len()
}

/// `risks` → `risk`, `dependencies` → `dependency`; `status`, `analysis`, `process` stay.
fn fold_plural(out: &mut String, token: usize) {
    let word = &out.as_bytes()[token..];
    // A goal is the objective of a plan; goals are what is in its scope.
    if word == b"goals" {
        return;
    }
    if word.len() <= 3 || !word.ends_with(b"s") || !word.is_ascii() {
        // `riscos` and `métricas` fold as well; other scripts have no such s.
        let latin = word.len() > 4 && word.ends_with(b"s") && out[token..].chars().all(|c| c < '\u{250}');
        if latin {
            out.pop();
        }
        return;
    }
    if word.ends_with(b"ies") && word.len() > 4 {
        out.truncate(out.len() - 3);
        out.push('y');
    } else if !(word.ends_with(b"ss") || word.ends_with(b"us") || word.ends_with(b"is")) {
        out.pop();
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{963}' | '\u{3099}' | '\u{309a}' | 'ー')
}

const HAN_NUMBERS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// Numbering before a name: `2.1.`, `3)`, `IV.`, `§ 4`, `A.`, `一、`, `第1章`, `(2)`.
fn skip_numbering(text: &str) -> &str {
    // A word of two letters or more is no number, unless it could be a Roman one.
    if let [first, second, ..] = text.as_bytes()
        && first.is_ascii_alphabetic()
        && second.is_ascii_alphabetic()
        && (second.is_ascii_lowercase() || !matches!(first, b'I' | b'V' | b'X'))
    {
        return text;
    }
    if text.starts_with(|c| is_plain_letter(c) && !HAN_NUMBERS.contains(&c)) {
        return text;
    }
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '（'));
    let inner = text.trim_start_matches(['(', '（']);
    let opened = inner.len() < text.len();
    let number = inner.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if number.len() < inner.len() && inner.starts_with(|c: char| c.is_ascii_digit()) {
        let dotted = inner[..inner.len() - number.len()].ends_with('.');
        let rest = number.trim_start_matches([')', '）', ':', '、', '．']);
        let parted =
            rest.len() < number.len() || dotted || rest.starts_with([' ', '\u{3000}', '-', '—', '–']);
        if parted && rest.chars().any(char::is_alphanumeric) && (!opened || rest.len() < number.len()) {
            return rest;
        }
    }
    if !opened {
        let rest = text.trim_start_matches(HAN_NUMBERS);
        if rest.len() < text.len()
            && let Some(rest) = rest.strip_prefix(['、', '．', '.'])
        {
            return rest;
        }
        let roman = text.trim_start_matches(['I', 'V', 'X']);
        if roman.len() < text.len()
            && text.len() - roman.len() <= 4
            && let Some(rest) = roman.strip_prefix(['.', ')'])
            && rest.starts_with(' ')
        {
            return rest;
        }
        if text.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
            && (text[1..].starts_with(". ") || text[1..].starts_with(") "))
        {
            return &text[3..];
        }
    }
    text
}

/// What a name was before a wrong encoding damaged it; `None` for names that look healthy.
pub(crate) fn undamaged(name: &str) -> Option<String> {
    // Damage is made of Latin, Cyrillic and punctuation; other scripts are not worth the search.
    let suspicious = name.chars().any(|c| !c.is_ascii() && c < '\u{2e80}');
    suspicious.then(|| repaired_word(name)).flatten().filter(|r| r != name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoration_does_not_count() {
        for (text, want) in [
            ("**2.1. Risks & Mitigations** ⚠️", "risk mitigation"),
            ("Risks and Mitigations", "risk mitigation"),
            ("Author(s)", "author"),
            ("Autor(es)", "autor"),
            ("3) Dependencies", "dependency"),
            ("IV. Specification Authority", "specification authority"),
            ("A. Overview", "overview"),
            ("Status", "status"),
            ("End-to-End Tests", "end to end test"),
            ("一、概述", "概述"),
            ("3D Model", "3d model"),
            ("Riscos e Mitigações", "risco e mitigaçõe"),
            ("`User's` API", "user api"),
            ("Phase 1: Setup", "phase 1 setup"),
            ("CI/CD Changes", "ci cd change"),
            ("Option A", "option a"),
            ("１．目的", "１目的"),
            ("API 设计", "api设计"),
        ] {
            let mut out = String::from("kept|");
            normal(text, &mut out);
            assert_eq!(&out[5..], want, "{text}");
        }
    }
}
