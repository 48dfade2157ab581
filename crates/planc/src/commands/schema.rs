use crate::Outcome;
use crate::output::Output;
use anyhow::Result;
use clap::{Args, ValueEnum};
use planc_engine::Config;
use planc_source::render::Report;
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
    /// `planc.toml`
    Config,
}

impl Schema {
    /// Prints it.
    pub fn run(self, out: &mut Output) -> Result<Outcome> {
        match self.kind {
            Kind::Model => out.json(&planc_model::schema())?,
            Kind::Config => out.json(&Config::schema())?,
            Kind::Check => {
                let settings = SchemaSettings::draft2020_12().for_serialize();
                out.json(&settings.into_generator().into_root_schema_for::<Report>())?;
            }
        }
        Ok(Outcome::Clean)
    }
}
