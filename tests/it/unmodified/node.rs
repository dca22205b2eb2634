//! Servers and chat clients under Node.

use std::{fs, path::Path};

use e2e::tools_missing;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::json;

use super::run::{run, said, script};

/// Packages of the chat SDK: 3.0.1 and older ones.
const CHAT_SDKS: [&str; 4] =
    ["@twilio/conversations", "conversations-2-6-5", "conversations-1-2-3", "conversations-1-1-0"];

/// Packages of the library for servers: 6.2.0, 5.13.1 and 3.84.1.
const LIBRARIES: [&str; 3] = ["twilio", "twilio-5", "twilio-3"];

#[tokio::test]
async fn a_server_with_each_chat_sdk_runs_as_it_is() {
    for sdk in CHAT_SDKS {
        runs("twilio", sdk).await;
    }
}

#[tokio::test]
async fn a_server_with_each_library_runs_as_it_is() {
    for library in &LIBRARIES[1..] {
        runs(library, "@twilio/conversations").await;
    }
}

/// Runs the application with this library for servers and this chat SDK.
async fn runs(library: &str, sdk: &str) {
    if tools_missing(&[library, sdk]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = run(folder.path(), &["--offline"], &["node", &script("app.mjs")]);
    let said = said(command.env("SDK", sdk).env("TWILIO", library)).await;
    let expected = json!([["bob", "hello"], ["ada", "hello back"]]);
    assert_eq!(said["messages"], expected, "{library}, {sdk}");
    let url = said["url"].as_str().expect("an address");
    assert!(url.starts_with("https://conversations.twilio.com/v1/"), "{url}");
}

/// A certificate for `localhost` that is its own authority, and its key.
fn certificate(folder: &Path) -> [String; 2] {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let files = [("certificate.pem", cert.pem()), ("key.pem", signing_key.serialize_pem())];
    files.map(|(name, text)| {
        let path = folder.join(name);
        fs::write(&path, text).expect("a file");
        path.to_string_lossy().into_owned()
    })
}

#[tokio::test]
async fn each_library_verifies_the_webhooks_that_its_https_server_takes() {
    for library in LIBRARIES {
        if tools_missing(&[library, "express"]) {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let [certificate, key] = certificate(folder.path());
        let mut command = run(folder.path(), &["--offline"], &["node", &script("hooks.mjs")]);
        // The emulator trusts the server by its environment.
        command.env("SSL_CERT_FILE", &certificate).env("CERTIFICATE", &certificate);
        let said = said(command.env("KEY", &key).env("TWILIO", library)).await;
        let expected =
            json!({ "event": "onMessageAdded", "author": "bob", "body": "hello", "forged": 403 });
        assert_eq!(said, expected, "{library}");
    }
}
