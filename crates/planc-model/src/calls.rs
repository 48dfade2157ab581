//! Calls of an HTTP interface as they are compared: by method and path, parameters by their place.

use crate::Endpoint;
use crate::notation::http;
use planc_source::Span;

/// A method and a path of the plan.
#[derive(Clone, Copy, Debug)]
pub struct Call<'c> {
    /// The method as written.
    pub method: &'c str,
    /// The path as written.
    pub path: &'c str,
    /// From the method to the end of the path, or the path alone where they stand apart.
    pub span: Span,
    /// The path alone.
    pub path_span: Span,
}

impl<'c> Call<'c> {
    /// The call of an endpoint that has both.
    pub fn of(endpoint: &'c Endpoint<'_>) -> Option<Call<'c>> {
        let (method, path) = (endpoint.method.as_ref()?, endpoint.path.as_ref()?);
        let (method_span, path_span) = (method.span, path.span);
        let near = method_span.end <= path_span.start && path_span.start - method_span.end <= 3;
        let span = if near { method_span.cover(path_span) } else { path_span };
        let call = Call { method: method.as_str(), path: path.as_str(), span, path_span };
        call.is_whole().then_some(call)
    }

    /// The first call that `text`, which stands at `span` of the document, writes down.
    pub fn in_text(text: &'c str, span: Span) -> Option<Call<'c>> {
        let (method, path) = http::method_path(text)?;
        let at = |s: Span| Span::new(span.start() + s.start(), span.start() + s.end());
        let call = Call {
            method: method.of(text),
            path: path.of(text),
            span: at(method).cover(at(path)),
            path_span: at(path),
        };
        call.is_whole().then_some(call)
    }

    /// Whether the path is one, and no placeholder or sketch of one.
    fn is_whole(&self) -> bool {
        self.path.starts_with('/') && !self.path.contains("{{") && !self.path.contains("...")
    }

    /// Method and path with every parameter as `{}`: equal for calls that are one.
    pub fn key(&self) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((self.path, ""));
        let mut key = self.method.to_ascii_uppercase();
        for segment in segments(path) {
            key.push('/');
            key.push_str(if parameter(segment).is_some() { "{}" } else { segment });
        }
        if !query.is_empty() {
            key.push('?');
            key.push_str(query);
        }
        key
    }
}

/// The parts of a path between its slashes, without what follows a `?` or `#`.
pub fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    let path = path.split(['?', '#']).next().unwrap_or("");
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The name of a parameter: `id` for `{id}`, `:id`, `<id>`, `[id]`, `${id}`; `{id:int}` is `id` too.
pub fn parameter(segment: &str) -> Option<&str> {
    let inner = segment.strip_prefix('$').unwrap_or(segment);
    let braced = [('{', '}'), ('<', '>'), ('[', ']')]
        .iter()
        .find_map(|(open, close)| inner.strip_prefix(*open)?.strip_suffix(*close));
    let name = braced.or_else(|| segment.strip_prefix(':'))?;
    let name = name.trim_start_matches(['.', '*']);
    // `<int:id>` names the type first, `{id:int}` behind.
    let (first, last) = name.split_once(':').unwrap_or((name, name));
    let types = ["int", "string", "uuid", "path", "slug", "float", "str"];
    Some(if segment.starts_with('<') && types.contains(&first) { last } else { first.trim_end_matches('?') })
}

/// Whether a call with values for its parameters can be a call of `listed`: `/users/42` is one of `/users/{id}`.
/// One of the two may leave out what is before it (`/api/v1`).
pub fn fits(called: &str, listed: &str) -> bool {
    segments(called).rev().zip(segments(listed).rev()).all(|(one, other)| {
        one == other
            || parameter(one).is_some() && parameter(other).is_some()
            || parameter(other).is_some() && is_value(one)
    }) && lengths(called, listed)
}

/// The longer path begins with nothing but a base.
fn lengths(called: &str, listed: &str) -> bool {
    let (one, other) = (segments(called).count(), segments(listed).count());
    let (longer, extra) = if one > other { (called, one - other) } else { (listed, other - one) };
    one.min(other) > 0 && segments(longer).take(extra).all(is_base)
}

/// `api`, `v1`, `rest`: what stands before the resources of an interface.
pub fn is_base(segment: &str) -> bool {
    let version = segment
        .strip_prefix(['v', 'V'])
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    version || matches!(segment, "api" | "rest" | "apis" | "internal" | "public" | "http")
}

/// A segment that stands for a parameter in an example: `42`, `5b7c1f0e-…`, `abc123`, `me`.
fn is_value(segment: &str) -> bool {
    segment.bytes().any(|b| b.is_ascii_digit())
        || segment.contains(['*', '…', '@'])
        || matches!(segment, "me" | "self" | "xxx" | "abc")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(text: &str) -> Call<'_> {
        Call::in_text(text, Span::new(0, text.len())).unwrap()
    }

    #[test]
    fn one_call_in_many_spellings() {
        for (text, want) in [
            ("GET /users/{id}", "GET/users/{}"),
            ("GET `/users/:userId/`", "GET/users/{}"),
            ("GET /users/<int:id>/posts", "GET/users/{}/posts"),
            ("GET /users?role=admin", "GET/users?role=admin"),
            ("POST /users", "POST/users"),
        ] {
            assert_eq!(call(text).key(), want, "{text}");
        }
        assert!(Call::in_text("GET https://example.com/x", Span::new(0, 25)).is_none());
        assert!(Call::in_text("GET /{{PATH}}", Span::new(0, 13)).is_none());
        assert!(Call::in_text("nothing", Span::new(0, 7)).is_none());
    }

    #[test]
    fn parameters_have_names() {
        for (segment, want) in [
            ("{id}", Some("id")),
            (":id", Some("id")),
            ("<id>", Some("id")),
            ("<int:id>", Some("id")),
            ("{id:int}", Some("id")),
            ("[slug]", Some("slug")),
            ("[...path]", Some("path")),
            ("${id}", Some("id")),
            ("users", None),
        ] {
            assert_eq!(parameter(segment), want, "{segment}");
        }
    }

    #[test]
    fn examples_fit_what_is_listed() {
        for (called, listed, want) in [
            ("/users/42", "/users/{id}", true),
            ("/users/42", "/api/v1/users/{id}", true),
            ("/api/v1/users/:id", "/users/{userId}", true),
            ("/users/{id}", "/users", false),
            ("/users/search", "/users/{id}", false),
            ("/users", "/orders", false),
            ("/admin/users", "/users", false),
        ] {
            assert_eq!(fits(called, listed), want, "{called} {listed}");
        }
    }
}
