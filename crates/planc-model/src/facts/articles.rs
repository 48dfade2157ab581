use super::Stated;
use planc_syntax::{Section, Tree};

/// The articles of a constitution: its numbered headings, else what stands below a heading that speaks of
/// principles. The id is the number as written, empty where there is none; the text is the name.
pub(super) fn read(tree: &Tree<'_>) -> Vec<Stated> {
    let sections = || tree.sections.iter().skip(1);
    let numbered = |s: &&Section| article(tree.title(s)).is_some_and(|(_, _, name)| !name.starts_with('['));
    // Of numbered headings of several levels those that are most are the articles.
    let mut counts = [0usize; 8];
    sections().filter(numbered).for_each(|s| counts[usize::from(s.level.min(7))] += 1);
    let most = counts.iter().copied().max().unwrap_or(0);
    let level = (0..).zip(counts).find(|(_, count)| *count == most).map(|(level, _)| level);
    if most > 1 {
        let kept = sections().filter(numbered).filter(|s| Some(s.level) == level);
        return kept.filter_map(|s| stated(tree, s)).collect();
    }
    let principles = (1..tree.sections.len()).find(|i| {
        let words = tree.title(&tree.sections[*i]).to_lowercase();
        ["principles", "articles"].iter().any(|w| words.trim_matches('*').ends_with(w))
    });
    let below = principles.into_iter().flat_map(|i| tree.subsections(i));
    below.filter_map(|i| stated(tree, &tree.sections[i])).collect()
}

fn stated(tree: &Tree<'_>, section: &Section) -> Option<Stated> {
    let title = bare(tree.title(section));
    let (id, name) = match article(title) {
        Some((_, id, name)) => (id, name),
        None => ("", title),
    };
    let named = !name.is_empty() && !name.starts_with(['[', '{']);
    named.then(|| Stated { id: id.to_owned(), text: name.to_owned(), span: section.title })
}

fn bare(title: &str) -> &str {
    title.trim_matches(['*', '_', ' ', '`'])
}

/// Words before the number of an article.
const LABELS: &[&str] = &[
    "article",
    "principle",
    "section",
    "rule",
    "artículo",
    "articulo",
    "principio",
    "sección",
    "artigo",
    "princípio",
    "seção",
    "статья",
    "принцип",
    "раздел",
    "điều",
    "nguyên tắc",
    "第",
    "제",
    "原则",
    "原則",
    "§",
];

/// The number of an article, as a number and as written, and its name: of `Article IV: Tests`, `IV. Tests`, `§4 Tests`,
/// `4. Tests`, `**Principle 4** — Tests`. `None` without a number, or for a part of one (`4.1`).
pub fn article(text: &str) -> Option<(u32, &str, &str)> {
    let text = bare(text).trim_start_matches(|c: char| !c.is_alphanumeric() && c != '§');
    let is = |label: &str, t: &str| t.chars().flat_map(char::to_lowercase).eq(label.chars());
    let label = LABELS.iter().find_map(|l| text.get(..l.len()).filter(|t| is(l, t)).map(str::len));
    let rest = text[label.unwrap_or(0)..].trim_start();
    let len = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (written, tail) = rest.split_at(len);
    let number = written.parse().ok().filter(|n| *n > 0).or_else(|| roman(written))?;
    let parted = tail.starts_with(['.', ':', ')', '：', '、', '*', '-', '–', '—', '条', '條', '조', '章'])
        || tail.trim_start().starts_with(['-', '–', '—', ':', '：', '(']);
    let part = tail.strip_prefix('.').is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
    if part || !(parted || label.is_some()) {
        return None;
    }
    let name = tail.trim_start_matches(|c: char| !c.is_alphanumeric() && !"([{`".contains(c));
    Some((number, written, bare(name.trim_start_matches(['条', '條', '조', '章', ' ', ':', '：']))))
}

/// `XIV` is 14.
fn roman(text: &str) -> Option<u32> {
    let value = |b: u8| match b {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        b'L' => Some(50),
        _ => None,
    };
    if text.is_empty() || text.len() > 8 {
        return None;
    }
    let mut sum = 0u32;
    let mut last = 0;
    for byte in text.bytes().rev() {
        let value = value(byte)?;
        sum = if value < last { sum.checked_sub(value)? } else { sum + value };
        last = last.max(value);
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_numbered_in_many_ways() {
        for (text, number, name) in [
            ("Article IV: Tests", 4, "Tests"),
            ("IV. Tests", 4, "Tests"),
            ("**XIV. Living Docs**", 14, "Living Docs"),
            ("4. Tests", 4, "Tests"),
            ("Principle 4 — Tests", 4, "Tests"),
            ("**SECTION 1: THE HIERARCHY**", 1, "THE HIERARCHY"),
            ("§IV Deny", 4, "Deny"),
            ("第3条：测试", 3, "测试"),
            ("Статья 2. Тесты", 2, "Тесты"),
        ] {
            assert_eq!(article(text).map(|(n, _, name)| (n, name)), Some((number, name)), "{text}");
        }
        for text in ["4.1 Tests", "I think so", "Tests", "QG-5: Size", "2024 roadmap", "VIM. x", ""] {
            assert_eq!(article(text), None, "{text}");
        }
    }

    #[test]
    fn a_constitution_is_read_for_its_articles() {
        let names = |text: &str| -> Vec<(String, String)> {
            read(&planc_syntax::parse(text)).into_iter().map(|s| (s.id, s.text)).collect()
        };
        let pair = |id: &str, name: &str| (id.to_owned(), name.to_owned());
        let numbered =
            "# C\n\n## Core Principles\n\n### I. Library\n\nx\n\n### II. Tests\n\nx\n\n## Governance\n";
        assert_eq!(names(numbered), [pair("I", "Library"), pair("II", "Tests")]);
        let named = "# C\n\n## Core Principles\n\n### Library\n\n### Tests\n\n#### Why\n\n## Governance\n";
        assert_eq!(names(named), [pair("", "Library"), pair("", "Tests")]);
        assert_eq!(names("# C\n\n## Governance\n"), []);
        assert_eq!(names("# C\n\n## Principles\n\n### [PRINCIPLE_1_NAME]\n"), []);
    }
}
