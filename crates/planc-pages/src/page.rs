use crate::example::{Block, Example};
use crate::files::Files;
use planc_lint::Rule;
use planc_source::{LineIndex, Span};
use planc_syntax::{Kind, Tree, parse};

/// A page, taken apart.
pub struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// The rule it is about, where its title is the name of one.
    pub rule: Option<&'static Rule>,
    /// Its `##` headings.
    pub headings: Vec<&'a str>,
    /// Its examples, in order.
    pub examples: Vec<Example<'a>>,
}

impl<'a> Page<'a> {
    /// Reads a page. Any text is one; what is no example is passed over.
    pub fn parse(text: &'a str) -> Page<'a> {
        let tree = parse(text);
        let lines = LineIndex::new(text);
        let title = tree.sections.get(1).filter(|s| s.level == 1).map_or("", |s| tree.title(s));
        let mut page =
            Page { title, rule: planc_lint::rule(title), headings: Vec::new(), examples: Vec::new() };
        let mut files = Files::default();
        for (node, found) in tree.nodes.iter().enumerate() {
            match found.kind {
                Kind::Heading(2) => {
                    if let Some(section) = tree.section_of_heading(node) {
                        page.headings.push(tree.title(&tree.sections[section]));
                    }
                    files = Files::default();
                }
                Kind::Code(true) => {
                    let Some((info, content)) = block(&tree, node) else { continue };
                    let block = Block { info, content };
                    match block.kind() {
                        "file" => files.add(block.path().as_deref().unwrap_or("file.md"), content.of(text)),
                        "plan" => {
                            let line = lines.position(text, found.span.start()).line as usize;
                            page.examples.push(Example::new(text, line, block, files.clone()));
                            // A plan with a path is there for those that follow.
                            if let Some(path) = block.path() {
                                files.add_plan(&path, content.of(text));
                            }
                        }
                        _ => {
                            if let Some(example) = page.examples.last_mut() {
                                example.take(block);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        page
    }
}

/// The info string of a fenced block, and the whole lines between its fences.
fn block<'a>(tree: &Tree<'a>, node: usize) -> Option<(&'a str, Span)> {
    let code = tree.code(node)?;
    let span = tree.nodes[node].span;
    let source = tree.str(span);
    let first = source.find('\n')? + 1;
    let last = source.trim_end().rfind('\n')? + 1;
    (code.closed && last >= first)
        .then(|| (tree.str(code.info), Span::new(span.start() + first, span.start() + last)))
}
