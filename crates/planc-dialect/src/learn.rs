use crate::dialect::{Dialect, DialectError, is_placeholder};
use crate::library::Library;
use crate::lifecycle::StatusWord;
use planc_source::{Edits, Span};
use planc_syntax::parse;

/// Writes the `planc:` comments that make a dialect of a template: the head, and for each section that
/// planc would not know by its words alone what it takes it for.
///
/// The template's own bytes stay as they are; a template that has comments already keeps them.
///
/// # Errors
/// Mistakes in comments that are already there.
pub fn learn(library: &Library, template: &str, name: &str) -> Result<String, Vec<DialectError>> {
    let dialect = Dialect::compile(template, name, library.vocabulary())?;
    let tree = parse(template);
    let mut edits = Edits::new();
    let mut insert = |at: usize, text: String| {
        // Insertions stand at headings' ends, one each, so they cannot overlap.
        let _ = edits.replace(Span::at(at), text);
    };
    let newline = if template.contains("\r\n") { "\r\n" } else { "\n" };
    if !template.contains("planc:") {
        let start = template.len() - template.trim_start_matches('\u{feff}').len();
        insert(start, head(&dialect).replace('\n', newline));
    }
    let mut sections = dialect.sections.iter();
    for section in tree.sections.iter().skip(1) {
        let title = tree.title(section);
        let Some(found) = sections.clone().next().filter(|s| s.heading == title) else { continue };
        sections.next();
        let annotated = tree.str(section.body).trim_start().starts_with("<!-- planc:");
        if annotated {
            continue;
        }
        let mut facts = Vec::new();
        match found.concept {
            Some(_) => {}
            None if is_placeholder(title) => facts.push("repeat = true".to_owned()),
            None => facts.push("concept = \"other\"".to_owned()),
        }
        if found.repeat && found.concept.is_some() {
            facts.push("repeat = true".to_owned());
        }
        let optional = title.to_lowercase().contains("optional");
        if optional {
            facts.push("optional = true".to_owned());
        }
        let comment = match &facts[..] {
            [] => continue,
            [one] => format!("<!-- planc: {one} -->"),
            many => format!("<!-- planc:{newline}{}{newline}-->", many.join(newline)),
        };
        let heading_end = section.body.start();
        let line_end = tree.str(Span::new(section.span.start(), heading_end)).ends_with('\n');
        let text =
            if line_end { format!("{comment}{newline}") } else { format!("{newline}{comment}{newline}") };
        insert(heading_end, text);
    }
    Ok(edits.apply(template))
}

fn head(dialect: &Dialect) -> String {
    let quote = |s: &str| toml::Value::String(s.to_owned()).to_string();
    let statuses = if dialect.statuses.is_empty() {
        ["Draft", "In Review", "Approved", "Complete"].map(str::to_owned).to_vec()
    } else {
        let marked = |w: &StatusWord| w.mark.iter().map(|m| format!("{m} ")).collect::<String>() + &w.word;
        dialect.lifecycle.words().iter().map(marked).collect()
    };
    let statuses: Vec<_> = statuses.iter().map(|s| quote(s)).collect();
    let title = dialect.title.as_ref().map_or("{title}", |t| t.as_str());
    format!(
        "<!-- planc:\ndialect = {}\nversion = 1\nsummary = \"Learned from a template\"\nlanguage = {}\nfile = \"{{number}}-{{slug}}.md\"\nfolder = \"docs/plans\"\ntitle = {}\nstatuses = [{}]\n-->\n",
        quote(&dialect.name),
        quote(&dialect.language),
        quote(title),
        statuses.join(", ")
    )
}
