//! Values that are read from the text when somebody asks for them.

use serde::{Serialize, Serializer};

/// The name under which such values are serialised, for serializers that do not want them read.
pub(crate) const LATE: &str = "Late";

/// Serialises what the function gives, and calls it no sooner than a serializer looks inside.
pub(crate) struct Late<F>(pub(crate) F);

/// What stands in a [`Late`].
struct Now<'f, F>(&'f F);

impl<T: Serialize, F: Fn() -> T> Serialize for Late<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(LATE, &Now(&self.0))
    }
}

impl<T: Serialize, F: Fn() -> T> Serialize for Now<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.0)().serialize(serializer)
    }
}
