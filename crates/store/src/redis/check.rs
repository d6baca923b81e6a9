//! Whether this Redis keeps what it is told: its version, whether it writes to a disk, and what it does when its memory is full.

use std::collections::HashMap;

use super::Redis;
use super::link::Address;
use crate::{StoreError, StoreResult};

/// The version of what is stored. A newer one is refused.
const VERSION: i64 = 1;
/// The oldest Redis that has what is used here (`SPUBLISH`, scripts of functions' age).
const OLDEST: u64 = 7;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What would lose data, each as one line that says what to change. Empty: nothing.
    pub warnings: Vec<String>,
}

/// Why this Redis cannot be used at all, as one line that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unfit(pub String);

impl Redis {
    /// Looks at Redis. `Err` is an outage: ask again; `Ok(Err(_))` means that it will never do.
    pub async fn check(&self, address: &Address) -> StoreResult<Result<Checked, Unfit>> {
        let info: HashMap<String, String> = {
            let mut all = HashMap::new();
            for section in ["server", "persistence", "memory"] {
                all.extend(self.info(address, section).await?);
            }
            all
        };
        let version = info.get("redis_version").map_or("0", String::as_str);
        if version.split('.').next().and_then(|major| major.parse::<u64>().ok()).unwrap_or(0) < OLDEST {
            return Ok(Err(Unfit(format!("redis: {address} is version {version}; run Redis {OLDEST} or later"))));
        }
        if let Some(found) = self.version().await?.filter(|&found| found > VERSION) {
            let known = VERSION;
            return Ok(Err(Unfit(format!("redis: what is stored has version {found}, this program knows {known}; run a newer program"))));
        }
        let mut warnings = Vec::new();
        if info.get("aof_enabled").is_none_or(|on| on != "1") {
            warnings.push("Redis keeps no append-only file: a restart of it loses messages; set `appendonly yes`".to_owned());
        }
        if let Some(policy) = info.get("maxmemory_policy").filter(|policy| *policy != "noeviction") {
            warnings.push(format!("Redis throws data away when its memory is full ({policy}); set `maxmemory-policy noeviction`"));
        }
        Ok(Ok(Checked { warnings }))
    }

    /// The version that is stored; writes this one where there is none.
    async fn version(&self) -> StoreResult<Option<i64>> {
        let mut command = redis::cmd("SET");
        command.arg(self.keys.version()).arg(VERSION).arg("NX").arg("GET");
        self.link.ask(&command).await
    }

    async fn info(&self, address: &Address, section: &str) -> StoreResult<HashMap<String, String>> {
        let mut command = redis::cmd("INFO");
        command.arg(section);
        // A Cluster answers for each of its nodes.
        let texts: Vec<String> = if address.is_cluster() {
            self.link.ask::<HashMap<String, String>>(&command).await?.into_values().collect()
        } else {
            vec![self.link.ask(&command).await?]
        };
        if texts.is_empty() {
            return Err(StoreError::Unavailable("no node of the Cluster answers".into()));
        }
        // The worst of all nodes is what counts: what differs between them is shown as the one that is not what it should be.
        let mut info = HashMap::new();
        for line in texts.iter().flat_map(|text| text.lines()) {
            if let Some((name, value)) = line.split_once(':') {
                let is_good = (name == "aof_enabled" && value == "1") || (name == "maxmemory_policy" && value == "noeviction");
                if !(is_good && info.contains_key(name)) {
                    info.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        Ok(info)
    }
}
