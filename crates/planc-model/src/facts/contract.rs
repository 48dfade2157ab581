//! What a contract of an interface offers, in OpenAPI or in Markdown. Only what is asked of it is read, so that a
//! contract of ten megabytes costs no more than a walk over its bytes.

use crate::notation::http::method_path;
use planc_source::Span;
use planc_syntax::{Kind, Row, Tree, keyed};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// What an interface offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contract {
    /// Its calls, in the order of the file (of the alphabet in JSON).
    pub operations: Vec<Operation>,
    /// Paths of its servers, before which those of the calls stand: `/api/v1`.
    pub bases: Vec<String>,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The method, in capitals.
    pub method: String,
    /// The path, with its parameters as written.
    pub path: String,
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Reads an OpenAPI document in YAML or JSON; `None` for anything else.
pub(super) fn read(text: &str) -> Option<Contract> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') { json(text) } else { yaml(text) }
}

fn json(text: &str) -> Option<Contract> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Document {
        openapi: Option<String>,
        swagger: Option<String>,
        #[serde(default)]
        paths: BTreeMap<String, BTreeMap<String, IgnoredAny>>,
        #[serde(default)]
        servers: Vec<Server>,
        base_path: Option<String>,
    }
    #[derive(Deserialize)]
    struct Server {
        url: String,
    }
    let document: Document = serde_json::from_str(text).ok()?;
    document.openapi.or(document.swagger)?;
    let mut contract = Contract::default();
    for (path, keys) in document.paths {
        let methods = keys.into_keys().filter(|k| METHODS.contains(&k.as_str()));
        let calls = methods.map(|m| Operation { method: m.to_uppercase(), path: path.clone() });
        contract.operations.extend(calls);
    }
    contract.bases.extend(document.servers.iter().filter_map(|s| base(&s.url)));
    contract.bases.extend(document.base_path.as_deref().and_then(base));
    Some(contract)
}

/// Block style, as people write it: a line is a key at its depth.
fn yaml(text: &str) -> Option<Contract> {
    let mut contract = Contract::default();
    let mut known = false;
    let mut outer = "";
    let mut path: Option<(usize, String)> = None;
    // How deep the keys of the current path stand; the first one says it.
    let mut depth = None;
    for line in text.lines() {
        let bare = line.trim_start();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let indent = line.len() - bare.len();
        let Some((key, value)) = entry(bare) else { continue };
        if indent == 0 && !bare.starts_with('-') {
            outer = key;
            path = None;
            known |= matches!(key, "openapi" | "swagger");
            if key == "basePath" {
                contract.bases.extend(base(value));
            }
            continue;
        }
        match outer {
            "servers" if key.trim_start_matches(['-', ' ']) == "url" => contract.bases.extend(base(value)),
            "paths" if path.as_ref().is_none_or(|(at, _)| indent <= *at) => {
                path = key.starts_with('/').then(|| (indent, key.to_owned()));
                depth = None;
            }
            "paths" => {
                let Some((_, path)) = &path else { continue };
                if *depth.get_or_insert(indent) == indent && METHODS.contains(&key) {
                    contract.operations.push(Operation { method: key.to_uppercase(), path: path.clone() });
                }
            }
            _ => {}
        }
    }
    known.then_some(contract)
}

/// `key: value`, quotes taken off.
fn entry(line: &str) -> Option<(&str, &str)> {
    let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (key, value) = match quote {
        Some(quote) => {
            let (key, rest) = line[1..].split_once(quote)?;
            (key, rest.strip_prefix(':')?)
        }
        None => line.split_once(": ").or_else(|| Some((line.trim_end().strip_suffix(':')?, "")))?,
    };
    Some((key.trim(), value.trim().trim_matches(['"', '\''])))
}

/// The calls that a contract in Markdown lists: in headings, rows of tables, at the start of paragraphs and items, and
/// in the first lines of blocks of HTTP. `None` where it lists none.
pub(super) fn listed(tree: &Tree<'_>) -> Option<Contract> {
    let mut contract = Contract::default();
    let mut add = |call: Option<Operation>| {
        contract.operations.extend(call.filter(|call| {
            let known = METHODS.iter().any(|method| method.eq_ignore_ascii_case(&call.method));
            known
                && call.path.starts_with('/')
                && !call.path.contains(['*', '…', ' '])
                && !call.path.contains("{{")
        }));
    };
    for (node, found) in tree.nodes.iter().enumerate() {
        match found.kind {
            Kind::Heading(_) => {
                let title = tree.section_of_heading(node).and_then(|section| tree.sections.get(section));
                add(title.and_then(|section| call(tree.title(section))));
            }
            Kind::Paragraph => add(first_line(tree, found.span)),
            Kind::Item => add(tree.item(node).and_then(|item| first_line(tree, item.text))),
            Kind::Table => {
                let Some(table) = tree.table(node) else { continue };
                tree.rows(&table).for_each(|row| add(of_row(tree.text, &row)));
            }
            Kind::Code(_) => {
                let Some(code) = tree.code(node) else { continue };
                let language = tree.str(code.info).trim();
                if language.is_empty() || language.eq_ignore_ascii_case("http") {
                    add(call(tree.str(code.body).lines().next().unwrap_or("")));
                }
            }
            _ => {}
        }
    }
    let mut known = FxHashSet::default();
    contract.operations.retain(|call| known.insert((call.method.clone(), call.path.clone())));
    (!contract.operations.is_empty()).then_some(contract)
}

/// `` `POST /users` - creates one ``: the call that the words begin with.
fn call(words: &str) -> Option<Operation> {
    let numbered = words.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
    let bare = numbered.trim_start_matches(['`', '*', '_', ' ']);
    let (method, path) = method_path(bare).filter(|(method, _)| method.start == 0)?;
    let path = path.of(bare).split(['?', '#']).next().unwrap_or("");
    Some(Operation { method: method.of(bare).to_uppercase(), path: path.to_owned() })
}

/// The same in the first line of a text, or behind its key: `**Endpoint**: `GET /users``.
fn first_line(tree: &Tree<'_>, span: Span) -> Option<Operation> {
    let line = tree.str(span).lines().next()?;
    let value = || keyed(tree.text, Span::new(span.start(), span.start() + line.len()));
    call(line).or_else(|| call(tree.str(value()?.value)))
}

/// A row with a call in one of its cells, or a method and a path in two.
fn of_row(text: &str, row: &Row) -> Option<Operation> {
    let bare = |cell: &Span| cell.of(text).trim_matches(['`', '*', '_', ' ']);
    let whole = row.cells.iter().find_map(|cell| call(cell.of(text)));
    whole.or_else(|| {
        let method =
            row.cells.iter().map(bare).find(|c| METHODS.iter().any(|m| m.eq_ignore_ascii_case(c)))?;
        let path = row.cells.iter().map(bare).find(|cell| cell.starts_with('/'))?;
        let path = path.split([' ', '`', '?', '#']).next()?;
        Some(Operation { method: method.to_uppercase(), path: path.to_owned() })
    })
}

/// The path of a server's address, if it has one.
fn base(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]).trim_end_matches('/');
    (!path.is_empty()).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_json_say_the_same() {
        let yaml = "openapi: 3.1.0\ninfo:\n  title: x\nservers:\n  - url: https://x.example/api/v1\npaths:\n  # calls\n  /users:\n    parameters:\n      - name: get\n    get:\n      responses:\n        '200':\n          description: get\n    post: {}\n  \"/users/{id}\":\n    delete:\n      summary: x\ncomponents:\n  schemas:\n    get:\n";
        let json = r#"{"openapi": "3.1.0", "servers": [{"url": "https://x.example/api/v1"}],
            "paths": {"/users": {"parameters": [], "get": {}, "post": {}}, "/users/{id}": {"delete": {}}}}"#;
        for text in [yaml, json] {
            let contract = read(text).unwrap();
            let calls: Vec<_> =
                contract.operations.iter().map(|o| format!("{} {}", o.method, o.path)).collect();
            assert_eq!(calls, ["GET /users", "POST /users", "DELETE /users/{id}"]);
            assert_eq!(contract.bases, ["/api/v1"]);
        }
    }

    #[test]
    fn markdown_lists_calls_in_many_forms() {
        let text = "# Contract\n\nSee GET /no of the old one.\n\n## `POST /users` - create\n\n### 2. GET /users\n\n\
            **Endpoint**: `GET /users/{id}?full=1`\n\n- DELETE /users/{id}: remove\n\n| Method | Path |\n|---|---|\n\
            | PUT | `/users/{id}` |\n| x | y |\n\n| Path | Verb |\n|---|---|\n| /keys | `patch` |\n\n\
            | Call |\n|---|\n| `POST /keys` |\n\n```http\nHEAD /keys HTTP/1.1\nHost: x\n```\n\n\
            ```json\nGET /no\n```\n\n- GET /users\n- POST to /no\n- METHOD /no\n- GET /{{NAME}}\n";
        let contract = listed(&planc_syntax::parse(text)).unwrap();
        let calls: Vec<_> = contract.operations.iter().map(|o| format!("{} {}", o.method, o.path)).collect();
        assert_eq!(
            calls,
            [
                "POST /users",
                "GET /users",
                "GET /users/{id}",
                "DELETE /users/{id}",
                "PUT /users/{id}",
                "PATCH /keys",
                "POST /keys",
                "HEAD /keys"
            ]
        );
        assert_eq!(listed(&planc_syntax::parse("# Contract\n\nCalls of the library.\n")), None);
    }

    #[test]
    fn other_documents_are_no_contracts() {
        for text in ["", "paths:\n  /x:\n    get:\n", "{}", "{\"paths\": 1}", "[1]", "swagger"] {
            assert_eq!(read(text), None, "{text}");
        }
        let old = read("swagger: '2.0'\nbasePath: /v1\npaths:\n  /x:\n    get:\n").unwrap();
        assert_eq!((old.operations.len(), old.bases), (1, vec!["/v1".to_owned()]));
    }
}
