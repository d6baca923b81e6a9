//! The tables, as steps from version to version. A step that was released is never changed: a change is a further step.

use rusqlite::Connection;

/// Step `n` (from 0) makes version `n + 1` out of version `n`.
const STEPS: &[&str] = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
    include_str!("schema/7.sql"),
    include_str!("schema/8.sql"),
    include_str!("schema/9.sql"),
];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_version_has_stored_is_kept() {
        let mut connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch(STEPS[0]).expect("version 1");
        connection
            .execute_batch(
                "INSERT INTO people VALUES (1, 'u1', '민준', 'minjun', '-', 0, NULL, 0, 0, NULL);
                 INSERT INTO entries (room, seq, at, author, kind, client_id, content)
                 VALUES (7, 1, 10, 1, 0, NULL, NULL), (3, 1, 20, 1, 1, 'c1', '안녕'), (7, 2, 30, 1, 1, 'c1', '회의록');",
            )
            .expect("something was said");
        migrate(&mut connection, 1).expect("brought to this version");
        let mut select = connection.prepare("SELECT row, room, seq, content FROM entries ORDER BY row").expect("a statement");
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).expect("rows");
        let rows: Vec<(i64, i64, i64, Option<String>)> = rows.collect::<Result<_, _>>().expect("rows");
        let expected = [(3 << 32 | 1, 3, 1, Some("안녕".into())), (7 << 32 | 1, 7, 1, None), (7 << 32 | 2, 7, 2, Some("회의록".into()))];
        assert_eq!(rows, expected);
        let again = connection.execute("INSERT INTO entries (room, seq, at, author, kind, client_id) VALUES (7, 3, 0, 1, 1, 'c1')", []);
        assert!(again.is_err(), "sending twice stores once, whatever version stored it");
    }
}
