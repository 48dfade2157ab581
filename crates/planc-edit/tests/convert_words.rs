//! What no value of the model holds comes along: comments that people wrote, and where links within the plan lead.
#![allow(clippy::unwrap_used)]

use planc_dialect::Library;
use planc_edit::convert::{convert, differences};
use planc_syntax::{Kind, Slugger, Tree, links, parse};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::path::Path;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

static PLANS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let names = [
        "change/specs/003-price-cache/plan.md",
        "constitution/specs/004-clinic-booking/plan.md",
        "governed/docs/issues/12/PLAN-001-Key-Rotation.md",
        "phased/agentdocs/features/offline-sync/plan.md",
        "service/docs/plans/parcel-tracking.md",
    ];
    names.map(|name| std::fs::read_to_string(examples.join(name)).unwrap()).into()
});

fn config() -> ProptestConfig {
    let given = ProptestConfig::default();
    let fixed = given.rng_seed == RngSeed::Random;
    let (cases, rng_seed) = if fixed { (40, RngSeed::Fixed(2026)) } else { (given.cases, given.rng_seed) };
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// Where a comment can stand: before a block, and behind the words of a paragraph, item or cell.
fn places(tree: &Tree<'_>) -> Vec<(usize, bool)> {
    let title = tree.sections[1].body.start();
    let mut places = Vec::new();
    for node in tree.siblings(0, tree.nodes.len()) {
        let span = tree.nodes[node].span;
        if span.start() >= title && tree.nodes[node].kind != Kind::Rule {
            places.push((span.start(), true));
        }
    }
    for node in 0..tree.nodes.len() {
        let span = tree.nodes[node].span;
        if tree.nodes[node].kind == Kind::Paragraph && span.start() >= title {
            places.push((span.trim(tree.text).end(), false));
        }
        if let Some(item) = tree.item(node) {
            places.push((item.text.trim(tree.text).end(), false));
        }
        for row in tree.table(node).iter().flat_map(|t| tree.rows(t)) {
            places.extend(row.cells.iter().filter(|c| !c.is_empty()).map(|c| (c.end(), false)));
        }
    }
    places.sort_unstable();
    places.dedup_by_key(|(at, _)| *at);
    places
}

/// The plan with numbered comments at some of these places.
fn commented(text: &str, chosen: &[prop::sample::Index]) -> (String, usize) {
    let places = places(&parse(text));
    let mut at: Vec<(usize, bool)> = chosen.iter().map(|c| places[c.index(places.len())]).collect();
    at.sort_unstable();
    at.dedup();
    let mut out = text.to_owned();
    for (number, (at, block)) in at.iter().enumerate().rev() {
        let comment = format!("<!-- remark {number}: ask <b>Ada</b> -->");
        out.insert_str(*at, &if *block { format!("{comment}\n\n") } else { format!(" {comment}") });
    }
    (out, at.len())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn comments_come_along(
        plan in 0..5usize,
        to in any::<prop::sample::Index>(),
        chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
    ) {
        let (text, count) = commented(&PLANS[plan], &chosen);
        let own = LIBRARY.fit(&parse(&text)).dialect;
        let own = LIBRARY.dialect_version(&own.name, own.version).unwrap();
        let to = to.get(LIBRARY.dialects());
        let there = convert(&text, &LIBRARY, to);
        let back = convert(&there.text, &LIBRARY, own);
        for (which, found) in [("there", &there.text), ("back", &back.text)] {
            for number in 0..count {
                let comment = format!("<!-- remark {number}: ask <b>Ada</b> -->");
                let times = found.matches(&comment).count();
                prop_assert!(times == 1, "{}: {times} times {comment} {which}", to.label());
            }
        }
        prop_assert!(there.differs.is_empty(), "{} {:?}", to.label(), there.differs);
        prop_assert_eq!(differences(&text, &back.text, &LIBRARY), Vec::<String>::new(), "{}", to.label());
    }
}

fn slugs(tree: &Tree<'_>) -> Vec<String> {
    let mut slugger = Slugger::new();
    tree.sections.iter().skip(1).map(|s| slugger.slug(tree.title(s))).collect()
}

#[test]
fn links_within_a_plan_follow_their_headings() {
    let mut moved = 0;
    for text in PLANS.iter() {
        // A paragraph of its own, and a sentence of a value: each links to every section but the title.
        let tree = parse(text);
        let all: Vec<String> = slugs(&tree).iter().skip(1).map(|s| format!("[see](#{s})")).collect();
        let paragraph = tree.nodes.iter().find(|n| {
            n.kind == Kind::Paragraph
                && n.span.start() > tree.sections[2].span.start()
                && !n.span.of(text).starts_with('*')
        });
        let at = paragraph.unwrap().span.trim(text).end();
        let linked = format!("{} {}{}", &text[..at], all.join(" "), &text[at..]);
        let own = LIBRARY.fit(&parse(&linked)).dialect;
        let own = LIBRARY.dialect_version(&own.name, own.version).unwrap();
        for to in LIBRARY.dialects() {
            let there = convert(&linked, &LIBRARY, to);
            assert!(there.differs.is_empty(), "{} {:?}", to.label(), there.differs);
            let back = convert(&there.text, &LIBRARY, own);
            for found in [&there.text, &back.text] {
                let tree = parse(found);
                let known = slugs(&tree);
                let inside = links(&tree, planc_source::Span::new(0, found.len()));
                let inside: Vec<&str> = inside.filter_map(|l| l.target.strip_prefix('#')).collect();
                assert_eq!(inside.len(), linked.matches("](#").count(), "{}", to.label());
                for slug in &inside {
                    assert!(
                        known.iter().any(|k| k == slug),
                        "{}: nothing is called #{slug}\n{found}",
                        to.label()
                    );
                }
                moved += inside.iter().filter(|s| !all.contains(&format!("[see](#{s})"))).count();
            }
            assert_eq!(differences(&linked, &back.text, &LIBRARY), Vec::<String>::new(), "{}", to.label());
        }
    }
    assert!(moved > 100, "only {moved} links were mended");
}

#[test]
fn what_the_template_says_is_no_comment_of_anybody() {
    let change = LIBRARY.dialect("change").unwrap();
    let text = "# Implementation Plan: A\n\n**Status**: Draft\n\n<!-- mine -->\n\n## Risks\n\n\
        <!-- planc: concept = \"risks\" -->\n<!-- why these? -->\n\n- A is slow\n";
    let there = convert(text, &LIBRARY, change).text;
    assert_eq!(
        (there.matches("<!-- mine -->").count(), there.matches("<!-- why these? -->").count()),
        (1, 1)
    );
    // What a template has as guidance stays behind.
    for dialect in LIBRARY.dialects() {
        let tree = parse(&dialect.source);
        let guidance =
            tree.nodes.iter().filter(|n| n.kind == Kind::Html).map(|n| n.span.of(&dialect.source).trim());
        let guidance: Vec<&str> =
            guidance.filter(|g| g.starts_with("<!--") && !g.contains("planc:") && g.len() > 12).collect();
        let filled = dialect.source.replace("[Feature Name]", "A");
        for to in LIBRARY.dialects().iter().filter(|d| d.name != dialect.name) {
            let there = convert(&filled, &LIBRARY, to).text;
            assert!(!guidance.iter().any(|g| there.contains(g)), "{} to {}", dialect.label(), to.label());
        }
    }
}

/// Shapes of real documents, with the words that must not be lost.
const SHAPES: &[(&str, &[&str])] = &[
    // A section that only the header has a key for.
    (
        "# Implementation Plan: A\n\n**Status**: Draft\n\n## Summary\n\nIt is.\n\n## Next Steps\n\n1. Run it\n2. Watch it\n",
        &["Run it", "Watch it"],
    ),
    // Pipes in cells of a section nobody knows.
    (
        "# Implementation Plan: A\n\n## Searches\n\n| What | How |\n|---|---|\n| `A` | `grep \"a\\|b\"` |\n\n\n\nThree blank lines.\n",
        &["`grep \"a\\|b\"`", "Three blank lines."],
    ),
    // Items that stand behind sections of their own.
    (
        "# Implementation Plan: A\n\n## Dependencies\n\n### New Dependency\n\n- **yfinance** 1.2: prices\n\n### Installation\n\n\
         ```bash\npip install yfinance\n```\n\n### Compatibility\n\n- Python 3.7\n- No conflicts\n\n## Testing Strategy\n\n\
         ### Test Categories\n\n1. Parameters\n2. Limits\n\n### Key Test Cases\n\n| Test | Measurement |\n|---|---|\n| Depth 0 | 0.01 dB |\n",
        &["pip install yfinance", "No conflicts", "Depth 0"],
    ),
    // A heading over sections about something else, and one that says two things, one of which is nowhere.
    (
        "# PLAN-004: A\n\n## 1. Objective\n\nIt is.\n\n## 2. Technical Design\n\n### 2.1. System Components\n\n- **Store**: Keeps\n\n\
         ### Architecture Changes\n\n#### New Function: `fetch()`\n\nIt fetches.\n",
        &["It fetches.", "Keeps"],
    ),
    // Keys behind the last rule that belong to nothing.
    (
        "# Implementation Plan: A\n\n## Summary\n\nIt is.\n\n## Design Artifacts Generated\n\n- [spec](spec.md)\n\n---\n\n\
         **Branch**: `003-a`\n**Next Command**: `/tasks`\n",
        &["`003-a`", "`/tasks`"],
    ),
    // Labels above lists, which are in no value.
    (
        "# Implementation Plan: A\n\n## Constitution Check\n\n**Principle I (Architecture Separation):**\n- [x] Two classes\n- [x] State flows\n\n\
         **Principle II (Threads):**\n- [x] No locks\n\n## Risks\n\n- **Around the clock:**\n  - It is wrong\n",
        &["Principle I (Architecture Separation)", "Principle II (Threads)", "Around the clock"],
    ),
    // A check that a later one says anew: the later one counts, the earlier one is not lost.
    (
        "# Implementation Plan: A\n\n## Constitution Check\n\n- [x] **Plugins First**: It is a core change\n- [x] **Tests First**: They are\n\n\
         ## Risks\n\n- It is slow\n\n## Constitution Re-Check (Post-Design)\n\n- [x] **Plugins First**: No plugin changes\n- [x] **Tests First**: Written\n",
        &["It is a core change", "They are", "No plugin changes"],
    ),
    // Parts of a phase around sections of their own.
    (
        "# Implementation Plan: A\n\n## Summary\n\nIt is.\n\n## Phase 1: Design\n\n**Status**: Done\n\n### API Contracts\n\n\
         ```go\ntype S interface {}\n```\n\n### Quickstart Guide\n\n**Use**:\n\n```bash\nrun it\n```\n\nSee there.\n\n## Phase 2: Build\n\n- [ ] Do\n",
        &["type S interface", "run it", "See there."],
    ),
];

#[test]
fn shapes_of_real_documents_come_back() {
    for (text, words) in SHAPES {
        let own = LIBRARY.fit(&parse(text)).dialect;
        let own = LIBRARY.dialect_version(&own.name, own.version);
        for to in LIBRARY.dialects() {
            let there = convert(text, &LIBRARY, to);
            assert_eq!(there.differs, Vec::<String>::new(), "{}\n{text}\n{}", to.label(), there.text);
            let back = own.map(|own| convert(&there.text, &LIBRARY, own));
            for found in std::iter::once(&there).chain(&back) {
                let lost: Vec<_> = words.iter().filter(|w| !found.text.contains(**w)).collect();
                assert!(lost.is_empty(), "{}: {lost:?}\n{}", to.label(), found.text);
            }
            if let Some(back) = back {
                assert_eq!(
                    differences(text, &back.text, &LIBRARY),
                    Vec::<String>::new(),
                    "{}\n{text}",
                    to.label()
                );
            }
        }
    }
}

/// A template that is filled in but for its last section, with a footer behind that.
#[test]
fn what_waits_before_the_footer_is_not_filled_in() {
    let change = LIBRARY.dialect("change").unwrap();
    let service = LIBRARY.dialect("service").unwrap();
    let there = convert(
        "# Implementation Plan: A\n\n**Status**: Draft\n\n## Risks\n\n- A is slow\n",
        &LIBRARY,
        change,
    );
    assert!(there.text.contains("unfilled = true"), "{}", there.text);
    assert!(there.text.trim_end().ends_with("Draft"), "no footer\n{}", there.text);
    let on = convert(&there.text, &LIBRARY, service);
    assert!(on.differs.is_empty(), "{:?}", on.differs);
    assert_eq!(differences(&there.text, &on.text, &LIBRARY), Vec::<String>::new());
}
