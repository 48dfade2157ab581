//! OpenAPI descriptions: the structure that a reader of them depends on.
//!
//! The official schemas would be 60 kB and a validator in every build, and say of a missing description only that
//! no branch of a schema fits. What they say about paths, operations, parameters, responses and references is said
//! here, with the place and what was meant.

use super::yaml::{Node, Value, documents, prepared};
use super::{Fault, was_placeholder};
use crate::suggest::closest;
use crate::words::{any_of, quoted};
use planc_source::Span;
use rustc_hash::FxHashMap;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const ROOT: &[&str] = &[
    "openapi",
    "info",
    "jsonSchemaDialect",
    "servers",
    "paths",
    "webhooks",
    "components",
    "security",
    "tags",
    "externalDocs",
    "$self",
];
const PATH: &[&str] = &[
    "$ref",
    "summary",
    "description",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "query",
    "additionalOperations",
    "servers",
    "parameters",
];
const OPERATION: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];
const PLACES: &[&str] = &["path", "query", "header", "cookie", "querystring"];
const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object", "null"];

/// Whether a text may be a description: only then is it parsed.
pub(crate) fn is_likely(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"openapi").is_some()
}

/// The first fault of a description in YAML or JSON; text that is neither, or no description, has none.
pub(crate) fn fault(text: &str) -> Option<Fault> {
    let documents = documents(&prepared(text)).ok()?;
    let root = documents.iter().find(|d| d.get("openapi").is_some())?;
    // What is left out on purpose cannot be missing.
    let whole = !text.contains("...") && !text.contains('…');
    let version = root.get("openapi")?;
    let reader = Reader { root, whole, old: version.scalar().is_some_and(|v| v.starts_with("3.0")) };
    reader.check(version).err()
}

type Checked = Result<(), Fault>;

struct Reader<'n> {
    root: &'n Node,
    whole: bool,
    /// Version 3.0: an operation must have responses.
    old: bool,
}

impl<'n> Reader<'n> {
    fn check(&self, version: &Node) -> Checked {
        let number = version.scalar().unwrap_or("");
        let parts: Vec<&str> = number.split('.').collect();
        let known = matches!(&parts[..], ["3", "0" | "1" | "2", patch] if patch.parse::<u32>().is_ok());
        if !known && !number.bytes().all(|b| b == b'x') {
            let message = format!("there is no version {} of OpenAPI", quoted(number));
            return Err(Fault::new(version.span, message).help("versions are `3.0.4`, `3.1.1`, `3.2.0`"));
        }
        let members = self.root.map().unwrap_or(&[]);
        keys(members, ROOT, "an OpenAPI description")?;
        let at =
            members.iter().find(|(k, _)| k.scalar() == Some("openapi")).map_or(version.span, |(k, _)| k.span);
        match self.root.get("info") {
            Some(info) => self.required(info, at, &["title", "version"], "`info`")?,
            None => self.required(self.root, at, &["info"], "the description")?,
        }
        let mut operations = FxHashMap::default();
        for (path, item) in self.root.get("paths").and_then(Node::map).unwrap_or(&[]) {
            self.path(path, item, &mut operations)?;
        }
        self.references()
    }

    fn path(&self, path: &'n Node, item: &'n Node, operations: &mut FxHashMap<&'n str, Span>) -> Checked {
        let Some(name) = path.scalar().filter(|n| !n.starts_with("x-") && !n.starts_with('x')) else {
            return Ok(());
        };
        if !name.starts_with('/') {
            let message = format!("the path {} does not begin with `/`", quoted(name));
            return Err(Fault::new(path.span, message));
        }
        let members = item.map().unwrap_or(&[]);
        keys(members, PATH, "a path")?;
        let shared = item.get("parameters").and_then(Node::list).unwrap_or(&[]);
        for (method, operation) in
            members.iter().filter(|(k, _)| k.scalar().is_some_and(|k| METHODS.contains(&k)))
        {
            if operation.map().is_none() {
                continue;
            }
            let own = operation.get("parameters").and_then(Node::list).unwrap_or(&[]);
            self.operation(method, operation, operations)?;
            self.path_parameters(path, name, shared, own)?;
        }
        shared.iter().try_for_each(|p| self.parameter(p))
    }

    fn operation(
        &self,
        method: &Node,
        operation: &'n Node,
        operations: &mut FxHashMap<&'n str, Span>,
    ) -> Checked {
        keys(operation.map().unwrap_or(&[]), OPERATION, "an operation")?;
        if let Some(id) = operation.get("operationId")
            && let Some(name) = id.scalar().filter(|name| !was_placeholder(name))
            && let Some(first) = operations.insert(name, id.span)
        {
            let message = format!("another operation has the id {}", quoted(name));
            return Err(Fault::new(id.span, message).label(first, "first here"));
        }
        for parameter in operation.get("parameters").and_then(Node::list).unwrap_or(&[]) {
            self.parameter(parameter)?;
        }
        let Some(responses) = operation.get("responses") else {
            return if self.old {
                self.required(operation, method.span, &["responses"], "an operation")
            } else {
                Ok(())
            };
        };
        for (status, response) in responses.map().unwrap_or(&[]) {
            let word = status.scalar().unwrap_or("");
            let class = word.bytes().next().is_some_and(|b| (b'1'..=b'5').contains(&b));
            let rest = word.get(1..).unwrap_or("");
            let code = word.len() == 3 && class && (rest == "XX" || rest.bytes().all(|b| b.is_ascii_digit()));
            if !code && word != "default" && !word.starts_with('x') {
                let message = format!("{} is no status of a response", quoted(word));
                return Err(Fault::new(status.span, message)
                    .help("write three digits, a class like `4XX`, or `default`"));
            }
            if response.map().is_some() && response.get("$ref").is_none() {
                self.required(response, status.span, &["description"], "a response")?;
            }
        }
        Ok(())
    }

    fn parameter(&self, parameter: &Node) -> Checked {
        if parameter.map().is_none() || parameter.get("$ref").is_some() {
            return Ok(());
        }
        let Some(place) = parameter.get("in") else {
            return self.required(parameter, first_of(parameter), &["name", "in"], "a parameter");
        };
        let word = place.scalar().unwrap_or("");
        if !PLACES.contains(&word) && self.whole {
            let message = format!("a parameter cannot stand in {}", quoted(word));
            return Err(Fault::new(place.span, message)
                .help(format!("write {}", any_of(PLACES[..4].iter().copied()))));
        }
        let required = parameter.get("required").and_then(Node::scalar) == Some("true");
        if word == "path" && !required && self.whole {
            return Err(Fault::new(first_of(parameter), "a parameter of the path is always required")
                .help("add `required: true`"));
        }
        self.required(parameter, first_of(parameter), &["name"], "a parameter")
    }

    /// Each `{name}` of a path has its parameter, unless one of them stands elsewhere.
    fn path_parameters(&self, path: &Node, name: &str, shared: &[Node], own: &[Node]) -> Checked {
        let all = || shared.iter().chain(own);
        if !self.whole || all().any(|p| p.get("$ref").is_some() || p.map().is_none()) {
            return Ok(());
        }
        for part in name.split('{').skip(1) {
            let Some((wanted, _)) = part.split_once('}') else { continue };
            let declared = |p: &Node| {
                p.get("name").and_then(Node::scalar) == Some(wanted)
                    && p.get("in").and_then(Node::scalar) == Some("path")
            };
            if !all().any(declared) {
                let message = format!("the parameter {} of the path is not described", quoted(wanted));
                return Err(Fault::new(path.span, message)
                    .help(format!("add a parameter with `name: {wanted}` and `in: path`")));
            }
        }
        Ok(())
    }

    /// `$ref: '#/components/…'` leads somewhere, and `type` says a type.
    fn references(&self) -> Checked {
        let mut waiting = vec![self.root];
        while let Some(node) = waiting.pop() {
            let members = match &node.value {
                Value::List(items) => {
                    waiting.extend(items.iter().rev());
                    continue;
                }
                Value::Map(members) => members,
                _ => continue,
            };
            for (key, value) in members.iter().rev() {
                match key.scalar().unwrap_or("") {
                    "example" | "examples" | "default" | "enum" | "const" => {}
                    "$ref" => self.reference(value)?,
                    "schema" | "items" | "additionalProperties" => {
                        schema_type(value)?;
                        waiting.push(value);
                    }
                    _ => waiting.push(value),
                }
            }
        }
        for (_, schema) in
            self.root.get("components").and_then(|c| c.get("schemas")).and_then(Node::map).unwrap_or(&[])
        {
            schema_type(schema)?;
            for (_, property) in schema.get("properties").and_then(Node::map).unwrap_or(&[]) {
                schema_type(property)?;
            }
        }
        Ok(())
    }

    fn reference(&self, value: &Node) -> Checked {
        let Some(parts) = value.scalar().and_then(|v| v.strip_prefix("#/")) else { return Ok(()) };
        // Without components the part that has them is not shown.
        if !self.whole || self.root.get("components").is_none() {
            return Ok(());
        }
        let mut node = self.root;
        for part in parts.split('/') {
            let part = part.replace("~1", "/").replace("~0", "~");
            let next = match &node.value {
                Value::List(items) => part.parse::<usize>().ok().and_then(|n| items.get(n)),
                _ => node.get(&part),
            };
            let Some(next) = next else {
                let message = format!("{} is not in the description", quoted(value.scalar().unwrap_or("")));
                let fault = Fault::new(value.span, message);
                let names = node.map().unwrap_or(&[]).iter().filter_map(|(k, _)| k.scalar());
                return Err(match closest(&part, names) {
                    Some(near) => fault.help(format!("did you mean `{near}`?")),
                    None => fault,
                });
            };
            node = next;
        }
        Ok(())
    }

    fn required(&self, node: &Node, at: Span, names: &[&str], what: &str) -> Checked {
        let missing = names.iter().find(|name| node.get(name).is_none());
        match missing {
            Some(name) if self.whole && node.map().is_some() => {
                Err(Fault::new(at, format!("{what} has no `{name}`")))
            }
            _ => Ok(()),
        }
    }
}

/// The first key of a mapping, to point at.
fn first_of(node: &Node) -> Span {
    node.map().and_then(|m| m.first()).map_or(node.span, |(key, _)| key.span)
}

fn schema_type(schema: &Node) -> Checked {
    let Some(kind) = schema.get("type") else { return Ok(()) };
    let Some(word) = kind.scalar().filter(|w| !TYPES.contains(w)) else { return Ok(()) };
    let fault = Fault::new(kind.span, format!("{} is no type of a schema", quoted(word)));
    match closest(word, TYPES.iter().copied()) {
        Some(near) => Err(fault.help(format!("did you mean `{near}`?"))),
        None if word.contains(' ') || word.is_empty() || word.bytes().all(|b| b == b'x') => Ok(()),
        None => Err(fault.help(format!("write {}", any_of(TYPES.iter().copied())))),
    }
}

/// Every key is one of `known`, or an extension.
fn keys(members: &[(Node, Node)], known: &[&str], what: &str) -> Checked {
    for (key, _) in members {
        let Some(word) = key.scalar() else { continue };
        if known.contains(&word) || word.starts_with("x-") || word.bytes().all(|b| b == b'x') {
            continue;
        }
        let fault = Fault::new(key.span, format!("{what} has no key {}", quoted(word)));
        return Err(match closest(word, known.iter().copied()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("names of your own begin with `x-`"),
        });
    }
    Ok(())
}
