//! What a requirement's text is known by, so that who cites it can say which text was meant.

use sha2::{Digest, Sha256};

/// So many hexadecimal digits are written; as many as git writes.
const SHOWN: usize = 7;

/// The digest of a requirement's text. White space, ticks and the marks of emphasis say nothing.
pub fn digest(text: &str) -> String {
    let mut hash = Sha256::new();
    for word in text.split_whitespace() {
        let bare = word.trim_matches(['*', '_', '`', '~']);
        // An open box is two words, a ticked one is one.
        if !matches!(bare, "" | "[" | "]" | "[x]" | "[X]" | "[]") {
            hash.update(bare.as_bytes());
            hash.update(b" ");
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>()[..SHOWN].to_owned()
}

/// Whether a digest of any length, as somebody wrote it, is that of a text.
pub fn is_digest_of(written: &str, digest: &str) -> bool {
    let (written, digest) = (written.as_bytes(), digest.as_bytes());
    let len = written.len().min(digest.len());
    written[..len].eq_ignore_ascii_case(&digest[..len])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_counts_and_not_its_form() {
        let one = digest("Users **must** sign in\n  - [ ] with a key");
        assert_eq!(one.len(), 7);
        assert_eq!(one, digest("Users must sign\nin - [x] with `a` key"));
        assert_ne!(one, digest("Users must sign in - with two keys"));
        assert!(is_digest_of(&one.to_uppercase(), &one) && !is_digest_of("0000000", &one));
    }
}
