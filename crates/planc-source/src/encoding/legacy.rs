use std::sync::OnceLock;

/// An 8-bit encoding that UTF-8 is commonly mistaken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Western European Windows, also what browsers take ISO 8859-1 for.
    Windows1252,
    /// Cyrillic Windows.
    Windows1251,
    /// Western European Mac OS before X.
    MacRoman,
}

/// The upper half of an encoding, both ways.
struct Table {
    chars: [char; 128],
    bytes: [(char, u8); 128],
}

impl Encoding {
    /// Every encoding, the most common first.
    pub(super) const ALL: [Encoding; 3] = [Encoding::Windows1252, Encoding::Windows1251, Encoding::MacRoman];

    /// The name people know it by (`Windows-1252`, `Mac Roman`).
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Windows1252 => "Windows-1252",
            Encoding::Windows1251 => "Windows-1251",
            Encoding::MacRoman => "Mac Roman",
        }
    }

    /// The character of `byte`; `None` where the encoding defines none.
    pub(super) fn char(self, byte: u8) -> Option<char> {
        let c = if byte.is_ascii() { char::from(byte) } else { self.table().chars[usize::from(byte & 0x7F)] };
        let defined = byte.is_ascii() || !matches!(c, '\u{80}'..='\u{9F}');
        defined.then_some(c)
    }

    /// The byte of the character `c`, which is not ASCII; `None` if the encoding has no such character.
    ///
    /// Undefined bytes are the C1 controls of the same number, as the WHATWG has it. Windows-1252 takes every
    /// C1 control so, because text that was read as ISO 8859-1 is damaged in just the same way.
    pub(super) fn byte(self, c: char) -> Option<u8> {
        match (self, u8::try_from(c)) {
            (Encoding::Windows1252, Ok(byte)) => Some(byte),
            _ => {
                let bytes = &self.table().bytes;
                bytes.binary_search_by_key(&c, |&(known, _)| known).ok().map(|at| bytes[at].1)
            }
        }
    }

    fn table(self) -> &'static Table {
        static TABLES: [OnceLock<Table>; 3] = [const { OnceLock::new() }; 3];
        let standard = match self {
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
            Encoding::Windows1251 => encoding_rs::WINDOWS_1251,
            Encoding::MacRoman => encoding_rs::MACINTOSH,
        };
        TABLES[self as usize].get_or_init(|| {
            let upper: [u8; 128] = std::array::from_fn(|at| 0x80 | at as u8);
            let chars = upper.map(|byte| {
                let byte = [byte];
                let (text, _) = standard.decode_without_bom_handling(&byte);
                text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
            });
            let mut bytes: [(char, u8); 128] = std::array::from_fn(|at| (chars[at], upper[at]));
            bytes.sort_unstable();
            Table { chars, bytes }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_goes_there_and_back() {
        for encoding in Encoding::ALL {
            for byte in 0x80..=0xFF {
                if let Some(c) = encoding.char(byte) {
                    assert_eq!(encoding.byte(c), Some(byte), "{encoding:?} {byte:x}");
                }
            }
        }
        assert_eq!(Encoding::Windows1252.char(0x81), None);
        assert_eq!(Encoding::Windows1252.byte('\u{81}'), Some(0x81));
        assert_eq!(Encoding::Windows1251.byte('\u{98}'), Some(0x98));
        assert_eq!(Encoding::MacRoman.byte('€'), Some(0xDB));
        assert_eq!(Encoding::Windows1251.byte('é'), None);
    }
}
