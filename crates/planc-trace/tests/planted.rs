//! Ids that were planted in code are found, and no others; and nothing that bytes can say makes the scan fail.
#![allow(clippy::unwrap_used)]

use planc_trace::{Role, Words, annotations, comments, language};
use proptest::prelude::*;

/// How a language writes what is planted in it.
struct Soil {
    file: &'static str,
    line: Option<&'static str>,
    block: Option<(&'static str, &'static str)>,
    string: Option<(&'static str, &'static str)>,
}

const fn soil(
    file: &'static str,
    line: Option<&'static str>,
    block: Option<(&'static str, &'static str)>,
    string: Option<(&'static str, &'static str)>,
) -> Soil {
    Soil { file, line, block, string }
}

const SOILS: &[Soil] = &[
    soil("a.rs", Some("//"), Some(("/*", "*/")), Some(("let s = r#\"", "\"#;"))),
    soil("a.c", Some("//"), Some(("/*", "*/")), Some(("s = \"it's ", "\";"))),
    soil("a.py", Some("#"), Some(("\"\"\"", "\"\"\"")), Some(("s = '''", "'''"))),
    soil("a.ts", Some("//"), Some(("/**", "*/")), Some(("const s = `", "`;"))),
    soil("a.go", Some("//"), Some(("/*", "*/")), Some(("s := `", "`"))),
    soil("a.sh", Some("#"), None, Some(("s='", "'"))),
    soil("a.yml", Some("#"), None, Some(("s: \"", "\""))),
    soil("a.sql", Some("--"), Some(("/*", "*/")), Some(("select '", "';"))),
    soil("a.lua", Some("--"), Some(("--[[", "]]")), Some(("s = [=[", "]=]"))),
    soil("a.hs", Some("--"), Some(("{-", "-}")), Some(("s = \"", "\""))),
    soil("a.ml", None, Some(("(*", "*)")), Some(("let s = \"", "\""))),
    soil("a.clj", Some(";;"), Some(("#|", "|#")), Some(("(def s \"", "\")"))),
    soil("a.erl", Some("%%"), None, Some(("S = \"", "\"."))),
    soil("a.vb", Some("'"), None, Some(("s = \"", "\""))),
    soil("a.rb", Some("#"), Some(("\n=begin\n", "\n=end\n")), Some(("s = \"", "\""))),
    soil("a.html", None, Some(("<!--", "-->")), Some(("<a title=\"", "\">"))),
    soil("a.f90", Some("!"), None, Some(("s = '", "'"))),
];

/// What stands in a file.
#[derive(Clone, Debug)]
enum Seed {
    Code,
    Line(usize, u32),
    Block(usize, u32),
    String(u32),
    Off(u32),
    Ignored(u32),
    Other(u32),
}

const VERBS: [(&str, Role); 4] = [
    ("implements", Role::Implements),
    ("verifies:", Role::Verifies),
    ("@req", Role::Implements),
    ("[", Role::Mentions),
];

fn seed() -> impl Strategy<Value = Seed> {
    let id = 1u32..999;
    prop_oneof![
        Just(Seed::Code),
        (0..VERBS.len(), id.clone()).prop_map(|(v, n)| Seed::Line(v, n)),
        (0..VERBS.len(), id.clone()).prop_map(|(v, n)| Seed::Block(v, n)),
        id.clone().prop_map(Seed::String),
        id.clone().prop_map(Seed::Off),
        id.clone().prop_map(Seed::Ignored),
        id.prop_map(Seed::Other),
    ]
}

/// The text that grows of seeds, and what must be found in it.
fn grow(soil: &Soil, seeds: &[Seed]) -> (String, Vec<(String, Role)>) {
    let (mut text, mut planted) = (String::new(), Vec::new());
    let comment = |words: &str, block: bool| match (soil.line, soil.block) {
        (Some(mark), None) => format!("{mark} {words}\n"),
        (Some(mark), _) if !block => format!("{mark} {words}\n"),
        (_, Some((open, close))) => format!("{open} {words} {close}\n"),
        (None, None) => String::new(),
    };
    for seed in seeds {
        // What stands between keeps one comment from being taken for the continuation of another.
        text.push_str("x y\n");
        match seed {
            Seed::Code => text.push_str("call z\n"),
            Seed::Line(verb, n) | Seed::Block(verb, n) => {
                let (word, role) = VERBS[*verb];
                let block = matches!(seed, Seed::Block(..));
                text.push_str(&comment(&format!("{word} FR-{n}"), block));
                planted.push((format!("FR-{n}"), role));
            }
            Seed::String(n) => {
                let Some((open, close)) = soil.string else { continue };
                text.push_str(&format!("{open}implements FR-{n}{close}\n"));
            }
            Seed::Off(n) => {
                text.push_str(&comment("planc-trace: off", false));
                text.push_str(&comment(&format!("implements FR-{n}"), true));
                text.push_str(&comment("planc-trace: on", false));
            }
            Seed::Ignored(n) => text.push_str(&comment(&format!("tests FR-{n} planc-trace: ignore"), false)),
            Seed::Other(n) => text.push_str(&comment(
                &format!("XFR-{n} FR-{n}x9 FR_{n} UTF-{n} does not implement FR-{n}"),
                true,
            )),
        }
    }
    (text, planted)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_was_planted_is_found(soil in 0..SOILS.len(), seeds in prop::collection::vec(seed(), 0..12)) {
        let soil = &SOILS[soil];
        let (text, planted) = grow(soil, &seeds);
        let found = annotations(&text, language(soil.file).unwrap(), &Words::default(), &|_| true);
        let found: Vec<_> = found.into_iter().map(|a| (a.cite.id, a.cite.role)).collect();
        prop_assert_eq!(&found, &planted, "{}:\n{}", soil.file, text);
        prop_assert!(planted.is_empty() || Words::default().any(text.as_bytes()));
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400), parts in prop::collection::vec(0..PARTS.len(), 0..60)) {
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        parts.iter().for_each(|n| text.push_str(PARTS[*n]));
        let _ = Words::default().any(text.as_bytes());
        for soil in SOILS {
            let language = language(soil.file).unwrap();
            let mut last = 0;
            for comment in comments(&text, language) {
                prop_assert!(comment.start() >= last && text.get(comment.range()).is_some());
                last = comment.end();
            }
            for found in annotations(&text, language, &Words::default(), &|_| true) {
                prop_assert!(text.get(found.cite.span.range()).is_some());
            }
        }
    }
}

/// What comments, strings and ids are made of.
const PARTS: &[&str] = &[
    "//",
    "/*",
    "*/",
    "#",
    "--",
    "--[[",
    "]]",
    "[=[",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "`",
    "\\",
    "\n",
    "\r",
    " ",
    "r#\"",
    "\"#",
    "{-",
    "-}",
    "(*",
    "*)",
    "<!--",
    "-->",
    "=begin\n",
    "=end\n",
    "implements ",
    "verifies:",
    "FR-1",
    "FR-001",
    "..",
    "–",
    ", ",
    "SPEC-3/",
    "@a1b2c3d",
    "#",
    "planc-trace: off",
    "planc-trace: on",
    "planc-trace: ignore",
    "planc-trace: scope x",
    "é",
    "FR-99999999999999999999",
];
