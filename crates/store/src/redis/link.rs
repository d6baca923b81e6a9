//! The way to Redis: one multiplexed connection (or one for each node of a Cluster) that comes back by itself, a deadline on
//! every call, and what an error means to a caller.
//!
//! Calls made at the same time share a connection and travel together: many at once ([`Link::run_all`]) are one round trip. A call
//! that is lost with its connection is asked once more where that changes nothing: everything else is the caller's to repeat.

use std::time::Duration;

use futures::stream;
use futures::{StreamExt as _, TryStreamExt as _};
use redis::aio::{AsyncPushSender, ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use redis::cluster::{ClusterClient, ClusterConfig};
use redis::cluster_async::ClusterConnection;
use redis::io::tcp::TcpSettings;
use redis::{
    Arg, Client, Cmd, ConnectionInfo, FromRedisValue, IntoConnectionInfo, ProtocolVersion, RedisError, RedisFuture, RedisResult,
    ServerErrorKind, ToRedisArgs, Value,
};

use super::scripts::Script;
use crate::{Refusal, StoreError, StoreResult};

/// After this time a call has failed. A command of a client is a few calls at most, and is answered within two seconds.
pub(super) const DEADLINE: Duration = Duration::from_millis(1_500);
/// A connection that cannot be made in this time is tried anew.
const CONNECT: Duration = Duration::from_secs(1);
/// What was sent and is not acknowledged for so long means that the peer is gone, also when nobody said so.
const SILENCE: Duration = Duration::from_secs(5);
/// Calls under way at once of one [`Link::run_all`].
const AT_ONCE: usize = 256;

/// Where Redis is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// One: a single node; several: nodes of one Cluster.
    nodes: Vec<String>,
}

impl Address {
    /// `redis://…` or `rediss://…`; several of them are nodes of one Cluster. `None` where one is neither.
    pub fn new(nodes: Vec<String>) -> Option<Self> {
        let good = |node: &String| {
            let scheme = node.starts_with("redis://") || node.starts_with("rediss://");
            scheme && redis::parse_redis_url(node).is_some() && node.as_str().into_connection_info().is_ok()
        };
        (!nodes.is_empty() && nodes.iter().all(good)).then_some(Self { nodes })
    }

    /// Whether it is a Cluster.
    pub fn is_cluster(&self) -> bool {
        self.nodes.len() > 1
    }
}

impl std::fmt::Display for Address {
    /// Without passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, node) in self.nodes.iter().enumerate() {
            let separator = if at == 0 { "" } else { "," };
            let place = node.as_str().into_connection_info().map(|info| info.addr().to_string());
            write!(f, "{separator}{}", place.as_deref().unwrap_or("?"))?;
        }
        Ok(())
    }
}

/// A connection that comes back by itself. Cheap to clone.
#[derive(Clone)]
pub(super) enum Link {
    Single(ConnectionManager),
    Cluster(ClusterConnection),
}

impl Link {
    /// Returns at once; the connection is made with the first call. Must be called inside a runtime.
    pub(super) fn new(address: &Address) -> RedisResult<Self> {
        Self::start(address, None::<fn(redis::PushInfo) -> Result<(), redis::aio::SendError>>)
    }

    /// The same; what Redis says without being asked goes to `pushes`.
    pub(super) fn hearing(address: &Address, pushes: impl AsyncPushSender) -> RedisResult<Self> {
        Self::start(address, Some(pushes))
    }

    fn start(address: &Address, pushes: Option<impl AsyncPushSender>) -> RedisResult<Self> {
        let tcp = TcpSettings::default().set_nodelay(true);
        #[cfg(target_os = "linux")]
        let tcp = tcp.set_user_timeout(SILENCE);
        if address.is_cluster() {
            let mut builder = ClusterClient::builder(address.nodes.iter().map(String::as_str))
                .use_protocol(ProtocolVersion::RESP3)
                .connection_timeout(CONNECT)
                .response_timeout(DEADLINE)
                .tcp_settings(tcp)
                // A node that is gone is noticed, its slots asked for, and the call sent again, within the deadline.
                .retries(4)
                .min_retry_wait(50)
                .max_retry_wait(400);
            if let Some(pushes) = pushes {
                builder = builder.push_sender(pushes);
            }
            let client = builder.build()?;
            return Ok(Self::Cluster(client.get_pending_async_connection_with_config(ClusterConfig::new())));
        }
        let info: ConnectionInfo = address.nodes[0].as_str().into_connection_info()?;
        let redis = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        let client = Client::open(info.set_redis_settings(redis).set_tcp_settings(tcp))?;
        let mut config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(DEADLINE))
            .set_number_of_retries(2)
            .set_min_delay(Duration::from_millis(50))
            .set_max_delay(Duration::from_millis(500))
            .set_pipeline_buffer_size(1_024);
        if let Some(pushes) = pushes {
            config = config.set_push_sender(pushes);
        }
        Ok(Self::Single(ConnectionManager::new_lazy_with_config(client, config)?))
    }

    /// Whether several nodes share the work.
    pub(super) const fn is_cluster(&self) -> bool {
        matches!(self, Self::Cluster(_))
    }

    /// Asks something that changes nothing, or nothing more when it is asked again.
    pub(super) async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> StoreResult<T> {
        read(self.send(command, true).await?)
    }

    /// Asks many such things at once; the answers are in their order. They come in one piece where one node has all of them: to wake
    /// somebody for each takes a fifth of the time of a search.
    pub(super) async fn ask_all<T: FromRedisValue>(&self, commands: &[Cmd]) -> StoreResult<Vec<T>> {
        if self.is_cluster() {
            return self.try_all(commands).await.into_iter().collect();
        }
        let mut answers = Vec::with_capacity(commands.len());
        for some in commands.chunks(AT_ONCE) {
            let mut together = redis::pipe();
            for command in some {
                together.add_command(command.clone());
            }
            let once = || async { self.clone().req_packed_commands(&together, 0, some.len()).await };
            for answer in in_time(true, once).await? {
                // Not deeper: what only reads has no error within an answer.
                answers.push(match answer {
                    Value::ServerError(error) => return Err(Fault::Redis(error.into()).into()),
                    answer => read(answer)?,
                });
            }
        }
        Ok(answers)
    }

    /// The same, and an answer for each by itself.
    pub(super) async fn try_all<T: FromRedisValue>(&self, commands: &[Cmd]) -> Vec<StoreResult<T>> {
        // Made first, and not one by one: a closure over references would not be `Send` for all lifetimes.
        let asked: Vec<_> = commands.iter().map(|command| self.ask(command)).collect();
        stream::iter(asked).buffered(AT_ONCE).collect().await
    }

    /// Runs a script.
    pub(super) async fn run<T: FromRedisValue>(&self, call: &Call) -> StoreResult<T> {
        read(self.value(call).await?)
    }

    /// Runs many at once; the answers are in their order.
    pub(super) async fn run_all<T: FromRedisValue>(&self, calls: &[Call]) -> Vec<StoreResult<T>> {
        let running: Vec<_> = calls.iter().map(|call| self.run(call)).collect();
        stream::iter(running).buffered(AT_ONCE).collect().await
    }

    async fn value(&self, call: &Call) -> StoreResult<Value> {
        match self.try_send(&call.command, call.again).await {
            // Redis was restarted, or this node has not seen this script yet: it has not run.
            Err(Fault::Redis(error)) if error.kind() == ServerErrorKind::NoScript.into() => self.send(&call.with_text(), call.again).await,
            answer => Ok(answer?),
        }
    }

    async fn send(&self, command: &Cmd, again: bool) -> StoreResult<Value> {
        Ok(self.try_send(command, again).await?)
    }

    async fn try_send(&self, command: &Cmd, again: bool) -> Result<Value, Fault> {
        in_time(again, || async { self.clone().req_packed_command(command).await.and_then(Value::extract_error) }).await
    }

    /// Hears these channels from now on.
    pub(super) async fn subscribe(&mut self, channels: Vec<String>) -> RedisResult<()> {
        match self {
            Self::Single(link) => link.subscribe(channels).await,
            Self::Cluster(link) => {
                // A call is for one slot.
                let each = |channel: String| {
                    let mut link = link.clone();
                    async move {
                        if link.ssubscribe(&channel).await.is_ok() {
                            return Ok(());
                        }
                        // A subscription does not follow its slot to another node. An ordinary command does, and what it learns there counts
                        // for all of them.
                        redis::cmd("EXISTS").arg(&channel).exec_async(&mut link).await?;
                        link.ssubscribe(&channel).await
                    }
                };
                let asked: Vec<_> = channels.into_iter().map(each).collect();
                stream::iter(asked).buffer_unordered(AT_ONCE).try_collect().await
            }
        }
    }

    /// Hears these channels no more.
    pub(super) async fn unsubscribe(&mut self, channels: Vec<String>) -> RedisResult<()> {
        match self {
            Self::Single(link) => link.unsubscribe(channels).await,
            Self::Cluster(link) => {
                let each = |channel: String| {
                    let mut link = link.clone();
                    async move { link.sunsubscribe(channel).await }
                };
                let asked: Vec<_> = channels.into_iter().map(each).collect();
                stream::iter(asked).buffer_unordered(AT_ONCE).try_collect().await
            }
        }
    }

    /// Says something on a channel.
    pub(super) fn publish(&self, channel: &str, payload: &str) -> Cmd {
        let mut command = redis::cmd(if self.is_cluster() { "SPUBLISH" } else { "PUBLISH" });
        command.arg(channel).arg(payload);
        command
    }
}

impl ConnectionLike for Link {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::Single(link) => link.req_packed_command(command),
            Self::Cluster(link) => link.req_packed_command(command),
        }
    }

    fn req_packed_commands<'a>(&'a mut self, pipeline: &'a redis::Pipeline, offset: usize, count: usize) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Self::Single(link) => link.req_packed_commands(pipeline, offset, count),
            Self::Cluster(link) => link.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::Single(link) => link.get_db(),
            Self::Cluster(link) => link.get_db(),
        }
    }
}

/// A script with its keys and arguments.
pub(super) struct Call {
    text: &'static str,
    promises: bool,
    command: Cmd,
    again: bool,
}

impl Call {
    /// With these keys; its arguments follow.
    pub(super) fn new<K: AsRef<str>>(script: &Script, keys: &[K]) -> Self {
        let mut command = redis::cmd("EVALSHA");
        command.arg(script.hash()).arg(keys.len());
        for key in keys {
            command.arg(key.as_ref());
        }
        Self { text: script.text(), promises: script.promises(), command, again: false }
    }

    /// See [`Call::repeatable`].
    pub(super) const fn is_repeatable(&self) -> bool {
        self.again
    }

    /// See [`Script::promises`].
    pub(super) const fn promises(&self) -> bool {
        self.promises
    }

    /// One argument more.
    pub(super) fn arg(mut self, argument: impl ToRedisArgs) -> Self {
        self.command.arg(argument);
        self
    }

    /// The same with the script's text instead of its digest: Redis keeps it, then.
    fn with_text(&self) -> Cmd {
        let mut command = redis::cmd("EVAL");
        command.arg(self.text);
        for argument in self.command.args_iter().skip(2) {
            if let Arg::Simple(bytes) = argument {
                command.arg(bytes);
            }
        }
        command
    }

    /// It changes nothing, or nothing more the second time: it may be asked again when its connection is lost.
    pub(super) fn repeatable(mut self) -> Self {
        self.again = true;
        self
    }
}

/// Why there is no answer.
enum Fault {
    Redis(RedisError),
    Late,
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        let error = match fault {
            Fault::Late => return Self::Unavailable("Redis takes too long".into()),
            Fault::Redis(error) => error,
        };
        if error.code() == Some("REFUSED") {
            return error.detail().and_then(refusal).map_or_else(|| Self::Corrupt(error.to_string()), Self::Refused);
        }
        Self::Unavailable(format!("Redis: {error}"))
    }
}

/// What a script says no with.
fn refusal(name: &str) -> Option<Refusal> {
    Some(match name {
        "NotMember" => Refusal::NotMember,
        "NotCreator" => Refusal::NotCreator,
        "NotAuthor" => Refusal::NotAuthor,
        "TooManyEmoji" => Refusal::TooManyEmoji,
        "WrongKind" => Refusal::WrongKind,
        "NoSuchPerson" => Refusal::NoSuchPerson,
        "NoSuchEntry" => Refusal::NoSuchEntry,
        "TooManyTokens" => Refusal::TooManyTokens,
        "NameTaken" => Refusal::NameTaken,
        "CodeInvalid" => Refusal::CodeInvalid,
        "RoomFull" => Refusal::RoomFull,
        "TooManyLinks" => Refusal::TooManyLinks,
        _ => return None,
    })
}

/// Asks, and once more where a connection was lost and that does no harm.
async fn in_time<T, F: Future<Output = RedisResult<T>>>(again: bool, once: impl Fn() -> F) -> Result<T, Fault> {
    let asked = async {
        match once().await {
            Err(error) if again && error.is_io_error() && !error.is_timeout() => once().await,
            answer => answer,
        }
    };
    match tokio::time::timeout(DEADLINE, asked).await {
        Ok(answer) => answer.map_err(Fault::Redis),
        Err(_) => Err(Fault::Late),
    }
}

/// An answer that is not what it should be was written by something else.
fn read<T: FromRedisValue>(value: Value) -> StoreResult<T> {
    T::from_redis_value(value).map_err(|error| StoreError::Corrupt(format!("an answer of Redis: {error}")))
}
