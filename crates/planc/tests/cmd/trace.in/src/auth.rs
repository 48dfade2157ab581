//! Implements FR-001.

/// Implements INV-1@0000000.
pub fn sign_in() -> &'static str {
    "implements FR-002"
}
