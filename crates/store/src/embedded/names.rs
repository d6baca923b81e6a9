//! Lists by name: which names are shown, and where a page goes on.

use rusqlite::{Row, Rows};

use super::rows::nfc;
use crate::StoreResult;

/// A place in a list by name: names may be the same, ids may not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct After {
    pub(super) name: String,
    pub(super) id: String,
}

impl After {
    /// The beginning, or where the last page ended. `None` for a cursor that no page gave.
    pub(super) fn read(cursor: Option<&str>) -> Option<Self> {
        // No id has a colon in it.
        cursor.map_or_else(
            || Some(Self::default()),
            |cursor| cursor.split_once(':').map(|(id, name)| Self { name: name.into(), id: id.into() }),
        )
    }
}

/// The next `limit` rows whose name contains the query (all for a blank one), and the cursor of the page after that.
/// The rows are by name, with the id and the name in their first two columns.
pub(super) fn page<T>(
    mut rows: Rows<'_>,
    query: &str,
    limit: usize,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> StoreResult<(Vec<T>, Option<String>)> {
    let query = fold::Query::new(query, nfc);
    let mut items = Vec::new();
    let mut last = None;
    while let Some(row) = rows.next()? {
        let name: String = row.get(1)?;
        if query.as_ref().is_some_and(|query| query.find(&name, nfc).is_none()) {
            continue;
        }
        if items.len() == limit {
            return Ok((items, last));
        }
        last = Some(format!("{}:{name}", row.get::<_, String>(0)?));
        items.push(read(row)?);
    }
    Ok((items, None))
}
