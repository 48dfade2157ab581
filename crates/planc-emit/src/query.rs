//! Finding a part of a plan: `risks`, `endpoints[2].responses`.

use serde_json::Value;

/// A part that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What was looked for, up to where it failed.
    pub part: String,
    /// What there is instead: keys, or how many items.
    pub there: Vec<String>,
}

/// The part of `value` that `key` names: names parted by dots, items by number from 0 in brackets.
///
/// # Errors
/// [`Missing`] where a name or number leads nowhere.
pub fn query<'v>(value: &'v Value, key: &str) -> Result<&'v Value, Missing> {
    let mut at = value;
    let mut done = String::new();
    for step in key.split(['.', '[']).filter(|s| !s.is_empty()) {
        let name = step.trim_end_matches(']');
        let numbered = step.ends_with(']');
        let next = match (at, name.parse::<usize>()) {
            (Value::Array(items), Ok(number)) => items.get(number),
            (Value::Object(map), _) if !numbered => map.get(name),
            _ => None,
        };
        if !done.is_empty() && !numbered {
            done.push('.');
        }
        done.push_str(&if numbered { format!("[{name}]") } else { name.to_owned() });
        at = next.ok_or_else(|| Missing { part: done.clone(), there: there(at) })?;
    }
    Ok(at)
}

fn there(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.keys().cloned().collect(),
        Value::Array(items) if items.is_empty() => vec!["no items".to_owned()],
        Value::Array(items) => vec![format!("items 0 to {}", items.len() - 1)],
        _ => vec!["a single value".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_name_and_number() {
        let plan = serde_json::json!({"endpoints": [{"path": "/a"}, {"path": "/b", "responses": [1]}]});
        assert_eq!(query(&plan, "endpoints[1].path"), Ok(&"/b".into()));
        assert_eq!(query(&plan, "endpoints[1].responses[0]"), Ok(&1.into()));
        let missing = query(&plan, "endpoints[2].path").unwrap_err();
        assert_eq!((missing.part.as_str(), missing.there), ("endpoints[2]", vec!["items 0 to 1".to_owned()]));
    }
}
