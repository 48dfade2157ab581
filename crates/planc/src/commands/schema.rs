use crate::Outcome;
use crate::output::Output;
use anyhow::Result;
use clap::{Args, ValueEnum};
use planc_edit::tasks::TaskTable;
use planc_engine::{Approvals, ChangesGate, Config, Gate, Readiness, Standing};
use planc_source::render::Report;
use planc_trace::Matrix;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

/// Print the JSON Schema of what the JSON formats print, or of planc.toml.
#[derive(Args)]
#[command(after_help = "Example:\n  planc schema check > check.schema.json")]
pub struct Schema {
    /// Of which output.
    #[arg(value_enum, default_value_t = Kind::Model)]
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// `planc show --format json`
    Model,
    /// `planc check --format json`
    Check,
    /// `planc status PLAN --format json`
    Status,
    /// `planc approvals --format json`
    Approvals,
    /// `planc gate PLAN --format json`
    Gate,
    /// `planc gate --changes A..B --format json`
    Changes,
    /// `planc show PLAN readiness --format json`
    Readiness,
    /// `planc trace --format json`
    Trace,
    /// `planc diff --format json`
    Diff,
    /// `planc conflicts --format json`
    Conflicts,
    /// `planc tasks --format json`
    Tasks,
    /// `planc renumber --format json`
    Renumber,
    /// `planc.toml`
    Config,
}

impl Schema {
    /// Prints it.
    pub fn run(self, out: &mut Output) -> Result<Outcome> {
        match self.kind {
            Kind::Model => out.json(&planc_model::schema())?,
            Kind::Trace => out.json(&of::<Matrix>())?,
            Kind::Config => out.json(&Config::schema())?,
            Kind::Check => out.json(&of::<Report>())?,
            Kind::Status => out.json(&of::<Standing>())?,
            Kind::Approvals => out.json(&of::<Approvals>())?,
            Kind::Gate => out.json(&of::<Gate>())?,
            Kind::Changes => out.json(&of::<ChangesGate>())?,
            Kind::Readiness => out.json(&of::<Readiness>())?,
            Kind::Conflicts => out.json(&of::<super::conflicts::Report>())?,
            Kind::Diff => out.json(&of::<super::diff::Report>())?,
            Kind::Tasks => out.json(&of::<TaskTable>())?,
            Kind::Renumber => out.json(&of::<super::renumber::Report>())?,
        }
        Ok(Outcome::Clean)
    }
}

/// The schema of what a type prints.
fn of<T: JsonSchema>() -> schemars::Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
