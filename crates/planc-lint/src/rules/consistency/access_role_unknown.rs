use crate::words::{lower, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use memchr::memmem;
use planc_model::Text;
use planc_model::names::{Names, is_slip, key};
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "access-role-unknown",
    summary: "the access matrix names a role that nothing else knows, or that is nearly another one",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("access_role_unknown.md"),
    check: Check::Plan(check),
};

/// A role of the matrix, each time it is named.
struct Role<'c> {
    name: &'c str,
    span: Span,
}

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(security) = &cx.plan.security else { return };
    let rows = security.access.iter().flatten();
    let cells = rows.flat_map(|row| [&row.read, &row.write, &row.delete]).flatten();
    let roles: Vec<Role<'_>> = cells.flat_map(|cell| roles(cx, cell)).collect();
    let mut count: FxHashMap<String, usize> = FxHashMap::default();
    for role in &roles {
        *count.entry(key(role.name)).or_default() += 1;
    }
    let names = Names::new(roles.iter().map(|r| (r.name, r.span)));
    let said = Said::of(cx, &roles);
    let known: Vec<(&str, Span)> = names.iter().filter(|(name, _)| said.has(name)).collect();
    for (name, span) in names.iter() {
        if said.has(name) {
            continue;
        }
        // A slip of a role that is named more often, or that the plan speaks of elsewhere.
        let often = |other: &str| {
            count.get(&key(other)).copied().unwrap_or(0) > count.get(&key(name)).copied().unwrap_or(0)
        };
        let meant = names.iter().find(|(other, _)| is_slip(name, other) && (often(other) || said.has(other)));
        if let Some((meant, there)) = meant {
            let found =
                out.diagnostic(span, format!("no other part of the plan knows the role {}", quoted(name)));
            let found = if there < span { found.label(there, "the other role") } else { found };
            out.push(found.help(format!("did you mean {}?", quoted(meant))).unsafe_fix(
                format!("name {}", quoted(meant)),
                span,
                meant.to_owned(),
            ));
        } else if known.len() >= 2 && known.len() + 1 == names.len() {
            // All other roles are spoken of; this one is not.
            let others: Vec<String> = known.iter().take(4).map(|(n, _)| quoted(n)).collect();
            out.push(
                out.diagnostic(span, format!("only the access matrix knows the role {}", quoted(name)))
                    .help(format!("say who has it; the plan speaks of {}", others.join(", "))),
            );
        }
    }
}

/// The roles in a cell: `Admin, Support`. Marks and answers (`✓`, `own`, `none`) are no roles.
fn roles<'c>(cx: &Context<'c, '_>, cell: &Text<'_>) -> Vec<Role<'c>> {
    let source = cx.tree.str(cell.span);
    let mut found = Vec::new();
    if source.len() > 200 || source.contains(['[', '{']) {
        return found;
    }
    for part in source
        .split([',', '/', ';', '+', '&', '、'])
        .flat_map(|p| p.split(" and "))
        .flat_map(|p| p.split(" or "))
    {
        let bare = part.split(['(', '（']).next().unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric());
        let plain = bare.split(' ').count() <= 3 && bare.chars().count() >= 3;
        let word = bare.to_lowercase();
        let answer = cx.library.vocabulary().answer(bare).is_some() || ANSWERS.contains(&word.as_str());
        if plain && !answer && bare.chars().any(char::is_alphabetic) {
            let start = bare.as_ptr() as usize - source.as_ptr() as usize + cell.span.start();
            found.push(Role { name: bare, span: Span::new(start, start + bare.len()) });
        }
    }
    found
}

/// What stands in a cell instead of a role.
const ANSWERS: &[&str] = &[
    "all",
    "any",
    "anyone",
    "everyone",
    "everybody",
    "nobody",
    "none",
    "no one",
    "own",
    "own only",
    "self",
    "n/a",
    "yes",
    "no",
    "allowed",
    "denied",
    "allow",
    "deny",
    "full",
    "read",
    "write",
    "only",
    "never",
    "always",
    "public",
    "private",
    "tbd",
];

/// What the plan says outside the matrix.
struct Said<'a> {
    parts: [&'a str; 2],
    /// Whether its scripts have blanks between words.
    spaced: bool,
}

impl<'a> Said<'a> {
    fn of(cx: &Context<'_, 'a>, roles: &[Role<'_>]) -> Said<'a> {
        let text = cx.tree.text;
        let first = roles.iter().map(|r| r.span.start()).min().unwrap_or(0);
        let last = roles.iter().map(|r| r.span.end()).max().unwrap_or(text.len());
        let start = text[..first].rfind("\n\n").unwrap_or(0);
        let end = text[last..].find("\n\n").map_or(text.len(), |at| last + at);
        // Without a way out of the loop it takes many bytes at a time.
        let highest = text.bytes().fold(0, u8::max);
        Said { parts: [&text[..start], &text[end..]], spaced: highest < 0xe3 }
    }

    fn has(&self, name: &str) -> bool {
        let mut words = String::new();
        planc_dialect::normal(name, &mut words);
        !words.is_empty()
            && self.parts.iter().any(|part| {
                self.spaced && stands_in(part, name)
                    || self.lines_about(part, &words).any(|lines| says(lines, &words))
            })
    }

    /// The lines that may name `words`, each with the next one; all of them where words are not parted by blanks.
    fn lines_about<'p>(&self, part: &'p str, words: &'p str) -> impl Iterator<Item = &'p str> {
        let first = words.split(' ').next().unwrap_or(words);
        // The plural `policies` has no `y`.
        let stem = first.strip_suffix('y').unwrap_or(first);
        let all = (!self.spaced || !stem.is_ascii() || stem.is_empty()).then_some(part);
        let starts = if all.is_some() { Starts::default() } else { Starts::of(part, stem.as_bytes()) };
        let mut behind = 0;
        let lines = starts.filter_map(move |at| {
            let start = memchr::memrchr(b'\n', &part.as_bytes()[..at]).map_or(0, |end| end + 1);
            if at < behind {
                return None;
            }
            let mut ends = memchr::memchr_iter(b'\n', &part.as_bytes()[at..]);
            behind = ends.next().map_or(part.len(), |end| at + end);
            let end = ends.next().map_or(part.len(), |end| at + end);
            Some(&part[start..end])
        });
        all.into_iter().chain(lines)
    }
}

/// Where a word begins with some letters, whatever their case.
#[derive(Default)]
struct Starts<'p> {
    text: &'p [u8],
    stem: &'p [u8],
    at: usize,
}

impl<'p> Starts<'p> {
    fn of(text: &'p str, stem: &'p [u8]) -> Starts<'p> {
        Starts { text: text.as_bytes(), stem, at: 0 }
    }
}

impl Iterator for Starts<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let first = *self.stem.first()?;
        loop {
            let rest = self.text.get(self.at..)?;
            let at = self.at + memchr::memchr2(first, first.to_ascii_uppercase(), rest)?;
            self.at = at + 1;
            let begins = at == 0 || !self.text[at - 1].is_ascii_alphanumeric();
            let found = self.text.get(at..at + self.stem.len());
            if begins && found.is_some_and(|found| found.eq_ignore_ascii_case(self.stem)) {
                return Some(at);
            }
        }
    }
}

/// Whether words in normal form stand in a text, whole.
fn says(text: &str, words: &str) -> bool {
    let mut said = String::from(" ");
    planc_dialect::normal(text, &mut said);
    said.push(' ');
    said.match_indices(words)
        .any(|(at, _)| said[..at].ends_with(' ') && said[at + words.len()..].starts_with(' '))
}

/// Whether a plain name stands in running text, in a text whose scripts have blanks between words.
fn stands_in(part: &str, name: &str) -> bool {
    let plain = name.len() > 2 && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ');
    let article = name.ends_with([' ', 'a', 'A']);
    plain
        && !article
        && [name, &lower(name)].into_iter().any(|name| {
            memmem::find_iter(part.as_bytes(), name).any(|at| {
                let behind = part.as_bytes().get(at + name.len());
                part[..at].ends_with(' ') && matches!(behind, Some(b' ' | b',' | b'\n'))
            })
        })
}
