//! What the writer promises, on a table of one column.

use std::future::poll_fn;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::task::Poll;

use rusqlite::Connection;

use super::*;
use crate::Refusal;

type Work = Box<dyn FnOnce(&Connection) -> StoreResult<()> + Send>;

/// A writer on a fresh table `said (text UNIQUE)`, and another connection to look with.
fn start(dir: &Path, also: &str) -> (Writer, Connection) {
    let open = || Connection::open(dir.join("test.db")).expect("a fresh database");
    let connection = open();
    connection.pragma_update(None, "journal_mode", "WAL").expect("set");
    connection.execute_batch("CREATE TABLE said (text TEXT UNIQUE); CREATE TABLE purges (room INTEGER PRIMARY KEY);").expect("made");
    connection.execute_batch(also).expect("made");
    (Writer::start(connection).expect("a thread starts"), open())
}

fn say(text: &'static str) -> Work {
    Box::new(move |connection| {
        connection.execute("INSERT INTO said (text) VALUES (?1)", [text])?;
        Ok(())
    })
}

/// Does the first work, and then goes wrong.
fn then(first: Work, wrong: impl FnOnce() -> StoreResult<()> + Send + 'static) -> Work {
    Box::new(move |connection| first(connection).and_then(|()| wrong()))
}

fn said(connection: &Connection) -> Vec<String> {
    let mut select = connection.prepare("SELECT text FROM said ORDER BY rowid").expect("a statement");
    let rows = select.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("texts")
}

/// Holds the writer in a first command until all of these are waiting, so that they are one group; their answers.
async fn in_one_group(writer: &Writer, works: Vec<(Work, bool)>) -> Vec<StoreResult<()>> {
    let (release, released) = sync_channel(1);
    let (enter, entered) = oneshot::channel();
    let held = writer.run(move |_| {
        enter.send(()).expect("the test waits");
        released.recv().expect("the test releases");
        Ok(())
    });
    let rest = async {
        entered.await.expect("the writer runs");
        let mut commands: Vec<_> = works.into_iter().map(|(work, careful)| Box::pin(writer.queue(work, careful))).collect();
        for command in &mut commands {
            // Polled once, it has its place in the queue.
            let waits = poll_fn(|context| Poll::Ready(command.as_mut().poll(context).is_pending())).await;
            assert!(waits, "no answer before the group is committed");
        }
        release.send(()).expect("the writer waits");
        let mut answers = Vec::new();
        for command in commands {
            answers.push(command.await);
        }
        answers
    };
    let (first, answers) = tokio::join!(held, rest);
    first.expect("nothing went wrong");
    answers
}

fn unavailable_all(answers: &[StoreResult<()>]) -> bool {
    answers.iter().all(|answer| matches!(answer, Err(StoreError::Unavailable(_))))
}

#[tokio::test]
async fn who_says_no_leaves_no_trace_and_no_neighbour_in_trouble() {
    let dir = tempfile::tempdir().expect("a directory");
    let (writer, look) = start(dir.path(), "");
    let works = vec![
        (say("하나"), false),
        (then(say("거절"), || Err(Refusal::NotMember.into())), false),
        (then(say("공포"), || panic!("a fault of ours")), false),
        (say("둘"), true),
        (Box::new(|_: &Connection| Err(Refusal::NotMember.into())) as Work, true),
        // Fails as SQLite sees it: this text is there.
        (say("하나"), false),
        (say("셋"), false),
    ];
    let answers = in_one_group(&writer, works).await;
    assert!(matches!(answers[1], Err(StoreError::Refused(Refusal::NotMember))));
    assert!(matches!(answers[4], Err(StoreError::Refused(Refusal::NotMember))));
    assert!(unavailable_all(&answers[2..3]) && unavailable_all(&answers[5..6]), "{answers:?}");
    assert!([0, 3, 6].iter().all(|&kept| answers[kept].is_ok()), "{answers:?}");
    assert_eq!(said(&look), ["하나", "둘", "셋"]);
}

#[tokio::test]
async fn half_a_change_is_never_committed() {
    let dir = tempfile::tempdir().expect("a directory");
    let (writer, look) = start(dir.path(), "");
    // Two that promised to say no before they change anything, and do not keep it.
    for wrong in [then(say("반"), || Err(Refusal::NotMember.into())), then(say("반"), || panic!("a fault of ours"))] {
        let answers = in_one_group(&writer, vec![(say("하나"), true), (wrong, true), (say("둘"), true)]).await;
        assert!(unavailable_all(&answers), "{answers:?}");
        assert_eq!(said(&look), [""; 0]);
    }
    // The writer goes on.
    writer.run(say("셋")).await.expect("stored");
    assert_eq!(said(&look), ["셋"]);
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_all() {
    let dir = tempfile::tempdir().expect("a directory");
    let also = "PRAGMA foreign_keys = ON; CREATE TABLE answers (to_text TEXT REFERENCES said (text) DEFERRABLE INITIALLY DEFERRED);";
    let (writer, look) = start(dir.path(), also);
    let dangling: Work = Box::new(|connection| {
        connection.execute("INSERT INTO answers (to_text) VALUES ('없는 말')", [])?;
        Ok(())
    });
    let answers = in_one_group(&writer, vec![(say("하나"), false), (dangling, false), (say("둘"), true)]).await;
    assert!(unavailable_all(&answers), "{answers:?}");
    assert_eq!(said(&look), [""; 0]);
    writer.run(say("하나")).await.expect("stored");
    assert_eq!(said(&look), ["하나"]);
}

#[tokio::test]
async fn a_full_disk_stores_what_it_acknowledges_and_nothing_else() {
    let dir = tempfile::tempdir().expect("a directory");
    let (writer, look) = start(dir.path(), "PRAGMA max_page_count = 24;");
    let mut stored = 0;
    for round in 0..20 {
        let works = (0..8).map(|number| {
            let work: Work = Box::new(move |connection| {
                let text = format!("{round}-{number} {}", "가".repeat(700));
                connection.execute("INSERT INTO said (text) VALUES (?1)", [text])?;
                Ok(())
            });
            (work, number % 2 == 0)
        });
        let answers = in_one_group(&writer, works.collect()).await;
        stored += answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(said(&look).len(), stored);
        if round == 19 {
            assert!(unavailable_all(&answers), "the disk is full");
        }
    }
    assert!(stored > 0);
}

#[tokio::test]
async fn dropping_the_writer_works_off_what_was_asked() {
    let dir = tempfile::tempdir().expect("a directory");
    let (writer, look) = start(dir.path(), "");
    let mut asked = Box::pin(writer.run(say("나중에 볼게요")));
    let waits = poll_fn(|context| Poll::Ready(asked.as_mut().poll(context).is_pending())).await;
    drop(asked);
    drop(writer);
    assert!(waits);
    assert_eq!(said(&look), ["나중에 볼게요"], "whoever asked has gone, and it is stored");
}

#[test]
fn what_is_left_of_a_deleted_room_goes_in_pieces() {
    let connection = Connection::open_in_memory().expect("a database");
    let tables = "CREATE TABLE entries (row INTEGER PRIMARY KEY, room INTEGER);
        CREATE TABLE mentions (room INTEGER); CREATE TABLE reactions (room INTEGER); CREATE TABLE shelves (row INTEGER PRIMARY KEY, room INTEGER); CREATE TABLE indexed (room INTEGER); CREATE TABLE purges (room INTEGER PRIMARY KEY);
        INSERT INTO mentions VALUES (1), (2); INSERT INTO reactions VALUES (1), (2); INSERT INTO purges VALUES (1);";
    connection.execute_batch(tables).expect("made");
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) INSERT INTO entries (row, room) SELECT ?2 << 32 | i, ?2 FROM n";
    connection.execute(many, [PURGE * 2 + 10, 1]).expect("made");
    connection.execute(many, [5, 2]).expect("made");
    let count =
        |what: &str| -> usize { connection.query_row(&format!("SELECT count(*) FROM {what}"), [], |row| row.get(0)).expect("a number") };
    assert!(purge(&connection).expect("purged"));
    assert_eq!(count("entries WHERE room = 1"), PURGE + 10);
    while purge(&connection).expect("purged") {}
    assert_eq!(
        (count("entries WHERE room = 1"), count("entries"), count("mentions"), count("reactions"), count("purges")),
        (0, 5, 1, 1, 0)
    );
}
