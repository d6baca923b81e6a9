//! The tables, as steps from version to version. A step that was released is never changed: a change is a further step.

use rusqlite::Connection;

/// Step `n` (from 0) makes version `n + 1` out of version `n`.
const STEPS: &[&str] = &[include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The version that this program writes.
pub(super) fn version() -> i64 {
    i64::try_from(STEPS.len()).expect("there are a few steps")
}

/// Brings the database from version `found` to [`version`], each step in a transaction of its own: a program that is
/// killed between two goes on from there.
pub(super) fn migrate(connection: &mut Connection, found: i64) -> rusqlite::Result<()> {
    let done = usize::try_from(found).unwrap_or(0);
    for (index, step) in STEPS.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", index + 1)?;
        transaction.commit()?;
    }
    Ok(())
}
