//! Text to typed plan, in both its printed forms.

#![no_main]

use libfuzzer_sys::fuzz_target;
use planc_dialect::Library;
use planc_engine::analyze;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

fuzz_target!(|text: &str| {
    let analysis = analyze(&LIBRARY, text, "plan.md");
    assert_eq!(analysis.fit.spots.len(), analysis.tree.sections.len());
    assert_eq!(analysis.records.len(), analysis.tree.sections.len());
    assert!((0.0..=1.0).contains(&analysis.fit.dialect.confidence));
    let short = planc_model::to_json(&analysis.plan, false);
    assert!(short.is_object());
    check_spans(&planc_model::to_json(&analysis.plan, true), text);
    let again = analyze(&LIBRARY, text, "plan.md");
    assert_eq!(short, planc_model::to_json(&again.plan, false), "the same text gives the same plan");
});

/// Every span of the printed form lies in the text and between characters.
fn check_spans(value: &serde_json::Value, text: &str) {
    match value {
        serde_json::Value::Object(map) => {
            if let Some([start, end]) = map.get("span").and_then(|s| s.as_array()).map(Vec::as_slice) {
                let at = |n: &serde_json::Value| n.as_u64().and_then(|n| usize::try_from(n).ok());
                let range = at(start).zip(at(end));
                assert!(range.is_some_and(|(s, e)| text.get(s..e).is_some()), "{start}..{end} does not fit");
            }
            map.values().for_each(|v| check_spans(v, text));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|v| check_spans(v, text)),
        _ => {}
    }
}
