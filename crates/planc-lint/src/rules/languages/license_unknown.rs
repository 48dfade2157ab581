use crate::suggest::closest;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use spdx::identifiers::{IMPRECISE_NAMES, LICENSES};
use spdx::{Expression, ParseMode};

pub static RULE: Rule = Rule {
    name: "license-unknown",
    summary: "a licence is one letter away from one that exists",
    family: Family::Languages,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("license_unknown.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    for license in cx.plan.dependencies.iter().flatten().filter_map(|d| d.license.as_ref()) {
        let words = license.as_str().trim();
        let one_word = !words.contains(char::is_whitespace);
        if words.len() > 200 || words.contains(['[', '{', '<', '?']) || is_known(words) {
            continue;
        }
        let expression = words.split_whitespace().any(|word| matches!(word, "OR" | "AND" | "WITH"));
        if !expression && one_word {
            let parts = words.split('/');
            let Some((wrong, meant)) = parts.filter(|p| !is_known(p)).find_map(|p| Some((p, near(p)?)))
            else {
                continue;
            };
            out.push(
                out.diagnostic(license.span, format!("there is no licence {}", quoted(wrong)))
                    .help(format!("did you mean `{meant}`?"))
                    .unsafe_fix("write its name", license.span, words.replace(wrong, meant)),
            );
        } else if expression && let Err(error) = Expression::parse_mode(words, ParseMode::LAX) {
            let wrong = words.get(error.span.clone()).unwrap_or("");
            let message = match near(wrong) {
                _ if wrong.trim().is_empty() => format!("the licence {} is not whole", quoted(words)),
                _ => format!("{} cannot stand in the licence {}", quoted(wrong), quoted(words)),
            };
            let found = out.diagnostic(license.span, message);
            out.push(match near(wrong) {
                Some(meant) => found.help(format!("did you mean `{meant}`?")),
                None => found.help("names of SPDX stand between `OR`, `AND` and `WITH`"),
            });
        }
    }
}

/// Whether a licence is one of SPDX, or the way people call it.
fn is_known(words: &str) -> bool {
    let same = |name: &str| plain(name).eq(plain(words));
    LICENSES.iter().any(|l| same(l.name) || same(l.full_name))
        || IMPRECISE_NAMES.iter().any(|(name, _)| same(name))
        || CALLED.iter().any(|name| same(name))
}

/// The letters and digits of a name, in lower case.
fn plain(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase())
}

/// The licence that was meant: names this short are near to many, so the first letter must agree.
fn near(words: &str) -> Option<&'static str> {
    let first = words.chars().next()?.to_ascii_lowercase();
    let alike = |name: &&str| name.chars().next().is_some_and(|c| c.to_ascii_lowercase() == first);
    let common = COMMON.iter().copied().filter(alike);
    (words.len() > 2).then(|| closest(words, common))?
}

/// The licences that dependencies have; a slip in one of the other six hundred names is not looked for.
const COMMON: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MPL-2.0",
    "Unlicense",
    "Zlib",
    "0BSD",
    "CC0-1.0",
    "CC-BY-4.0",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "EPL-2.0",
    "BSL-1.0",
    "PostgreSQL",
    "Python-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Artistic-2.0",
];

/// How licences and their absence are called besides.
const CALLED: &[&str] = &[
    "Apache",
    "Apache 2",
    "Apache License",
    "Apache v2",
    "BSD",
    "BSD-2",
    "BSD-3",
    "BSD 3",
    "BSD 2",
    "BSD style",
    "GPL",
    "GPLv2",
    "GPLv3",
    "GPL-2",
    "GPL-3",
    "LGPL",
    "LGPLv2",
    "LGPLv3",
    "LGPL-3",
    "AGPL",
    "AGPLv3",
    "AGPL-3",
    "MPL",
    "MPL2",
    "EPL",
    "PSF",
    "PSFL",
    "Python",
    "SSPL",
    "BSL",
    "BUSL",
    "EUPL",
    "CC0",
    "CC-BY",
    "OFL",
    "MS-PL",
    "Public Domain",
    "Proprietary",
    "Commercial",
    "Internal",
    "Custom",
    "Private",
    "None",
];
