//! The hash of a meaning, to which approvals are bound.

use crate::meaning::{Kind, Meaning, Node, Record};
use crate::order::is_ordered;
use sha2::{Digest as _, Sha256};
use std::fmt::{Debug, Display, Formatter, Write};
use std::str::FromStr;

/// SHA-256 of what a plan says; in words `sha256:` and 64 digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// A new version gives every plan another digest, and makes every approval stale: only for what the digest must not
/// say any more.
const VERSION: &[u8] = b"planc meaning 1\n";

impl Meaning {
    /// The hash of what the plan says.
    ///
    /// Every value, key and list stands in it with its length, so that no two meanings are written alike. Items of
    /// lists whose order says nothing are hashed by themselves, and these hashes sorted.
    pub fn digest(&self) -> Digest {
        let mut hash = Sha256::new_with_prefix(VERSION);
        record(&self.root, &mut String::new(), &mut hash);
        Digest(hash.finalize().into())
    }
}

fn record(record: &Record, path: &mut String, hash: &mut Sha256) {
    count(b'R', record.len(), hash);
    for (key, value) in record {
        count(b'K', key.len(), hash);
        hash.update(key.as_bytes());
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        path.push_str(key);
        node(value, path, hash);
        path.truncate(length);
    }
}

fn node(value: &Node, path: &mut String, hash: &mut Sha256) {
    match value {
        Node::Value(atom) => {
            let kind = match atom.kind {
                Kind::Text => b't',
                Kind::Code => b'c',
                Kind::Number => b'n',
                Kind::Word => b'w',
                Kind::Flag => b'f',
            };
            count(kind, atom.value.len(), hash);
            hash.update(atom.value.as_bytes());
        }
        Node::Record(inner) => record(inner, path, hash),
        Node::List(list) if is_ordered(path) => {
            count(b'L', list.len(), hash);
            list.iter().for_each(|(_, item)| node(item, path, hash));
        }
        Node::List(list) => {
            count(b'S', list.len(), hash);
            let mut items: Vec<[u8; 32]> = list.iter().map(|(_, item)| alone(item, path)).collect();
            items.sort_unstable();
            items.iter().for_each(|item| hash.update(item));
        }
    }
}

/// The hash of one item.
pub(crate) fn alone(item: &Node, path: &mut String) -> [u8; 32] {
    let mut hash = Sha256::new();
    node(item, path, &mut hash);
    hash.finalize().into()
}

fn count(kind: u8, length: usize, hash: &mut Sha256) {
    hash.update([kind]);
    hash.update((length as u64).to_le_bytes());
}

impl Display for Digest {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Debug for Digest {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        Display::fmt(self, f)
    }
}

impl Digest {
    /// The first digits, for names of files and for people.
    pub fn short(&self) -> String {
        self.0[..6].iter().fold(String::new(), |mut all, byte| {
            // Writing to a string cannot fail.
            let _ = write!(all, "{byte:02x}");
            all
        })
    }
}

/// What should be a digest is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDigest;

impl Display for NoDigest {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("a digest is `sha256:` and 64 digits of 0-9 and a-f")
    }
}

impl std::error::Error for NoDigest {}

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Digest, NoDigest> {
        let digits = text.strip_prefix("sha256:").ok_or(NoDigest)?;
        let lower = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 64 || !digits.bytes().all(lower) {
            return Err(NoDigest);
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).map_err(|_| NoDigest)?;
        }
        Ok(Digest(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_written_and_read() {
        let digest = Meaning::default().digest();
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!(digest.to_string()[7..].starts_with(&digest.short()));
        for wrong in ["", "sha256:", "sha256:00", &digest.to_string().to_uppercase(), &format!("{digest}0")] {
            assert_eq!(wrong.parse::<Digest>(), Err(NoDigest), "{wrong}");
        }
    }
}
