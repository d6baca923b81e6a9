//! Pages of lists by name.

use rusqlite::{Row, Rows};

use crate::StoreResult;
use crate::names::{After, nfc};

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
        last = Some(After::new(&name, &row.get::<_, String>(0)?).to_string());
        items.push(read(row)?);
    }
    Ok((items, None))
}
