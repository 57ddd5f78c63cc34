//! The order of the columns of a table that is made again.

use super::BatchError;
use super::rebuild::Rebuild;
use crate::error::Result;

impl Rebuild<'_> {
    /// Notes where a new column goes: Alembic's `_setup_dependencies_for_add_column`.
    pub(super) fn place(&mut self, column: &str, before: Option<&str>, after: Option<&str>) -> Result<()> {
        let free = self.op.partial_reordering.is_empty();
        let (mut before, mut after) = (before.map(str::to_owned), after.map(str::to_owned));
        let position = |name: &str, existing: &[String]| existing.iter().position(|other| other == name);
        if let (true, Some(anchor), None) = (free, &after, &before) {
            before = match position(anchor, &self.existing_ordering) {
                Some(index) => self.existing_ordering.get(index + 1).cloned(),
                None => Some(self.neighbour(|(first, second)| (first == anchor).then_some(second), anchor)?),
            };
        }
        if let (true, Some(anchor), None) = (free, &before, &after) {
            after = match position(anchor, &self.existing_ordering) {
                Some(index) => index.checked_sub(1).map(|index| self.existing_ordering[index].clone()),
                None => Some(self.neighbour(|(first, second)| (second == anchor).then_some(first), anchor)?),
            };
        }
        if free
            && before.is_none()
            && after.is_none()
            && let Some(last) = self.existing_ordering.last()
        {
            after = Some(last.clone());
        }
        if let Some(before) = before {
            self.add_col_ordering.push((column.to_owned(), before));
        }
        if let Some(after) = after {
            self.add_col_ordering.push((after, column.to_owned()));
        }
        Ok(())
    }

    /// The neighbour of a column that is new as well; of several the newest.
    fn neighbour<'p>(
        &'p self,
        of: impl FnMut(&'p (String, String)) -> Option<&'p String>,
        anchor: &str,
    ) -> Result<String> {
        let found = self.add_col_ordering.iter().rev().find_map(of);
        Ok(found.cloned().ok_or_else(|| self.no_such_column(anchor))?)
    }

    /// Puts the columns into their order.
    pub(super) fn reorder(&mut self) -> Result<()> {
        if self.op.partial_reordering.is_empty() && self.add_col_ordering.is_empty() {
            return Ok(());
        }
        let keys: Vec<String> = self.columns.iter().map(|column| column.key.clone()).collect();
        let mut pairs: Vec<(String, String)> = Vec::new();
        if self.op.partial_reordering.is_empty() {
            let existing = self.existing_ordering.iter().skip(1).enumerate();
            pairs.extend(existing.map(|(index, key)| (keys[index].clone(), key.clone())));
        } else {
            for names in &self.op.partial_reordering {
                for pair in names.windows(2) {
                    pairs.push((pair[0].text.clone(), pair[1].text.clone()));
                }
            }
        }
        pairs.extend(self.add_col_ordering.iter().cloned());
        pairs.retain(|(first, second)| first != second);
        let sorted = sort(&pairs, &keys)?;
        self.columns
            .sort_by_key(|column| sorted.iter().position(|key| *key == column.key));
        Ok(())
    }
}

/// SQLAlchemy's `topological.sort` with `deterministic_order`: pairs are (earlier, later).
fn sort(pairs: &[(String, String)], items: &[String]) -> Result<Vec<String>> {
    let mut todo: Vec<&String> = items.iter().collect();
    let mut sorted = Vec::with_capacity(items.len());
    while !todo.is_empty() {
        let waits = |item: &String| {
            pairs
                .iter()
                .any(|(earlier, later)| later == item && todo.contains(&earlier))
        };
        let (waiting, ready): (Vec<&String>, Vec<&String>) = todo.iter().partition(|item| waits(item));
        if ready.is_empty() {
            let columns = todo.iter().map(|item| item.as_str()).collect::<Vec<_>>().join(", ");
            return Err(BatchError::Order { columns }.into());
        }
        sorted.extend(ready.into_iter().cloned());
        todo = waiting;
    }
    Ok(sorted)
}
