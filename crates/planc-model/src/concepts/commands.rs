use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::Concept;
use planc_source::Span;
use planc_syntax::Kind;

/// Code spans of the text, and the lines of shell blocks.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let mut found = Vec::new();
    for block in cx.blocks(index) {
        match block.kind {
            Kind::Code(_) => shell(cx, block.node, &mut found),
            _ => found.extend(spans(cx, block.span)),
        }
    }
    cx.plan.commands.get_or_insert_default().extend(found);
}

/// The commands of a value: its code spans, else the words themselves.
pub(crate) fn of_value<'a>(cx: &Lower<'_, 'a>, span: Span) -> Vec<Text<'a>> {
    let found = spans(cx, span);
    if found.is_empty() && !span.is_empty() { vec![cx.text(span)] } else { found }
}

fn spans<'a>(cx: &Lower<'_, 'a>, span: Span) -> Vec<Text<'a>> {
    let codes = cx.tree.nodes_in(span).filter(|n| cx.tree.nodes[*n].kind == Kind::CodeSpan);
    codes.map(|n| cx.name(cx.tree.nodes[n].span)).collect()
}

/// The command lines of a block, without comments and prompts.
pub(crate) fn shell<'a>(cx: &Lower<'_, 'a>, node: planc_syntax::NodeId, out: &mut Vec<Text<'a>>) {
    let code = cx.code(node);
    let mut from = 0;
    for line in code.value.split_inclusive('\n') {
        let content = line.trim();
        let content = content.strip_prefix("$ ").unwrap_or(content);
        if !content.is_empty() && !content.starts_with('#') {
            let at = from + line.find(content).unwrap_or(0);
            out.push(cx.inside(&code, Span::new(at, at + content.len())));
        }
        from += line.len();
    }
}
