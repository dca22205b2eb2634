//! How connections come.

use std::net::SocketAddr;

/// The way that a connection came, which decides whether it may use the emulator as a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// From a program on this machine.
    Local,
    /// From another machine.
    Remote,
    /// Through a tunnel of this proxy, or with TLS, which is for Twilio's names.
    Tunnel,
}

impl Entrance {
    /// That of a client with this address.
    pub(crate) fn of(peer: SocketAddr) -> Self {
        if peer.ip().to_canonical().is_loopback() { Self::Local } else { Self::Remote }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_this_machine_and_all_else_is_not() {
        for (peer, expected) in [
            ("127.0.0.1:1", Entrance::Local),
            ("127.8.9.10:1", Entrance::Local),
            ("[::1]:1", Entrance::Local),
            ("[::ffff:127.0.0.1]:1", Entrance::Local),
            ("10.0.0.7:1", Entrance::Remote),
            ("[::ffff:10.0.0.7]:1", Entrance::Remote),
            ("[fe80::1]:1", Entrance::Remote),
        ] {
            assert_eq!(Entrance::of(peer.parse().expect("an address")), expected, "{peer}");
        }
    }
}
