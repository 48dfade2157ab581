use crate::constitution::{Constitution, Name, row_words, simple};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities, closest};

pub static RULE: Rule = Rule {
    name: "article-unknown",
    summary: "the check against the constitution names an article that the constitution does not have",
    family: Family::Governance,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("article_unknown.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let rows = || cx.plan.constitution.iter().flatten().filter_map(|a| a.article.as_ref());
    if rows().next().is_none() {
        return;
    }
    let Some(constitution) = Constitution::of(cx) else { return };
    let articles: Vec<Name<'_>> = constitution.articles().collect();
    let known = |row: &Name<'_>| articles.iter().any(|a| a.is(row));
    // A check that shares nothing with this constitution is about another one.
    let (all, kept) = rows().fold((0, 0), |(all, kept), r| {
        (all + 1, kept + usize::from(known(&Name::read(row_words(&r.value)))))
    });
    if kept * 2 < all {
        return;
    }
    for row in rows() {
        let name = Name::read(row_words(&row.value));
        let Some(fault) = fault(&name, &articles, constitution) else { continue };
        let (message, meant) = fault;
        let found = out.diagnostic(row.span, message);
        out.push(match meant {
            Some(meant) => found.help(format!("did you mean {}?", quoted(&meant.full()))),
            None => found.help(format!("its articles stand in {}", quoted(&constitution.path))),
        });
    }
}

/// What is wrong with the name, and the article that was meant.
fn fault<'n, 'w>(
    row: &Name<'_>,
    articles: &'n [Name<'w>],
    constitution: &Constitution,
) -> Option<(String, Option<&'n Name<'w>>)> {
    let by_name = articles.iter().find(|a| a.same_name(row));
    match row.number {
        Some(number) => match articles.iter().find(|a| a.number == Some(number)) {
            // Another article has this name: one of the two is a slip.
            Some(own) if by_name.is_some() && !own.same_name(row) && !own.shares_word(row) => {
                let message =
                    format!("article {} of the constitution is {}", row.written(), quoted(own.name));
                Some((message, by_name))
            }
            Some(_) => None,
            None if articles.iter().all(|a| a.number.is_none()) || constitution.has_heading(row.name) => None,
            None => Some((format!("the constitution has no article {}", row.written()), by_name)),
        },
        None if by_name.is_some() || constitution.has_heading(row.name) => None,
        // A name alone may be a gate of the project's own, unless it is nearly that of an article.
        None => {
            let wanted = simple(row.name);
            let names: Vec<String> = articles.iter().map(|a| simple(a.name)).collect();
            let near = closest(&wanted, names.iter().map(String::as_str))?;
            let meant = articles.iter().zip(&names).find(|(_, n)| *n == near).map(|(a, _)| a);
            Some((format!("the constitution has no article {}", quoted(row.name)), meant))
        }
    }
}
