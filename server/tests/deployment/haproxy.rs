//! The gateway: what its configuration names. What it does is seen in `it/gateway.rs`.

use std::time::Duration;

use suda::gateway;
use suda::identity::door;

use super::{gateway_variables, read};

/// The words after this one, in the lines that are no comment.
fn after<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(|line| line.split(word).skip(1)).filter_map(|rest| rest.split([' ', ')']).next()).collect()
}

#[test]
fn the_paths_are_those_of_the_program() {
    let (cfg, routes) = (read("deploy/haproxy.cfg"), ["mod.rs", "health.rs"].map(|file| read(&format!("server/src/http/{file}"))).concat());
    let mut paths = after(&cfg, "meth GET uri ");
    paths.extend(after(&cfg, "{ path "));
    let door = cfg.lines().find_map(|line| line.trim().strip_prefix("acl at_the_door path ")).expect("the door");
    paths.extend(door.split(' '));
    assert!(paths.contains(&"/healthz") && paths.contains(&"/metrics") && paths.contains(&"/sign-in"), "{paths:?}");
    for path in paths {
        assert!(routes.contains(&format!(".route(\"{path}\"")), "haproxy.cfg names {path}, which is no route");
    }
    assert!(!cfg.contains(gateway::PATH), "Socket.IO needs no rule of its own");
}

#[test]
fn people_are_told_apart_by_the_cookies_of_the_program() {
    let cfg = read("deploy/haproxy.cfg");
    for secure in [false, true] {
        let cookie = door::no_session_cookie(secure);
        let name = cookie.to_str().expect("ASCII").split('=').next().expect("a name");
        assert!(after(&cfg, "{ req.cook(").contains(&name), "haproxy.cfg does not know the cookie {name}");
    }
}

#[test]
fn the_gateway_is_more_patient_than_the_server() {
    let (cfg, server) = (read("deploy/haproxy.cfg"), gateway::Settings::default());
    for timeout in ["timeout client ", "timeout server ", "timeout tunnel "] {
        let found = after(&cfg, timeout);
        let seconds = found[0].strip_suffix('s').and_then(|number| number.parse().ok()).expect("seconds");
        assert!(Duration::from_secs(seconds) > server.ping_interval + server.ping_timeout, "{timeout}{}", found[0]);
    }
}

#[test]
fn every_variable_is_explained() {
    let cfg = read("deploy/haproxy.cfg");
    let guide = read("docs/OPERATIONS.md");
    let used = gateway_variables(&cfg);
    assert_eq!(used.len(), 4, "{used:?}");
    for name in used {
        assert!(cfg.lines().any(|line| line.starts_with(&format!("# {name} "))), "the head of haproxy.cfg does not explain {name}");
        assert!(guide.contains(&format!("`{name}`")), "docs/OPERATIONS.md does not explain {name}");
    }
    assert_eq!(gateway_variables(&read("deploy/replicas.cfg")), ["GATEWAY_REPLICAS"]);
}
