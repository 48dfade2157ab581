//! What stands in a plan and has a grammar of its own: code, queries, addresses, versions, quantities.

mod cron_invalid;
mod duration_invalid;
mod json_invalid;
mod license_unknown;
mod openapi_invalid;
mod percentage_impossible;
mod promql_invalid;
mod quantity_unknown;
mod sql_invalid;
mod toml_invalid;
mod typescript_invalid;
mod url_invalid;
mod version_invalid;
mod yaml_invalid;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[
    &cron_invalid::RULE,
    &duration_invalid::RULE,
    &json_invalid::RULE,
    &license_unknown::RULE,
    &openapi_invalid::RULE,
    &percentage_impossible::RULE,
    &promql_invalid::RULE,
    &quantity_unknown::RULE,
    &sql_invalid::RULE,
    &toml_invalid::RULE,
    &typescript_invalid::RULE,
    &url_invalid::RULE,
    &version_invalid::RULE,
    &yaml_invalid::RULE,
];
