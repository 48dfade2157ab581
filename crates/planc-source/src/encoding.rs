//! From bytes to text, whatever the bytes are, and from damaged text back to what it was.
//!
//! [`decode`] turns the bytes of a file into text and says so when they are not UTF-8. [`damage`]
//! finds text that was UTF-8, was read as an 8-bit encoding and saved again (`â€™` for `’`).

mod damage;
mod legacy;

use crate::Span;
use encoding_rs::{UTF_16BE, UTF_16LE};

pub use damage::{Damage, damage, repaired_word};
pub use legacy::Encoding;

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The whole text; nothing of the file is left out.
    pub text: String,
    /// What was wrong with the bytes, if they were not UTF-8.
    pub fault: Option<NotUtf8>,
}

/// The first place where a file is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8 {
    /// Offset of the first bad byte in the file.
    pub offset: usize,
    /// That byte.
    pub byte: u8,
    /// What the file is likely to be: `UTF-16LE`, `UTF-16BE`, `Windows-1252`, `Windows-1251` or `unknown`.
    pub likely: &'static str,
    /// The place of that byte in the decoded text.
    pub span: Span,
}

/// Reads the bytes of a file as text; never fails and drops nothing.
///
/// UTF-8 (with or without a byte order mark, which stays) is taken over without a copy. UTF-16 is decoded
/// as such. In anything else the parts that are UTF-8 are kept, and every other byte is read as the
/// character it is in Windows-1252, or U+FFFD where that has none.
///
/// ```
/// let decoded = planc_source::encoding::decode(b"caf\xe9".to_vec());
/// assert_eq!(decoded.text, "café");
/// assert_eq!(decoded.fault.unwrap().likely, "Windows-1252");
/// ```
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some(decoded) = decode_utf16(&bytes) {
        return decoded;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, fault: None },
        Err(error) => decode_mixed(error.as_bytes()),
    }
}

/// Decodes UTF-16, known by its byte order mark or by its zero bytes; `None` for anything else.
///
/// Plain ASCII in UTF-16 is also valid UTF-8 (full of NULs), so this is asked before UTF-8; it looks at two
/// bytes unless one of them is suspicious.
fn decode_utf16(bytes: &[u8]) -> Option<Decoded> {
    let (encoding, offset) = match *bytes {
        [0xFF, 0xFE, ..] => (UTF_16LE, 0),
        [0xFE, 0xFF, ..] => (UTF_16BE, 0),
        [0, high, ..] if high != 0 && zeros_lie_in(bytes, 0) => (UTF_16BE, 0),
        [low, 0, ..] if low != 0 && zeros_lie_in(bytes, 1) => (UTF_16LE, 1),
        _ => return None,
    };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let first = text.chars().next().map_or(0, char::len_utf8);
    let fault = NotUtf8 { offset, byte: bytes[offset], likely: encoding.name(), span: Span::new(0, first) };
    Some(Decoded { text: text.into_owned(), fault: Some(fault) })
}

/// Whether zero bytes are common at offsets of one `parity` and all but absent at the other.
fn zeros_lie_in(bytes: &[u8], parity: usize) -> bool {
    let sample = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (here, elsewhere) = (zeros(parity), zeros(1 - parity));
    // Spaces and line ends alone are a tenth of any text, in every script. A stray NUL is no sign.
    here >= 4 && here * 20 >= sample.len() / 2 && elsewhere * 8 <= here
}

fn decode_mixed(bytes: &[u8]) -> Decoded {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 4);
    let mut fault = None;
    let mut offset = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        offset += chunk.valid().len();
        for &byte in chunk.invalid() {
            let start = text.len();
            text.push(Encoding::Windows1252.char(byte).unwrap_or(char::REPLACEMENT_CHARACTER));
            fault.get_or_insert_with(|| NotUtf8 {
                offset,
                byte,
                likely: likely_encoding(bytes),
                span: Span::new(start, text.len()),
            });
            offset += 1;
        }
    }
    Decoded { text, fault }
}

/// Guesses which 8-bit encoding has these bytes, from how those over 0x7F stand together.
///
/// Western text has single letters among ASCII ones; Russian text has whole words of bytes from 0xC0, where
/// Windows-1251 keeps its letters, and six of them make up half of every text. The encodings of East Asia mix
/// high and low bytes in long runs: unknown.
fn likely_encoding(bytes: &[u8]) -> &'static str {
    // о, е, а, и, н, т, small and capital.
    const COMMON: &[u8] = b"\xEE\xE5\xE0\xE8\xED\xF2\xCE\xC5\xC0\xC8\xCD\xD2";
    let (mut high, mut lonely, mut undefined, mut letters, mut common) =
        (0usize, 0usize, 0usize, 0usize, 0usize);
    for run in bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()).filter(|run| !run[0].is_ascii()) {
        // What is UTF-8 in a mixed file, whole or cut off, says nothing about the rest.
        let strays = run.utf8_chunks().map(|chunk| chunk.invalid()).filter(|bad| bad.len() == 1);
        let before = high;
        for &byte in strays.flatten() {
            high += 1;
            undefined += usize::from(Encoding::Windows1252.char(byte).is_none());
            letters += usize::from(byte >= 0xC0);
            common += usize::from(COMMON.contains(&byte));
        }
        lonely += if run.len() <= 2 { high - before } else { 0 };
    }
    if high == 0 || undefined * 10 > high {
        "unknown"
    } else if lonely * 5 >= high * 4 {
        Encoding::Windows1252.name()
    } else if letters * 10 >= high * 8 && common * 3 >= letters {
        Encoding::Windows1251.name()
    } else {
        "unknown"
    }
}
