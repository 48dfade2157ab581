//! Damage by a wrong encoding ("mojibake"), and its repair.
//!
//! In UTF-8 a character beyond ASCII is a lead byte and one to three continuation bytes. Read as an 8-bit
//! encoding it becomes a *sequence*: a lead character and as many others, which encode back to valid UTF-8.
//! Healthy text has few such sequences, and those it has look alike: a letter and the punctuation that may
//! follow it (`Spaß“`, `CAFÉ …`). A sequence that cannot be explained so is **sure**; without one sure sequence
//! nothing is ever reported.

use super::Encoding;
use crate::Span;
use memchr::memchr_iter;

/// Text that was UTF-8, was read as an 8-bit encoding and saved again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// What the text was taken for.
    pub encoding: Encoding,
    /// The damaged places in the order of the text, each with what stood there before.
    pub runs: Vec<(Span, String)>,
}

impl Damage {
    /// `text` (the one the damage was found in) as it was before.
    pub fn repair(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (span, original) in &self.runs {
            out.push_str(text.get(done..span.start()).unwrap_or(""));
            out.push_str(original);
            done = span.end();
        }
        out.push_str(text.get(done..).unwrap_or(""));
        out
    }
}

/// How often a text may have been damaged. Every layer at least doubles what it hits, so nobody gets that far;
/// but text made to be peeled one character at a time shall not cost a pass for each.
const MOST_LAYERS: usize = 12;

/// Finds what a wrong encoding did to `text`; `None` for healthy text.
///
/// Damage by Windows-1252 is found beside healthy text; damage by Windows-1251 and Mac Roman only where everything
/// beyond ASCII in the text is damaged. Text that was damaged several times is repaired to the end.
/// Text without suspicious characters costs one scan and no allocation.
///
/// Ask this only of files that are UTF-8: what [`decode`](super::decode) makes of other bytes looks like damage.
///
/// ```
/// let text = "Plan â†’ Build — done";
/// let damage = planc_source::encoding::damage(text).unwrap();
/// assert_eq!(damage.encoding.name(), "Windows-1252");
/// assert_eq!(damage.repair(text), "Plan → Build — done");
/// ```
pub fn damage(text: &str) -> Option<Damage> {
    let (encoding, mut repaired) = undo_once(text)?;
    for _ in 1..MOST_LAYERS {
        let Some((_, again)) = undo_once(&repaired) else { break };
        repaired = again;
    }
    Some(Damage { encoding, runs: changes(text, &repaired) })
}

/// What `word` (a heading, a key) was before a wrong encoding damaged it; `None` if it looks healthy.
///
/// This asks for less evidence than [`damage`]: it is enough that the word decodes back wholly. So use it only
/// to look for a known name where the word as it stands is not one.
///
/// ```
/// use planc_source::encoding::repaired_word;
/// assert_eq!(repaired_word("Ð¦ÐµÐ»Ð¸").as_deref(), Some("Цели"));
/// assert_eq!(repaired_word("Цели"), None);
/// ```
pub fn repaired_word(word: &str) -> Option<String> {
    if let Some(damage) = damage(word) {
        return Some(damage.repair(word));
    }
    Encoding::ALL.into_iter().find_map(|encoding| {
        let survey = Survey::of(word, encoding)?;
        (survey.whole && survey.runs > 0).then(|| undo(word, &survey))
    })
}

/// Takes one layer of damage off the whole text.
fn undo_once(text: &str) -> Option<(Encoding, String)> {
    // What saves damaged text may put a byte order mark before it. From there to the first character beyond ASCII
    // everything is healthy; the last of it is kept, because a sequence is judged by what stands before it.
    let mark = text.len() - text.trim_start_matches('\u{FEFF}').len();
    let (healthy, rest) = text.split_at(mark + first_beyond_ascii(&text[mark..])?.saturating_sub(1));
    let western = if may_be_windows_1252(rest) { Survey::of(rest, Encoding::Windows1252) } else { None };
    // An encoding that explains everything is believed before one that explains a part.
    let survey = match western {
        Some(survey) if survey.whole => survey,
        western => {
            let certain = western.is_some();
            let other = |encoding| Survey::of(rest, encoding).filter(|survey| survey.explains(certain));
            other(Encoding::Windows1251).or_else(|| other(Encoding::MacRoman)).or(western)?
        }
    };
    Some((survey.encoding, [healthy, &undo(rest, &survey)].concat()))
}

fn first_beyond_ascii(text: &str) -> Option<usize> {
    const BLOCK: usize = 64;
    let bytes = text.as_bytes();
    let block = bytes.chunks(BLOCK).position(|block| !block.is_ascii())?;
    let within = bytes[block * BLOCK..].iter().position(|b| !b.is_ascii())?;
    Some(block * BLOCK + within)
}

/// Whether a sure sequence of Windows-1252 begins anywhere; made to be fast on healthy text.
fn may_be_windows_1252(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The lead bytes C2 to F4 read as `Â` to `ô`, which are C3 82 to C3 B4 in UTF-8.
    memchr_iter(0xC3, bytes).any(|at| {
        matches!(bytes[at + 1], 0x82..=0xB4)
            && bytes.get(at + 2).is_some_and(|next| !next.is_ascii())
            && Sequence::at(text, at, Encoding::Windows1252).is_some_and(|sequence| sequence.sure)
    })
}

/// One character of the original text as it stands in the damaged one.
struct Sequence {
    /// Its length in the damaged text, in bytes.
    len: usize,
    /// Its length in the damaged text, in characters.
    count: usize,
    /// The character it was.
    original: char,
    /// Its lead byte.
    lead: u8,
    /// An ASCII space stands where a no-break space was: editors, terminals and web pages do that.
    spaced: bool,
    /// It ends in a space, or nothing beyond ASCII follows.
    open: bool,
    /// That space was also the one between two words.
    space_lost: bool,
    /// Healthy text has no such sequence.
    sure: bool,
    /// `IRMû`, `IRMÃ de`: a capital word of Portuguese.
    capital: bool,
    /// Likely healthy in a text that is only damaged elsewhere.
    doubtful: bool,
}

impl Sequence {
    /// The sequence that begins at `offset` of `text`.
    fn at(text: &str, offset: usize, encoding: Encoding) -> Option<Sequence> {
        let mut chars = text[offset..].chars();
        let mut found = ['\0'; 4];
        found[0] = chars.next()?;
        let lead = encoding.byte(found[0])?;
        let count = match lead {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => return None,
        };
        let mut bytes = [lead, 0, 0, 0];
        for at in 1..count {
            found[at] = chars.next()?;
            bytes[at] = match found[at] {
                // Mac Roman has no no-break space among the continuation bytes.
                ' ' if encoding != Encoding::MacRoman => 0xA0,
                c if c.is_ascii() => return None,
                c => encoding.byte(c)?,
            };
        }
        let original = std::str::from_utf8(&bytes[..count]).ok()?.chars().next()?;
        let (rest, first, tail) = (chars.as_str(), found[0], &found[1..count]);
        let before = text[..offset].chars().next_back();
        let word_follows = rest.starts_with(char::is_alphanumeric);
        let spaced = tail.contains(&' ');
        let capital = (first == 'Ã' && before.is_some_and(char::is_uppercase))
            && (original.is_lowercase() || !word_follows);
        let healthy = match encoding {
            Encoding::Windows1252 if original == '\u{FEFF}' => false,
            Encoding::Windows1252 => looks_healthy_1252(before, first, tail, word_follows),
            Encoding::Windows1251 => tail.iter().all(|&c| closes(c)),
            Encoding::MacRoman => looks_healthy_mac(first, tail),
        };
        Some(Sequence {
            len: text.len() - offset - rest.len(),
            count,
            original,
            lead,
            spaced,
            open: tail.ends_with(&[' ']) || !rest.starts_with(|c: char| !c.is_ascii()),
            // `Ã la` was `à la`. But `lÃ m` was `làm`, and Portuguese has `Ã s`, `Ã quela`, `Ã quilo`.
            space_lost: (spaced && original == 'à' && word_follows)
                && !before.is_some_and(char::is_alphabetic)
                && !["s ", "quel", "quil"].iter().any(|tail| rest.starts_with(tail)),
            sure: !healthy && !spaced,
            capital,
            // Nobody wrote a C1 control; `café” ` ends a quotation.
            doubtful: capital
                || original.is_control()
                || (healthy && (spaced && matches!(first, 'ã'..='ï') || first == 'ð')),
        })
    }

    /// Whether it may belong to a run; `touches`: it stands right behind another sequence. With a space in it, it
    /// must stand so or be followed by one, and be more than a letter and a space.
    fn joins(&self, touches: bool) -> bool {
        !self.spaced || (self.count > 2 && (touches || !self.open))
    }
}

/// Whether `c` may stand right behind a word.
fn closes(c: char) -> bool {
    matches!(c, '’' | '‘' | '”' | '“' | '»' | '«' | '›' | '‹' | '…' | '–' | '—' | '•' | '™')
        || matches!(c, '\u{85}' | '\u{A0}' | ' ')
}

/// Whether `lead` and `tail` may be a letter of healthy text and what follows it.
fn looks_healthy_1252(before: Option<char>, lead: char, tail: &[char], word_follows: bool) -> bool {
    let closing = || tail.iter().all(|&c| closes(c));
    // What may follow a letter. Behind a dash or a quote something new begins: `été—±3`.
    let follows = |at: usize, c: char| {
        closes(c)
            || matches!(c, '®' | '©' | '°' | 'º' | 'ª' | '²' | '³' | '¹' | '·' | '´' | '\u{AD}' | '†' | '‡')
            || matches!(c, 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ')
            // Signs rather than letters: `2×½`, `Ø¾`, `5 Å±1`.
            || matches!(lead, '×' | 'Ø' | 'Å') && matches!(c, '½' | '¼' | '¾' | 'µ' | '±')
            || (at > 0 && closes(tail[at - 1])) && matches!(c, '\u{A1}'..='\u{BF}' | '€' | '„' | '‚')
    };
    let inside_word = before.is_some_and(char::is_lowercase);
    match lead {
        // A list of letters (`äöüß§`): had the first been damaged too, it would not be there.
        _ if matches!(before, Some('À'..='ÿ')) => true,
        // `10Â km`: no language ends words in `Â`, so a no-break space behind it gives it away.
        'Â' => closing() && !tail.contains(&'\u{A0}'),
        // Healthy at the end of a capital word or quoted alone, but not in `voilà`, `2 Ã— 3`, `Ã–sterreich`.
        'Ã' => {
            let quotes = |c: char| c.is_ascii_punctuation() || (closes(c) && !c.is_whitespace());
            closing() && before.is_some_and(|c| c.is_uppercase() || quotes(c))
        }
        'â' => closing(),
        // These would be Syriac, Thaana and NKo.
        'Ü'..='ß' => true,
        // A capital inside a word (`DvoÅ™Ã¡k`), a word behind a sign that ends words (`viá»‡c`, `È™i`).
        _ if lead.is_uppercase() && inside_word => false,
        _ if word_follows && matches!(tail, [.., '†' | '‡' | '™' | '®']) => false,
        _ => tail.iter().enumerate().all(|(at, &c)| follows(at, c)),
    }
}

/// Whether `lead` and `tail` may be a sign of healthy text and what follows it (`’é`, `√π`).
fn looks_healthy_mac(lead: char, tail: &[char]) -> bool {
    match lead {
        '¬' | '√' | '≈' | '∆' | '◊' | 'ƒ' => {
            tail.iter().all(|c| matches!(c, 'π' | 'Ω' | 'µ' | '∞'))
        }
        _ => (tail.len() == 1 || lead.is_alphabetic()) && tail.iter().all(|c| c.is_alphabetic()),
    }
}

/// What the sequences of a text say about it together.
struct Survey {
    encoding: Encoding,
    /// The lead bytes of sequences that convince, as bits counted from C2.
    leads: u64,
    /// Everything beyond ASCII belongs to a sequence.
    whole: bool,
    /// How many runs of sequences there are.
    runs: usize,
    /// The length of the longest, in characters of the damaged text.
    longest: usize,
}

impl Survey {
    /// Looks through `text`; `None` as soon as it is certain that nothing is to be repaired.
    fn of(text: &str, encoding: Encoding) -> Option<Survey> {
        let mut survey = Survey { encoding, leads: 0, whole: true, runs: 0, longest: 0 };
        let (mut spaced, mut end, mut length) = (0, 0, 0);
        for (offset, part) in parts(text, encoding) {
            let Some(sequence) = part else {
                if encoding != Encoding::Windows1252 {
                    return None;
                }
                survey.whole = false;
                continue;
            };
            if sequence.sure {
                survey.leads |= bit(sequence.lead);
            }
            let touches = survey.runs > 0 && offset == end;
            if !sequence.joins(touches) {
                spaced |= if sequence.capital { u64::MAX } else { bit(sequence.lead) };
            }
            if !touches {
                survey.runs += 1;
                length = 0;
            }
            end = offset + sequence.len;
            length += sequence.count;
            survey.longest = survey.longest.max(length);
        }
        if survey.leads != 0 {
            survey.leads |= match encoding {
                // `10Â km`, `voilÃ ` and `â– `: in a damaged text these are believed at once.
                Encoding::Windows1252 => bit(0xC2) | bit(0xC3) | bit(0xE2),
                Encoding::Windows1251 | Encoding::MacRoman => u64::MAX,
            };
        }
        // Where no other sequence begins with that letter, a letter and a space are just that.
        survey.whole &= spaced & !survey.leads == 0;
        Some(survey)
    }

    /// Whether the whole text is damaged in this way. One short run is enough only where it is `certain` that
    /// there is damage of some kind.
    fn explains(&self, certain: bool) -> bool {
        self.whole && self.leads != 0 && (certain || self.runs >= 2 || self.longest >= 4)
    }

    /// Whether `sequence` is to be repaired for what it is, whatever stands beside it.
    fn accepts(&self, sequence: &Sequence) -> bool {
        let familiar = self.leads & bit(sequence.lead) != 0;
        sequence.sure || self.whole || (familiar && !sequence.doubtful)
    }
}

fn bit(lead: u8) -> u64 {
    1 << (lead - 0xC2)
}

/// What there is beyond ASCII in `text`, with its offset: a sequence, or (`None`) a healthy character.
fn parts(text: &str, encoding: Encoding) -> impl Iterator<Item = (usize, Option<Sequence>)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let offset = next + first_beyond_ascii(&text[next..])?;
        let sequence = Sequence::at(text, offset, encoding);
        let character = text[offset..].chars().next().map_or(1, char::len_utf8);
        next = offset + sequence.as_ref().map_or(character, |sequence| sequence.len);
        Some((offset, sequence))
    })
}

/// `text` with every sequence that the survey accepts as the character it was, and those that touch one.
fn undo(text: &str, survey: &Survey) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let (mut run, mut originals, mut accepted) = (0..0, String::new(), false);
    for (offset, part) in parts(text, survey.encoding).chain([(text.len(), None)]) {
        let sequence = part.filter(|part| part.joins(offset == run.end) || survey.accepts(part));
        if sequence.is_none() || offset != run.end {
            if accepted {
                out.push_str(&text[done..run.start]);
                out.push_str(&originals);
                done = run.end;
            }
            (run, accepted) = (offset..offset, false);
            originals.clear();
        }
        if let Some(sequence) = sequence {
            run.end += sequence.len;
            accepted |= survey.accepts(&sequence);
            originals.push(sequence.original);
            originals.push_str(if sequence.space_lost { " " } else { "" });
        }
    }
    out.push_str(&text[done..]);
    out
}

/// What differs between a damaged text and its repair, place by place.
///
/// A repair keeps every ASCII character but the spaces that stand for no-break ones. So the others align the
/// two texts, and what lies between two of them is compared.
fn changes(damaged: &str, repaired: &str) -> Vec<(Span, String)> {
    let mut runs = Vec::new();
    let (mut at, mut there) = (0, repaired);
    for here in damaged.split_inclusive(is_anchor) {
        let end = there.find(is_anchor).map_or(there.len(), |anchor| anchor + 1);
        compare(at, here, &there[..end], &mut runs);
        at += here.len();
        there = &there[end..];
    }
    runs
}

fn is_anchor(c: char) -> bool {
    c.is_ascii() && c != ' '
}

/// Compares two stretches word by word where they have as many words, else as one.
fn compare(mut at: usize, here: &str, there: &str, runs: &mut Vec<(Span, String)>) {
    if here == there {
        return;
    }
    let words = here.matches(' ').count();
    if words > 0 && words == there.matches(' ').count() {
        for (here, there) in here.split(' ').zip(there.split(' ')) {
            compare(at, here, there, runs);
            at += here.len() + 1;
        }
        return;
    }
    let same = |(a, b): &(char, char)| a == b;
    let width = |(c, _): (char, char)| c.len_utf8();
    let start: usize = here.chars().zip(there.chars()).take_while(same).map(width).sum();
    let (here, there) = (&here[start..], &there[start..]);
    let end: usize = here.chars().rev().zip(there.chars().rev()).take_while(same).map(width).sum();
    let span = Span::new(at + start, at + start + here.len() - end);
    runs.push((span, there[..there.len() - end].to_owned()));
}
