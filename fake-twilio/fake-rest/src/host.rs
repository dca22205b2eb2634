//! Which product of Twilio's a request is for, by its host and by its path.

use http::{HeaderMap, Uri, header};
use percent_encoding::percent_decode_str;

use crate::http::error::ApiError;

/// Path of the Twilsock WebSocket, as in the SDK's default address.
const TWILSOCK_PATH: &str = "/v3/wsconnect";

/// Path of the signaling WebSocket, as in the SDK's default address.
pub const SIGNALING_PATH: &str = "/signaling";

/// Path of the telemetry WebSocket, as in the SDK's default address.
const TELEMETRY_PATH: &str = "/v1/VideoEvents";

/// Path at which video SDKs before 2.5 request ICE servers.
const ICE_SERVERS_PATH: &str = "/v2/Configuration";

/// How the paths of SDK builds begin, on `media.twiliocdn.com` and on `sdk.twilio.com`.
pub const SDK_FILES: [&str; 2] = ["/sdk/js/", "/js/"];

/// First segment of the paths for accounts: the version of that API.
pub(crate) const ACCOUNTS_VERSION: &str = "2010-04-01";

/// What the emulator has of Twilio's products, apart by host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Accounts and ICE servers for applications, `api.twilio.com`.
    Accounts,
    /// Conversations over REST, `conversations.twilio.com`.
    Conversations,
    /// Video over REST, `video.twilio.com`.
    Video,
    /// The media of Conversations, `mcs.us1.twilio.com`.
    Media,
    /// The realtime side of Conversations, `tsock.us1.twilio.com`.
    Twilsock,
    /// Video signaling, `global.vss.twilio.com`.
    Signaling,
    /// Telemetry of the video SDKs, `sdkgw.us1.twilio.com`.
    Telemetry,
    /// ICE servers for old video SDKs, `ecs.us1.twilio.com`.
    IceServers,
    /// Builds of the SDKs for pages, `media.twiliocdn.com` and `sdk.twilio.com`.
    SdkFiles,
}

/// First segments of the paths of Video's REST API, below `/v1`.
const VIDEO: [&str; 6] = [
    "Rooms",
    "Recordings",
    "Compositions",
    "CompositionHooks",
    "CompositionSettings",
    "RecordingSettings",
];

impl Product {
    /// The product that has a path: no path is in two of them.
    pub fn of_path(path: &str) -> Self {
        match path {
            TWILSOCK_PATH => Self::Twilsock,
            SIGNALING_PATH => Self::Signaling,
            TELEMETRY_PATH => Self::Telemetry,
            ICE_SERVERS_PATH => Self::IceServers,
            _ if is_account(path) => Self::Accounts,
            _ if SDK_FILES.iter().any(|it| path.starts_with(it)) => Self::SdkFiles,
            _ if is_media(path) => Self::Media,
            _ if is_video(path) => Self::Video,
            _ => Self::Conversations,
        }
    }

    /// Returns whether this is a REST request, with a form and basic authentication.
    pub fn is_rest(self) -> bool {
        matches!(self, Self::Accounts | Self::Conversations | Self::Video)
    }
}

/// Returns whether a path has the version of the API for accounts.
fn is_account(path: &str) -> bool {
    let rest = path.strip_prefix('/').and_then(|it| it.strip_prefix(ACCOUNTS_VERSION));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns whether a path belongs to the media service.
fn is_media(path: &str) -> bool {
    let below = path.strip_prefix("/v1/Services/").and_then(|rest| rest.split_once('/'));
    let collection = below.and_then(|(_, below)| below.split('/').next());
    matches!(collection, Some("Media" | "MediaSet"))
}

fn is_video(path: &str) -> bool {
    let first = path.strip_prefix("/v1/").and_then(|rest| rest.split('/').next());
    let first = first.unwrap_or_default();
    if !first.contains('%') {
        return VIDEO.contains(&first);
    }
    VIDEO.contains(&percent_decode_str(first).decode_utf8_lossy().as_ref())
}

/// Rejects paths that the requested Twilio host does not serve; the emulator's own hosts serve all
/// paths.
///
/// # Errors
/// Not found, with the name of the product when the emulator has nothing of it.
pub fn check_host(headers: &HeaderMap, uri: &Uri) -> Result<(), ApiError> {
    let not_found = || ApiError::not_found(uri.path());
    match Host::of(named(headers, uri)) {
        Host::Own => Ok(()),
        Host::Twilio(product) if product == Product::of_path(uri.path()) => Ok(()),
        // Of `api.twilio.com` it has a part.
        Host::Twilio(Product::Accounts) => {
            Err(not_emulated(uri, "Programmable Voice and Messaging"))
        }
        Host::Twilio(_) => Err(not_found()),
        Host::Other(name) => Err(not_emulated(uri, name)),
    }
}

/// Not found, with the name of the product that is missing.
pub(crate) fn not_emulated(uri: &Uri, product: &str) -> ApiError {
    let ApiError { status, code, message } = ApiError::not_found(uri.path());
    let why =
        format!("this emulator does not have {product}; replace it in the test, or use Twilio");
    ApiError::new(status, code, format!("{message}: {why}"))
}

/// Set by servers that pass on requests which came by https.
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// Scheme and host that the caller believes to talk to: https for Twilio's own names, and where a server
/// in between says so.
pub(crate) fn origin(headers: &HeaderMap, uri: &Uri) -> String {
    let host = named(headers, uri);
    let is_secure = headers.get(FORWARDED_PROTO).is_some_and(|it| it == "https");
    let scheme = if is_secure || is_twilio(host) { "https" } else { "http" };
    [scheme, "://", host].concat()
}

/// The origin of the media service for a client that connected to this host.
pub fn media_origin(headers: &HeaderMap, uri: &Uri) -> String {
    if is_twilio(named(headers, uri)) {
        "https://mcs.us1.twilio.com".to_owned()
    } else {
        origin(headers, uri)
    }
}

fn named<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> &'a str {
    let header = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = header.or_else(|| uri.authority().map(http::uri::Authority::as_str));
    host.unwrap_or("localhost")
}

/// What a host answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Host<'a> {
    /// Everything: the emulator's own.
    Own,
    /// One product.
    Twilio(Product),
    /// Something that the emulator does not have.
    Other(&'a str),
}

/// Products of Twilio's that the emulator does not have, by the first part of their hosts, in whatever
/// region or edge.
const OTHERS: [(&str, &str); 21] = [
    ("chat", "Programmable Chat"),
    ("content", "Content"),
    ("events", "Event Streams"),
    ("flex-api", "Flex"),
    ("insights", "Insights"),
    ("intelligence", "Conversational Intelligence"),
    ("ip-messaging", "Programmable Chat"),
    ("lookups", "Lookup"),
    ("messaging", "Messaging"),
    ("monitor", "Monitor"),
    ("notify", "Notify"),
    ("numbers", "Phone Numbers"),
    ("proxy", "Proxy"),
    ("serverless", "Functions and Assets"),
    ("studio", "Studio"),
    ("sync", "Sync"),
    ("taskrouter", "TaskRouter"),
    ("trusthub", "TrustHub"),
    ("verify", "Verify"),
    ("voice", "Voice"),
    ("wireless", "Programmable Wireless"),
];

impl<'a> Host<'a> {
    fn of(host: &'a str) -> Self {
        if !is_twilio(host) {
            return Self::Own;
        }
        if !is_below(host, API_DOMAIN) {
            return Self::Twilio(Product::SdkFiles);
        }
        let mut parts = host.split('.');
        let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        // Signaling has the region first: `us1.vss.twilio.com`.
        if second.eq_ignore_ascii_case("vss") {
            return Self::Twilio(Product::Signaling);
        }
        match first.to_ascii_lowercase().as_str() {
            "api" => Self::Twilio(Product::Accounts),
            "conversations" => Self::Twilio(Product::Conversations),
            "video" => Self::Twilio(Product::Video),
            "mcs" => Self::Twilio(Product::Media),
            "tsock" => Self::Twilio(Product::Twilsock),
            "sdkgw" => Self::Twilio(Product::Telemetry),
            "ecs" => Self::Twilio(Product::IceServers),
            "sdk" => Self::Twilio(Product::SdkFiles),
            first => {
                let known = OTHERS.iter().find(|(name, _)| *name == first);
                Self::Other(known.map_or(host, |(_, product)| product))
            }
        }
    }
}

/// The domain of Twilio's APIs.
const API_DOMAIN: &str = "twilio.com";

/// The domains of all hosts of Twilio's that SDKs and applications use.
pub const TWILIO_DOMAINS: [&str; 2] = [API_DOMAIN, "twiliocdn.com"];

/// Returns whether a host name, without a port, is one of Twilio's.
pub fn is_twilio_host(name: &str) -> bool {
    TWILIO_DOMAINS.iter().any(|domain| is_below(name, domain))
}

/// Returns whether a host is one of Twilio's.
fn is_twilio(host: &str) -> bool {
    is_twilio_host(without_port(host))
}

fn without_port(host: &str) -> &str {
    host.rsplit_once(':').map_or(host, |(name, _)| name)
}

/// Returns whether a host is a domain or below it.
fn is_below(host: &str, domain: &str) -> bool {
    let name = without_port(host);
    let name = name.strip_suffix('.').unwrap_or(name);
    let Some(start) = name.len().checked_sub(domain.len()) else { return false };
    let matches = name.get(start..).is_some_and(|it| it.eq_ignore_ascii_case(domain));
    matches && (start == 0 || name.as_bytes().get(start - 1) == Some(&b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::HOST, http::HeaderValue::from_static(host))])
    }

    #[test]
    fn a_host_of_twilio_answers_for_its_product() {
        for (host, expected) in [
            ("conversations.twilio.com", Host::Twilio(Product::Conversations)),
            ("conversations.dublin.ie1.twilio.com:443", Host::Twilio(Product::Conversations)),
            ("Video.Twilio.com", Host::Twilio(Product::Video)),
            ("mcs.us1.twilio.com", Host::Twilio(Product::Media)),
            ("tsock.us1.twilio.com", Host::Twilio(Product::Twilsock)),
            ("global.vss.twilio.com", Host::Twilio(Product::Signaling)),
            ("ie1.VSS.twilio.com", Host::Twilio(Product::Signaling)),
            ("sdkgw.us1.twilio.com", Host::Twilio(Product::Telemetry)),
            ("ecs.us1.twilio.com", Host::Twilio(Product::IceServers)),
            ("sync.twilio.com", Host::Other("Sync")),
            ("api.sydney.au1.twilio.com", Host::Twilio(Product::Accounts)),
            ("media.twiliocdn.com", Host::Twilio(Product::SdkFiles)),
            ("sdk.twilio.com:443", Host::Twilio(Product::SdkFiles)),
            ("new.twilio.com", Host::Other("new.twilio.com")),
            ("127.0.0.1:4010", Host::Own),
            ("localhost", Host::Own),
            ("conversations.example.com", Host::Own),
            ("nottwilio.com", Host::Own),
            ("twilio.com.example.com", Host::Own),
        ] {
            assert_eq!(Host::of(host), expected, "{host}");
        }
    }

    #[test]
    fn a_path_belongs_to_one_product() {
        for (path, expected) in [
            ("/v3/wsconnect", Product::Twilsock),
            ("/signaling", Product::Signaling),
            ("/v1/VideoEvents", Product::Telemetry),
            ("/v2/Configuration", Product::IceServers),
            ("/v1/Services/IS1/Media", Product::Media),
            ("/v1/Services/IS1/MediaSet", Product::Media),
            ("/v1/Rooms", Product::Video),
            ("/2010-04-01/Accounts.json", Product::Accounts),
            ("/sdk/js/video/v1/twilio-video.min.js", Product::SdkFiles),
            ("/js/video/releases/2.3.0/twilio-video.min.js", Product::SdkFiles),
            ("/v1/R%6Foms/RM1", Product::Video),
            ("/v1/Services/IS1/Conversations", Product::Conversations),
            ("/v1/Conversations/Rooms", Product::Conversations),
            ("/", Product::Conversations),
        ] {
            assert_eq!(Product::of_path(path), expected, "{path}");
        }
    }

    #[test]
    fn twilio_hosts_are_reached_by_https() {
        let uri = Uri::from_static("/v1/Services");
        let twilio = headers("conversations.twilio.com");
        assert_eq!(origin(&twilio, &uri), "https://conversations.twilio.com");
        assert_eq!(media_origin(&twilio, &uri), "https://mcs.us1.twilio.com");
        let own = headers("127.0.0.1:4010");
        assert_eq!(origin(&own, &uri), "http://127.0.0.1:4010");
        assert_eq!(media_origin(&own, &uri), "http://127.0.0.1:4010");
        let mut passed_on = own;
        passed_on.insert(FORWARDED_PROTO, http::HeaderValue::from_static("https"));
        assert_eq!(origin(&passed_on, &uri), "https://127.0.0.1:4010");
        assert_eq!(media_origin(&passed_on, &uri), "https://127.0.0.1:4010");
    }
}
