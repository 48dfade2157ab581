//! What day it is: the one place that commands ask.

use anyhow::{Context, Result};
use jiff::civil::Date;

/// Today; `SOURCE_DATE_EPOCH` (seconds, as reproducible builds use it) stands in for the clock.
///
/// # Errors
/// `SOURCE_DATE_EPOCH` is no number of seconds that a calendar has.
pub fn today() -> Result<Date> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let seconds = seconds.parse().context("SOURCE_DATE_EPOCH is no number of seconds")?;
            let moment = jiff::Timestamp::from_second(seconds).context("SOURCE_DATE_EPOCH is no date")?;
            Ok(moment.to_zoned(jiff::tz::TimeZone::UTC).date())
        }
        Err(_) => Ok(jiff::Zoned::now().date()),
    }
}

/// The same for what must not fail: without a calendar day in `SOURCE_DATE_EPOCH`, the day of the clock.
pub(crate) fn day() -> Date {
    today().unwrap_or_else(|_| jiff::Zoned::now().date())
}
