//! Measurements in processes of their own: nothing of what was measured before is in their memory.

use super::clock::median;
use crate::shell;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// Starts this program `repeat` times with a hidden task. Each prints `N` numbers, a semicolon, and what it counted:
/// the medians, and what was counted last.
pub fn medians<const N: usize>(task: &str, folder: &Path, repeat: usize) -> Result<([f64; N], String)> {
    let mut measured: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
    let mut counted = String::new();
    for _ in 0..repeat {
        let mut child = Command::new(std::env::current_exe()?);
        let output = child.args(["bench", task]).arg(folder).current_dir(shell::root()).output()?;
        if !output.status.success() {
            bail!("the child ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let (numbers, rest) = text.split_once(';').context("the child said nothing")?;
        for (number, values) in numbers.split(' ').zip(&mut measured) {
            values.push(number.parse()?);
        }
        counted = rest.trim().to_owned();
    }
    Ok((measured.each_mut().map(|values| median(values)), counted))
}
