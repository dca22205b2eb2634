//! The name by which a test calls what an engine runs.

use url::{Host, Url};

/// The name in the address of an engine, unless the control API allows it anyway: it allows addresses and
/// `localhost`, and refuses names that it does not know.
pub(crate) fn engine_host(docker_host: &str) -> Option<String> {
    let address = Url::parse(docker_host).ok()?;
    if !matches!(address.scheme(), "tcp" | "http" | "https") {
        return None;
    }
    // The `url` crate reads names and addresses in the same way for special schemes only.
    match Host::parse(address.host_str()?).ok()? {
        Host::Domain(name) if name != "localhost" => Some(name),
        Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_and_nothing_else() {
        for (docker_host, expected) in [
            ("tcp://docker:2375", Some("docker")),
            ("https://engine.example", Some("engine.example")),
            ("tcp://192.0.2.1:2375", None),
            ("tcp://[2001:db8::1]:2375", None),
            ("tcp://localhost:2375", None),
            ("unix:///var/run/docker.sock", None),
            ("npipe:////./pipe/docker_engine", None),
            ("", None),
        ] {
            assert_eq!(engine_host(docker_host).as_deref(), expected, "{docker_host}");
        }
    }
}
