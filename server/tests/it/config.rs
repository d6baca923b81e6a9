//! Every wrong value stops the start with one line that says what to write instead.

use std::fs;
use std::path::Path;

use crate::support::Process;
use crate::support::process::{program, run};

/// The one line that the program says before it gives up.
async fn complaint(dir: &Path, arguments: &[&str]) -> String {
    let output = run(dir, arguments).await;
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(!output.status.success(), "it must not start: {said}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 1, "one line: {said}");
    assert!(!said.contains("panicked"), "{said}");
    lines[0].to_owned()
}

#[tokio::test]
async fn wrong_values_say_what_to_write() {
    let dir = tempfile::tempdir().expect("a directory");
    for (arguments, said) in [
        (["--listen", "127.0.0.1:99999"], "listen: \"127.0.0.1:99999\" is not an IP address and a port from 0 to 65535: write for example"),
        (["--listen", "3000"], "listen: \"3000\" is not an IP address"),
        (["--public-url", "chat.example.org"], "public-url: \"chat.example.org\" is not an origin: write for example https://"),
        (["--public-url", "https://chat.example.org/chat"], "without a path"),
        (["--allowed-origins", "https://a.example,*"], "allowed-origins: \"*\" is not an origin"),
        (["--registration", "maybe"], "registration: \"maybe\" is not one of open, invite, closed"),
        (["--trusted-proxies", "10.0.0.0/33"], "trusted-proxies: \"10.0.0.0/33\" is not an IP address or network"),
    ] {
        let line = complaint(dir.path(), &arguments).await;
        assert!(line.starts_with("suda: ") && line.contains(said), "{line}");
    }
    assert!(!dir.path().join("data").exists(), "nothing was made");
}

#[tokio::test]
async fn unknown_options_are_refused_wherever_they_stand() {
    let dir = tempfile::tempdir().expect("a directory");
    let line = complaint(dir.path(), &["--lisen", "127.0.0.1:0"]).await;
    assert!(line.contains("--lisen") && line.contains("--listen") && line.contains("suda --help"), "{line}");
    let line = complaint(dir.path(), &["--redis", "localhost:6379"]).await;
    assert!(line.contains("redis: \"localhost:6379\" is not a URL of Redis: write for example redis://"), "{line}");
    let line = complaint(dir.path(), &["dance"]).await;
    assert!(line.contains("dance"), "{line}");

    let output = program(dir.path(), &[]).env("SUDA_LISTENN", "127.0.0.1:0").output().await.expect("the program starts");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.starts_with("suda: SUDA_LISTENN in the environment is no option") && said.lines().count() == 1, "{said}");

    fs::write(dir.path().join("suda.toml"), "listen = \"127.0.0.1:0\"\ncolour = \"감빛\"\n").expect("a file");
    let line = complaint(dir.path(), &[]).await;
    assert!(line.contains("suda.toml: line 2: unknown field `colour`, expected one of `listen`"), "{line}");
    fs::write(dir.path().join("suda.toml"), "listen 3000\n").expect("a file");
    let line = complaint(dir.path(), &[]).await;
    assert!(line.contains("suda.toml: line 1:"), "{line}");
}

#[tokio::test]
async fn the_flag_wins_over_the_environment_and_that_over_the_file() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::write(dir.path().join("suda.toml"), "registration = \"file\"\n").expect("a file");
    assert!(complaint(dir.path(), &[]).await.contains("\"file\""));
    let output = program(dir.path(), &[]).env("SUDA_REGISTRATION", "environment").output().await.expect("the program starts");
    assert!(String::from_utf8_lossy(&output.stderr).contains("\"environment\""));
    let output = program(dir.path(), &["--registration", "flag"]).env("SUDA_REGISTRATION", "environment").output().await;
    assert!(String::from_utf8_lossy(&output.expect("the program starts").stderr).contains("\"flag\""));
}

#[tokio::test]
async fn a_port_in_use_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("a listener has an address").to_string();
    let dir = tempfile::tempdir().expect("a directory");
    let line = complaint(dir.path(), &["--listen", &address]).await;
    assert!(line.contains(&format!("{address} is used by another program")), "{line}");
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_used_is_told() {
    let dir = tempfile::tempdir().expect("a directory");
    // Under a file nothing can be made, not even by root.
    fs::write(dir.path().join("file"), "").expect("a file");
    let line = complaint(dir.path(), &["--listen", "127.0.0.1:0", "--data", "file/data"]).await;
    assert!(line.contains("cannot write to the data directory file/data"), "{line}");

    fs::create_dir(dir.path().join("other")).expect("a directory");
    fs::write(dir.path().join("other/suda.db"), "이것은 데이터베이스가 아니에요. ".repeat(100)).expect("a file");
    let line = complaint(dir.path(), &["--listen", "127.0.0.1:0", "--data", "other"]).await;
    assert!(line.contains("cannot open the database other/suda.db"), "{line}");
}

#[tokio::test]
async fn a_directory_that_another_process_uses_is_refused() {
    let running = Process::start().await;
    let line = complaint(&running.dir(), &["--listen", "127.0.0.1:0"]).await;
    assert!(line.contains("is used by another process"), "{line}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let mut running = Process::start().await;
    assert!(running.terminate().await.success());
    let file = running.dir().join("data/suda.db");
    // The version stands in the header of an SQLite file, at byte 60.
    let mut bytes = fs::read(&file).expect("the database");
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&file, &bytes).expect("the database");
    let line = complaint(&running.dir(), &["--listen", "127.0.0.1:0"]).await;
    assert!(line.contains("has version 99") && line.contains("run a newer program"), "{line}");
    assert_eq!(fs::read(&file).expect("the database"), bytes, "not touched");
}

#[tokio::test]
async fn help_and_version_are_printed() {
    let dir = tempfile::tempdir().expect("a directory");
    let help = run(dir.path(), &["--help"]).await;
    let text = String::from_utf8(help.stdout).expect("text");
    assert!(help.status.success());
    for option in ["--listen", "--data", "--public-url", "--allowed-origins", "--registration", "--trusted-proxies"] {
        assert!(text.contains(option), "{option}");
    }
    assert!(text.contains("SUDA_TRUSTED_PROXIES") && text.contains("invite") && text.contains("healthcheck"));
    assert!(run(dir.path(), &["--version"]).await.status.success());
}

#[tokio::test]
async fn an_invite_needs_no_server() {
    let dir = tempfile::tempdir().expect("a directory");
    let output = run(dir.path(), &["invite"]).await;
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("http://127.0.0.1:3000/sign-up?invite="));
    let line = complaint(dir.path(), &["invite", "--uses", "101"]).await;
    assert!(line.contains("101"), "{line}");
}
