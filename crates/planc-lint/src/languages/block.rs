use planc_source::Span;
use planc_syntax::{Code, Kind, Tree};
use std::borrow::Cow;

/// Blocks beyond this are data, not something a plan says; they are not checked.
const MOST: usize = 256 * 1024;

/// The code of a block, and where its bytes stand in the document.
#[derive(Debug)]
pub(crate) struct Block<'a> {
    /// The code without the prefixes of lists and quotes.
    pub(crate) text: Cow<'a, str>,
    /// The first word of the info string.
    pub(crate) language: &'a str,
    /// For each run of bytes without a prefix: where it begins in `text`, and where in the document.
    runs: Vec<(usize, usize)>,
}

impl<'a> Block<'a> {
    /// A part of the document that is code to the letter.
    pub(crate) fn plain(text: &'a str, span: Span) -> Block<'a> {
        Block { text: Cow::Borrowed(span.of(text)), language: "", runs: vec![(0, span.start())] }
    }

    fn of(tree: &Tree<'a>, code: &Code) -> Block<'a> {
        let language = language(tree.str(code.info));
        if code.contiguous {
            return Block { language, ..Block::plain(tree.text, code.body) };
        }
        let (text, runs) = without_prefixes(tree.text, code.body);
        Block { text: Cow::Owned(text), language, runs }
    }

    /// Where a part of the code stands in the document.
    pub(crate) fn place(&self, span: Span) -> Span {
        let at = |offset: usize| {
            let run = self.runs.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
            self.runs.get(run).map_or(0, |(start, place)| place + (offset - start))
        };
        let start = at(span.start());
        // The end belongs to its last byte: the next line's prefix is no part of it.
        let end = if span.is_empty() { start } else { at(span.end() - 1) + 1 };
        Span::new(start, end)
    }
}

/// The closed, fenced blocks whose info string begins with one of `names`.
pub(crate) fn blocks<'t, 'a>(tree: &'t Tree<'a>, names: &'t [&str]) -> impl Iterator<Item = Block<'a>> + 't {
    let named = |code: &&planc_syntax::CodeBlock| {
        let word = language(tree.str(code.info));
        code.closed && code.body.len() <= MOST && names.iter().any(|n| n.eq_ignore_ascii_case(word))
    };
    let fenced = |node: usize| tree.nodes.get(node).is_some_and(|n| n.kind == Kind::Code(true));
    let codes = tree.codes.iter().filter(named).map(|c| c.node as usize).filter(move |n| fenced(*n));
    codes.filter_map(|node| Some(Block::of(tree, &tree.code_view(node)?)))
}

/// The fenced blocks without a language that values of the model stand in, each once, in the order of the text.
pub(crate) fn unlabelled<'a>(tree: &Tree<'a>, values: impl Iterator<Item = Span>) -> Vec<Block<'a>> {
    let code_at = |span: Span| {
        let at = tree.codes.partition_point(|c| c.body.start() <= span.start()).checked_sub(1)?;
        let code = tree.codes.get(at).filter(|c| c.body.contains(span) && !span.is_empty())?;
        let fenced = tree.nodes.get(code.node as usize).is_some_and(|n| n.kind == Kind::Code(true));
        let plain = fenced && code.closed && code.info.is_empty() && code.body.len() <= MOST;
        plain.then_some(code.node as usize)
    };
    let mut nodes: Vec<usize> = values.filter_map(code_at).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes.into_iter().filter_map(|node| Some(Block::of(tree, &tree.code_view(node)?))).collect()
}

/// The language an info string names: `SQL title="x"`, `json,ignore`, `{.yaml}`.
fn language(info: &str) -> &str {
    let info = info.trim_start_matches(['{', '.', ' ']);
    info.split([' ', ',', '{', '}', ':', '\t']).next().unwrap_or("")
}

/// The code without what the containers put before each line: as many blanks and quote marks as stand before
/// its first line.
fn without_prefixes(document: &str, body: Span) -> (String, Vec<(usize, usize)>) {
    let before = document.get(..body.start()).unwrap_or("");
    let width = before.len() - before.rfind(['\n', '\r']).map_or(0, |n| n + 1);
    let mut text = String::with_capacity(body.len());
    let mut runs = Vec::new();
    let mut at = body.start();
    for line in body.of(document).split_inclusive('\n') {
        let prefix = if runs.is_empty() {
            0
        } else {
            line.bytes().take(width).take_while(|b| matches!(b, b' ' | b'\t' | b'>')).count()
        };
        runs.push((text.len(), at + prefix));
        text.push_str(&line[prefix..]);
        at += line.len();
    }
    (text, runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_document() {
        for document in [
            "```json\n{\n  \"a\": 1\n}\n```\n",
            "- x\n\n  ```json\n  {\n    \"a\": 1\n  }\n  ```\n",
            "> ```JSON x\n> {\n>   \"a\": 1\n> }\n> ```\n",
            "1. > ~~~ {.json}\r\n   > {\r\n   >   \"a\": 1\r\n   > }\r\n   > ~~~\r\n",
        ] {
            let tree = planc_syntax::parse(document);
            let found: Vec<_> = blocks(&tree, &["json"]).collect();
            assert_eq!(found.len(), 1, "{document}");
            assert_eq!(found[0].text.replace("\r\n", "\n"), "{\n  \"a\": 1\n}\n", "{document}");
            for part in ["{", "\"a\": 1", "}"] {
                let start = found[0].text.find(part).unwrap();
                let place = found[0].place(Span::new(start, start + part.len()));
                assert_eq!(place.of(document), part, "{document}");
            }
        }
    }

    #[test]
    fn open_blocks_and_other_languages_are_left_alone() {
        let tree = planc_syntax::parse("```sql\nx\n```\n\n    {\n\n```json\n{\n");
        assert_eq!(blocks(&tree, &["json"]).count(), 0);
    }
}
