//! One question to the server that runs beside us: does it serve? A container asks it of itself, and has nothing to ask with but this
//! program.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A server that takes longer is not well.
const PATIENCE: Duration = Duration::from_secs(2);
/// The answer is shorter, in bytes.
const MAX_ANSWER: u64 = 16 * 1024;

/// Asks `/healthz` of the server that was told to listen there. The error is what is wrong, in one line.
pub async fn check(listen: SocketAddr) -> anyhow::Result<()> {
    ensure!(listen.port() != 0, "listen: with port 0 a server takes any; say which it took, for example --listen {}:3000", listen.ip());
    let address = beside_us(listen);
    let answer = tokio::time::timeout(PATIENCE, ask(address)).await;
    let answer = answer.map_err(|_| anyhow!("{address} does not answer within {} s", PATIENCE.as_secs()))?;
    let answer = answer.with_context(|| format!("{address} does not answer"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    match head.split(' ').nth(1) {
        Some("200") => Ok(()),
        Some(status) => bail!("{address} answers {status}: {}", body.lines().next().unwrap_or_default()),
        None => bail!("{address} does not speak HTTP"),
    }
}

async fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Who listens on all addresses of this machine listens on its own too.
fn beside_us(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_are_asked_on_our_own() {
        for (listen, asked) in [("0.0.0.0:3000", "127.0.0.1:3000"), ("[::]:3000", "[::1]:3000"), ("192.0.2.7:80", "192.0.2.7:80")] {
            assert_eq!(beside_us(listen.parse().expect("an address")).to_string(), asked);
        }
    }
}
