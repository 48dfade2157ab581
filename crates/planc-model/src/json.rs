use crate::plan::Plan;
use schemars::Schema;
use serde_json::{Map, Value};

/// The published form of a plan: absent keys left out; with `spans`, every leaf is
/// `{"value": …, "span": [start, end]}`.
pub fn to_json(plan: &Plan<'_>, spans: bool) -> Value {
    // Every type of the model serialises: there are no maps with keys that are no strings.
    let full = serde_json::to_value(plan).unwrap_or(Value::Null);
    tidy(full, spans)
}

/// Leaves out what is absent and, unless asked for, the spans.
fn tidy(value: Value, spans: bool) -> Value {
    match value {
        Value::Object(mut map) => {
            if map.len() == 2 && map.contains_key("span") && map.contains_key("value") {
                let inner = map.remove("value").unwrap_or(Value::Null);
                if !spans {
                    return inner;
                }
                map.insert("value".to_owned(), inner);
                return Value::Object(reorder(map));
            }
            let kept = map.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, tidy(v, spans)));
            Value::Object(kept.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|v| tidy(v, spans)).collect()),
        other => other,
    }
}

/// `value` before `span`, as the contract prints it.
fn reorder(mut map: Map<String, Value>) -> Map<String, Value> {
    let span = map.remove("span");
    let mut out = Map::new();
    out.extend(map);
    out.extend(span.map(|s| ("span".to_owned(), s)));
    out
}

/// The JSON Schema of what [`to_json`] prints, with and without spans.
pub fn schema() -> Value {
    let mut schema = schemars::generate::SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Plan<'static>>();
    schema.insert("$id".to_owned(), "https://planc.dev/schema/model.json".into());
    schema
        .insert("title".to_owned(), "A technical plan, as `planc show PLAN --format json` prints it".into());
    without_null(&mut schema);
    schema.to_value()
}

/// Absent keys are left out, never `null`.
fn without_null(schema: &mut Schema) {
    let mut value = std::mem::take(schema).to_value();
    strip_null(&mut value);
    if let Ok(stripped) = Schema::try_from(value) {
        *schema = stripped;
    }
}

fn strip_null(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|t| t != "null");
                if let [one] = &types[..] {
                    let one = one.clone();
                    map.insert("type".to_owned(), one);
                }
            }
            if let Some(Value::Array(any)) = map.get_mut("anyOf") {
                any.retain(|s| s.get("type").is_none_or(|t| t != "null"));
            }
            map.values_mut().for_each(strip_null);
        }
        Value::Array(items) => items.iter_mut().for_each(strip_null),
        _ => {}
    }
}
