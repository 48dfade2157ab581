//! What a specification says already, for the plan that is made from it.

use planc_dialect::Library;
use planc_emit::scaffold::SpecSeed;
use planc_model::{leading_id, requirements};
use planc_syntax::parse;

/// Requirements a new plan lists at most; beyond that the link to the specification serves better.
const MOST: usize = 60;

/// Reads id, title and requirements of a specification.
pub(crate) fn read_spec(library: &Library, text: &str, file_name: &str) -> SpecSeed {
    let tree = parse(text);
    let fit = library.fit(&tree);
    let title = fit.title.map(|(_, t)| tree.str(t.title).trim_matches(['*', '`', ' ']).to_owned());
    let stated = fit.title.and_then(|(_, t)| t.id).map(|s| tree.str(s).to_owned());
    let header = fit
        .header
        .iter()
        .find(|e| e.field == planc_dialect::Field::Id)
        .map(|e| tree.str(e.source.value).to_owned());
    let id = stated.or(header).or_else(|| leading_id(file_name).map(|(id, _)| id.to_owned()));
    let title = title.filter(|t| !t.is_empty()).map(|t| match leading_id(&t) {
        Some((_, rest)) if !rest.is_empty() => rest.to_owned(),
        _ => t,
    });
    let stated = requirements(&tree).into_iter().filter(|r| asks(&r.id)).take(MOST);
    let requirements = stated.map(|r| (r.id, r.text)).collect();
    SpecSeed { id, title, target: String::new(), requirements }
}

/// Whether an id asks for something of the plan; stories, criteria and measures of success are the
/// specification's own.
fn asks(id: &str) -> bool {
    !["AC", "SC", "US"].iter().any(|kind| id.starts_with(kind))
}
