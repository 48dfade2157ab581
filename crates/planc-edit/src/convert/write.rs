//! Records in a form: a row, an item, a label with bullets, a heading each.

use super::form::{Form, Items, Key};
use super::page::heading;
use super::target::Target;
use planc_dialect::{Field, Shape};
use serde_json::{Map, Value};

/// What a field of a record says.
enum Said {
    Line(String),
    List(Vec<String>),
    Code(String, String),
}

/// Fields that are read from the words of another one.
const READ_FROM_WORDS: &[&str] = &["percent", "mark", "number"];

/// Writes records; `but` is a field that the heading says. `None` where the form has no room for what they say.
pub(crate) fn records(
    form: &Form,
    items: &[&Value],
    shape: Shape,
    family: &str,
    target: &Target<'_>,
    but: Option<&str>,
) -> Option<String> {
    let cx = Cx { shape, family, target, but };
    let maps: Vec<&Map<String, Value>> = items.iter().map(|i| i.as_object()).collect::<Option<_>>()?;
    match form {
        Form::Table(heads) => cx.table(heads, &maps),
        Form::Items(form) => {
            let all = maps.iter().enumerate().map(|(n, map)| cx.item(form, map, n + 1));
            all.collect::<Option<Vec<_>>>().map(|i| i.join("\n"))
        }
        Form::Labelled { lead, keys } => {
            let all = maps.iter().map(|map| cx.labelled(lead, keys, map));
            all.collect::<Option<Vec<_>>>().map(|i| i.join("\n\n"))
        }
        Form::Headed { .. } => {
            let all = maps.iter().enumerate().map(|(n, map)| cx.headed(form, map, n + 1));
            all.collect::<Option<Vec<_>>>().map(|i| i.join("\n\n"))
        }
    }
}

/// Writes a list of words, or of words with a box.
pub(crate) fn words(form: &Items, items: &[Value]) -> Option<String> {
    let mut out = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let text = item.as_str().or_else(|| item.get("text").and_then(Value::as_str))?;
        let bullet = bullet(form, number + 1);
        out.push(format!("{bullet}{}{}", tick(item), hanging(text, bullet.len())));
    }
    Some(out.join("\n"))
}

struct Cx<'c> {
    shape: Shape,
    family: &'c str,
    target: &'c Target<'c>,
    but: Option<&'c str>,
}

impl Cx<'_> {
    fn line(&self, map: &Map<String, Value>, field: Field) -> Option<String> {
        match said(&field.name(), map.get(&field.name())?)? {
            Said::Line(line) => Some(line),
            _ => None,
        }
    }

    /// Fields that are neither name, text nor box.
    fn rest<'m>(&self, map: &'m Map<String, Value>) -> Vec<(Field, &'m Value)> {
        let own = [self.shape.name, self.shape.text];
        let all = map
            .iter()
            .filter(|(k, _)| !READ_FROM_WORDS.contains(&k.as_str()) && self.but != Some(k.as_str()));
        all.filter(|(k, _)| *k != "done" && *k != "tasks")
            .filter_map(|(k, v)| Some((Field::named(k)?, v)))
            .filter(|(f, _)| !own.contains(f))
            .collect()
    }

    /// Whether every field has a name that a key can stand for.
    fn is_flat(&self, map: &Map<String, Value>) -> bool {
        map.keys().all(|k| Field::named(k).is_some() || READ_FROM_WORDS.contains(&k.as_str()) || k == "done")
    }

    fn key(&self, field: Field) -> String {
        self.target.library.wording().key(self.family, field)
    }

    fn table(&self, heads: &[(String, Option<Field>)], maps: &[&Map<String, Value>]) -> Option<String> {
        let mut columns: Vec<(String, Field)> = Vec::new();
        for (head, field) in heads {
            columns.push((head.clone(), (*field)?));
        }
        for map in maps {
            let known = map.keys().filter(|k| self.but != Some(k.as_str()));
            for field in known.filter_map(|k| Field::named(k)) {
                if !columns.iter().any(|(_, f)| *f == field)
                    && !READ_FROM_WORDS.contains(&field.name().as_str())
                {
                    columns.push((self.key(field), field));
                }
            }
            if !self.is_flat(map) {
                return None;
            }
        }
        let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let mut out = vec![row(columns.iter().map(|(h, _)| h.clone()).collect())];
        out.push(row(columns.iter().map(|_| "---".to_owned()).collect()));
        for map in maps {
            let cell = |(_, field): &(String, Field)| match map.get(&field.name()) {
                None => Some(String::new()),
                Some(value) => match said(&field.name(), value)? {
                    Said::Line(line) if !line.contains('\n') => Some(line.replace('|', "\\|")),
                    _ => None,
                },
            };
            out.push(row(columns.iter().map(cell).collect::<Option<_>>()?));
        }
        Some(out.join("\n"))
    }

    fn item(&self, form: &Items, map: &Map<String, Value>, number: usize) -> Option<String> {
        let bullet = bullet(form, number);
        let name = match &form.counted {
            Some(label) => map.get("number").map(|n| format!("{label} {n}")),
            None => self.line(map, self.shape.name),
        };
        let text = self.line(map, self.shape.text);
        let (open, close) = form.name.clone().unwrap_or_default();
        let mut out = bullet.clone();
        out.push_str(&tick(&Value::Object(map.clone())));
        match (name, text) {
            (Some(name), Some(text)) if close.trim().is_empty() && open.is_empty() => {
                out.push_str(&format!("{name}: {text}"));
            }
            (Some(name), Some(text)) => {
                let parted = close.contains(':') || close.contains(" - ");
                let close = if parted { close } else { format!("{}: ", close.trim_end()) };
                out.push_str(&format!("{open}{name}{close}{}", hanging(&text, bullet.len())));
            }
            (Some(name), None) => {
                let close = close.trim_end().replace(':', "");
                out.push_str(&format!("{open}{name}{close}"));
            }
            (None, Some(text)) => out.push_str(&hanging(&text, bullet.len())),
            (None, None) => return None,
        }
        self.fields(form, map, &mut out, bullet.len())?;
        Some(out)
    }

    /// The other fields of an item, in brackets or on lines of their own, as the template has them.
    fn fields(&self, form: &Items, map: &Map<String, Value>, out: &mut String, width: usize) -> Option<()> {
        let mut inline: Vec<String> = Vec::new();
        let mut nested: Vec<String> = Vec::new();
        let place = |field: Field| {
            let inline = form.inline.iter().position(|(f, _)| *f == field);
            inline.or_else(|| form.nested.iter().position(|k| k.field == field)).unwrap_or(usize::MAX)
        };
        let mut rest = self.rest(map);
        rest.sort_by_key(|(f, _)| place(*f));
        for (field, value) in rest {
            let said = said(&field.name(), value)?;
            let key = form.inline.iter().find(|(f, _)| *f == field).map(|(_, k)| k.clone());
            match (key, said) {
                (Some(key), Said::Line(line)) => inline.push(format!("{key} {line}")),
                (None, Said::Line(line)) if !form.inline.is_empty() && form.nested.is_empty() => {
                    inline.push(format!("{}: {line}", self.key(field)));
                }
                (_, said) => {
                    let lead = form.nested.iter().find(|k| k.field == field).map(|k| k.lead.clone());
                    let indent = " ".repeat(width);
                    let lead = lead.unwrap_or_else(|| format!("{indent}- **{}**: ", self.key(field)));
                    nested.push(keyed(&lead, &said));
                }
            }
        }
        if !inline.is_empty() {
            out.push_str(&format!(" ({})", inline.join(", ")));
        }
        for line in nested {
            out.push('\n');
            out.push_str(&line);
        }
        Some(())
    }

    fn labelled(&self, lead: &str, keys: &[Key], map: &Map<String, Value>) -> Option<String> {
        let mut out = format!("{lead}{}", self.line(map, self.shape.name)?);
        for (field, value) in self.in_order(keys, map) {
            let lead = self.lead(keys, field, "- **Key**: ");
            out.push('\n');
            out.push_str(&keyed(&lead, &said(&field.name(), value)?));
        }
        Some(out)
    }

    /// All fields but the name: first those of the template in its order.
    fn in_order<'m>(&self, keys: &[Key], map: &'m Map<String, Value>) -> Vec<(Field, &'m Value)> {
        let mut all = self.rest(map);
        all.extend(map.get(&self.shape.text.name()).map(|v| (self.shape.text, v)));
        all.sort_by_key(|(f, _)| keys.iter().position(|k| k.field == *f).unwrap_or(usize::MAX));
        all
    }

    /// What stands before the value of a field: as the template has it, else like its other keys.
    fn lead(&self, keys: &[Key], field: Field, usual: &str) -> String {
        if let Some(key) = keys.iter().find(|k| k.field == field) {
            return key.lead.clone();
        }
        let own = self.key(field);
        let model = keys.first().map_or(usual, |k| k.lead.as_str());
        let from = model.find(char::is_alphabetic).unwrap_or(0);
        let to = model.rfind(char::is_alphabetic).map_or(model.len(), |n| n + 1);
        format!("{}{own}{}", &model[..from], &model[to..])
    }

    fn headed(&self, form: &Form, map: &Map<String, Value>, number: usize) -> Option<String> {
        let Form::Headed { level, label, timed, keys, list } = form else { return None };
        let name = self.line(map, self.shape.name);
        let counted = map.get("number").and_then(Value::as_u64);
        let mut title = match (label, counted, &name) {
            (Some(label), Some(n), Some(name)) => format!("{label} {n}: {name}"),
            (Some(label), Some(n), None) => format!("{label} {n}"),
            (Some(label), None, Some(name)) if self.family == "components" => {
                format!("{label} {number}: {name}")
            }
            (_, _, name) => name.clone()?,
        };
        let mut fields = self.in_order(keys, map);
        if *timed && let Some(at) = fields.iter().position(|(f, _)| *f == Field::Duration) {
            let (_, duration) = fields.remove(at);
            title = format!("{title} ({})", duration.as_str()?);
        }
        let mut out = vec![heading(*level, &title)];
        for (field, value) in fields {
            out.push(keyed(&self.lead(keys, field, "**Key**: "), &said(&field.name(), value)?));
        }
        if let Some(tasks) = map.get("tasks").and_then(Value::as_array) {
            let plain = Items { bullet: "- ".to_owned(), ..Items::default() };
            out.push(self.tasks(list.as_ref().unwrap_or(&plain), tasks)?);
        }
        Some(out.join("\n\n"))
    }

    fn tasks(&self, form: &Items, tasks: &[Value]) -> Option<String> {
        let mut out = Vec::new();
        for (number, task) in tasks.iter().enumerate() {
            let map = task.as_object()?;
            let bullet = bullet(form, number + 1);
            let mut line =
                format!("{bullet}{}{}", tick(task), hanging(map.get("text")?.as_str()?, bullet.len()));
            let keys = [("outputs", "Expected outputs"), ("owner", "Owner")];
            let own = keys.iter().filter_map(|(k, word)| Some(format!("{word}: {}", map.get(*k)?.as_str()?)));
            let own: Vec<String> = own.collect();
            if !own.is_empty() {
                line.push_str(&format!(" ({})", own.join(", ")));
            }
            out.push(line);
        }
        Some(out.join("\n"))
    }
}

/// `- **Key**: value`; a list or code stands below its key.
fn keyed(lead: &str, said: &Said) -> String {
    let width = lead.len() - lead.trim_start().len();
    let bullet = lead.trim_start().starts_with(['-', '*']) && lead.trim_start()[1..].starts_with(' ');
    let inner = " ".repeat(width + if bullet { 2 } else { 0 });
    let head = lead.trim_end();
    match said {
        Said::Line(line) if lead.ends_with(' ') => format!("{lead}{}", hanging(line, inner.len())),
        Said::Line(line) => format!("{lead} {}", hanging(line, inner.len())),
        Said::List(items) => {
            let items: Vec<String> =
                items.iter().map(|i| format!("{inner}- {}", hanging(i, inner.len() + 2))).collect();
            format!("{head}\n{}", items.join("\n"))
        }
        Said::Code(language, code) => {
            let lines: Vec<String> = code.lines().map(|l| format!("{inner}{l}")).collect();
            format!("{head}\n{inner}```{language}\n{}\n{inner}```", lines.join("\n"))
        }
    }
}

/// What a value says, in the words a plan has for it.
fn said(key: &str, value: &Value) -> Option<Said> {
    Some(match value {
        Value::String(text) => Said::Line(match (key, text.as_str()) {
            ("likelihood" | "impact", "high" | "medium" | "low")
            | ("change", "new" | "modified" | "removed" | "unchanged") => capital(text),
            ("status", "compliant") => "[x] Compliant".to_owned(),
            ("status", "not_compliant") => "[ ] Not compliant".to_owned(),
            ("status", "unknown") => "[ ] Compliant".to_owned(),
            _ => text.clone(),
        }),
        Value::Number(number) if key == "coverage_target" => Said::Line(format!("{number}%")),
        Value::Number(number) => Said::Line(number.to_string()),
        Value::Bool(yes) => Said::Line(if *yes { "[x]" } else { "[ ]" }.to_owned()),
        Value::Object(map) => Said::Line(map.get("text")?.as_str()?.to_owned()),
        Value::Array(items) => list(items)?,
        Value::Null => return None,
    })
}

fn list(items: &[Value]) -> Option<Said> {
    if let [Value::Object(map)] = items
        && let Some(code) = map.get("source").and_then(Value::as_str)
    {
        let language = map.get("language").and_then(Value::as_str).unwrap_or("");
        return Some(match code.contains('\n') || !language.is_empty() {
            true => Said::Code(language.to_owned(), code.to_owned()),
            false => Said::Line(code.to_owned()),
        });
    }
    let one = |item: &Value| match item {
        Value::String(text) => Some(text.clone()),
        Value::Object(map) => {
            let name = map.get("name")?.as_str()?;
            let reason = map.get("reason").and_then(Value::as_str);
            Some(reason.map_or_else(|| name.to_owned(), |r| format!("{name}: {r}")))
        }
        _ => None,
    };
    items.iter().map(one).collect::<Option<Vec<_>>>().map(Said::List)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

fn bullet(form: &Items, number: usize) -> String {
    match form.numbered {
        true => {
            let mark = form.bullet.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{number}{mark}")
        }
        false => form.bullet.clone(),
    }
}

/// The box, where the item has one.
fn tick(item: &Value) -> String {
    let mark = item.get("mark").and_then(Value::as_str);
    match (item.get("done").and_then(Value::as_bool), mark) {
        (Some(_), Some(mark)) => format!("[{mark}] "),
        (Some(true), None) => "[x] ".to_owned(),
        (Some(false), None) => "[ ] ".to_owned(),
        _ => String::new(),
    }
}

/// Text of several lines below a bullet.
fn hanging(text: &str, width: usize) -> String {
    let indent = " ".repeat(width);
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("").to_owned();
    lines.fold(
        first,
        |out, line| if line.trim().is_empty() { out + "\n" } else { format!("{out}\n{indent}{line}") },
    )
}
