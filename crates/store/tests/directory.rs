//! The data directory of the embedded store: refused with a clear word, or kept through a `kill -9`.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use protocol::messages::{Change, Cursor};
use protocol::rooms::RoomKind;
use protocol::{ClientId, MessageText, Name, RoomId, RoomName, Seq, Timestamp, UserId};
use rusqlite::Connection;
use store::embedded::{Embedded, OpenError, open};
use store::messages::{Messages, NewMessage};
use store::rooms::NewRoom;
use store::search::{Query, SearchMessages};
use store::session::NewAccount;
use store::{Store, StoreError};

/// Where the child process of a test finds the directory.
const DIRECTORY: &str = "SUDA_TEST_DIRECTORY";

/// The refusal of a directory, which must be one line that names it.
fn refused(dir: &Path) -> OpenError {
    let error = Embedded::open(dir).err().expect("should have been refused");
    let text = error.to_string();
    assert!(!text.contains('\n') && text.contains(&dir.display().to_string()) && text.contains(';'), "{text}");
    error
}

#[test]
fn a_missing_directory_is_made_for_this_user_only() {
    let dir = tempfile::tempdir().expect("a directory");
    let data = dir.path().join("어딘가").join("data");
    drop(Embedded::open(&data).expect("made and opened"));
    assert!(data.join(open::DATABASE).is_file());
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&data).expect("there").permissions());
        assert_eq!(mode & 0o777, 0o700);
    }
}

#[test]
fn a_directory_in_use_is_refused_until_it_is_free() {
    let dir = tempfile::tempdir().expect("a directory");
    let first = Embedded::open(dir.path()).expect("opened");
    assert!(matches!(refused(dir.path()), OpenError::InUse(_)));
    drop(first);
    drop(Embedded::open(dir.path()).expect("free again"));
}

#[test]
fn a_directory_that_cannot_be_written_to_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    // A file in its place, and one in the place of its parent: refused for every user, root too.
    let file = dir.path().join("data");
    fs::write(&file, "여기는 파일").expect("written");
    assert!(matches!(refused(&file), OpenError::Directory { .. }));
    assert!(matches!(refused(&file.join("below")), OpenError::Directory { .. }));
    assert_eq!(fs::read_to_string(&file).expect("there"), "여기는 파일");
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    drop(Embedded::open(dir.path()).expect("opened"));
    let file = dir.path().join(open::DATABASE);
    let connection = Connection::open(&file).expect("opened");
    connection.pragma_update(None, "user_version", 99).expect("set");
    drop(connection);
    let before = fs::read(&file).expect("there");
    let error = refused(dir.path());
    assert!(matches!(error, OpenError::Newer { found: 99, known: 9, .. }), "{error:?}");
    assert!(error.to_string().contains("99") && error.to_string().contains("up to 9"), "{error}");
    assert_eq!(fs::read(&file).expect("there"), before);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::write(dir.path().join(open::DATABASE), "수다 ".repeat(1_000)).expect("written");
    let error = refused(dir.path());
    assert!(matches!(error, OpenError::Database { .. }) && error.source().is_some(), "{error:?}");
}

fn person() -> UserId {
    UserId::new("minji").expect("an id")
}

fn room() -> RoomId {
    RoomId::new("room").expect("an id")
}

fn message(client_id: &str) -> NewMessage {
    NewMessage {
        room_id: room(),
        author: person(),
        client_id: ClientId::new(client_id).expect("an id"),
        content: MessageText::new(&format!("{client_id}번째 말")).expect("a text"),
        reply_to: None,
        at: Timestamp(2),
    }
}

/// One person in one room.
async fn settle(store: &dyn Store) {
    let name = Name::new("민지").expect("a name");
    let key = name.key(str::to_lowercase);
    let new = NewAccount { id: person(), name, key, password_hash: "-".into(), at: Timestamp(1), invite: None };
    store.create_account(new).await.expect("an account");
    let new = NewRoom {
        id: room(),
        client_id: None,
        kind: RoomKind::Private,
        name: Some(RoomName::new("수다방").expect("a name")),
        creator: person(),
        participants: Vec::new(),
        at: Timestamp(1),
    };
    store.create_room(new).await.expect("a room");
}

#[tokio::test]
async fn what_cannot_be_read_is_corrupt_and_not_empty() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Embedded::open(dir.path()).expect("opened");
    settle(&store).await;
    store.append(message("1")).await.expect("appended");
    drop(store);
    let connection = Connection::open(dir.path().join(open::DATABASE)).expect("opened");
    connection.execute("UPDATE entries SET content = '' WHERE kind = 1", []).expect("broken");
    drop(connection);
    let store = Embedded::open(dir.path()).expect("opened");
    let answer = store.history(&room(), &person(), Cursor::Latest, 10).await;
    assert!(matches!(answer, Err(StoreError::Corrupt(_))), "{answer:?}");
}

/// What an update finds: blocks of another version, which would mislead this one.
#[tokio::test]
async fn an_index_of_another_version_is_made_anew_while_searches_go_on() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Embedded::open(dir.path()).expect("opened");
    settle(&store).await;
    for number in 0..150 {
        store.append(message(&number.to_string())).await.expect("appended");
    }
    assert_eq!(store.reindex(&room()).await.expect("made"), 128);
    drop(store);
    let connection = Connection::open(dir.path().join(open::DATABASE)).expect("opened");
    connection.execute_batch("UPDATE indexed SET version = 0; UPDATE shelves SET bytes = zeroblob(40);").expect("changed");
    let is_anew = || -> bool {
        let found = connection.query_row("SELECT 1 FROM indexed WHERE version > 0 AND sealed = 128", [], |_| Ok(()));
        found.is_ok()
    };
    assert!(!is_anew());

    let store = Embedded::open(dir.path()).expect("opened");
    let found = async || store.search(Query { limit: 200, ..Query::everywhere(&person(), "번째 말") }).await.expect("hits");
    assert_eq!(found().await.hits.len(), 150, "whatever there is of the index");
    tokio::time::timeout(Duration::from_secs(20), async {
        while !is_anew() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("it is made by itself");
    assert_eq!(found().await.hits.len(), 150);
    let misleading: i64 =
        connection.query_row("SELECT count(*) FROM shelves WHERE bytes = zeroblob(40)", [], |row| row.get(0)).expect("a number");
    assert_eq!(misleading, 0);
}

/// Not a test of its own: the process that [`what_was_acknowledged_survives_kill_9`] kills. Says each seq once it is
/// acknowledged, and never ends by itself.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by what_was_acknowledged_survives_kill_9"]
async fn appends_until_killed() {
    let dir = std::env::var_os(DIRECTORY).expect("the test says where");
    let store = Arc::new(Embedded::open(Path::new(&dir)).expect("opened"));
    settle(&*store).await;
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for number in 0_u64.. {
                    let client_id = format!("{writer}-{number}");
                    let seq = store.append(message(&client_id)).await.expect("appended").entry.seq;
                    writeln!(std::io::stdout(), "\nacknowledged {client_id} {seq}").expect("the test reads");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("killed before");
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9() {
    const ENOUGH: usize = 400;
    let dir = tempfile::tempdir().expect("a directory");
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "appends_until_killed", "--ignored", "--nocapture"])
        .env(DIRECTORY, dir.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let mut acknowledged = HashMap::new();
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut killed = false;
    // To the end of the pipe: what was said before the end counts as well.
    for line in lines.map_while(Result::ok) {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["acknowledged", client_id, seq] = words[..] {
            acknowledged.insert(client_id.to_owned(), Seq(seq.parse().expect("a number")));
        }
        if acknowledged.len() >= ENOUGH && !killed {
            child.kill().expect("killed");
            killed = true;
        }
    }
    child.wait().expect("gone");
    assert!(killed, "the child ended by itself");

    let store = Embedded::open(dir.path()).expect("opened");
    let log = store.entries_after(&room(), Seq::ZERO, 1_000_000).await.expect("entries");
    assert!(log.iter().zip(1..).all(|(entry, seq)| entry.seq == Seq(seq)), "the log has holes");
    let mut stored = HashMap::new();
    for entry in &log[1..] {
        let Change::NewMessage { client_id, .. } = &entry.change else { panic!("{entry:?}") };
        assert_eq!(stored.insert(client_id.as_str().to_owned(), entry.seq), None, "stored twice");
    }
    for (client_id, seq) in &acknowledged {
        assert_eq!(stored.get(client_id), Some(seq), "acknowledged, and not there");
    }
    // Sending again finds what was stored.
    for (client_id, seq) in acknowledged.iter().take(20) {
        let again = store.append(message(client_id)).await.expect("found");
        assert_eq!((again.fresh, again.entry.seq), (false, *seq));
    }
}
