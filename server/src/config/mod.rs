//! How the operator wants it: typed, from flags over the environment over `suda.toml`.
//!
//! | module | holds |
//! |---|---|
//! | [`options`] | every option with its documentation, once; reading the three places |
//! | [`values`] | from an option's text to its value, and what to write instead |
//! | [`tuning`] | what is no option: bounds and times that only tests change |

pub mod options;
pub mod tuning;
pub mod values;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use crate::chat::session::keys::Guests;
use crate::push::services::Services;

pub use options::{CommandLine, Invocation, Options};
pub use tuning::Tuning;
pub use values::{Origin, Registration};

/// The configuration of one server. What each field means stands at the option of the same name in [`Options`].
#[derive(Clone, Debug)]
pub struct Config {
    /// `--listen`
    pub listen: SocketAddr,
    /// `--data`
    pub data: PathBuf,
    /// `--redis`
    pub redis: Option<store::redis::Address>,
    /// `--public-url`
    pub public_url: Option<Origin>,
    /// `--allowed-origins`
    pub allowed_origins: Vec<Origin>,
    /// `--registration`
    pub registration: Registration,
    /// `--guests`
    pub guests: Option<Guests>,
    /// `--reference-clients`
    pub reference_clients: bool,
    /// `--push-services`
    pub push_services: Services,
    /// `--trusted-proxies`
    pub trusted_proxies: Vec<IpNet>,
    /// No option.
    pub tuning: Tuning,
}

/// Why the server does not start: one line that says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

impl Config {
    /// Parses every option; the first that is wrong is told.
    pub fn new(options: &Options) -> Result<Self, ConfigError> {
        let redis = values::redis(options.redis.as_ref())?;
        // Behind Redis there are others to take over, and a gateway that must notice.
        let notice = if redis.is_some() { tuning::NOTICE } else { Duration::ZERO };
        let reference_clients = values::one("reference-clients", options.reference_clients.as_deref().unwrap_or("off"), values::switch)?;
        Ok(Self {
            guests: values::guests(options.guests.as_ref(), reference_clients)?,
            reference_clients,
            listen: values::one("listen", options.listen.as_deref().unwrap_or("127.0.0.1:3000"), values::listen)?,
            data: options.data.clone().unwrap_or_else(|| PathBuf::from("./data")),
            redis,
            public_url: options.public_url.as_deref().map(|text| values::one("public-url", text, values::origin)).transpose()?,
            allowed_origins: values::many("allowed-origins", options.allowed_origins.as_ref(), values::origin)?,
            registration: values::one("registration", options.registration.as_deref().unwrap_or("open"), values::registration)?,
            push_services: values::push_services(options.push_services.as_ref())?,
            trusted_proxies: values::many("trusted-proxies", options.trusted_proxies.as_ref(), values::network)?,
            tuning: Tuning { notice, ..Tuning::default() },
        })
    }
}
