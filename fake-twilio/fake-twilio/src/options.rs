//! The command line.

mod folders;
mod launch;
mod worlds;

use std::{net::SocketAddr, path::PathBuf};

use clap::{ArgMatches, Args, FromArgMatches, builder::FalseyValueParser, parser::ValueSource};
use fake_twilio::{
    Builder, CallerRule, Credentials, FakeTwilio, IceServer, IceServerError, MappedOrigin,
};
use jiff::{SignedDuration, Timestamp};
use local_server::{SecretArgument, parse_address};
use twilio_sid::{AccountSid, ApiKeySid, ServiceSid};

use worlds::WorldFiles;

const MIB: u64 = 1024 * 1024;

/// How far `--now` may be from the machine's clock without a warning.
const NEAR: SignedDuration = SignedDuration::from_mins(5);

/// Options that take secrets.
const SECRETS: [&str; 4] = ["auth_token", "api_key_secret", "control_token", "ice_server"];

/// How the emulator is to behave.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of the command line")]
pub(crate) struct Options {
    /// Address to listen on, or a port alone; port 0 takes a free one
    #[arg(long, env = "FAKE_TWILIO_LISTEN", default_value = "127.0.0.1:4010", value_name = "ADDRESS:PORT", value_parser = parse_address)]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) launch: launch::LaunchOptions,
    /// Account that exists from the start
    #[arg(
        long,
        value_name = "AC…",
        env = "FAKE_TWILIO_ACCOUNT_SID",
        default_value = "AC00000000000000000000000000000000"
    )]
    account_sid: AccountSid,
    /// Auth token of the account, or @FILE
    #[arg(
        long,
        value_name = "TOKEN",
        env = "FAKE_TWILIO_AUTH_TOKEN",
        hide_env_values = true,
        default_value = "not-a-real-auth-token"
    )]
    auth_token: SecretArgument,
    /// API key of the account
    #[arg(
        long,
        value_name = "SK…",
        env = "FAKE_TWILIO_API_KEY_SID",
        default_value = "SK00000000000000000000000000000000"
    )]
    api_key_sid: ApiKeySid,
    /// Secret of the API key, or @FILE
    #[arg(
        long,
        value_name = "SECRET",
        env = "FAKE_TWILIO_API_KEY_SECRET",
        hide_env_values = true,
        default_value = "not-a-real-secret"
    )]
    api_key_secret: SecretArgument,
    /// Default chat service of the account [default: IS and 32 zeros, or drawn with --seed]
    #[arg(long, value_name = "IS…", env = "FAKE_TWILIO_CHAT_SERVICE_SID")]
    chat_service_sid: Option<ServiceSid>,
    #[command(flatten)]
    pub(crate) worlds: WorldFiles,
    /// Seed of all identifiers, for reproducible runs
    #[arg(long, value_name = "N", env = "FAKE_TWILIO_SEED")]
    seed: Option<u64>,
    /// Freezes the clock at this time; POST /_emulator/v1/clock {"millis": N} advances it
    #[arg(long, value_name = "RFC3339", env = "FAKE_TWILIO_NOW", value_parser = parse_moment)]
    now: Option<Timestamp>,
    /// Requests, frames and webhooks that the journal keeps, or off
    #[arg(long, value_name = "N|off", env = "FAKE_TWILIO_JOURNAL", default_value = "4096", value_parser = parse_journal)]
    journal: usize,
    /// Rejects parameters that are not in Twilio's OpenAPI documents with 400 and 20001, instead of
    /// ignoring them with a warning in the log
    #[arg(long, env = "FAKE_TWILIO_STRICT", value_parser = FalseyValueParser::new())]
    pub(crate) strict: bool,
    /// Rejects more than 30 actions a second in one conversation or service with 429 and 20429
    #[arg(long, env = "FAKE_TWILIO_RATE_LIMIT", value_parser = FalseyValueParser::new())]
    rate_limit: bool,
    /// Maximum number of connected chat clients; further ones get 429 and a back-off
    #[arg(long, value_name = "N", env = "FAKE_TWILIO_MAX_CONNECTIONS")]
    max_connections: Option<usize>,
    /// Maximum total size of media in MiB; an upload beyond it is rejected with 413
    #[arg(long, value_name = "MIB", env = "FAKE_TWILIO_MEDIA_LIMIT", default_value_t = 512)]
    media_limit: u32,
    /// STUN or TURN server for video clients: stun:HOST:PORT or turn:HOST:PORT,USER,PASSWORD, or @FILE;
    /// may be repeated
    ///
    /// Browsers on one machine need none.
    #[arg(
        long,
        value_name = "URL[,USER,PASSWORD]",
        env = "FAKE_TWILIO_ICE_SERVER",
        hide_env_values = true,
        value_delimiter = ' '
    )]
    pub(crate) ice_server: Vec<SecretArgument>,
    /// The older name of the variable.
    #[arg(
        long,
        env = "FAKE_TWILIO_ICE_SERVERS",
        hide = true,
        hide_env_values = true,
        value_delimiter = ' '
    )]
    ice_servers_alias: Vec<SecretArgument>,
    /// Allows requests to the control API (/_emulator/v1) with this host name, besides localhost and IP
    /// addresses; may be repeated, * allows all
    #[arg(long, value_name = "NAME", env = "FAKE_TWILIO_ALLOW_HOST", value_delimiter = ' ')]
    allow_host: Vec<String>,
    /// Allows web pages of this origin to call the control API; may be repeated, * allows all
    #[arg(long, value_name = "ORIGIN", env = "FAKE_TWILIO_ALLOW_ORIGIN", value_delimiter = ' ')]
    allow_origin: Vec<String>,
    /// Closes the control API, but for the health check
    #[arg(
        long,
        env = "FAKE_TWILIO_NO_CONTROL",
        value_parser = FalseyValueParser::new(),
        conflicts_with = "control_token"
    )]
    no_control: bool,
    /// Token that the control API asks for as Authorization: Bearer, or @FILE
    #[arg(long, value_name = "TOKEN", env = "FAKE_TWILIO_CONTROL_TOKEN", hide_env_values = true)]
    pub(crate) control_token: Option<SecretArgument>,
    /// Hosts that the proxy passes on beside this machine, * for any text; may be repeated
    ///
    /// Twilio's hosts always end at the emulator.
    #[arg(long, value_name = "GLOB", env = "FAKE_TWILIO_PROXY_ALLOW", value_delimiter = ' ')]
    pub(crate) proxy_allow: Vec<String>,
    /// Sends webhooks for a public address of an application to a local one, and signs them for the public
    /// one; may be repeated
    #[arg(
        long,
        value_name = "PUBLIC=LOCAL",
        env = "FAKE_TWILIO_MAP_ORIGIN",
        value_delimiter = ' '
    )]
    map_origin: Vec<MappedOrigin>,
    /// Folder of the certificate authority for Twilio's host names [default: in the user's data folder]
    #[arg(long, value_name = "DIR", env = "FAKE_TWILIO_CA_DIR")]
    ca_dir: Option<PathBuf>,
    /// Folder of npm packages of SDKs, for pages that load them from Twilio [default: in the user's data folder]
    #[arg(long, value_name = "DIR", env = "FAKE_TWILIO_SDK_DIR")]
    sdk_dir: Option<PathBuf>,
    /// Options whose secrets stand on the command line.
    #[arg(skip)]
    exposed: Vec<&'static str>,
    /// Whether the command line names the address.
    #[arg(skip)]
    pub(crate) is_address_given: bool,
}

impl Options {
    /// Reads matches of the command line and of the environment.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub(crate) fn of(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut options = Self::from_arg_matches(matches)?;
        let is_exposed = |option: &&str| {
            matches.value_source(option) == Some(ValueSource::CommandLine)
                && options.holds_secret(option)
        };
        options.exposed = SECRETS.into_iter().filter(is_exposed).collect();
        options.is_address_given = matches.value_source("listen") == Some(ValueSource::CommandLine);
        Ok(options)
    }

    /// Whether an option holds a secret as it is.
    fn holds_secret(&self, option: &str) -> bool {
        match option {
            "auth_token" => !self.auth_token.is_from_file(),
            "api_key_secret" => !self.api_key_secret.is_from_file(),
            "control_token" => self.control_token.as_ref().is_some_and(|it| !it.is_from_file()),
            _ => self.ice_server.iter().any(|it| !it.is_from_file() && it.expose().contains(',')),
        }
    }

    /// What a person should know before the start.
    pub(crate) fn warnings(&self, machine: Timestamp) -> Vec<String> {
        let exposed = self.exposed.iter().map(|option| {
            let (option, variable) = (option.replace('_', "-"), option.to_uppercase());
            format!(
                "--{option} shows a secret to everybody on this machine; use --{option} @FILE or \
                 FAKE_TWILIO_{variable}"
            )
        });
        exposed.chain(self.now.and_then(|now| far_from(now, machine))).collect()
    }

    pub(crate) fn credentials(&self) -> Credentials {
        Credentials {
            account_sid: self.account_sid,
            auth_token: self.auth_token.expose().to_owned(),
            api_key_sid: self.api_key_sid,
            api_key_secret: self.api_key_secret.expose().to_owned(),
        }
    }

    fn ice_servers(&self) -> Result<Vec<IceServer>, IceServerError> {
        let all = self.ice_server.iter().chain(&self.ice_servers_alias);
        let texts = all.flat_map(|it| it.expose().split_whitespace());
        texts.map(str::parse).collect()
    }

    /// The chat service that is named, or else that of an emulator without `--seed`, which draws one.
    pub(crate) fn default_service(&self) -> ServiceSid {
        self.chat_service_sid.unwrap_or(ServiceSid::from_bytes([0; 16]))
    }

    /// Starts the emulator that the options describe.
    pub(crate) async fn start(&self) -> anyhow::Result<FakeTwilio> {
        self.worlds.started(self.builder()?.start().await)
    }

    /// The emulator that the options describe.
    pub(crate) fn builder(&self) -> anyhow::Result<Builder> {
        let mut builder = FakeTwilio::builder()
            .listen(self.listen)
            .credentials(self.credentials())
            .callers(CallerRule::new(&self.allow_host, &self.allow_origin))
            .media_limit(u64::from(self.media_limit) * MIB)
            .sdk_files(self.sdk_files())
            .journal(self.journal);
        if self.no_control {
            builder = builder.no_control();
        }
        if let Some(token) = &self.control_token {
            builder = builder.control_token(token.expose().parse()?);
        }
        if let Some(service) = self.chat_service_sid {
            builder = builder.chat_service_sid(service);
        }
        builder = self.worlds.begin(builder)?;
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(now) = self.now {
            builder = builder.now(now);
        }
        if self.strict {
            builder = builder.strict();
        }
        if self.rate_limit {
            builder = builder.rate_limit();
        }
        if let Some(limit) = self.max_connections {
            builder = builder.max_connections(limit);
        }
        if let Some(folder) = self.ca_dir() {
            builder = builder.ca_dir(folder);
        }
        for host in &self.proxy_allow {
            builder = builder.proxy_allow(host);
        }
        for mapping in &self.map_origin {
            builder = builder.map_origin(mapping.clone());
        }
        for server in self.ice_servers()? {
            builder = builder.ice_server(server);
        }
        Ok(builder)
    }
}

fn parse_moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "a moment such as 2024-06-01T12:00:00Z is expected".to_owned())
}

fn parse_journal(text: &str) -> Result<usize, String> {
    match text.parse() {
        _ if text == "off" => Ok(0),
        Ok(records @ 1..) => Ok(records),
        Ok(0) | Err(_) => Err("a number of records is expected, or off".to_owned()),
    }
}

/// What a clock that is far from the machine's does to tokens, which SDKs mint by the machine's.
fn far_from(now: Timestamp, machine: Timestamp) -> Option<String> {
    let ahead = now.duration_since(machine);
    if ahead.abs() <= NEAR {
        return None;
    }
    let (side, fate) =
        if ahead.is_positive() { ("ahead of", "expired") } else { ("behind", "not yet valid") };
    Some(format!(
        "--now is {side} this machine's clock: tokens that SDKs mint by the machine's clock may count \
         as {fate}; mint them at the time that GET /_emulator/v1/health tells"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command_line::command;

    fn options(arguments: &[&str]) -> Result<Options, clap::Error> {
        let all = ["fake-twilio"].iter().chain(arguments);
        Options::of(&command().try_get_matches_from(all)?)
    }

    #[test]
    fn every_option_has_a_variable() {
        let command = command();
        let options = command.get_arguments().filter(|it| it.is_global_set() && !it.is_hide_set());
        let mut count = 0;
        for option in options {
            let variable = format!("FAKE_TWILIO_{}", option.get_id().as_str().to_uppercase());
            assert_eq!(option.get_env(), Some(variable.as_ref()), "{option}");
            count += 1;
        }
        assert!(count > 10, "{count} options");
    }

    #[test]
    fn ice_servers_may_be_named_more_than_once() {
        let ice_servers = |arguments: &[&str]| options(arguments).unwrap().ice_servers().unwrap();
        assert_eq!(ice_servers(&[]), []);
        let turn = "turn:localhost:3478?transport=udp,me,word";
        let servers = ice_servers(&["--ice-server", "stun:[::1]:1", "--ice-server", turn]);
        assert_eq!(servers, ["stun:[::1]:1", turn].map(|it| it.parse().unwrap()));
        assert_eq!(ice_servers(&["--ice-server", &format!("stun:[::1]:1 {turn}")]), servers);
    }

    #[test]
    fn an_ice_server_that_browsers_refuse_is_refused_without_its_password() {
        let refused = |server| options(&["--ice-server", server]).unwrap().ice_servers();
        let query = refused("stun:localhost?transport=udp").unwrap_err().to_string();
        assert!(query.contains("only a TURN server has a query"), "{query}");
        let scheme = refused("tunr:localhost,me,word").unwrap_err().to_string();
        assert!(!scheme.contains("word"), "{scheme}");
    }

    #[test]
    fn the_defaults_are_the_well_known_credentials_and_help_shows_them() {
        let Credentials { account_sid, auth_token, api_key_sid, api_key_secret } =
            Credentials::default();
        assert!(options(&[]).unwrap().credentials() == Credentials::default());
        let help = command().render_long_help().to_string();
        for shown in
            [&account_sid.to_string(), &auth_token, &api_key_sid.to_string(), &api_key_secret]
        {
            assert!(help.contains(shown), "{shown} is missing in\n{help}");
        }
        assert!(help.contains("RUST_LOG") && help.contains("/_emulator/v1/health"), "{help}");
    }

    #[test]
    fn secrets_on_the_command_line_are_warned_of() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "from-a-file\n").unwrap();
        let named = format!("@{}", file.path().display());
        let quiet = options(&["--auth-token", &named, "--ice-server", "stun:localhost"]).unwrap();
        assert_eq!(quiet.credentials().auth_token, "from-a-file");
        assert_eq!(quiet.warnings(Timestamp::UNIX_EPOCH), [""; 0]);
        let arguments = ["--api-key-secret", "word", "--ice-server", "turn:localhost,me,word"];
        let loud = options(&arguments).unwrap().warnings(Timestamp::UNIX_EPOCH);
        assert_eq!(loud.len(), 2);
        assert!(loud[0].contains("FAKE_TWILIO_API_KEY_SECRET"), "{loud:?}");
        assert!(loud[1].contains("--ice-server @FILE"), "{loud:?}");
        assert!(loud.iter().all(|it| !it.contains("word")), "{loud:?}");
    }

    #[test]
    fn a_clock_that_is_far_off_is_warned_of() {
        let machine: Timestamp = "2026-11-28T12:00:00Z".parse().unwrap();
        for (now, word) in [
            ("2026-11-28T12:04:00Z", None),
            ("2026-11-28T13:00:00Z", Some("expired")),
            ("2024-06-01T12:00:00Z", Some("not yet valid")),
        ] {
            let told = options(&["--now", now]).unwrap().warnings(machine);
            assert_eq!(told.len(), usize::from(word.is_some()), "{told:?}");
            assert!(told.iter().all(|it| it.contains(word.unwrap_or_default())), "{told:?}");
        }
    }

    #[test]
    fn values_that_make_no_sense_are_refused_with_an_example() {
        let refused = |arguments| options(arguments).map(|_| ()).unwrap_err().to_string();
        assert!(refused(&["--now", "yesterday"]).contains("2024-06-01T12:00:00Z"));
        assert!(refused(&["--journal", "0"]).contains("or off"));
        assert_eq!(options(&["--journal", "off"]).unwrap().journal, 0);
        assert!(refused(&["--listen", "here"]).contains("127.0.0.1:4010"));
        assert_eq!(options(&["--listen", "4010"]).unwrap().listen.to_string(), "127.0.0.1:4010");
    }
}
