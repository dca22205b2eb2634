//! Where a proxied request goes.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use fake_rest::is_twilio_host;
use http::Uri;
use tokio::{net::TcpStream, time::timeout};
use wildmatch::WildMatch;

/// Lowest port that needs no rights: development servers listen from here on.
const UNPRIVILEGED: u16 = 1024;

/// Real time that a server gets to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

const HTTP: u16 = 80;
const HTTPS: u16 = 443;

/// Which hosts the proxy passes on.
#[derive(Debug)]
pub(crate) struct ProxyRules {
    /// Where the emulator listens.
    own: SocketAddr,
    /// Names of hosts that it passes on beside loopback.
    allowed: Vec<WildMatch>,
    /// The emulator, if it is not here.
    emulator: Option<(String, u16)>,
}

/// Where a proxied request goes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// To the emulator: a host of Twilio's, or the emulator's own address.
    Emulator,
    /// To another server.
    Elsewhere {
        /// Name or address.
        host: String,
        /// Its port.
        port: u16,
    },
}

/// Why a request is not passed on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error(
        "only Twilio's hosts and this machine are reached by this proxy; --proxy-allow HOST allows it"
    )]
    Foreign,
    #[error(
        "the proxy opens ports 80, 443 and those from 1024 on; a host in NO_PROXY is reached without it"
    )]
    Port,
    #[error("Twilio's hosts answer at ports 80 and 443 alone; use one of them")]
    TwilioPort,
    #[error("only programs on the emulator's machine may use its proxy")]
    Remote,
    #[error("a tunnel to a host of Twilio's is no proxy")]
    Nested,
    #[error("the proxy speaks HTTP/1.1")]
    Version,
    #[error("a host and a port are expected")]
    NoHost,
    #[error("the host cannot be reached ({source})")]
    Unreachable {
        #[from]
        source: io::Error,
    },
}

impl ProxyRules {
    /// Rules of an emulator that listens there; `allowed` are names with `*` and `?` for any text and
    /// any character.
    pub(crate) fn new(own: SocketAddr, allowed: &[String]) -> Self {
        let allowed = allowed.iter().map(|it| WildMatch::new(&it.to_ascii_lowercase()));
        Self { own, allowed: allowed.collect(), emulator: None }
    }

    /// Rules of a proxy before an emulator.
    pub(crate) fn in_front_of(host: &str, port: u16, own: SocketAddr, allowed: &[String]) -> Self {
        Self { emulator: Some((host.to_owned(), port)), ..Self::new(own, allowed) }
    }

    fn emulator(&self) -> Target {
        match &self.emulator {
            None => Target::Emulator,
            Some((host, port)) => Target::Elsewhere { host: host.clone(), port: *port },
        }
    }

    /// Where a request with an absolute address, or to a host and port, goes.
    ///
    /// # Errors
    /// Why it is not passed on.
    pub(crate) fn target(&self, uri: &Uri) -> Result<Target, Refused> {
        let host = uri.host().filter(|it| !it.is_empty()).ok_or(Refused::NoHost)?;
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let default = if uri.scheme_str() == Some("https") { HTTPS } else { HTTP };
        let port = match uri.port_u16() {
            Some(port) => port,
            // CONNECT has a port, and no scheme.
            None if uri.scheme().is_none() || uri.port().is_some() => return Err(Refused::NoHost),
            None => default,
        };
        if is_twilio_host(&host) {
            // Whatever is allowed, no request reaches Twilio.
            return if [HTTP, HTTPS].contains(&port) {
                Ok(self.emulator())
            } else {
                Err(Refused::TwilioPort)
            };
        }
        if ![HTTP, HTTPS].contains(&port) && port < UNPRIVILEGED {
            return Err(Refused::Port);
        }
        if self.is_own(&host, port) {
            return Ok(self.emulator());
        }
        if loopback(&host).is_some() || self.allowed.iter().any(|it| it.matches(&host)) {
            return Ok(Target::Elsewhere { host, port });
        }
        Err(Refused::Foreign)
    }

    /// Whether this is the emulator itself, which must not connect to itself.
    fn is_own(&self, host: &str, port: u16) -> bool {
        let own = self.own.ip();
        port == self.own.port()
            && loopback(host).is_some_and(|it| match it {
                Loopback::Name => true,
                Loopback::Address(address) => address == own || own.is_unspecified(),
            })
    }
}

/// This machine, by name or by address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loopback {
    Name,
    Address(IpAddr),
}

fn loopback(host: &str) -> Option<Loopback> {
    if host == "localhost" || host.ends_with(".localhost") {
        return Some(Loopback::Name);
    }
    let literal = host.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(host);
    let address: IpAddr = literal.parse().ok()?;
    address.to_canonical().is_loopback().then_some(Loopback::Address(address))
}

/// Connects to a target. Names of this machine are not looked up, so that no resolver decides where they
/// lead.
///
/// # Errors
/// When there is no connection within [`CONNECT_TIMEOUT`].
pub(crate) async fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    timeout(CONNECT_TIMEOUT, dial(host, port)).await?
}

async fn dial(host: &str, port: u16) -> io::Result<TcpStream> {
    match loopback(host) {
        Some(Loopback::Name) => {
            let both = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
            TcpStream::connect(&both.map(|it| SocketAddr::new(it, port))[..]).await
        }
        Some(Loopback::Address(address)) => TcpStream::connect((address, port)).await,
        None => TcpStream::connect((host.trim_matches(['[', ']']), port)).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a request to an address goes, or why it is refused.
    fn judge(address: &'static str) -> Result<Target, String> {
        let rules = ProxyRules::new(([127, 0, 0, 1], 4010).into(), &["*.Example.com".to_owned()]);
        rules.target(&Uri::from_static(address)).map_err(|it| it.to_string())
    }

    fn target(address: &'static str) -> Target {
        judge(address).expect(address)
    }

    fn refusal(address: &'static str) -> String {
        judge(address).expect_err(address)
    }

    fn elsewhere(host: &str, port: u16) -> Target {
        Target::Elsewhere { host: host.to_owned(), port }
    }

    #[test]
    fn twilios_hosts_end_here_whatever_is_allowed() {
        let open = ProxyRules::new(([127, 0, 0, 1], 4010).into(), &["*".to_owned()]);
        for address in [
            "conversations.twilio.com:443",
            "http://media.twiliocdn.com/sdk/js/video",
            "Video.Dublin.ie1.Twilio.com:443",
            "conversations.twilio.com.:443",
            "https://api.twilio.com/",
        ] {
            assert_eq!(target(address), Target::Emulator, "{address}");
            let uri = Uri::from_static(address);
            assert_eq!(open.target(&uri).expect("a target"), Target::Emulator, "{address}");
        }
    }

    #[test]
    fn loopback_passes_but_for_the_emulator_itself() {
        assert_eq!(target("localhost:3000"), elsewhere("localhost", 3000));
        assert_eq!(target("http://127.0.0.1/x"), elsewhere("127.0.0.1", 80));
        assert_eq!(target("[::1]:4010"), elsewhere("[::1]", 4010));
        assert_eq!(target("127.0.0.2:4010"), elsewhere("127.0.0.2", 4010));
        for own in ["localhost:4010", "127.0.0.1:4010", "app.localhost:4010"] {
            assert_eq!(target(own), Target::Emulator, "{own}");
        }
        let everywhere = ProxyRules::new(([0, 0, 0, 0], 4010).into(), &[]);
        let uri = Uri::from_static("127.0.0.2:4010");
        assert_eq!(everywhere.target(&uri).expect("a target"), Target::Emulator);
    }

    #[test]
    fn other_hosts_are_refused_unless_they_are_allowed() {
        assert_eq!(target("www.example.com:443"), elsewhere("www.example.com", 443));
        for address in ["example.org:443", "http://10.0.0.1/", "nottwilio.com:443", "127.1:80"] {
            let refused = refusal(address);
            assert!(refused.contains("--proxy-allow"), "{refused}");
        }
    }

    #[test]
    fn ports_of_mail_and_the_like_are_refused() {
        for address in ["localhost:25", "www.example.com:22"] {
            assert!(refusal(address).contains("NO_PROXY"), "{address}");
        }
        // Nobody is told a way to the real one.
        let refused = refusal("conversations.twilio.com:25");
        assert!(refused.contains("443") && !refused.contains("NO_PROXY"), "{refused}");
        assert!(refusal("conversations.twilio.com").contains("a port"));
    }
}
