//! The headers of a message.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// Headers in their order: each name as it was first written, with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, Vec<String>)>);

impl Headers {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of a name, in any case.
    pub fn get(&self, name: &str) -> &[String] {
        let found = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or(&[], |(_, values)| values)
    }

    /// Yields names and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Adds a value to a name; more than 500 names are not kept.
    pub fn add(&mut self, name: String, value: String) {
        let known = self.0.iter().position(|(known, _)| known.eq_ignore_ascii_case(&name));
        // No message has more; a hostile one could.
        let is_full = self.0.len() >= 500;
        match known.and_then(|at| self.0.get_mut(at)) {
            Some((_, values)) => values.push(value),
            None if is_full => {}
            None => self.0.push((name, vec![value])),
        }
    }
}

impl Serialize for Headers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, values) in &self.0 {
            match values.as_slice() {
                [value] => map.serialize_entry(name, value)?,
                values => map.serialize_entry(name, values)?,
            }
        }
        map.end()
    }
}
