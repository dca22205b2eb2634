//! `fake-twilio ca`.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use e2e::program_missing;
use tempfile::TempDir;

use super::run::fake_twilio;

/// The program with folders of its own: home, root of the system, authorities.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// Whether the program succeeds, and what it prints and logs.
    fn ca(&self, arguments: &[&str]) -> (bool, String, String) {
        let mut command = Command::new(fake_twilio());
        command.arg("ca").args(arguments).stdin(Stdio::null());
        command.env("FAKE_TWILIO_CA_DIR", self.path("ca")).env("HOME", self.path("home"));
        command.env("FAKE_TWILIO_ROOT", self.path("root"));
        let end = command.output().expect("a start");
        let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
        (end.status.success(), text(&end.stdout), text(&end.stderr))
    }

    fn do_ca(&self, arguments: &[&str]) -> String {
        let (done, said, log) = self.ca(arguments);
        assert!(done, "{arguments:?}: {said}{log}");
        said
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn the_authorities_are_shown_and_exported() {
    let machine = Machine::new();
    for (which, name, names) in
        [(None, "ca.pem", "twilio.com"), (Some("--lan"), "lan-ca.pem", ".local")]
    {
        let ca = |arguments: &[&str]| {
            machine.do_ca(&arguments.iter().copied().chain(which).collect::<Vec<_>>())
        };
        let file = machine.path("ca").join(name);
        let shown = ca(&["show"]);
        assert!(shown.contains(&*file.to_string_lossy()) && shown.contains(names), "{shown}");
        let pem = read(&file);
        assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");
        assert_eq!(ca(&["export"]), pem);
        let bundle = ca(&["export", "--bundle"]);
        assert!(bundle.ends_with(&pem) && !bundle.contains("PRIVATE"), "{} bytes", bundle.len());
    }
}

#[test]
fn a_system_trusts_it_and_forgets_it() {
    if program_missing("update-ca-certificates") {
        return;
    }
    let machine = Machine::new();
    let root = machine.path("root");
    for folder in [
        "usr/local/share/ca-certificates",
        "usr/share/ca-certificates",
        "etc/ssl/certs",
        "etc/ca-certificates/update.d",
    ] {
        fs::create_dir_all(root.join(folder)).expect("a folder");
    }
    fs::write(root.join("etc/ca-certificates.conf"), "").expect("a file");
    let system = ["--store", "system"];
    let (pem, other) = (machine.do_ca(&["export"]), machine.do_ca(&["export", "--lan"]));
    fs::write(root.join("usr/local/share/ca-certificates/other.crt"), &other).expect("a file");
    let all = root.join("etc/ssl/certs/ca-certificates.crt");
    let told = machine.do_ca(&[&["install", "--dry-run"], &system[..]].concat());
    assert!(!all.exists(), "{told}");
    assert_eq!(machine.do_ca(&[&["install"], &system[..]].concat()), told);
    let file = root.join("usr/local/share/ca-certificates/fake-twilio-ca.crt");
    for step in [format!("write {}", file.display()), "run update-ca-certificates".to_owned()] {
        assert!(told.contains(&step), "{told}");
    }
    assert!(read(&all).contains(&pem), "{told}");
    let told = machine.do_ca(&[&["uninstall"], &system[..]].concat());
    assert!(!file.exists() && !read(&all).contains(&pem), "{told}");
    assert!(read(&all).contains(&other), "{told}");
}

#[test]
fn browsers_of_a_user_trust_it_and_forget_it() {
    if program_missing("certutil") {
        return;
    }
    let machine = Machine::new();
    fs::create_dir(machine.path("home")).expect("a folder");
    let database = format!("sql:{}", machine.path("home/.pki/nssdb").display());
    let known = || {
        let list =
            Command::new("certutil").args(["-L", "-d", &database]).output().expect("certutil");
        String::from_utf8_lossy(&list.stdout).into_owned()
    };
    // A second time is as good as once.
    for which in [&[][..], &["--lan"], &[]] {
        machine.do_ca(&[&["install", "--store", "nss"], which].concat());
    }
    for name in ["fake-twilio ca ", "fake-twilio lan-ca "] {
        assert!(known().contains(name), "{}", known());
    }
    machine.do_ca(&["uninstall", "--store", "nss"]);
    assert!(
        !known().contains("fake-twilio ca ") && known().contains("fake-twilio lan-ca "),
        "{}",
        known()
    );
}

#[test]
fn firefoxs_policies_name_it_beside_others() {
    let machine = Machine::new();
    let policies = machine.path("root/etc/firefox/policies/policies.json");
    fs::create_dir_all(policies.parent().expect("a folder")).expect("a folder");
    fs::write(&policies, r#"{"policies": {"DisableTelemetry": true}}"#).expect("a file");
    let told = machine.do_ca(&["install", "--store", "firefox"]);
    assert!(told.contains(&format!("write {}", policies.display())), "{told}");
    let file = policies.with_file_name("fake-twilio-ca.pem");
    assert!(read(&file).contains("BEGIN CERTIFICATE"));
    let text = read(&policies);
    assert!(text.contains(&*file.to_string_lossy()) && text.contains("DisableTelemetry"), "{text}");
    machine.do_ca(&["uninstall", "--store", "firefox"]);
    let text = read(&policies);
    assert!(!text.contains("ca.pem") && text.contains("DisableTelemetry"), "{text}");
    assert!(!file.exists());
}

#[test]
fn a_system_that_is_not_known_is_left_alone() {
    let machine = Machine::new();
    let (done, said, log) = machine.ca(&["install", "--store", "system"]);
    assert!(!done && said.contains("nothing done") && log.contains("no store"), "{said}{log}");
    assert!(!machine.path("root").exists());
}
