//! Fills the braces of a form.
//!
//! `{name}` is its values with commas between; a line with a name that has none goes, unless it says `{name|else}`.
//! `{? … ?}` goes alone. A line with `{*name}` is written once a value.

use std::borrow::Cow;

/// What the names of a form stand for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    all: Vec<(&'static str, Vec<String>)>,
}

impl Values {
    /// The same with one more name; an empty text is no value.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Values {
        let value = one_line(value);
        self.all.push((name, Some(value.into_owned()).filter(|v| !v.is_empty()).into_iter().collect()));
        self
    }

    /// The same with one more name and all its values.
    pub(crate) fn with_all(mut self, name: &'static str, values: Vec<String>) -> Values {
        self.all.push((name, values));
        self
    }

    fn get(&self, name: &str) -> Option<&[String]> {
        self.all.iter().rev().find(|(n, _)| *n == name).map(|(_, values)| &values[..])
    }
}

/// A text on one line, in which no comment begins.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains(['\n', '\r', '\t']) && !text.contains("  ") && !text.contains("<!--") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ").replace("<!--", "&lt;!--"))
}

/// Fills a template.
pub(crate) fn fill(template: &str, values: &Values) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    for line in template.split_inclusive('\n') {
        let Some((before, rest)) = line.split_once("{*") else {
            out.push_str(&expand(line, values).unwrap_or_default());
            continue;
        };
        let Some((inner, behind)) = rest.split_once('}') else {
            out.push_str(line);
            continue;
        };
        let (name, default) = parted(inner);
        let found = values.get(name).unwrap_or(&[]);
        let each: Vec<&str> = if found.is_empty() {
            default.into_iter().collect()
        } else {
            found.iter().map(String::as_str).collect()
        };
        for value in each {
            out.push_str(before);
            // Cells of a row come as they are.
            out.push_str(&if name == "groups" { Cow::Borrowed(value) } else { cell(line, value) });
            out.push_str(behind);
        }
    }
    out
}

fn parted(inner: &str) -> (&str, Option<&str>) {
    inner.split_once('|').map_or((inner, None), |(name, default)| (name, Some(default)))
}

/// A line with its names filled in; `None` where one has no value.
fn expand(line: &str, values: &Values) -> Option<String> {
    let mut out = String::with_capacity(line.len() * 2);
    let mut rest = line;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        if let Some(inner) = rest.strip_prefix("{?")
            && let Some((optional, behind)) = inner.split_once("?}")
        {
            out.push_str(&expand(optional, values).unwrap_or_default());
            rest = behind;
            continue;
        }
        let Some((inner, behind)) = rest[1..].split_once('}') else { break };
        let (name, default) = parted(inner);
        match values.get(name) {
            None => {
                out.push('{');
                rest = &rest[1..];
            }
            Some([]) => {
                out.push_str(default?);
                rest = behind;
            }
            Some(found) => {
                out.push_str(&cell(line, &found.join(", ")));
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    Some(out)
}

/// In a row of a table a pipe would begin another cell.
fn cell<'v>(line: &str, value: &'v str) -> Cow<'v, str> {
    if line.trim_start().starts_with('|') && value.contains('|') {
        return Cow::Owned(value.replace("\\|", "|").replace('|', "\\|"));
    }
    Cow::Borrowed(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_and_go_with_their_values() {
        let values = Values::default()
            .with("id", "T1")
            .with("owner", "")
            .with("text", "a |\n b")
            .with_all("dependencies", vec!["T2".into(), "T3".into()])
            .with_all("requirements", Vec::new());
        for (template, wanted) in [
            ("- {id} {text}\n", "- T1 a | b\n"),
            ("Owner: {owner}\nx\n", "x\n"),
            ("Owner: {owner|nobody}\n", "Owner: nobody\n"),
            ("{id}{? by {owner}?}{? after {dependencies}?}\n", "T1 after T2, T3\n"),
            ("- {*dependencies|None}\n", "- T2\n- T3\n"),
            ("- {*requirements|None}\n- {*requirements}\n", "- None\n"),
            ("| {text} |\n", "| a \\| b |\n"),
            ("{other} {", "{other} {"),
            ("{*", "{*"),
        ] {
            assert_eq!(fill(template, &values), wanted, "{template}");
        }
        assert_eq!(one_line("a <!-- b\n -->"), "a &lt;!-- b -->");
    }
}
