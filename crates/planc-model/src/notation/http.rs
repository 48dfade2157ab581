//! Endpoints: `GET /users - list them`, with request and responses below where a plan spells them out.

use planc_source::Span;

use super::scan::{self, after, before, listed_ignore_case, starts_with_ignore_case};

/// One endpoint of a block.
pub(crate) struct Call {
    pub method: Span,
    pub path: Span,
    /// What stands behind the path.
    pub purpose: Option<Span>,
    /// The body of the request.
    pub request: Option<Span>,
    /// The bodies of the responses by status; 200 where a response names none. Empty where there is no body.
    pub responses: Vec<(u16, Span)>,
}

/// The endpoints of a block.
pub(crate) fn read(code: &str) -> Vec<Call> {
    let mut reader = Reader { code, calls: Vec::new(), target: Target::Nothing, body: None, depth: 0 };
    for line in scan::lines(code) {
        reader.line(line);
    }
    reader.close();
    reader.calls
}

/// The method and the path in one line, wherever they stand: `` `POST /x` - create ``, `**GET** `/x``.
pub fn method_path(text: &str) -> Option<(Span, Span)> {
    let (method, path) = find(text)?;
    Some((scan::span(text, method), scan::span(text, path)))
}

const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "WS", "METHOD"];

/// What stands between a method and its path, and around both.
fn mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '`' | '*' | '|' | '_' | ':' | '[' | ']')
}

fn find(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    while let Some(offset) = after(text, at).find(|c: char| c.is_ascii_uppercase() || c == '{') {
        at += offset;
        let bounded =
            !before(text, at).ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '-' | '{'));
        let rest = after(text, at);
        let len = if bounded { method(rest) } else { None };
        if let Some(path) = len.and_then(|len| path(after(rest, len))) {
            return Some((&rest[..len.unwrap_or(0)], path));
        }
        let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        at += word.max(1);
    }
    None
}

/// The length of the method that `text` begins with.
fn method(text: &str) -> Option<usize> {
    if text.starts_with("{{") {
        let window = text.char_indices().nth(60).map_or(text, |(at, _)| &text[..at]);
        let end = window.find("}}")? + 2;
        return window[..end].contains("METHOD").then_some(end);
    }
    let known = METHODS.iter().find(|method| text.starts_with(**method))?;
    let next = after(text, known.len()).chars().next()?;
    mark(next).then_some(known.len())
}

/// The path behind a method.
fn path(text: &str) -> Option<&str> {
    let window = text.char_indices().nth(16).map_or(text, |(at, _)| &text[..at]);
    let skipped = window.len() - window.trim_start_matches(mark).len();
    let rest = after(text, skipped);
    let braced = rest.starts_with('{')
        && rest[1..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '{'));
    if skipped == 0 || !(rest.starts_with('/') || rest.starts_with("http") || braced) {
        return None;
    }
    let mut depth = 0usize;
    let end = rest.char_indices().find(|&(at, c)| match c {
        '{' => {
            depth += 1;
            false
        }
        '}' => {
            depth = depth.saturating_sub(1);
            false
        }
        // A placeholder may hold spaces, but no line and no whole body.
        ' ' if depth > 0 => !rest[at..].chars().take(40).any(|c| c == '}'),
        '`' | '"' | '|' | '<' if c != '<' => true,
        '*' => rest[at..].starts_with("**"),
        '(' | ')' | ',' | ';' => depth == 0,
        '，' | '（' | '）' | '。' | '—' => true,
        _ => c.is_whitespace(),
    });
    let path = before(rest, end.map_or(rest.len(), |(at, _)| at)).trim_end_matches(['.', ':', '\'', ']']);
    (!path.is_empty()).then_some(path)
}

/// Where the lines that come belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Nothing,
    Request,
    /// With whether the status is written there.
    Response(u16, bool),
    /// After a label that names neither, or a finished body.
    Ignored,
}

struct Reader<'t> {
    code: &'t str,
    calls: Vec<Call>,
    target: Target,
    body: Option<Span>,
    /// How many brackets of the body are open.
    depth: usize,
}

impl<'t> Reader<'t> {
    fn line(&mut self, line: Span) {
        let line = line.trim(self.code);
        let text = line.of(self.code);
        if text.is_empty() {
            return;
        }
        if let Some(call) = head(self.code, text) {
            self.close();
            self.calls.push(call);
            return;
        }
        if self.calls.is_empty() {
            return;
        }
        let label = Some(text)
            .filter(|_| self.depth == 0 || !text.starts_with(['"', '\'', '}', ']']))
            .and_then(label);
        match label {
            Some((target, rest)) if self.depth == 0 || rest.len() < 2 => {
                self.close();
                self.target = target;
                if !rest.is_empty() {
                    self.take(scan::span(self.code, rest));
                }
            }
            _ if self.target == Target::Nothing => {
                let list = text.strip_prefix('[').map(str::trim_start);
                let values = |rest: &str| rest.is_empty() || rest.starts_with(['{', '[', '"', ']']);
                if text.starts_with('{') || list.is_some_and(values) {
                    self.target = self.bare();
                    self.take(line);
                }
            }
            _ => self.take(line),
        }
    }

    /// What a body without a label is: what a reading method returns, or what a writing one sends.
    fn bare(&self) -> Target {
        let Some(call) = self.calls.last() else { return Target::Ignored };
        let reads = matches!(call.method.of(self.code), "GET" | "HEAD" | "OPTIONS" | "DELETE");
        match call {
            _ if !call.responses.is_empty() => Target::Ignored,
            _ if reads || call.request.is_some() => Target::Response(200, false),
            _ => Target::Request,
        }
    }

    /// A line of the body.
    fn take(&mut self, line: Span) {
        let text = line.of(self.code);
        let started = self.body.is_some();
        if started && self.depth == 0 && text.starts_with("...") {
            return;
        }
        self.body = Some(self.body.map_or(line, |body| body.cover(line)));
        let mut quoted = false;
        let mut escaped = false;
        for byte in text.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = quoted,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => self.depth += 1,
                b'}' | b']' if !quoted => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// The body, if there is one, is complete.
    fn close(&mut self) {
        let body = self.body.take();
        self.depth = 0;
        let target = std::mem::replace(&mut self.target, Target::Nothing);
        let Some(call) = self.calls.last_mut() else { return };
        match target {
            Target::Request => call.request = call.request.or(body),
            Target::Response(status, written) => {
                let empty = Some(Span::at(call.path.end())).filter(|_| written);
                call.responses.extend(body.or(empty).map(|body| (status, body)));
            }
            Target::Nothing | Target::Ignored => {}
        }
    }
}

/// A line that begins with a method and a path.
fn head(code: &str, line: &str) -> Option<Call> {
    let text = line.trim_start_matches(['-', '>', '•', ' ', '#']);
    let text = scan::numbered(text).map_or(text, |(_, text)| text);
    let text = text.trim_start_matches(mark);
    let (method, path) = find(text).filter(|(method, _)| text.starts_with(method))?;
    let end = scan::span(text, path).end();
    let rest = after(text, end).trim_start_matches(['`', '*', '.', ']']).trim();
    let rest =
        if rest.starts_with("HTTP/") { rest.split_once(' ').map_or("", |(_, rest)| rest) } else { rest };
    let mut call = Call {
        method: scan::span(code, method),
        path: scan::span(code, path),
        purpose: None,
        request: None,
        responses: Vec::new(),
    };
    let arrow = ["→", "->", "=>"].iter().find_map(|mark| rest.strip_prefix(mark)).map(str::trim_start);
    if let Some((status, body)) = arrow.and_then(status) {
        call.responses.push((status, scan::span(code, body.trim_start_matches([':', ' ', '-']).trim())));
        return Some(call);
    }
    if rest.starts_with('{') && rest.ends_with('}') {
        call.request = Some(scan::span(code, rest));
        return Some(call);
    }
    let purpose = purpose(rest);
    call.purpose = (!purpose.is_empty()).then(|| scan::span(code, purpose));
    Some(call)
}

/// What stands behind a path, without the mark between.
fn purpose(rest: &str) -> &str {
    let marks = |c: char| {
        matches!(c, '-' | '–' | '—' | '#' | '/' | ':' | '→' | '>' | '=' | '|' | '←' | '`' | '*' | ' ')
    };
    let text = rest.trim_start_matches(marks).trim_end_matches(['|', '`']).trim();
    let inner = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    inner.filter(|inner| !inner.contains(['(', ')'])).unwrap_or(text).trim()
}

/// A status at the start: `200`, `200 OK`, `404 Not Found`, `(201)`; and what follows it.
fn status(text: &str) -> Option<(u16, &str)> {
    let inner = text.trim_start_matches(['(', '[', '`', '*', ' ']);
    let number: u16 = inner.get(..3)?.parse().ok().filter(|number| (100..600).contains(number))?;
    let rest = after(inner, 3);
    if rest.starts_with(|c: char| c.is_alphanumeric()) || inner.starts_with('+') {
        return None;
    }
    // The reason is no part of the body.
    let reason = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | '-' | '\''));
    let reason = if reason.is_empty() || reason.starts_with([':', ')', ']', '{', '[', ',', '*', '`', '(']) {
        reason
    } else {
        rest
    };
    Some((number, reason.trim_start_matches([')', ']', '`', '*', ':', ' ', '：'])))
}

/// A line that says what follows: `Request:`, `Response (200):`, `200 OK:`, `Returns:`; what it is, and
/// what follows it on the same line.
fn label(line: &str) -> Option<(Target, &str)> {
    let text = line.trim_start_matches(['-', '*', '#', '>', '<', ' ', '←', '→', '/', '`']);
    let text =
        text.strip_prefix("HTTP/1.1").or_else(|| text.strip_prefix("HTTP/2")).unwrap_or(text).trim_start();
    let word = before(text, text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len()));
    let is = |words: &str| listed_ignore_case(words, word);
    let inline = |rest: &'_ str| -> usize { rest.find([':', '：']).map_or(0, |at| at + 1) };
    if word.is_empty() {
        let (status, rest) = status(text)?;
        return Some((Target::Response(status, true), clean(rest)));
    }
    if !is("request body payload input response responses returns return success error output result") {
        let other = is("headers header auth query params parameters authorization errors notes");
        return (other && inline(text) > 0).then_some((Target::Ignored, ""));
    }
    let rest = after(text, word.len());
    if is("request body payload input") {
        let at = inline(rest);
        let between = before(rest, at.saturating_sub(1));
        if at == 0 && !rest.trim().is_empty() || !qualifies(between) {
            return None;
        }
        let other = ["headers", "query", "param"].iter().any(|word| contains_ignore_case(between, word));
        return Some((if other { Target::Ignored } else { Target::Request }, clean(after(rest, at))));
    }
    // `Response (200): {`, `Response: 200 OK`, `Error Response (404):`, `Response 200`
    let at = inline(rest);
    let between = before(rest, at.saturating_sub(1));
    let words = between.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    if !qualifies(between) {
        return None;
    }
    if let Some((code, _)) = status(words.trim_start()).filter(|_| at > 0) {
        return Some((Target::Response(code, true), clean(after(rest, at))));
    }
    if let Some((code, rest)) = status(after(rest, at).trim_start()) {
        return Some((Target::Response(code, true), clean(rest)));
    }
    if at == 0 {
        return rest.trim().is_empty().then_some((Target::Response(200, false), ""));
    }
    if is("error") {
        return Some((Target::Ignored, ""));
    }
    Some((Target::Response(200, false), clean(after(rest, at))))
}

/// Whether what stands between a label and its colon says more about the label: `Request body (JSON):`.
fn qualifies(between: &str) -> bool {
    let known = "body payload json schema example format headers header query params parameters response success \
        error ok data type content status code";
    let outside = between.split('(').next().unwrap_or("");
    between.len() <= 60
        && !between.contains(['"', '{'])
        && outside
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty() && word.starts_with(char::is_lowercase))
            .all(|word| listed_ignore_case(known, word))
}

fn contains_ignore_case(text: &str, word: &str) -> bool {
    text.char_indices().any(|(at, _)| starts_with_ignore_case(&text[at..], word))
}

fn clean(rest: &str) -> &str {
    rest.trim_start_matches([':', '*', '`', '-', ' ', '：', '–', '—']).trim()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn show(code: &str) -> Vec<String> {
        let body = |span: Span| span.of(code).split_whitespace().collect::<Vec<_>>().join(" ");
        let one = |call: &Call| {
            let mut text = format!("{} {}", call.method.of(code), call.path.of(code));
            if let Some(purpose) = call.purpose {
                text += &format!(" - {}", body(purpose));
            }
            if let Some(request) = call.request {
                text += &format!(" < {}", body(request));
            }
            for (status, span) in &call.responses {
                text += &format!(" > {status} {}", body(*span));
            }
            text
        };
        read(code).iter().map(one).collect()
    }

    #[test]
    fn spelled_out() {
        for (code, expected) in [
            (
                "{{HTTP_METHOD}} {{PATH}}\n\nRequest:\n{\n  \"a\": \"{{T}}\"\n}\n\nResponse (200):\n{\n  \"b\": 1\n}\n\nResponse (400):\n{ \"error\": \"Response: x\" }\n",
                "{{HTTP_METHOD}} {{PATH}} < { \"a\": \"{{T}}\" } > 200 { \"b\": 1 } > 400 { \"error\": \"Response: x\" }",
            ),
            ("POST /x\nRequest Body: { a }\nReturns:\n[1]", "POST /x < { a } > 200 [1]"),
            ("POST /x\nResponse 201:\n{}\n404:\n{ e }", "POST /x > 201 {} > 404 { e }"),
            (
                "POST /x\nResponse: 200 OK\n{ a }\nError Response (409):\n{ b }",
                "POST /x > 200 { a } > 409 { b }",
            ),
            (
                "POST /x HTTP/1.1\nContent-Type: application/json\n\n{\n a: {\n b }\n}",
                "POST /x < { a: { b } }",
            ),
            ("GET /x\n{ a }", "GET /x > 200 { a }"),
            ("GET /x → 200 { a }", "GET /x > 200 { a }"),
            ("PUT /x { a }", "PUT /x < { a }"),
            ("DELETE /x\nResponse: 204 No Content", "DELETE /x > 204 "),
            ("{{HTTP_METHOD}} {{PATH}}\n...", "{{HTTP_METHOD}} {{PATH}}"),
            ("GET /x\nResponse:\n{\n  \"200\": 1\n}", "GET /x > 200 { \"200\": 1 }"),
            ("GET /x\n200 OK\n{ a }", "GET /x > 200 { a }"),
            (
                "GET /x... HTTP/1.1\n### Response\n#### Success (200 OK)\n[see there]",
                "GET /x > 200 [see there]",
            ),
        ] {
            assert_eq!(show(code).join("\n"), expected, "{code}");
        }
    }

    #[test]
    fn lists() {
        let code = "# Users\nMETHOD /api/endpoint/:id\nGET    /api/a/{id}   - Get (one)\nPOST /b # make\n- `PUT /c` - put it\n\
                    1. PATCH /d // change\nDELETE /e → gone\nGET /f (later)\nWS {{base}}/g   stream\nGET https://x.y/z?q=<a>\nuse GET /no\n";
        assert_eq!(
            show(code),
            [
                "METHOD /api/endpoint/:id",
                "GET /api/a/{id} - Get (one)",
                "POST /b - make",
                "PUT /c - put it",
                "PATCH /d - change",
                "DELETE /e - gone",
                "GET /f - later",
                "WS {{base}}/g - stream",
                "GET https://x.y/z?q=<a>",
            ]
        );
        assert!(read("{ \"GET\": \"/x\" }\nGET it\nPOST {..., id}\nFORGET /x").is_empty());
    }

    #[test]
    fn one_line() {
        for (text, expected) in [
            ("`POST /x` - create", Some(("POST", "/x"))),
            ("**GET** `/x`", Some(("GET", "/x"))),
            ("### 4. DELETE /users/:id.", Some(("DELETE", "/users/:id"))),
            ("Endpoint: `GET {base}/x`", Some(("GET", "{base}/x"))),
            ("GET /a/{{ id }}/b, then", Some(("GET", "/a/{{ id }}/b"))),
            ("{{HTTP_METHOD}} {{PATH}}", Some(("{{HTTP_METHOD}}", "{{PATH}}"))),
            ("| PUT | `/x/*` |", Some(("PUT", "/x/*"))),
            ("GET the /x", None),
            ("TARGET /x", None),
            ("POST {\"a\"}", None),
            ("", None),
        ] {
            assert_eq!(method_path(text).map(|(m, p)| (m.of(text), p.of(text))), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(code in "(\\PC|[\\n{}:`*(\" ]|GET |/x|Request|Response|200|\\{\\{METHOD\\}\\} ){0,60}") {
            let inside = |span: Span| code.get(span.range()).is_some();
            for call in read(&code) {
                prop_assert!(inside(call.method) && inside(call.path));
                prop_assert!(call.purpose.is_none_or(inside) && call.request.is_none_or(inside));
                prop_assert!(call.responses.iter().all(|(_, body)| inside(*body)));
            }
            prop_assert!(method_path(&code).is_none_or(|(m, p)| inside(m) && inside(p)));
        }
    }
}
