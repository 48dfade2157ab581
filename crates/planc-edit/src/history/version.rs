//! The version that follows.

/// The version behind those there are, the newest last, in the document's own way of counting: the place that was
/// counted up last is counted up again, what stands behind it begins anew. `approval` makes `1.0` of `0.x`, unless
/// an earlier approval did not.
///
/// `None` where the newest is no version.
pub(crate) fn next(versions: &[&str], approval: bool) -> Option<String> {
    let newest = Version::read(versions.last()?)?;
    let mut parts = newest.parts.clone();
    if approval && parts.len() > 1 && parts[0] == 0 {
        parts.iter_mut().for_each(|p| *p = 0);
        parts[0] = 1;
        return Some(newest.with(&parts));
    }
    let place = habit(versions).filter(|p| *p < parts.len()).unwrap_or(parts.len() - 1);
    parts[place] = parts[place].checked_add(1)?;
    parts[place + 1..].iter_mut().for_each(|p| *p = 0);
    Some(newest.with(&parts))
}

struct Version<'t> {
    /// `v`, `Rev. `.
    before: &'t str,
    parts: Vec<u32>,
    /// How wide the last part is written: `01`.
    width: usize,
}

impl<'t> Version<'t> {
    /// `v1.2`; a suffix such as `-draft` goes with the version it was for.
    fn read(text: &'t str) -> Option<Version<'t>> {
        let text = text.trim().trim_matches(['*', '`', '[', ']']);
        let (before, rest) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
        let word = before.trim_end_matches(['.', ' ']).to_lowercase();
        if !matches!(word.as_str(), "" | "v" | "rev" | "r" | "version" | "ver") {
            return None;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        if !rest[end..].is_empty() && !rest[end..].starts_with(['-', '+', ' ']) {
            return None;
        }
        // A date is no version.
        let words: Vec<&str> = rest[..end].trim_end_matches('.').split('.').collect();
        let parts: Vec<u32> = words.iter().map(|p| p.parse().ok()).collect::<Option<_>>()?;
        let dated = parts[0] > 1900;
        let padded = words.last().is_some_and(|p| p.len() > 1 && p.starts_with('0'));
        let width = if padded { words.last().map_or(0, |p| p.len().min(20)) } else { 0 };
        (!dated && parts.len() < 5).then_some(Version { before, parts, width })
    }

    fn with(&self, parts: &[u32]) -> String {
        let last = parts.len().saturating_sub(1);
        let words = parts.iter().enumerate().map(|(at, p)| match at == last {
            true => format!("{p:0width$}", width = self.width),
            false => p.to_string(),
        });
        format!("{}{}", self.before, words.collect::<Vec<_>>().join("."))
    }
}

/// The place that was counted up last. The step from `0.x` to `1.0` is an approval and says nothing of it.
fn habit(versions: &[&str]) -> Option<usize> {
    let read: Vec<_> = versions.iter().filter_map(|v| Version::read(v)).map(|v| v.parts).collect();
    read.windows(2).rev().find_map(|pair| {
        let place = pair[0].iter().zip(&pair[1]).position(|(old, new)| old != new)?;
        let approved = pair[0][0] == 0 && pair[1][0] == 1;
        (!approved && pair[1][place] > pair[0][place]).then_some(place)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_go_on_as_they_went() {
        for (versions, approval, want) in [
            (&["0.1"][..], false, Some("0.2")),
            (&["0.1", "0.2"], true, Some("1.0")),
            (&["0.9"], false, Some("0.10")),
            (&["1.0"], true, Some("1.1")),
            (&["0.2", "1.0"], false, Some("1.1")),
            (&["1.0", "2.0"], false, Some("3.0")),
            (&["1.0", "1.1", "2.0"], false, Some("3.0")),
            (&["1.0.0", "1.1.0"], false, Some("1.2.0")),
            (&["1.0.3"], false, Some("1.0.4")),
            (&["v1"], true, Some("v2")),
            (&["v0.3-draft"], false, Some("v0.4")),
            (&["1.09"], false, Some("1.10")),
            (&["1.01"], false, Some("1.02")),
            (&["Rev. 3"], false, Some("Rev. 4")),
            (&["**0.4**"], false, Some("0.5")),
            (&["2026-01-31"], false, None),
            (&["first"], false, None),
            (&["1.x"], false, None),
            (&["1a"], false, None),
            (&["E1"], false, None),
            (&["4294967295"], false, None),
            (&[], false, None),
        ] {
            assert_eq!(next(versions, approval).as_deref(), want, "{versions:?}");
        }
    }
}
