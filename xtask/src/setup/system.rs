//! Programs that come from the system's package manager.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// A program that we need from the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// JavaScript, for the page's checks and the official SDK's tests.
    Node,
    /// Installs the page's packages.
    Npm,
    /// The browser of the end-to-end tests.
    Chromium,
    /// The other browser of the end-to-end tests.
    Firefox,
    /// Runs Twilio's official Python library in tests.
    Python,
    /// What Python needs to make a virtual environment.
    Venv,
    /// Shows and changes the certificates that browsers trust.
    Certutil,
    /// Runs a client in Java.
    Java,
}

impl Tool {
    /// The names it may go by; the first one found will do. A tool without a name is no program.
    const fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Node => &["node"],
            Self::Npm => &["npm"],
            Self::Chromium => &["chromium", "chromium-browser", "google-chrome"],
            Self::Firefox => &["firefox-esr", "firefox"],
            Self::Python => &["python3"],
            Self::Venv => &[],
            Self::Certutil => &["certutil"],
            Self::Java => &["java"],
        }
    }

    fn is_missing(self) -> bool {
        !self.programs().iter().any(|name| which::which(name).is_ok())
    }
}

/// A package manager, and what it calls our tools.
struct Manager {
    program: &'static str,
    install: &'static str,
    package: fn(Tool) -> &'static str,
}

const MANAGERS: [Manager; 4] = [
    Manager { program: "apt-get", install: "apt-get install --yes", package: debian_package },
    Manager { program: "dnf", install: "dnf install --assumeyes", package: other_package },
    Manager { program: "pacman", install: "pacman -S --noconfirm", package: arch_package },
    Manager { program: "brew", install: "brew install", package: brew_package },
];

const fn debian_package(tool: Tool) -> &'static str {
    match tool {
        Tool::Node => "nodejs",
        Tool::Npm => "npm",
        Tool::Chromium => "chromium",
        Tool::Firefox => "firefox-esr",
        Tool::Python => "python3",
        Tool::Venv => "python3-venv",
        Tool::Certutil => "libnss3-tools",
        Tool::Java => "default-jdk-headless",
    }
}

const fn other_package(tool: Tool) -> &'static str {
    match tool {
        Tool::Node => "nodejs",
        Tool::Npm => "npm",
        Tool::Chromium => "chromium",
        Tool::Firefox => "firefox",
        Tool::Python | Tool::Venv => "python3",
        Tool::Certutil => "nss-tools",
        Tool::Java => "java-latest-openjdk-devel",
    }
}

const fn arch_package(tool: Tool) -> &'static str {
    match tool {
        Tool::Node => "nodejs",
        Tool::Npm => "npm",
        Tool::Chromium => "chromium",
        Tool::Firefox => "firefox",
        Tool::Python | Tool::Venv => "python",
        Tool::Certutil => "nss",
        Tool::Java => "jdk-openjdk",
    }
}

const fn brew_package(tool: Tool) -> &'static str {
    match tool {
        Tool::Node | Tool::Npm => "node",
        Tool::Chromium => "chromium",
        Tool::Firefox => "firefox",
        Tool::Python | Tool::Venv => "python",
        Tool::Certutil => "nss",
        Tool::Java => "openjdk",
    }
}

/// Installs missing tools, or prints how to.
pub(crate) fn ensure(tools: &[Tool]) -> Result<()> {
    let missing: Vec<Tool> = tools.iter().copied().filter(|tool| tool.is_missing()).collect();
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

/// Installs the tools where that needs no question (Debian, as root); else fails with the command.
pub(crate) fn install(tools: &[Tool]) -> Result<()> {
    let Some(manager) = MANAGERS.iter().find(|manager| which::which(manager.program).is_ok())
    else {
        bail!("please install these, and run this again: {tools:?}");
    };
    let mut packages: Vec<_> = tools.iter().map(|&tool| (manager.package)(tool)).collect();
    packages.dedup();
    if manager.program == "apt-get" && process::is_root() {
        return apt_install(&packages);
    }
    let sudo = if process::is_root() || manager.program == "brew" { "" } else { "sudo " };
    bail!(
        "something is missing; please run this, then try again:\n\n    {sudo}{} {}\n",
        manager.install,
        packages.join(" ")
    )
}

fn apt_install(packages: &[&str]) -> Result<()> {
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(["--quiet", "-o", "Acquire::Retries=3"]).args(args);
        process::run(command.env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}
