//! `suda healthcheck`: the program asks the server beside it.

use std::process::Output;
use std::time::Duration;

use suda::config::Options;
use tokio::net::TcpListener;

use crate::support::process::{program, run};
use crate::support::{Net, Process, in_time};

async fn asked(listen: &str) -> Output {
    let dir = tempfile::tempdir().expect("a directory");
    run(dir.path(), &["healthcheck", "--listen", listen]).await
}

/// The one line that says what is wrong.
async fn complaint(listen: &str) -> String {
    let output = asked(listen).await;
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[tokio::test]
async fn a_server_that_serves_is_well() {
    let mut process = Process::start().await;
    let output = asked(&process.address.to_string()).await;
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
    // As in a container: the address comes from the environment, and is all of the machine's.
    let everywhere = format!("0.0.0.0:{}", process.address.port());
    let dir = process.dir();
    let mut beside = program(&dir, &["healthcheck"]);
    assert!(in_time("an answer", beside.env("SUDA_LISTEN", everywhere).status()).await.expect("the program starts").success());

    assert!(process.terminate().await.success());
    let said = complaint(&process.address.to_string()).await;
    assert!(said.starts_with(&format!("suda: {} does not answer: ", process.address)), "{said}");
}

#[tokio::test]
async fn a_server_that_is_about_to_stop_is_not_well() {
    let mut net = Net::tuned(Options::default(), |tuning| tuning.notice = Duration::from_hours(1)).await;
    drop(net.tell_to_stop());
    let mut browser = net.browser();
    in_time("it says that it stops", async { while browser.get("/healthz").await.status.is_success() {} }).await;
    let said = complaint(&net.address.to_string()).await;
    assert!(said.ends_with("answers 503: stopping\n"), "{said}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_well() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = silent.local_addr().expect("a listener has an address").to_string();
    assert!(complaint(&address).await.ends_with("does not answer within 2 s\n"));
    assert!(complaint("127.0.0.1:0").await.contains("with port 0 a server takes any"));
}
