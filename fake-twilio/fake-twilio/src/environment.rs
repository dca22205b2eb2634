//! The environment that leads an unmodified program to the emulator.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use fake_twilio::{Credentials, open_authority};
use http::Uri;
use jiff::Timestamp;
use twilio_sid::{AccountSid, ApiKeySid, ServiceSid};

use crate::{key_store, trust_files::TrustFiles};

/// Where an emulator answers by default.
pub(crate) const DEFAULT_URL: &str = "http://127.0.0.1:4010";

/// Hosts that programs reach without the proxy.
const DIRECT: &str = "localhost,127.0.0.1,::1";

/// Variables that name the proxy.
const PROXY: [&str; 4] = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"];

/// Variables that name hosts to reach without it.
const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Variables that name all certificates to trust.
const BUNDLE: [&str; 3] = ["CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"];

/// Variable of options of every Java virtual machine, as JVM Tool Interface has it.
const JAVA_OPTIONS: &str = "JAVA_TOOL_OPTIONS";

/// Hosts that Java reaches without the proxy: [`DIRECT`] as its networking properties write it.
const JAVA_DIRECT: &str = "localhost|127.*|[::1]";

/// Names under which applications keep credentials, beside those that are set already.
pub(crate) const ACCOUNT: &str = "TWILIO_ACCOUNT_SID";
pub(crate) const AUTH_TOKEN: &str = "TWILIO_AUTH_TOKEN";
pub(crate) const KEY: [&str; 2] = ["TWILIO_API_KEY", "TWILIO_API_KEY_SID"];
pub(crate) const KEY_SECRET: [&str; 2] = ["TWILIO_API_KEY_SECRET", "TWILIO_API_SECRET"];
pub(crate) const SERVICE: [&str; 2] =
    ["TWILIO_CHAT_SERVICE_SID", "TWILIO_CONVERSATIONS_SERVICE_SID"];

/// Variables for a program.
#[derive(Default)]
pub(crate) struct Environment {
    /// Names with their values.
    pub(crate) variables: BTreeMap<String, OsString>,
    /// Names of credentials that were set, with other values.
    pub(crate) replaced: Vec<String>,
}

/// The emulator that a program is led to.
pub(crate) struct Emulator<'a> {
    /// Where it answers.
    pub(crate) url: &'a str,
    /// What it accepts.
    pub(crate) credentials: &'a Credentials,
    /// The account's default chat service.
    pub(crate) chat_service_sid: ServiceSid,
}

/// Whether programs are to run on live Twilio.
pub(crate) fn is_live() -> bool {
    env::var_os("TWILIO_BACKEND").is_some_and(|it| it == "live")
}

/// The address of an emulator as variables take it.
///
/// # Errors
/// What is expected instead.
pub(crate) fn checked(url: &str) -> anyhow::Result<&str> {
    let uri: Uri = url.parse().with_context(|| format!("{url} is no address"))?;
    if uri.scheme_str() != Some("http") || uri.authority().is_none() {
        bail!("an address such as {DEFAULT_URL} is expected in place of {url}");
    }
    Ok(url.trim_end_matches('/'))
}

impl Environment {
    /// The environment for a program that has the present one otherwise.
    ///
    /// # Errors
    /// Why the files that it names cannot be written.
    pub(crate) fn new(emulator: &Emulator<'_>, ca_dir: &Path) -> anyhow::Result<Self> {
        let authority = open_authority(ca_dir, Timestamp::now())?;
        let present = |name: &str| env::var_os(name).filter(|it| !it.is_empty());
        let extra: Vec<PathBuf> = ["NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"]
            .into_iter()
            .filter_map(|name| present(name).map(PathBuf::from))
            .collect();
        let files = TrustFiles::write(ca_dir, &authority, &extra)?;
        let mut environment = Self::default();
        environment.set("TWILIO_EMULATOR_URL", emulator.url);
        for name in PROXY {
            environment.set(name, emulator.url);
        }
        for name in NO_PROXY {
            let before = env::var(name).unwrap_or_default();
            environment.set(name, no_proxy(&before));
        }
        for name in BUNDLE {
            environment.set(name, &files.bundle);
        }
        let node = if extra.is_empty() { authority.file() } else { &files.bundle };
        environment.set("NODE_EXTRA_CA_CERTS", node);
        environment.set("PYTHONPATH", paths(&files.python, present("PYTHONPATH")));
        environment.set("NODE_OPTIONS", node_options(&files.node, present("NODE_OPTIONS")));
        let java = java_options(emulator.url, &files.java, present(JAVA_OPTIONS));
        environment.set(JAVA_OPTIONS, java);
        Ok(environment)
    }

    /// Gives the program the emulator's credentials in place of those that it would have.
    pub(crate) fn replace_credentials(
        &mut self,
        emulator: &Emulator<'_>,
        present: impl Iterator<Item = (OsString, OsString)>,
    ) {
        let Credentials { account_sid, auth_token, api_key_sid, api_key_secret } =
            emulator.credentials;
        let (account, key) = (account_sid.to_string(), api_key_sid.to_string());
        let service = emulator.chat_service_sid.to_string();
        let known = [(ACCOUNT, &account), (AUTH_TOKEN, auth_token)].into_iter();
        let known = known.chain(KEY.map(|name| (name, &key)));
        let known = known.chain(KEY_SECRET.map(|name| (name, api_key_secret)));
        let mut all: BTreeMap<String, &String> = known
            .chain(SERVICE.map(|name| (name, &service)))
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        for (name, value) in present {
            let (Ok(name), value) = (name.into_string(), value.to_string_lossy()) else { continue };
            let ours = all.get(&name).copied().or_else(|| match kind(&name, &value)? {
                Kind::Account => Some(&account),
                Kind::AuthToken => Some(auth_token),
                Kind::Key => Some(&key),
                Kind::KeySecret => Some(api_key_secret),
                Kind::Service => Some(&service),
            });
            if let Some(ours) = ours {
                if *ours != value {
                    self.replaced.push(name.clone());
                }
                all.insert(name, ours);
            }
        }
        self.replaced.sort();
        self.variables.extend(all.into_iter().map(|(name, value)| (name, value.into())));
    }

    fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.insert(name.to_owned(), value.into());
    }
}

/// What a variable of Twilio's holds.
enum Kind {
    Account,
    AuthToken,
    Key,
    KeySecret,
    Service,
}

/// What a variable holds, by its value or by its name; `None` if that is no credential.
fn kind(name: &str, value: &str) -> Option<Kind> {
    if !name.starts_with("TWILIO_") {
        return None;
    }
    if value.parse::<AccountSid>().is_ok() {
        return Some(Kind::Account);
    }
    if value.parse::<ApiKeySid>().is_ok() {
        return Some(Kind::Key);
    }
    if value.parse::<ServiceSid>().is_ok() {
        return Some(Kind::Service);
    }
    if name.contains("SECRET") {
        return Some(Kind::KeySecret);
    }
    name.ends_with("TOKEN").then_some(Kind::AuthToken)
}

/// The hosts that are reached without the proxy. Twilio's are none of them, nor all.
fn no_proxy(before: &str) -> String {
    let leads_past = |it: &&str| {
        let name = it.trim_start_matches(['*', '.']);
        name.is_empty() || name.contains("twilio")
    };
    let kept = before.split(',').map(str::trim).filter(|it| !leads_past(it));
    let kept = kept.filter(|it| DIRECT.split(',').all(|ours| ours != *it));
    std::iter::once(DIRECT).chain(kept).collect::<Vec<_>>().join(",")
}

/// A folder in front of a list of them.
fn paths(first: &Path, rest: Option<OsString>) -> OsString {
    let mut all = first.as_os_str().to_owned();
    if let Some(rest) = rest {
        all.push(":");
        all.push(rest);
    }
    all
}

/// Options of Node with one that loads a file. Node reads a backslash before a quote as in JSON.
fn node_options(preload: &Path, before: Option<OsString>) -> OsString {
    let quoted = preload.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"");
    let mut all = before.unwrap_or_default();
    if !all.is_empty() {
        all.push(" ");
    }
    all.push(format!("--require=\"{quoted}\""));
    all
}

/// Options of Java behind those that are there: of two for the same property the later one counts.
fn java_options(url: &str, store: &Path, before: Option<OsString>) -> OsString {
    // The address is one: it was checked, or is the emulator's own.
    let uri: Uri = url.parse().unwrap_or_default();
    let (host, port) = (uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(80));
    let store = store.to_string_lossy();
    let mut all = before.unwrap_or_default();
    for (name, value) in [
        ("http.proxyHost", host),
        ("http.proxyPort", &port.to_string()),
        ("https.proxyHost", host),
        ("https.proxyPort", &port.to_string()),
        ("http.nonProxyHosts", JAVA_DIRECT),
        ("javax.net.ssl.trustStore", &store),
        ("javax.net.ssl.trustStoreType", key_store::TYPE),
        ("javax.net.ssl.trustStorePassword", key_store::PASSWORD),
    ] {
        if !all.is_empty() {
            all.push(" ");
        }
        // Quotes keep white space; either kind ends where it comes again.
        let quote = if value.contains('"') { '\'' } else { '"' };
        all.push(format!("-D{name}={quote}{value}{quote}"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(present: &[(&str, &str)]) -> Environment {
        let credentials = Credentials::default();
        let emulator = Emulator {
            url: "http://127.0.0.1:4010",
            credentials: &credentials,
            chat_service_sid: ServiceSid::from_bytes([0; 16]),
        };
        let mut environment = Environment::default();
        let present = present.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        environment.replace_credentials(&emulator, present);
        environment
    }

    #[test]
    fn credentials_are_replaced_by_name_and_by_value() {
        let account = format!("AC{}", "1".repeat(32));
        let environment = replaced(&[
            ("TWILIO_ACCOUNT_SID", &account),
            ("TWILIO_MASTER_ACCOUNT", &account),
            ("TWILIO_SYNC_SECRET", "private"),
            ("TWILIO_REGION", "ie1"),
            ("OTHER_SECRET", "private"),
            ("TWILIO_AUTH_TOKEN", "not-a-real-auth-token"),
        ]);
        assert_eq!(
            environment.replaced,
            ["TWILIO_ACCOUNT_SID", "TWILIO_MASTER_ACCOUNT", "TWILIO_SYNC_SECRET"]
        );
        let ours = |name: &str| environment.variables.get(name).and_then(|it| it.to_str());
        assert_eq!(ours("TWILIO_MASTER_ACCOUNT"), Some("AC00000000000000000000000000000000"));
        assert_eq!(ours("TWILIO_SYNC_SECRET"), Some("not-a-real-secret"));
        assert_eq!(ours("TWILIO_API_KEY"), Some("SK00000000000000000000000000000000"));
        assert_eq!(ours("TWILIO_REGION"), None);
        assert_eq!(ours("OTHER_SECRET"), None);
    }

    #[test]
    fn no_host_of_twilios_is_reached_without_the_proxy() {
        assert_eq!(no_proxy(""), DIRECT);
        assert_eq!(no_proxy("*"), DIRECT);
        assert_eq!(
            no_proxy("localhost, .twilio.com,intern.example"),
            format!("{DIRECT},intern.example")
        );
    }

    #[test]
    fn what_is_there_stays() {
        assert_eq!(paths(Path::new("/a"), Some("/b:/c".into())), "/a:/b:/c");
        assert_eq!(paths(Path::new("/a"), None), "/a");
        let options = node_options(Path::new("/a b/p.cjs"), Some("--trace-warnings".into()));
        assert_eq!(options, "--trace-warnings --require=\"/a b/p.cjs\"");
        assert_eq!(node_options(Path::new("/p.cjs"), None), "--require=\"/p.cjs\"");
        let java = java_options("http://[::1]:4010", Path::new("/a b/c"), Some("-Dx=y".into()));
        let java = java.to_string_lossy();
        assert!(java.starts_with("-Dx=y -Dhttp.proxyHost=\"[::1]\" -Dhttp.proxyPort=\"4010\" "));
        assert!(java.contains(" -Djavax.net.ssl.trustStore=\"/a b/c\" "), "{java}");
    }
}
