//! SDKs and their versions, as addresses of pages and people name them.

use std::{fmt, str::FromStr};

use semver::Version;

/// An SDK that pages load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sdk {
    /// Video.
    Video,
    /// Conversations.
    Conversations,
}

impl Sdk {
    /// Its package in the npm registry.
    pub fn package(self) -> &'static str {
        match self {
            Self::Video => "twilio-video",
            Self::Conversations => "@twilio/conversations",
        }
    }

    /// The SDK of a package.
    pub(super) fn of_package(name: &str) -> Option<Self> {
        [Self::Video, Self::Conversations].into_iter().find(|it| it.package() == name)
    }

    /// The SDK by its name in addresses.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        [Self::Video, Self::Conversations].into_iter().find(|it| it.to_string() == name)
    }
}

impl fmt::Display for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Video => "video",
            Self::Conversations => "conversations",
        })
    }
}

/// Which version of an SDK is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// This one.
    Exact(Version),
    /// The latest one with this major and minor number.
    Minor(u64, u64),
    /// The latest one with this major number.
    Major(u64),
    /// The latest one.
    Latest,
}

impl Wanted {
    /// Whether a version is as wanted, rather than the nearest one.
    pub fn is_met_by(&self, version: &Version) -> bool {
        match self {
            Self::Exact(exact) => exact == version,
            Self::Minor(major, minor) => (version.major, version.minor) == (*major, *minor),
            Self::Major(major) => version.major == *major,
            Self::Latest => true,
        }
    }

    /// Of versions that are there, the one that serves best: the wanted one, or else the nearest later one
    /// with the same major number. Pre-releases are served to those alone who name them.
    pub fn choose<'a>(
        &self,
        there: impl Iterator<Item = &'a Version> + Clone,
    ) -> Option<&'a Version> {
        let is_named = |it: &&Version| *self == Self::Exact((*it).clone());
        let there = there.filter(|it| it.pre.is_empty() || is_named(it));
        if let Some(met) = there.clone().filter(|it| self.is_met_by(it)).max() {
            return Some(met);
        }
        let least = match self {
            Self::Exact(exact) => exact.clone(),
            Self::Minor(major, minor) => Version::new(*major, *minor, 0),
            Self::Major(_) | Self::Latest => return None,
        };
        there.filter(|it| it.major == least.major && **it > least).min()
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(version) => write!(f, "{version}"),
            Self::Minor(major, minor) => write!(f, "{major}.{minor}"),
            Self::Major(major) => write!(f, "{major}"),
            Self::Latest => f.write_str("latest"),
        }
    }
}

/// A text names no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version such as 2.3.0, 2.3, 2 or latest is expected")]
pub struct BadRequest;

impl FromStr for Wanted {
    type Err = BadRequest;

    fn from_str(text: &str) -> Result<Self, BadRequest> {
        if text == "latest" {
            return Ok(Self::Latest);
        }
        if let Ok(version) = text.parse() {
            return Ok(Self::Exact(version));
        }
        let number = |it: &str| it.parse().map_err(|_| BadRequest);
        match text.split_once('.') {
            Some((major, minor)) => Ok(Self::Minor(number(major)?, number(minor)?)),
            None => Ok(Self::Major(number(text)?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(wanted: &str, there: &[&str]) -> Option<String> {
        let there: Vec<Version> = there.iter().map(|it| it.parse().expect("a version")).collect();
        let wanted: Wanted = wanted.parse().expect("a version");
        wanted.choose(there.iter()).map(Version::to_string)
    }

    #[test]
    fn the_wanted_version_is_chosen_or_the_nearest_later_one_of_its_major_number() {
        let there = ["1.1.0", "1.2.0", "1.2.3", "2.0.0-beta2", "2.0.0", "2.6.5", "3.0.0-rc1"];
        for (wanted, expected) in [
            ("1.2.0", Some("1.2.0")),
            ("1.0.0", Some("1.1.0")),
            ("1.2.1", Some("1.2.3")),
            ("1.3.0", None),
            ("2.0.0-beta2", Some("2.0.0-beta2")),
            ("2.0.0-beta1", Some("2.0.0")),
            ("1.2", Some("1.2.3")),
            ("1.0", Some("1.1.0")),
            ("2.1", Some("2.6.5")),
            ("2", Some("2.6.5")),
            ("3", None),
            ("latest", Some("2.6.5")),
        ] {
            assert_eq!(chosen(wanted, &there).as_deref(), expected, "{wanted}");
        }
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "v2", "2.x", "1.2.3.4", "../1", "^2"] {
            assert_eq!(text.parse::<Wanted>(), Err(BadRequest), "{text}");
        }
    }
}
