//! `fake-twilio sdk`: builds of SDKs for pages.

mod npm;
mod unpack;

use std::{fs, io::Write, path::Path, str::FromStr};

use anyhow::{Context, bail};
use clap::Subcommand;
use fake_twilio::{BadRequest, Sdk, SdkFiles, Wanted};

use crate::options::Options;

/// What to do with builds of SDKs.
#[derive(Subcommand, Debug, PartialEq, Eq)]
pub(crate) enum SdkCommand {
    /// Fetches an SDK by npm, such as video@2.3.0, conversations@2.6 or video
    Add {
        /// SDK and version
        #[arg(value_name = "SDK@VERSION", required = true)]
        sdks: Vec<Request>,
    },
    /// Lists the SDKs that pages can load
    List,
}

/// An SDK in a version, as people name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    sdk: Sdk,
    wanted: Wanted,
}

impl FromStr for Request {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, version) = match text.char_indices().skip(1).find(|(_, it)| *it == '@') {
            Some((at, _)) => (&text[..at], &text[at + 1..]),
            None => (text, "latest"),
        };
        let sdk = match name {
            "video" | "twilio-video" => Sdk::Video,
            "conversations" | "twilio-conversations" | "@twilio/conversations" => {
                Sdk::Conversations
            }
            _ => return Err("video or conversations is expected, such as video@2.3.0".to_owned()),
        };
        let wanted = version.parse().map_err(|error: BadRequest| error.to_string())?;
        Ok(Self { sdk, wanted })
    }
}

/// Does what is asked for.
///
/// # Errors
/// Why an SDK cannot be fetched.
pub(crate) fn answer(options: &Options, command: &SdkCommand) -> anyhow::Result<()> {
    let mut output = std::io::stdout().lock();
    match command {
        SdkCommand::Add { sdks } => {
            let folder = options.sdk_dir().context("no folder for SDKs: use --sdk-dir")?;
            for request in sdks {
                writeln!(output, "{}", add(&folder, request)?)?;
            }
        }
        SdkCommand::List => {
            for package in options.sdk_files().packages() {
                writeln!(output, "{}  {}", package.name(), package.folder.display())?;
            }
        }
    }
    Ok(())
}

/// Fetches an SDK unless it is there; tells where it is.
fn add(folder: &Path, Request { sdk, wanted }: &Request) -> anyhow::Result<String> {
    let package = sdk.package();
    let versions = npm::versions(package)?;
    let Some(version) = wanted.choose(versions.iter()) else {
        bail!(
            "the npm registry has no {package}@{wanted}, nor a later one with the same major number"
        );
    };
    if !wanted.is_met_by(version) {
        tracing::warn!("the npm registry has no {package}@{wanted}; {version} takes its place");
    }
    let target = folder.join(format!("{sdk}-{version}"));
    let told = format!("{package}@{version}  {}", target.display());
    if SdkFiles::default().folder(folder).packages().iter().any(|it| it.folder == target) {
        return Ok(told);
    }
    let failed = || format!("failed to write {}", target.display());
    fs::create_dir_all(folder).with_context(failed)?;
    // Beside the target, so that it can take the name at once as a whole.
    let temporary = tempfile::tempdir_in(folder).with_context(failed)?;
    let archive = npm::pack(package, version, temporary.path())?;
    let unpacked = temporary.path().join("package");
    unpack::unpack(&archive, temporary.path())?;
    fs::rename(&unpacked, &target).with_context(failed)?;
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sdk_is_named_with_and_without_a_version() {
        for (text, sdk, wanted) in [
            ("video@2.3.0", Sdk::Video, "2.3.0"),
            ("twilio-video@2", Sdk::Video, "2"),
            ("conversations", Sdk::Conversations, "latest"),
            ("@twilio/conversations@1.0.0", Sdk::Conversations, "1.0.0"),
            ("@twilio/conversations", Sdk::Conversations, "latest"),
        ] {
            let wanted = wanted.parse().expect("a version");
            assert_eq!(text.parse(), Ok(Request { sdk, wanted }), "{text}");
        }
        for (text, told) in [("chat@1", "video or conversations"), ("video@^2", "such as 2.3.0")] {
            let refused = text.parse::<Request>().expect_err(text);
            assert!(refused.contains(told), "{refused}");
        }
    }
}
