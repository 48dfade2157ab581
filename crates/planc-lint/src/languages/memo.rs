use super::{Fault, Language};
use rustc_hash::FxHashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::RwLock;

/// So many blocks are kept; then all are forgotten at once, which costs no more than parsing them again.
const MOST: usize = 1 << 16;

/// What a block is known by: its language, its length and 128 bits of its hash.
type Key = (Language, usize, [u64; 2]);

/// What was found in blocks of sub-languages, by language and content, for as long as a process runs.
///
/// A block is known by 128 bits of its hash, with keys nobody can guess, and by its length; so what is kept is
/// what parsing it again would say.
#[derive(Debug, Default)]
pub struct Memo {
    keys: [RandomState; 2],
    kept: RwLock<FxHashMap<Key, Option<Fault>>>,
}

impl Memo {
    /// The first fault of a text, kept or fresh.
    pub(crate) fn fault(&self, language: Language, text: &str) -> Option<Fault> {
        let key = (language, text.len(), [self.keys[0].hash_one(text), self.keys[1].hash_one(text)]);
        if let Ok(kept) = self.kept.read()
            && let Some(known) = kept.get(&key)
        {
            return known.clone();
        }
        let found = language.fault(text);
        if let Ok(mut kept) = self.kept.write() {
            if kept.len() >= MOST {
                kept.clear();
            }
            kept.insert(key, found.clone());
        }
        found
    }
}
