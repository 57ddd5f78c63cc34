//! JSON objects that must be used up, so that no key of a case is overlooked.

use serde_json::{Map, Value};

pub(crate) struct Obj(Map<String, Value>);

impl Obj {
    pub(crate) fn new(value: Value) -> Self {
        match value {
            Value::Object(map) => Self(map),
            other => panic!("not an object: {other}"),
        }
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        // `remove` would change the order of the other keys
        self.0.shift_remove(key)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub(crate) fn require(&mut self, key: &str) -> Value {
        self.take(key).unwrap_or_else(|| panic!("no {key} in {:?}", self.0))
    }

    /// A string; `null` and an absent key are none.
    pub(crate) fn string(&mut self, key: &str) -> Option<String> {
        self.take(key).and_then(|value| value.as_str().map(ToOwned::to_owned))
    }

    pub(crate) fn bool(&mut self, key: &str) -> Option<bool> {
        self.take(key).and_then(|value| value.as_bool())
    }

    pub(crate) fn number(&mut self, key: &str) -> Option<i64> {
        self.take(key).and_then(|value| value.as_i64())
    }

    pub(crate) fn array(&mut self, key: &str) -> Vec<Value> {
        match self.take(key) {
            Some(Value::Array(values)) => values,
            None => Vec::new(),
            Some(other) => panic!("{key} is no array: {other}"),
        }
    }

    pub(crate) fn strings(&mut self, key: &str) -> Vec<String> {
        self.array(key)
            .iter()
            .map(|value| value.as_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// The entries, in the order of the file.
    pub(crate) fn entries(self) -> Vec<(String, Value)> {
        self.0.into_iter().collect()
    }

    pub(crate) fn finish(self) {
        assert!(self.0.is_empty(), "left over: {:?}", self.0);
    }
}
