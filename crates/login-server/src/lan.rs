//! This machine on its local network.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};

/// An address of the networks for documentation (RFC 5737), which no machine has.
const ELSEWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9);

/// The address by which this machine reaches others; `None` without a network.
pub(crate) fn address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // Chooses a route, and sends nothing.
    socket.connect(ELSEWHERE).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// A QR code for terminals with light letters on dark ground, with the free space around it that readers
/// need. `None` for a text that is too long.
pub(crate) fn qr_code(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    // What is dark in the code stays without ink, because the ground is dark.
    let mut image = code.render::<Dense1x2>();
    Some(image.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_has_free_space_around_it() {
        let code = qr_code("https://192.168.1.5:5000").expect("a code");
        let lines: Vec<&str> = code.lines().collect();
        // Version 2 has 25 modules, and 4 are free on each side; two rows make a line.
        assert_eq!((lines.len(), lines[0].chars().count()), (17, 33));
        assert!(lines[0].chars().chain(lines[1].chars()).all(|it| it == '\u{2588}'), "{code}");
        assert!(qr_code(&"x".repeat(4000)).is_none());
    }
}
