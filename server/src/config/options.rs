//! Every option, documented once: the same text is the help, and the same names stand in the environment and the file.

use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use serde::Deserialize;

use super::values::List;
use super::{Config, ConfigError};

/// The file that is read when it is there, in the directory where the server is started.
pub const FILE: &str = "suda.toml";

/// Real-time group chat. Every option has one name in three places: the flag wins over the environment, and that over suda.toml.
#[derive(Debug, Parser)]
#[command(name = "suda", version)]
pub struct CommandLine {
    /// What to do; without it: serve.
    #[command(subcommand)]
    pub invocation: Option<Invocation>,
    /// The options.
    #[command(flatten)]
    pub options: Options,
}

/// What to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Subcommand)]
pub enum Invocation {
    /// Serves until it is told to stop (SIGTERM or SIGINT). The default
    #[default]
    Serve,
    /// Makes an invite code and prints the link that opens one account. Works beside a running server
    Invite {
        /// How many accounts it may open, 1 to 100
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
        uses: u32,
        /// For how many days it is valid, 1 to 90
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=90))]
        days: u32,
    },
    /// Writes everything that lasts as lines of JSON, for `suda import`. Works beside a running server
    ///
    /// That is people with the hashes of their passwords, rooms, messages and read marks; no sessions, invite codes or reset links.
    Export {
        /// A file that is not there yet [default: standard output]
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Puts what `suda export` wrote into the store of --data, which no server may use meanwhile, or of --redis
    ///
    /// What is there already stays as it is, so it can be interrupted and repeated.
    Import {
        /// The file [default: standard input]
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
    },
    /// Makes the index of searches anew, room by room. Works beside a running server, whose searches take a little longer meanwhile
    ///
    /// It is kept by itself, and after an update the server makes it anew where it must: this is for doubts.
    Reindex,
    /// Asks the server that listens on --listen whether it serves; succeeds if it does. For a container's health check
    Healthcheck,
}

/// The options as they are written: texts that [`Config::new`] reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Options {
    /// The address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "SUDA_LISTEN", global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// The directory of the embedded store, made if missing [default: ./data]
    #[arg(long, env = "SUDA_DATA", global = true, value_name = "DIRECTORY")]
    pub data: Option<PathBuf>,
    /// Keeps everything in Redis 7 or later instead, for several replicas: one URL, or those of some nodes of a Cluster, separated by
    /// commas [default: none, the embedded store]
    #[arg(long, env = "SUDA_REDIS", global = true, value_name = "URL,…")]
    pub redis: Option<List>,
    /// Where people reach this server, for links, for cookies that need https, and as the origin that forms may come from [default:
    /// from the request]
    #[arg(long, env = "SUDA_PUBLIC_URL", global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// Origins of other pages that may connect or embed, separated by commas [default: none but our own]
    #[arg(long, env = "SUDA_ALLOWED_ORIGINS", global = true, value_name = "URL,…")]
    pub allowed_origins: Option<List>,
    /// Who may make an account: open (anybody), invite (who has a code), closed (nobody). The first account can always be made, and is
    /// the administrator [default: open]
    #[arg(long, env = "SUDA_REGISTRATION", global = true, value_name = "open|invite|closed")]
    pub registration: Option<String>,
    /// Who comes with a name and no password: nobody (off), or guests who may talk in rooms that they are in, and make rooms and invite
    /// (create-rooms), be found and invited (invited), see and join public rooms (public-rooms), separated by commas, or all of it (on)
    /// [default: off; on with --reference-clients on]
    #[arg(long, env = "SUDA_GUESTS", global = true, value_name = "off|on|…")]
    pub guests: Option<List>,
    /// Whether clients of the service that this one replaces may connect, to the namespace /chat: on or off. Most come from another
    /// origin: see --allowed-origins [default: off]
    #[arg(long, env = "SUDA_REFERENCE_CLIENTS", global = true, value_name = "on|off")]
    pub reference_clients: Option<String>,
    /// The push services that browsers may be reached by: hosts, `*.` and a host for those below it, or whole origins, separated by commas;
    /// off: nobody is pushed to [default: those of Chrome and Edge, Firefox, Safari and Windows]
    #[arg(long, env = "SUDA_PUSH_SERVICES", global = true, value_name = "HOST,…")]
    pub push_services: Option<List>,
    /// Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto count, separated by commas [default: none]
    #[arg(long, env = "SUDA_TRUSTED_PROXIES", global = true, value_name = "NETWORK,…")]
    pub trusted_proxies: Option<List>,
}

impl Options {
    /// These where they are set, else the others.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            listen: self.listen.or(other.listen),
            data: self.data.or(other.data),
            redis: self.redis.or(other.redis),
            public_url: self.public_url.or(other.public_url),
            allowed_origins: self.allowed_origins.or(other.allowed_origins),
            registration: self.registration.or(other.registration),
            guests: self.guests.or(other.guests),
            reference_clients: self.reference_clients.or(other.reference_clients),
            push_services: self.push_services.or(other.push_services),
            trusted_proxies: self.trusted_proxies.or(other.trusted_proxies),
        }
    }

    /// The options of a file; none when it is not there.
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let fault = |what: String| ConfigError(format!("{}: {}", path.display(), what.replace('\n', " ")));
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| {
                let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or("").matches('\n').count() + 1);
                fault(format!("line {line}: {}", error.message()))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(fault(format!("cannot be read: {error}"))),
        }
    }
}

/// What the operator asked for on this command line, in this environment and in the file of this directory.
pub fn read() -> Result<(Invocation, Config), ConfigError> {
    let line = CommandLine::try_parse().map_err(|error| one_line_or_help(&error))?;
    refuse_unknown_environment(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))?;
    let options = line.options.or(Options::from_file(Path::new(FILE))?);
    Ok((line.invocation.unwrap_or_default(), Config::new(&options)?))
}

/// Help and version are printed and end the program; an error becomes one line.
fn one_line_or_help(error: &clap::Error) -> ConfigError {
    if !error.use_stderr() {
        error.exit();
    }
    let text = error.render().to_string();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let said: Vec<&str> = lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more")).collect();
    let said = said.join("; ");
    ConfigError(format!("{} (suda --help lists the options)", said.strip_prefix("error: ").unwrap_or(&said)))
}

/// A name that is mistyped would otherwise be a setting that is silently not set.
fn refuse_unknown_environment(names: impl Iterator<Item = String>) -> Result<(), ConfigError> {
    let command = CommandLine::command();
    let known: Vec<&str> = command.get_arguments().filter_map(|option| option.get_env()?.to_str()).collect();
    // Kubernetes tells every container of a namespace about a service called "suda" in variables of these names.
    let of_kubernetes = |name: &str| name == "SUDA_PORT" || name.starts_with("SUDA_PORT_") || name.starts_with("SUDA_SERVICE_");
    let mut unknown = names.filter(|name| name.starts_with("SUDA_") && !known.contains(&name.as_str()) && !of_kubernetes(name));
    unknown.next().map_or(Ok(()), |name| {
        Err(ConfigError(format!("{name} in the environment is no option: unset it, or write one of {}", known.join(", "))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Result<Options, ConfigError> {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join(FILE);
        std::fs::write(&path, text).expect("a file");
        Options::from_file(&path)
    }

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn the_file_has_the_flags_names_and_no_others() {
        let options = file("listen = '0.0.0.0:80'\nallowed-origins = ['https://a.example', 'https://b.example']").expect("options");
        assert_eq!(options.listen.as_deref(), Some("0.0.0.0:80"));
        assert!(matches!(options.allowed_origins, Some(List::Items(items)) if items.len() == 2));
        let error = file("\nlisten = '0.0.0.0:80'\nport = 80").expect_err("not an option").to_string();
        assert!(error.contains("line 3: unknown field `port`, expected one of `listen`"), "{error}");
        assert!(!error.contains('\n'));
        let error = file("listen = 3000").expect_err("not a text").to_string();
        assert!(error.contains("line 1: invalid type: integer `3000`, expected a string"), "{error}");
    }

    #[test]
    fn no_file_is_no_options() {
        assert_eq!(Options::from_file(Path::new("/nowhere/suda.toml")), Ok(Options::default()));
    }

    #[test]
    fn what_is_set_first_wins() {
        let flag = Options { listen: Some("a".into()), ..Options::default() };
        let file = Options { listen: Some("b".into()), registration: Some("closed".into()), ..Options::default() };
        let both = flag.or(file);
        assert_eq!((both.listen.as_deref(), both.registration.as_deref()), (Some("a"), Some("closed")));
    }

    #[test]
    fn a_mistyped_variable_is_refused() {
        let check = |name: &str| refuse_unknown_environment(std::iter::once(name.to_owned()));
        assert!(check("SUDA_LISTENN").is_err());
        for option in CommandLine::command().get_arguments() {
            let name = option.get_env().map_or("SUDA_LISTEN".into(), std::ffi::OsStr::to_string_lossy);
            assert!(check(&name).is_ok(), "{name} is an option");
        }
        assert!(check("SUDA_SERVICE_HOST").is_ok());
        assert!(check("HOME").is_ok());
    }
}
