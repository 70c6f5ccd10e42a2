//! HTTP/1.1 without TLS, with connections that are used again.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::{CannotTell, Reply, Transport, now};

/// The longest head of an answer, in bytes, and the longest body, which is thrown away.
const MOST: u64 = 64 * 1024;
/// How many connections are kept open.
const IDLE: usize = 16;

/// A Tenure that is reached without TLS.
pub struct Plain {
    address: String,
    host: String,
    idle: Mutex<Vec<BufReader<TcpStream>>>,
}

enum Failed {
    /// A connection that was kept open was closed meanwhile.
    Stale,
    Other(CannotTell),
}

fn other(error: &std::io::Error) -> Failed {
    Failed::Other(CannotTell(format!("no answer: {}", error.kind())))
}

impl Plain {
    /// `address` is where it is reached, `host:port`; `host` is its name, for the header.
    pub fn new(address: &str, host: &str) -> Self {
        Self { address: address.to_owned(), host: host.to_owned(), idle: Mutex::new(Vec::new()) }
    }

    fn idle(&self) -> Option<BufReader<TcpStream>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn connect(&self, until: Instant) -> Result<BufReader<TcpStream>, Failed> {
        let mut last = Failed::Other(CannotTell("the address stands for nothing".to_owned()));
        for address in self.address.to_socket_addrs().map_err(|error| other(&error))? {
            match TcpStream::connect_timeout(&address, left(until)?) {
                Ok(stream) => {
                    stream.set_nodelay(true).map_err(|error| other(&error))?;
                    return Ok(BufReader::new(stream));
                }
                Err(error) => last = other(&error),
            }
        }
        Err(last)
    }

    fn exchange(&self, stream: &mut BufReader<TcpStream>, ask: &str, until: Instant) -> Result<(Reply, bool), Failed> {
        let wait = Some(left(until)?);
        let socket = stream.get_mut();
        socket.set_read_timeout(wait).and_then(|()| socket.set_write_timeout(wait)).map_err(|error| other(&error))?;
        socket.write_all(ask.as_bytes()).map_err(|_| Failed::Stale)?;
        let mut head = stream.by_ref().take(MOST);
        let mut line = String::new();
        match head.read_line(&mut line) {
            Ok(0) => return Err(Failed::Stale),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return Err(Failed::Stale),
            Err(error) => return Err(other(&error)),
        }
        let garbled = || Failed::Other(CannotTell("what answered does not speak HTTP".to_owned()));
        let status = line.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)?.parse().ok()).ok_or_else(garbled)?;
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            head.read_line(&mut line).map_err(|error| other(&error))?;
            if !line.ends_with('\n') {
                return Err(garbled());
            }
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
        // A body whose end is not told ends with the connection.
        let length = headers.get("content-length").and_then(|text| text.parse::<u64>().ok());
        let length = if status == 204 { Some(0) } else { length };
        let closes = headers.get("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let again = match length {
            Some(length) if length <= MOST && !closes => {
                std::io::copy(&mut stream.by_ref().take(length), &mut std::io::sink()).is_ok_and(|read| read == length)
            }
            _ => false,
        };
        Ok((Reply { status, headers }, again))
    }
}

fn left(until: Instant) -> Result<Duration, Failed> {
    let left = until.saturating_duration_since(now());
    if left.is_zero() { Err(Failed::Other(CannotTell("no answer in time".to_owned()))) } else { Ok(left) }
}

impl Transport for Plain {
    fn get(&self, path: &str, authorization: &str, within: Duration) -> Result<Reply, CannotTell> {
        let until = now() + within;
        let ask = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: {authorization}\r\nConnection: keep-alive\r\n\r\n",
            self.host
        );
        // What was kept open may be closed by now, all of it: then once more on a new one.
        let kept = self.idle();
        let was_kept = kept.is_some();
        let outcome = kept.map_or_else(|| self.connect(until), Ok).and_then(|mut stream| {
            let done = self.exchange(&mut stream, &ask, until)?;
            Ok((stream, done))
        });
        let outcome = match outcome {
            Err(Failed::Stale) if was_kept => self.connect(until).and_then(|mut stream| {
                let done = self.exchange(&mut stream, &ask, until)?;
                Ok((stream, done))
            }),
            other => other,
        };
        match outcome {
            Ok((stream, (reply, again))) => {
                let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
                if again && idle.len() < IDLE {
                    idle.push(stream);
                }
                Ok(reply)
            }
            Err(Failed::Stale) => Err(CannotTell("the connection was closed".to_owned())),
            Err(Failed::Other(why)) => Err(why),
        }
    }
}
