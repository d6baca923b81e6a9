//! What was acknowledged is there after the process was killed.

use client::CallError;
use protocol::ids::Limit;
use protocol::messages::{Cursor, History};
use suda::identity::mint_client_id;

use crate::support::person::message;
use crate::support::{Person, Process};

#[tokio::test]
async fn nothing_acknowledged_is_lost_or_doubled_by_kill_9() {
    let mut process = Process::start().await;
    let mut ann = Person::sign_up(process.address, "서연").await;
    let room = ann.room("디자인", &[]).await;
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        // Several in flight at the moment of the kill: some are acknowledged, some are not.
        let sends: Vec<_> = (0..40)
            .map(|number| (mint_client_id(), format!("{round}차 {number}번")))
            .map(|(id, text)| (ann.line.client().call(message(&room.id, id.clone(), &text), crate::support::DEADLINE), id, text))
            .collect();
        let kill = process.kill_and_start_again();
        let (outcomes, ()) = tokio::join!(
            async {
                let mut outcomes = Vec::new();
                for (send, id, text) in sends {
                    outcomes.push((send.await, id, text));
                }
                outcomes
            },
            kill
        );
        ann.line.connected().await;
        for (outcome, id, text) in outcomes {
            // Whoever does not know sends it again, under the same id.
            let sent = match outcome {
                Ok(sent) => sent,
                Err(CallError::Refused(error)) => panic!("{error}"),
                Err(_) => ann.call(message(&room.id, id, &text)).await.expect("sent again"),
            };
            acknowledged.push((sent.seq, text));
        }
    }
    let mut stored = Vec::new();
    let mut cursor = Cursor::After(protocol::Seq::ZERO);
    loop {
        let page = ann.call(History::new(room.id.clone(), cursor, Limit::new(100).expect("a limit"))).await.expect("history");
        for entry in page.entries {
            if let protocol::messages::Change::NewMessage { content, .. } = entry.change {
                stored.push((entry.seq, content.as_str().to_owned()));
            }
        }
        if page.to == page.head {
            break;
        }
        cursor = Cursor::After(page.to);
    }
    acknowledged.sort();
    assert_eq!(stored, acknowledged, "all of them, once, at their places");
    ann.browser = ann.browser.moved(process.address);
    assert!(ann.browser.get("/").await.text().contains("2차 39번"), "the session lives on, too");
}
