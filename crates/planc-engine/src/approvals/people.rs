//! When two names are one person.

use std::collections::BTreeMap;

/// Who is who, as the configuration has it: names of one person, and members of roles and teams.
#[derive(Debug, Default)]
pub(crate) struct People<'c> {
    pub(crate) same: &'c [Vec<String>],
    pub(crate) members: Option<&'c BTreeMap<String, Vec<String>>>,
}

impl People<'_> {
    /// Whether two ways to name somebody name the same person: `Ana Silva <ana@example.org>`, `@ana`, or two names
    /// that the configuration says are one.
    pub(crate) fn are_one(&self, one: &str, other: &str) -> bool {
        if alike(one, other) {
            return true;
        }
        let named = |names: &Vec<String>, who: &str| names.iter().any(|n| alike(n, who));
        self.same.iter().any(|names| named(names, one) && named(names, other))
    }

    /// Whether somebody is a member of a role or team; `None` where nobody says who is.
    pub(crate) fn is_member(&self, group: &str, who: &str) -> Option<bool> {
        let (_, members) = self.members?.iter().find(|(name, _)| same_word(name, group))?;
        Some(members.iter().any(|member| self.are_one(member, who)))
    }
}

/// Whether two names are alike: the same address, handle, or name without an address.
fn alike(one: &str, other: &str) -> bool {
    match (address(one), address(other)) {
        (Some(a), Some(b)) => same_word(a, b),
        _ => {
            let (a, b) = (name(one), name(other));
            !a.is_empty() && same_word(a, b)
        }
    }
}

/// `ana@example.org`, alone or in angle brackets.
fn address(who: &str) -> Option<&str> {
    let inner = match (who.rfind('<'), who.rfind('>')) {
        (Some(open), Some(close)) if open < close => &who[open + 1..close],
        _ => who,
    };
    let inner = inner.trim();
    let (local, host) = inner.split_once('@')?;
    (!local.is_empty() && host.contains('.') && !inner.contains(char::is_whitespace)).then_some(inner)
}

/// What stands before the address; of a handle what follows the sign.
fn name(who: &str) -> &str {
    let name = who.split('<').next().unwrap_or("").trim();
    if name.is_empty() { who.trim() } else { name.strip_prefix('@').unwrap_or(name) }
}

/// Whether two words differ only in case and blanks.
pub(crate) fn same_word(one: &str, other: &str) -> bool {
    let fold = |text: &str| {
        let words: Vec<_> = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_')).collect();
        words.concat().to_lowercase()
    };
    fold(one) == fold(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_person() {
        let same = [vec!["Ana Silva".to_owned(), "@ana".to_owned(), "ana@example.org".to_owned()]];
        let members = BTreeMap::from([("tech-lead".to_owned(), vec!["@ana".to_owned()])]);
        let people = People { same: &same, members: Some(&members) };
        for (one, other, are) in [
            ("Ana Silva", "ana silva", true),
            ("Ana Silva <ana@example.org>", "A. Silva <ANA@example.org>", true),
            ("Cy Low <cy@example.org>", "Cy Low <cy@other.org>", false),
            ("Ana Silva <ana@example.org>", "@ana", true),
            ("@ana", "ana", true),
            ("@ana", "@anna", false),
            ("Bo", "Ana", false),
            ("", "", false),
            ("<>", "<>", true),
        ] {
            assert_eq!(people.are_one(one, other), are, "{one} and {other}");
        }
        assert_eq!(people.is_member("Tech Lead", "Ana Silva"), Some(true));
        assert_eq!(people.is_member("tech-lead", "Bo"), Some(false));
        assert_eq!(people.is_member("qa", "Bo"), None);
    }
}
