use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record};
use planc_source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// How fast and how large.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Performance<'a> {
    /// What is expected.
    pub expectations: Option<Vec<Expectation<'a>>>,
    /// What must not be passed.
    pub budgets: Option<Vec<Budget<'a>>>,
    /// What is kept at hand.
    pub caches: Option<Vec<CacheRule<'a>>>,
    /// What is done to be faster.
    pub optimizations: Option<Vec<Optimization<'a>>>,
    /// How it grows.
    pub scalability: Option<Vec<Text<'a>>>,
}

/// A number that is expected.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Expectation<'a> {
    /// Of what.
    pub metric: Option<Text<'a>>,
    /// How much.
    pub value: Option<Text<'a>>,
}

/// A limit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Budget<'a> {
    /// Of what.
    pub operation: Text<'a>,
    /// The limit with its sign and unit.
    pub limit: Option<Text<'a>>,
}

/// A cache.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CacheRule<'a> {
    /// Of what.
    pub cache: Option<Text<'a>>,
    /// How it works.
    pub strategy: Option<Text<'a>>,
    /// How long entries live.
    pub ttl: Option<Text<'a>>,
    /// What makes them go.
    pub invalidation: Option<Text<'a>>,
}

/// Something done to be faster.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Optimization<'a> {
    /// Where.
    pub area: Option<Text<'a>>,
    /// What.
    pub text: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    match concept.name() {
        "performance.budgets" => budgets(cx, index),
        "performance.caches" => {
            let shape = cx.shape("performance", Field::Cache, Field::Strategy);
            let body = cx.body(index, shape);
            let found: Vec<_> = body.records.iter().map(|r| cache(cx, r)).collect();
            let prose: Vec<_> = body.prose.iter().map(|p| cx.text(p.span)).collect();
            let caches = cx.plan.performance.get_or_insert_default().caches.get_or_insert_default();
            if found.is_empty() {
                let words = prose.into_iter().map(|t| CacheRule {
                    cache: None,
                    strategy: Some(t),
                    ttl: None,
                    invalidation: None,
                });
                caches.extend(words);
            } else {
                caches.extend(found);
                cx.leave(index, &body.prose);
            }
        }
        "performance.optimizations" => {
            let shape = cx.shape("performance", Field::Area, Field::Text);
            let records = cx.items(index, shape);
            let found: Vec<_> = records.iter().flat_map(|r| optimizations(cx, r)).collect();
            cx.plan.performance.get_or_insert_default().optimizations.get_or_insert_default().extend(found);
        }
        "performance.scalability" => {
            let shape = cx.shape("performance", Field::Name, Field::Text);
            let body = cx.body(index, shape);
            let mut found: Vec<_> = body.prose.iter().map(|p| cx.text(p.span)).collect();
            found.extend(body.records.iter().filter_map(|r| cx.whole(r)));
            cx.plan.performance.get_or_insert_default().scalability.get_or_insert_default().extend(found);
        }
        _ => expectations(cx, index, concept),
    }
}

fn expectations(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let shape = cx.shape("performance", Field::Metric, Field::Value);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let mut found: Vec<_> = body
        .records
        .iter()
        .filter(|r| r.form != Form::Keyed || r.title.is_some())
        .map(|r| {
            let (metric, said) = cx.named(r);
            Expectation {
                metric,
                value: cx.get(r, Field::Value).or_else(|| cx.get(r, Field::Limit)).or(said),
            }
        })
        .collect();
    // Keyed bullets whose keys are fields elsewhere (`Database: …`) still name a metric each.
    for record in body.records.iter().filter(|r| r.form == Form::Keyed && r.title.is_none()) {
        found.extend(
            record
                .fields
                .iter()
                .map(|(_, v)| Expectation { metric: cx.key_before(v.span), value: Some(cx.value(*v)) }),
        );
        found.extend(
            record
                .unknown
                .iter()
                .filter(|(k, _)| !k.is_empty())
                .map(|(k, v)| Expectation { metric: Some(cx.name(*k)), value: Some(cx.value(*v)) }),
        );
    }
    let performance = cx.plan.performance.get_or_insert_default();
    if !found.is_empty() || concept.name().contains('.') {
        performance.expectations.get_or_insert_default().extend(found);
    }
    for code in body.codes {
        budget_lines(cx, code);
    }
}

fn budgets(cx: &mut Lower<'_, '_>, index: usize) {
    let shape = cx.shape("performance", Field::Operation, Field::Limit);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    cx.plan.performance.get_or_insert_default().budgets.get_or_insert_default();
    for record in &body.records {
        let (operation, said) = cx.named(record);
        let limit = cx.get(record, Field::Limit).or_else(|| cx.get(record, Field::Value)).or(said);
        if let Some(operation) = operation {
            push(cx, Budget { operation, limit });
        }
    }
    for code in body.codes {
        budget_lines(cx, code);
    }
    let budgets = cx.plan.performance.as_ref().and_then(|p| p.budgets.as_ref()).map_or(0, Vec::len);
    cx.count(index, budgets);
}

fn push<'a>(cx: &mut Lower<'_, 'a>, budget: Budget<'a>) {
    cx.plan.performance.get_or_insert_default().budgets.get_or_insert_default().push(budget);
}

/// `Operation X: < 2 seconds`, a line each.
fn budget_lines(cx: &mut Lower<'_, '_>, code: planc_syntax::NodeId) {
    if !matches!(cx.language(code), "" | "text" | "txt" | "yaml") {
        return;
    }
    let source = cx.code(code);
    let mut from = 0;
    for line in source.value.split_inclusive('\n') {
        let at = from;
        from += line.len();
        let Some(colon) = line.find([':', '：']) else { continue };
        let behind = line[colon..].trim_start_matches([':', '：']);
        let (name, limit) = (line[..colon].trim(), behind.trim());
        let measured = limit.chars().any(|c| c.is_ascii_digit() || matches!(c, '<' | '≤' | '>'));
        if name.is_empty() || !measured {
            continue;
        }
        let name_at = at + line.find(name).unwrap_or(0);
        let limit_at = at + line.len() - behind.len() + behind.find(limit).unwrap_or(0);
        let operation = cx.inside(&source, Span::new(name_at, name_at + name.len()));
        let limit = cx.inside(&source, Span::new(limit_at, limit_at + limit.len()));
        push(cx, Budget { operation, limit: Some(limit) });
    }
}

fn cache<'a>(cx: &Lower<'_, 'a>, record: &Record) -> CacheRule<'a> {
    let strategy = cx.get(record, Field::Strategy);
    let (cache, strategy) = match record.form {
        // A plain bullet says how; a label says of what.
        Form::Item if record.title.is_none() => (None, strategy.or_else(|| cx.whole(record))),
        _ => (cx.title(record), strategy.or_else(|| cx.said(record))),
    };
    CacheRule {
        cache,
        strategy,
        ttl: cx.get_name(record, Field::Ttl),
        invalidation: cx.get(record, Field::Invalidation),
    }
}

fn optimizations<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Vec<Optimization<'a>> {
    if record.form == Form::Keyed && record.title.is_none() {
        let known = record
            .fields
            .iter()
            .map(|(_, v)| Optimization { area: cx.key_before(v.span), text: Some(cx.value(*v)) });
        let unknown = record
            .unknown
            .iter()
            .map(|(k, v)| Optimization { area: Some(cx.name(*k)), text: Some(cx.value(*v)) });
        return known.chain(unknown).collect();
    }
    let text = cx.said(record).or_else(|| cx.get(record, Field::Text));
    if record.title.is_none() {
        return vec![Optimization { area: None, text: text.or_else(|| cx.whole(record)) }];
    }
    let lists: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
    vec![Optimization { area: cx.title(record), text: text.or_else(|| cx.joined(lists.into_iter())) }]
}
