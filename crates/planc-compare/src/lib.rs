//! What a plan means, apart from how it is written.
//!
//! Pure functions of typed plans: the digest that approvals are bound to, the changes between two plans, and
//! what two plans both touch.
