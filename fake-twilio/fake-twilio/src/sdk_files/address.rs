//! Addresses of SDK builds. Their forms are those that Twilio's documentation and public pages have:
//! `/sdk/js/video/releases/2.3.0/twilio-video.min.js`, `/sdk/js/conversations/v2.1/…`,
//! `/sdk/js/video/v1/…`, and the same below `/js` on `sdk.twilio.com`.

use std::{path::Path, str::FromStr};

use fake_rest::SDK_FILES;

use super::wanted::{Sdk, Wanted};

/// A file of an SDK.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) sdk: Sdk,
    pub(super) wanted: Wanted,
    /// One of the file names that [`is_build`] takes.
    pub(super) file: String,
}

impl Address {
    pub(super) fn is_source_map(&self) -> bool {
        Path::new(&self.file).extension().is_some_and(|it| it == "map")
    }
}

/// Why nothing can be at an address.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadAddress {
    #[error("of the SDKs for pages, this emulator has video and conversations alone")]
    Sdk,
    #[error("twilio-conversations 0 is a video SDK that this emulator does not speak to")]
    OldVideo,
    #[error("SDKs lie at addresses such as /sdk/js/video/releases/2.36.0/twilio-video.min.js")]
    Form,
}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(path: &str) -> Result<Self, BadAddress> {
        let rest = SDK_FILES.iter().find_map(|prefix| path.strip_prefix(prefix));
        let mut segments = rest.ok_or(BadAddress::Form)?.split('/');
        let sdk = segments.next().and_then(Sdk::of_name).ok_or(BadAddress::Sdk)?;
        let all: Vec<&str> = segments.collect();
        let (wanted, file) = match *all.as_slice() {
            ["releases", version, file] => (version.parse(), file),
            ["latest", file] => (Ok(Wanted::Latest), file),
            [version, file] => (version.strip_prefix('v').unwrap_or_default().parse(), file),
            _ => return Err(BadAddress::Form),
        };
        let wanted = wanted.map_err(|_| BadAddress::Form)?;
        if !is_build(sdk, file) {
            return Err(BadAddress::Form);
        }
        if sdk == Sdk::Conversations && is_before_first(&wanted) {
            return Err(BadAddress::OldVideo);
        }
        Ok(Self { sdk, wanted, file: file.to_owned() })
    }
}

/// Whether a file is a build of an SDK for pages, or its source map.
fn is_build(sdk: Sdk, file: &str) -> bool {
    let stem = file.strip_suffix(".map").unwrap_or(file);
    let stem = stem.strip_suffix(".js").map(|it| it.strip_suffix(".min").unwrap_or(it));
    stem.and_then(|it| it.strip_prefix("twilio-")).and_then(Sdk::of_name) == Some(sdk)
}

/// Until 2016, `twilio-conversations` was the name of what became Video.
fn is_before_first(wanted: &Wanted) -> bool {
    match wanted {
        Wanted::Exact(version) => version.major == 0,
        Wanted::Minor(major, _) | Wanted::Major(major) => *major == 0,
        Wanted::Latest => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_pages_name_sdk_version_and_file() {
        for (path, sdk, wanted, file) in [
            (
                "/sdk/js/video/releases/2.3.0/twilio-video.min.js",
                Sdk::Video,
                "2.3.0",
                "twilio-video.min.js",
            ),
            ("/sdk/js/video/v1/twilio-video.min.js", Sdk::Video, "1", "twilio-video.min.js"),
            ("/js/video/latest/twilio-video.js", Sdk::Video, "latest", "twilio-video.js"),
            (
                "/sdk/js/video/releases/2.0.0-beta15/twilio-video.js",
                Sdk::Video,
                "2.0.0-beta15",
                "twilio-video.js",
            ),
            (
                "/js/conversations/v2.1/twilio-conversations.min.js",
                Sdk::Conversations,
                "2.1",
                "twilio-conversations.min.js",
            ),
            (
                "/js/conversations/releases/2.6.5/twilio-conversations.min.js.map",
                Sdk::Conversations,
                "2.6.5",
                "twilio-conversations.min.js.map",
            ),
        ] {
            let wanted = wanted.parse().expect("a version");
            let expected = Address { sdk, wanted, file: file.to_owned() };
            assert_eq!(path.parse(), Ok(expected), "{path}");
        }
    }

    #[test]
    fn other_addresses_are_refused_with_what_is_expected() {
        for (path, expected) in [
            ("/sdk/js/client/v1.4/twilio.min.js", BadAddress::Sdk),
            ("/sdk/js/conversations/v0.13/twilio-conversations.min.js", BadAddress::OldVideo),
            ("/sdk/js/video/releases/2.3.0/docs/index.html", BadAddress::Form),
            ("/sdk/js/video/releases/2.3.0/package.json", BadAddress::Form),
            ("/sdk/js/video/releases/2.3.0/twilio-conversations.min.js", BadAddress::Form),
            ("/sdk/js/video/releases/../twilio-video.min.js", BadAddress::Form),
            ("/sdk/js/video/2.3.0/twilio-video.min.js", BadAddress::Form),
            ("/sdk/js/video/releases/2.3.0/../twilio-video.min.js", BadAddress::Form),
            ("/sdk/js/video/releases/2.3.0/%2e%2e%2ftwilio-video.min.js", BadAddress::Form),
            ("/sdk/js/", BadAddress::Sdk),
        ] {
            assert_eq!(path.parse::<Address>(), Err(expected), "{path}");
        }
    }
}
