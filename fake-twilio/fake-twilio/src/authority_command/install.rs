//! Stores of certificates that a machine or its browsers trust.

mod firefox;
mod step;

use std::{
    env,
    ffi::OsString,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::bail;
use clap::{Args, ValueEnum, builder::FalseyValueParser};
use local_server::CertificateAuthority;

use step::Step;

/// Where systems keep certificates of their own, and what makes them trust those that are there. Without
/// `--fresh`, Debian's program forgets none.
const SYSTEMS: [(&str, &[&str]); 3] = [
    ("usr/local/share/ca-certificates", &["update-ca-certificates", "--fresh"]),
    ("etc/pki/ca-trust/source/anchors", &["update-ca-trust", "extract"]),
    ("etc/ca-certificates/trust-source/anchors", &["trust", "extract-compat"]),
];

/// A place where certificates are trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Store {
    /// The machine's, for all users; needs their rights (Debian, Fedora, Arch and their kin)
    System,
    /// That of Chromium and Chrome for this user, by `certutil`
    Nss,
    /// Firefox's policies, for all users; needs their rights
    Firefox,
}

/// Where to install.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct StoreOptions {
    /// Where; may be repeated [default: all]
    #[arg(long, value_enum, env = "FAKE_TWILIO_STORE", value_delimiter = ' ')]
    store: Vec<Store>,
    /// Tells the steps, and does none
    #[arg(long, env = "FAKE_TWILIO_DRY_RUN", value_parser = FalseyValueParser::new())]
    dry_run: bool,
    /// Root of the system's files, for tests
    #[arg(long, value_name = "DIR", env = "FAKE_TWILIO_ROOT", default_value = "/", hide = true)]
    root: PathBuf,
}

/// Whether to trust or to forget a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Install,
    Uninstall,
}

/// Does the steps of each store and tells them.
///
/// # Errors
/// When a step fails, or there is no store.
pub(super) fn run(
    output: &mut impl Write,
    authority: &CertificateAuthority,
    action: Action,
    options: &StoreOptions,
) -> anyhow::Result<()> {
    let all = [Store::System, Store::Nss, Store::Firefox];
    let stores = if options.store.is_empty() { &all[..] } else { &options.store };
    let (mut done, mut failed) = (0, 0);
    for store in stores {
        let steps = match plan(*store, action, authority, &options.root) {
            Ok(steps) => steps,
            Err(why) => {
                writeln!(output, "{store:?}: nothing done: {why}")?;
                continue;
            }
        };
        for step in steps {
            writeln!(output, "{store:?}: {step}")?;
            if options.dry_run {
                continue;
            }
            if let Err(error) = step.run() {
                writeln!(output, "{store:?}: failed: {error:#}")?;
                failed += 1;
                break;
            }
        }
        done += 1;
    }
    if failed > 0 {
        bail!("not every step was done; those of the system and of Firefox need root's rights");
    }
    if done == 0 {
        bail!("there is no store that this program knows");
    }
    Ok(())
}

/// The steps for a store; the error tells why there are none.
fn plan(
    store: Store,
    action: Action,
    authority: &CertificateAuthority,
    root: &Path,
) -> Result<Vec<Step>, String> {
    match store {
        Store::System => system(action, authority, root),
        Store::Nss => nss(action, authority),
        Store::Firefox => firefox::steps(action, authority, root),
    }
}

fn system(
    action: Action,
    authority: &CertificateAuthority,
    root: &Path,
) -> Result<Vec<Step>, String> {
    let known = SYSTEMS.iter().find(|(folder, _)| root.join(folder).is_dir());
    let (folder, refresh) = known.ok_or("this system keeps certificates where it is not known")?;
    let path = root.join(folder).join(format!("fake-twilio-{}.crt", stem(authority)));
    let mut refresh: Vec<OsString> = refresh.iter().map(OsString::from).collect();
    if root != Path::new("/") {
        refresh.extend(within(root));
    }
    let change = match action {
        Action::Install => Step::Write { path, text: authority.pem().to_owned() },
        Action::Uninstall => Step::Remove { path },
    };
    Ok(vec![change, Step::Run(refresh)])
}

/// Options of Debian's `update-ca-certificates` for files below another root.
fn within(root: &Path) -> Vec<OsString> {
    let places = [
        ("--certsconf", "etc/ca-certificates.conf"),
        ("--certsdir", "usr/share/ca-certificates"),
        ("--localcertsdir", "usr/local/share/ca-certificates"),
        ("--etccertsdir", "etc/ssl/certs"),
        ("--hooksdir", "etc/ca-certificates/update.d"),
    ];
    let options = places.map(|(name, path)| [name.into(), root.join(path).into_os_string()]);
    options.concat()
}

fn nss(action: Action, authority: &CertificateAuthority) -> Result<Vec<Step>, String> {
    let home = env::home_dir().ok_or("this user has no home")?;
    which::which("certutil").map_err(|_| {
        "certutil is not installed; it comes with libnss3-tools (Debian), nss-tools (Fedora) or nss"
    })?;
    let folder = home.join(".pki/nssdb");
    let mut database = OsString::from("sql:");
    database.push(&folder);
    let certutil = |arguments: &[&str]| {
        let mut command = vec![OsString::from("certutil"), "-d".into(), database.clone()];
        command.extend(arguments.iter().map(OsString::from));
        command
    };
    let name = format!("fake-twilio {}", stem(authority));
    let mut steps = Vec::new();
    let is_there = folder.join("cert9.db").is_file();
    match action {
        Action::Install => {
            if !is_there {
                steps.push(Step::MakeFolder { path: folder });
                steps.push(Step::Run(certutil(&["-N", "--empty-password"])));
            }
            let mut add = certutil(&["-A", "-t", "C,,", "-n", &name, "-i"]);
            add.push(authority.file().into());
            steps.push(Step::Run(add));
        }
        Action::Uninstall if is_there => steps.push(Step::Run(certutil(&["-D", "-n", &name]))),
        Action::Uninstall => return Err("this user has no such store".to_owned()),
    }
    Ok(steps)
}

/// The name of the authority's file, without its end.
fn stem(authority: &CertificateAuthority) -> String {
    let stem = authority.file().file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
