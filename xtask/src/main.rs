//! Every developer verb: `cargo xtask help`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

mod accept;
mod bench;
mod book;
mod ci;
mod contract;
mod contract_notes;
mod coverage;
mod deny;
mod dev;
mod documented;
mod e2e;
mod fidelity;
mod fuzz;
mod imports;
mod launchers;
mod layers;
mod lint;
mod load;
mod network_namespace;
mod package;
mod process;
mod sdk_matrix;
mod setup;
mod startup_functions;
mod test;
mod test_summary;
mod tidy;

use test::Network;

/// Developer commands; each installs what it needs.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Start emulator and login server, and print the URL of the page
    Dev(dev::Options),
    /// All checks of a change: lint, test, the commands of the documents, a few seconds of fuzzing
    Ci,
    /// Every test of the workspace, end-to-end tests included
    Test,
    /// The end-to-end tests alone: official SDKs and real browsers
    E2e(e2e::Options),
    /// Formatting, clippy, rustdoc, packages, layers, imports, dependencies, house rules, the page's types and tests
    Lint,
    /// Compare the manifests with the layers table of docs/ARCHITECTURE.md
    Layers,
    /// Find modules that import each other in a circle
    Imports(imports::Options),
    /// Check files against the house rules
    Tidy,
    /// Check licences, sources, bans and advisories of all dependencies
    Deny,
    /// Check that the crates which are published are ready for that
    Package,
    /// Measure against a bare baseline, in the same run
    Bench,
    /// Let many clients talk, and say how fast, how late, and whether anything was lost
    #[command(disable_help_flag = true)]
    Load(load::Options),
    /// Run the fuzz targets of tests/fuzz, which need a nightly toolchain and cargo-fuzz
    Fuzz(fuzz::Options),
    /// Run the tests, or those with a text in their name, and accept every snapshot that changed
    Accept(accept::Options),
    /// Run the contract suite on the emulator and, if the environment has an account, on live Twilio
    Contract(contract::Options),
    /// Update docs/coverage.md, and its tables if the OpenAPI documents are available
    Coverage(coverage::Options),
    /// Update docs/sdk-matrix.md: capabilities of each generation of the Conversations SDK
    SdkMatrix,
    /// Update docs/fidelity.md: what is assumed of Twilio, from the notes beside the code
    Fidelity,
    /// Note which functions of the emulator run at start-up, which the release program keeps together; needs valgrind
    StartupFunctions,
    /// Render the documents as a book, with mdBook, and check its links
    Book,
    /// Run the commands of the documents that install something or serve until they are stopped
    Documented {
        /// On this machine's own ports
        #[arg(long, hide = true)]
        here: bool,
    },
    /// Try the packages that start the emulator as a new user does: packed, and installed in a clean folder
    Launchers(launchers::Options),
    /// Pack what a release publishes: npm packages and wheels with the programs of its archives
    Pack(launchers::pack::Options),
    /// Install what the other commands need: Node, Chromium, Firefox, npm and Python packages
    Setup,
}

fn main() -> ExitCode {
    match run(Args::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<()> {
    let root = workspace_root()?;
    match verb {
        Verb::Dev(options) => dev::run(&root, &options),
        Verb::Ci => ci::run(&root),
        Verb::Test => test::run(&root, Network::Any),
        Verb::E2e(options) => e2e::run(&root, &options),
        Verb::Lint => lint::run(&root),
        Verb::Layers => layers::run(&root),
        Verb::Imports(options) => imports::run(&root, &options),
        Verb::Tidy => tidy::run(&root),
        Verb::Deny => deny::run(&root),
        Verb::Package => package::run(&root),
        Verb::Bench => bench::run(&root),
        Verb::Load(options) => load::run(&root, &options),
        Verb::Fuzz(options) => fuzz::run(&root, &options),
        Verb::Accept(options) => accept::run(&root, &options),
        Verb::Contract(options) => contract::run(&root, &options),
        Verb::Coverage(options) => coverage::run(&root, &options),
        Verb::SdkMatrix => sdk_matrix::run(&root),
        Verb::Fidelity => fidelity::run(&root),
        Verb::StartupFunctions => startup_functions::run(&root),
        Verb::Book => book::run(&root),
        Verb::Documented { here: false } => documented::run(&root),
        Verb::Documented { here: true } => documented::run_here(&root),
        Verb::Launchers(options) => launchers::run(&root, &options),
        Verb::Pack(options) => launchers::pack::run(&root, &options),
        Verb::Setup => setup::everything(&root),
    }
}

/// The folder of the workspace's manifest, from cargo's environment.
fn workspace_root() -> Result<PathBuf> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").context("start this with `cargo xtask`")?;
    let root = Path::new(&own).parent().context("xtask lies in a folder of the workspace")?;
    Ok(root.to_owned())
}
