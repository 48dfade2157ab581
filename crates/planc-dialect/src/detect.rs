//! Which dialect a document is written in, by evidence.

use crate::dialect::{Dialect, is_placeholder};
use crate::{Concept, Field};
use planc_source::Span;
use planc_syntax::{HeaderField, HeaderForm};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// What was found out about the dialect of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The dialect's name; `generic` where none fits.
    pub name: String,
    /// Its version; 1 for `generic`.
    pub version: u32,
    /// From 0 to 1.
    pub confidence: f64,
    /// The place of the dialect in [`crate::Library::dialects`]; `None` for `generic`.
    pub(crate) dialect: Option<usize>,
}

/// One thing that speaks for or against a dialect.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The dialect and its version.
    pub dialect: (String, u32),
    /// How much it counts; the sum decides.
    pub weight: f64,
    /// What was seen.
    pub reason: String,
}

/// What makes a template known: a heading, with the dialects that have it.
#[derive(Debug)]
struct Mark {
    dialects: SmallVec<[(u8, u16); 4]>,
    weight: f32,
}

/// The evidence that templates give, ready to be looked up.
#[derive(Default, Debug)]
pub(crate) struct Detector {
    headings: FxHashMap<Box<str>, Mark>,
    concepts: Vec<u128>,
    /// The concepts of the template's outermost sections.
    top: Vec<u128>,
    /// Weight of a concept: the fewer dialects have it, the more it tells.
    concept_weights: Vec<f32>,
    keys: Vec<Vec<(Field, HeaderForm)>>,
    prefixes: Vec<String>,
    required: Vec<f32>,
    families: Vec<u8>,
}

/// The score below which a document is of no dialect.
const ENOUGH: f32 = 1.3;

impl Detector {
    pub(crate) fn new(dialects: &[Dialect]) -> Detector {
        let mut names: Vec<&str> = Vec::new();
        let families: Vec<u8> = dialects
            .iter()
            .map(|d| {
                let at = names.iter().position(|n| *n == d.name).unwrap_or_else(|| {
                    names.push(&d.name);
                    names.len() - 1
                });
                u8::try_from(at).unwrap_or(u8::MAX)
            })
            .collect();
        let mut detector = Detector { families, ..Detector::default() };
        for (d, dialect) in dialects.iter().enumerate() {
            let mut concepts = 0u128;
            let level = dialect.sections.iter().map(|s| s.level).min().unwrap_or(2);
            let top = dialect.sections.iter().filter(|s| s.level == level).filter_map(|s| s.concept);
            detector.top.push(top.filter(|c| !c.is_other()).fold(0, |all, c| all | bit(c)));
            let mut required = 0.0;
            for (s, section) in dialect.sections.iter().enumerate() {
                if let Some(concept) = section.concept {
                    concepts |= bit(concept);
                }
                required += f32::from(u8::from(section.required));
                if section.repeat || section.key.is_empty() || is_placeholder(&section.heading) {
                    continue;
                }
                let mark = detector
                    .headings
                    .entry(section.key.as_str().into())
                    .or_insert(Mark { dialects: SmallVec::new(), weight: 0.0 });
                if !mark.dialects.iter().any(|(m, _)| usize::from(*m) == d) {
                    mark.dialects.push((to_u8(d), u16::try_from(s).unwrap_or(u16::MAX)));
                }
            }
            detector.concepts.push(concepts);
            detector.required.push(required.max(1.0));
            detector.keys.push(dialect.header.iter().filter_map(|k| Some((k.field?, k.form))).collect());
            detector
                .prefixes
                .push(dialect.title.as_ref().map_or(String::new(), |t| t.prefix().trim().to_owned()));
        }
        let families = detector.families.clone();
        let count = |dialects: &mut dyn Iterator<Item = usize>| {
            let mut seen: SmallVec<[u8; 8]> = dialects.filter_map(|d| families.get(d).copied()).collect();
            seen.sort_unstable();
            seen.dedup();
            seen.len()
        };
        for mark in detector.headings.values_mut() {
            mark.weight = rarity(count(&mut mark.dialects.iter().map(|(d, _)| usize::from(*d))));
        }
        detector.concept_weights = Concept::all()
            .map(|c| {
                let with =
                    detector.concepts.iter().enumerate().filter(|(_, b)| **b & bit(c) != 0).map(|(d, _)| d);
                rarity(count(&mut with.into_iter())) * 0.3
            })
            .collect();
        detector
    }

    /// The sections of templates with that heading: dialect and section number.
    pub(crate) fn heading(&self, key: &str) -> &[(u8, u16)] {
        self.headings.get(key).map_or(&[], |m| &m.dialects)
    }

    pub(crate) fn start(&self) -> Scores {
        Scores {
            by_heading: SmallVec::from_elem(0.0, self.concepts.len()),
            found: SmallVec::from_elem(0, self.concepts.len()),
            headings: 0,
            concepts: 0,
        }
    }
}

/// How much a thing tells that `families` dialects have.
fn rarity(families: usize) -> f32 {
    match families {
        0 | 1 => 1.0,
        2 => 0.55,
        3 => 0.35,
        4 => 0.22,
        _ => 0.12,
    }
}

fn bit(concept: Concept) -> u128 {
    1u128 << (concept.index() % 128)
}

fn to_u8(n: usize) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}

/// Takes a piece of evidence: for which dialect, its weight, and the words for it, made when they are wanted.
pub(crate) type Tell<'t> = dyn FnMut(usize, f32, &dyn Fn() -> String) + 't;

/// The evidence of one document, gathered heading by heading.
pub(crate) struct Scores {
    by_heading: SmallVec<[f32; 16]>,
    found: SmallVec<[u16; 16]>,
    headings: u32,
    concepts: u128,
}

impl Scores {
    /// Counts a heading with its normal form and, where the vocabulary knows it, what it is about.
    pub(crate) fn heading(&mut self, detector: &Detector, key: &str, concept: Option<Concept>) {
        self.headings += 1;
        let mark = detector.headings.get(key);
        if let Some(mark) = mark {
            for (d, _) in &mark.dialects {
                self.by_heading[usize::from(*d)] += mark.weight;
                self.found[usize::from(*d)] += 1;
            }
        }
        let Some(concept) = concept.filter(|c| !c.is_other()) else { return };
        self.concepts |= bit(concept);
        for (d, concepts) in detector.concepts.iter().enumerate() {
            let named = || mark.is_some_and(|m| m.dialects.iter().any(|(m, _)| usize::from(*m) == d));
            if concepts & bit(concept) != 0 && !named() {
                self.by_heading[d] += detector.concept_weights[concept.index()];
            }
        }
    }

    /// Weighs everything; the evidence is told one by one to `tell`.
    pub(crate) fn decide(
        &self,
        detector: &Detector,
        text: &str,
        title: Option<Span>,
        header: &[(Field, HeaderField)],
        dialects: &[Dialect],
        tell: &mut Tell<'_>,
    ) -> Match {
        let mut totals: SmallVec<[f32; 16]> = SmallVec::from_elem(0.0, dialects.len());
        let title_text = title.map(|t| t.of(text).trim_start());
        for (d, total) in totals.iter_mut().enumerate() {
            let mut add = |weight: f32, reason: &dyn Fn() -> String| {
                if weight != 0.0 {
                    *total += weight;
                    tell(d, weight, reason);
                }
            };
            let found = self.found[d];
            let heads = self.by_heading[d];
            add(heads, &|| {
                format!(
                    "{found} of {} headings are those of the template, others mean the same",
                    self.headings
                )
            });
            let share = f32::from(found) / (self.headings.max(1) as f32);
            add(share * 1.5, &|| format!("{:.0} % of the headings are the template's", share * 100.0));
            // Translated headings are not the template's words, but they are about the same things.
            let told = self.concepts.count_ones();
            let same = (self.concepts & detector.top[d]).count_ones();
            let alike = 2.0 * same as f32 / (told + detector.top[d].count_ones()).max(1) as f32;
            if alike > 0.4 {
                add((alike - 0.4) * 2.0, &|| {
                    format!("{same} of the template's main sections are there by what they are about")
                });
            }
            let missing = (detector.required[d] - f32::from(found)).max(0.0);
            if found > 0 {
                add(-0.06 * missing, &|| "headings of the template are missing".to_owned());
            }
            let prefix = &detector.prefixes[d];
            if let Some(title) = title_text
                && !prefix.is_empty()
                && title.get(..prefix.len()).is_some_and(|t| t.eq_ignore_ascii_case(prefix))
            {
                let shared = detector.prefixes.iter().filter(|p| *p == prefix).count();
                let own = if prefix.ends_with('-') {
                    1.5
                } else if shared > 1 {
                    0.8
                } else {
                    1.2
                };
                add(own, &|| {
                    format!(
                        "the title begins with `{}`",
                        dialects[d].title.as_ref().map_or("", |t| t.prefix()).trim()
                    )
                });
            }
            if let Some(title) = title
                && let Some(form) = dialects[d].titles.iter().find(|t| t.read(text, title).is_some())
            {
                add(1.0, &|| format!("the title has the form `{}`", form.as_str()));
            }
            let (mut keys, mut forms) = (0u8, 0u8);
            for (field, form) in &detector.keys[d] {
                if let Some((_, seen)) = header.iter().find(|(f, _)| f == field) {
                    keys += 1;
                    forms += u8::from(seen.form == *form);
                }
            }
            let of = detector.keys[d].len().max(1);
            let share = f32::from(keys) / of as f32;
            add(share * 0.8, &|| format!("{keys} of {of} keys of the header are there"));
            add(f32::from(forms) / of as f32, &|| format!("{forms} of them are written as in the template"));
        }
        choose(detector, &totals, dialects)
    }
}

fn choose(detector: &Detector, totals: &[f32], dialects: &[Dialect]) -> Match {
    let best = (0..totals.len()).max_by(|a, b| totals[*a].total_cmp(&totals[*b]).then(a.cmp(b)));
    let none = Match { name: "generic".to_owned(), version: 1, confidence: 0.0, dialect: None };
    let Some(best) = best else { return none };
    let score = totals[best];
    let family = detector.families[best];
    let others = totals.iter().zip(&detector.families).filter(|(_, f)| **f != family);
    let second = others.map(|(t, _)| *t).fold(0.0, f32::max);
    let sure = (score / (score + 1.2)).clamp(0.0, 1.0);
    let margin = if score > 0.0 { ((score - second) / score).clamp(0.0, 1.0) } else { 0.0 };
    let confidence = percent(sure * (0.6 + 0.4 * margin));
    if score < ENOUGH {
        return Match { confidence: percent((1.0 - score / ENOUGH).clamp(0.0, 1.0)), ..none };
    }
    Match {
        name: dialects[best].name.clone(),
        version: dialects[best].version,
        confidence,
        dialect: Some(best),
    }
}

/// Two digits are as much as the score can bear.
fn percent(share: f32) -> f64 {
    (f64::from(share) * 100.0).round() / 100.0
}
