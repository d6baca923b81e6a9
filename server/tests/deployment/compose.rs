//! The services: what they name, and that the profiles are whole.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use serde_json::Value;

use super::{assert_exists, configured, dockerfile, gateway_variables, read};

fn compose() -> Value {
    serde_saphyr::from_str(&read("compose.yaml")).expect("YAML")
}

/// Services by name.
fn services(compose: &Value) -> BTreeMap<&str, &Value> {
    compose["services"].as_object().expect("services").iter().map(|(name, service)| (name.as_str(), service)).collect()
}

/// The texts of a list, or the keys of a map; none where it is missing.
fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().map(|item| item.as_str().expect("a text")).collect(),
        Value::Object(map) => map.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

fn of_profile(compose: &Value, profile: &str) -> BTreeSet<String> {
    let services = services(compose).into_iter().filter(|(_, service)| names(&service["profiles"]).contains(&profile));
    services.map(|(name, _)| name.to_owned()).collect()
}

/// A service that runs our image.
fn is_ours(service: &Value) -> bool {
    service["image"] == "suda"
}

fn is_gateway(service: &Value) -> bool {
    service["image"].as_str().is_some_and(|image| image.starts_with("haproxy:"))
}

fn static_address(service: &Value) -> Option<&str> {
    service["networks"]["fleet"]["ipv4_address"].as_str()
}

#[test]
fn the_profiles_are_whole_and_one_is_the_default() {
    let compose = compose();
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(of_profile(&compose, "single"), set(&["suda"]));
    assert_eq!(of_profile(&compose, "fleet"), set(&["gateway", "replica", "redis"]));
    let nodes = ["redis-1", "redis-2", "redis-3", "redis-4", "redis-5", "redis-6"];
    assert_eq!(of_profile(&compose, "cluster"), &set(&["cluster-gateway", "cluster-replica", "cluster"]) | &set(&nodes));
    assert!(read(".env").lines().any(|line| line == "COMPOSE_PROFILES=single"));
    for (name, service) in services(&compose) {
        let profiles = names(&service["profiles"]);
        assert_eq!(profiles.len(), 1, "{name}: a service of no profile would run in all");
        for other in names(&service["depends_on"]) {
            assert!(of_profile(&compose, profiles[0]).contains(other), "{name} waits for {other}, which is not of its profile");
        }
    }
}

#[test]
fn our_image_is_told_only_what_the_program_understands() {
    let compose = compose();
    let port = configured(&dockerfile::variables()).listen.port();
    for (name, service) in services(&compose).into_iter().filter(|(_, service)| is_ours(service)) {
        assert_eq!(service["build"], ".", "{name}");
        let told = service["environment"].as_object().expect("variables");
        // Those without a value come from whoever starts it.
        let values = told.iter().map(|(name, value)| (name.clone(), value.as_str().map_or_else(String::new, str::to_owned)));
        let (given, passed): (BTreeMap<_, _>, BTreeMap<_, _>) = values.partition(|(_, value)| !value.is_empty());
        let config = configured(&given);
        let for_the_operator = ["ALLOWED_ORIGINS", "GUESTS", "PUBLIC_URL", "PUSH_SERVICES", "REFERENCE_CLIENTS", "REGISTRATION"];
        assert_eq!(passed.into_keys().collect::<Vec<_>>(), for_the_operator.map(|option| format!("SUDA_{option}")));
        for published in names(&service["ports"]) {
            assert!(published.ends_with(&format!(":{port}")), "{name} publishes {published}");
        }
        if let Some(redis) = given.get("SUDA_REDIS") {
            nodes_are_there(&compose, redis, name);
            let gateway = gateway_of(&compose, name);
            let address: IpAddr = static_address(gateway).expect("a gateway's address").parse().expect("an address");
            assert_eq!(config.trusted_proxies, [IpNet::from(address)], "{name} trusts its gateway and nobody else");
            assert_eq!(gateway["environment"]["GATEWAY_REPLICAS"], format!("{name}:{port}"));
            assert_eq!(service["deploy"]["replicas"], 3);
        }
    }
}

/// The gateway of the profile that this service is of.
fn gateway_of<'a>(compose: &'a Value, name: &str) -> &'a Value {
    let services = services(compose);
    let profile = &services[name]["profiles"];
    services.into_values().find(|service| is_gateway(service) && service["profiles"] == *profile).expect("a gateway")
}

/// Every node of a `SUDA_REDIS` is a service, by its name or by the address that is written down for it.
#[track_caller]
fn nodes_are_there(compose: &Value, redis: &str, named_in: &str) {
    let services = services(compose);
    for node in redis.split(',') {
        let (host, port) = node.strip_prefix("redis://").and_then(|node| node.split_once(':')).expect("redis://host:port");
        assert_eq!(port, "6379", "{named_in}");
        let found = services.iter().find(|(name, service)| **name == host || static_address(service) == Some(host));
        let (_, service) = found.unwrap_or_else(|| panic!("{named_in} names {host}, which is no service"));
        assert_eq!(service["profiles"], services[named_in]["profiles"]);
    }
}

#[test]
fn what_redis_keeps_it_keeps_for_good() {
    let compose = compose();
    let volumes = names(&compose["volumes"]);
    let mut seen = 0;
    for (name, service) in services(&compose).into_iter().filter(|(_, service)| names(&service["command"]).contains(&"redis-server")) {
        let command = names(&service["command"]).join(" ");
        for option in ["--appendonly yes", "--appendfsync everysec", "--maxmemory-policy noeviction"] {
            assert!(command.contains(option), "{name}: {option}");
        }
        assert_eq!(command.contains("--cluster-enabled yes"), names(&service["profiles"]) == ["cluster"], "{name}");
        assert_eq!(names(&service["volumes"]), [format!("{name}:/data")]);
        assert!(volumes.contains(&name), "{name}: a volume that is declared");
        seen += 1;
    }
    assert_eq!(seen, 7);
    let single = &services(&compose)["suda"]["volumes"];
    assert_eq!(names(single), ["suda:/data"]);
    assert_eq!(dockerfile::variables()["SUDA_DATA"], "/data");
}

#[test]
fn the_gateway_is_started_as_the_tests_start_it_on_the_ports_that_are_published() {
    let (compose, cfg) = (compose(), read("deploy/haproxy.cfg"));
    let (ours, replicas) = (gateway_variables(&cfg), gateway_variables(&read("deploy/replicas.cfg")));
    let gateways: Vec<&Value> = services(&compose).into_values().filter(|service| is_gateway(service)).collect();
    assert_eq!(gateways.len(), 2);
    for gateway in gateways {
        let mounted = names(&gateway["volumes"])[0].strip_prefix("./deploy:").and_then(|rest| rest.strip_suffix(":ro")).expect("deploy/");
        let files: Vec<&str> = names(&gateway["command"]).into_iter().filter(|word| word.starts_with('/')).collect();
        assert_eq!(files, [format!("{mounted}/haproxy.cfg"), format!("{mounted}/replicas.cfg")]);
        for file in files {
            assert_exists(&file.replace(mounted, "deploy"), "compose.yaml");
        }
        for variable in names(&gateway["environment"]) {
            assert!(ours.iter().chain(&replicas).any(|name| name == variable), "{variable} is not used");
        }
        assert_eq!(gateway["environment"]["GATEWAY_PASSWORD"], Value::Null, "a password has no default");
        assert_eq!(names(&gateway["ports"]), ["80:3000", "3000:3000", "3002:3002"]);
        for port in ["${GATEWAY_LISTEN-:3000}", "${GATEWAY_DASHBOARD-:3002}"] {
            assert!(cfg.contains(&format!("bind \"{port}\"")), "{port}");
        }
    }
}

#[test]
fn addresses_that_are_written_down_are_given_to_nobody_else() {
    let compose = compose();
    let range = &compose["networks"]["fleet"]["ipam"]["config"][0];
    let net = |key: &str| range[key].as_str().and_then(|net| net.parse::<IpNet>().ok()).expect("a network");
    let (subnet, given_out) = (net("subnet"), net("ip_range"));
    assert!(subnet.contains(&given_out));
    let mut of_profile: BTreeMap<(&str, IpAddr), &str> = BTreeMap::new();
    for (name, service) in services(&compose) {
        let Some(address) = static_address(service) else { continue };
        let address: IpAddr = address.parse().expect("an address");
        assert!(subnet.contains(&address) && !given_out.contains(&address), "{name}: {address}");
        assert_eq!(of_profile.insert((names(&service["profiles"])[0], address), name), None, "{name}: {address} is another's");
    }
    // The six that are made one are the six that there are.
    let script = names(&services(&compose)["cluster"]["command"])[2].to_owned();
    let numbers = script.split("for n in ").nth(1).and_then(|rest| rest.split(';').next()).expect("the nodes");
    let made_one: Vec<String> = numbers.split(' ').map(|n| format!("10.83.213.{n}")).collect();
    let nodes = (1..=6).map(|n| static_address(services(&compose)[format!("redis-{n}").as_str()]).expect("an address").to_owned());
    assert_eq!(made_one, nodes.collect::<Vec<_>>());
    assert!("10.83.213.11:6379".parse::<SocketAddr>().is_ok() && script.contains("10.83.213.$$n:6379"));
}
