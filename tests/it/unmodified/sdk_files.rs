//! Builds of SDKs for pages.

use std::{fs, os::unix::fs::symlink, path::Path, process::Stdio};

use e2e::{Node, Rest, Stack, npm_packages, soon, tools_missing};
use http::{Method, StatusCode, header};
use tokio::process::Command;

use super::run::fake_twilio;
use fake_twilio::SdkFiles;

/// A package of an SDK as npm installs it, with one build that tells its version.
fn install(folder: &Path, name: &str, version: &str, build: &str) {
    let build = folder.join(build);
    fs::create_dir_all(build.parent().expect("a folder")).expect("a folder");
    fs::write(build, version).expect("a file");
    let manifest = serde_json::json!({ "name": name, "version": version });
    fs::write(folder.join("package.json"), manifest.to_string()).expect("a file");
}

async fn start(files: SdkFiles) -> Stack {
    Stack::frozen_with(|it| it.sdk_files(files)).await
}

fn cdn(stack: &Stack) -> Rest {
    stack.rest().host("media.twiliocdn.com").authorization(None)
}

const VIDEO: &str = "dist/twilio-video.min.js";

#[tokio::test]
async fn pages_load_the_version_they_name_or_the_nearest_later_one() {
    let folder = tempfile::tempdir().expect("a folder");
    for version in ["1.20.1", "2.3.0", "2.36.0"] {
        install(&folder.path().join(version), "twilio-video", version, VIDEO);
    }
    let stack = start(SdkFiles::default().folder(folder.path())).await;
    for (path, version) in [
        ("releases/2.3.0", "2.3.0"),
        ("releases/2.4.0", "2.36.0"),
        ("v1", "1.20.1"),
        ("latest", "2.36.0"),
    ] {
        let path = format!("/sdk/js/video/{path}/twilio-video.min.js");
        for (rest, path) in [
            (cdn(&stack), path.clone()),
            (cdn(&stack).host("sdk.twilio.com"), path.replace("/sdk", "")),
            (stack.rest(), path.clone()),
        ] {
            let answer = rest.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer}");
            assert_eq!(answer.body, version, "{path}");
            assert_eq!(answer.headers["x-emulator-sdk"], format!("twilio-video@{version}"));
            let kind = &answer.headers[header::CONTENT_TYPE];
            assert_eq!(kind, "application/javascript; charset=utf-8");
        }
    }
}

#[tokio::test]
async fn an_sdk_that_is_not_there_is_404_with_the_command_that_fetches_it() {
    let stack = start(SdkFiles::default()).await;
    for (path, told) in [
        ("video/releases/2.3.0/twilio-video.min.js", "run: fake-twilio sdk add video@2.3.0"),
        (
            "conversations/v2.1/twilio-conversations.js",
            "run: fake-twilio sdk add conversations@2.1",
        ),
        ("client/v1.4/twilio.min.js", "video and conversations alone"),
        ("video/releases/2.3.0/docs/index.html", "addresses such as /sdk/js/video/releases/"),
    ] {
        let answer = cdn(&stack).get(&format!("/sdk/js/{path}")).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, 20404), "{path}");
        assert!(answer.text("message").contains(told), "{answer}");
    }
    let path = "/sdk/js/video/releases/2.3.0/twilio-video.min.js";
    let posted = cdn(&stack).call(Method::POST, path, &[]).await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_folder_comes_before_the_project_and_the_project_before_the_next_folder() {
    let root = tempfile::tempdir().expect("a folder");
    let project = root.path().join("project");
    let inner = project.join("pages/inner");
    fs::create_dir_all(&inner).expect("a folder");
    let package = |at: &str, version, build| {
        install(&root.path().join(at), "@twilio/conversations", version, build);
    };
    package("named/mine", "2.6.5", "builds/named.js");
    package(
        "project/node_modules/@twilio/conversations",
        "2.6.5",
        "builds/twilio-conversations.js",
    );
    package("cache/@twilio/conversations", "2.6.5", "builds/twilio-conversations.js");
    package("cache/older", "1.1.0", "dist/@twilio/conversations.min.js");
    let files = SdkFiles::default().folder(root.path().join("named")).project(&inner);
    let files = files.folder(root.path().join("cache"));
    let found: Vec<_> = files.packages().into_iter().map(|it| it.folder).collect();
    let expected = [
        "named/mine",
        "project/node_modules/@twilio/conversations",
        "cache/older",
        "cache/@twilio/conversations",
    ];
    assert_eq!(found, expected.map(|it| root.path().join(it)));

    let stack = start(files).await;
    let path = "/sdk/js/conversations/releases/1.0.0/twilio-conversations.min.js";
    let answer = cdn(&stack).get(path).await;
    assert_eq!(answer.body, "1.1.0", "{answer}");
    // The first package of a version is the one, whatever it lacks.
    let path = "/sdk/js/conversations/v2.6/twilio-conversations.js";
    assert_eq!(cdn(&stack).get(path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_generation_of_the_packages_has_its_build() {
    let names = [
        "twilio-video",
        "@twilio/conversations",
        "conversations-2-6-5",
        "conversations-1-2-3",
        "conversations-1-1-0",
    ];
    if tools_missing(&names) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for name in names {
        let link = folder.path().join(name.replace('/', "-"));
        symlink(npm_packages().join(name), link).expect("a link");
    }
    let files = SdkFiles::default().folder(folder.path());
    let packages = files.packages();
    assert_eq!(packages.len(), names.len(), "{packages:?}");
    let stack = start(files).await;
    for package in packages {
        let (sdk, version) = (package.sdk, &package.version);
        for file in [format!("twilio-{sdk}.min.js"), format!("twilio-{sdk}.js")] {
            let path = format!("/sdk/js/{sdk}/releases/{version}/{file}");
            let answer = cdn(&stack).get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer}");
            assert_eq!(answer.headers["x-emulator-sdk"], package.name());
            assert!(answer.body.len() > 100_000, "{path}: {} bytes", answer.body.len());
        }
    }
}

#[tokio::test]
async fn sdks_are_fetched_by_npm_and_listed() {
    if tools_missing(&[]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut registry =
        registry(&["twilio-video@2.3.0", "twilio-video@2.36.0", "@twilio/conversations@1.1.0"]);
    let url =
        registry.hear().await.expect("an address")["url"].as_str().expect("a text").to_owned();
    let sdk = |arguments: &[&str]| {
        let mut command = Command::new(fake_twilio());
        command.arg("sdk").args(arguments).env("FAKE_TWILIO_SDK_DIR", folder.path().join("sdk"));
        command.env("npm_config_registry", &url).env("npm_config_cache", folder.path().join("npm"));
        command.current_dir(folder.path()).stdin(Stdio::null()).kill_on_drop(true);
        async move {
            let end = soon("the end of npm", command.output()).await.expect("a start");
            let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
            (end.status.success(), text(&end.stdout), text(&end.stderr))
        }
    };
    let (done, told, log) = sdk(&["add", "video@2.3.0", "conversations@1.0.0"]).await;
    assert!(
        done && told.contains("twilio-video@2.3.0") && told.contains("@twilio/conversations@1.1.0"),
        "{told}{log}"
    );
    assert!(log.contains("has no @twilio/conversations@1.0.0; 1.1.0 takes its place"), "{log}");
    let (done, again, log) = sdk(&["add", "video@2.3.0", "conversations@1.0.0"]).await;
    assert!(done, "{log}");
    assert_eq!(again, told);
    let (_, listed, log) = sdk(&["list"]).await;
    for line in told.lines() {
        assert!(listed.contains(line), "{listed}{log}");
    }
    let (done, _, log) = sdk(&["add", "video@3.0.0"]).await;
    assert!(!done && log.contains("no twilio-video@3.0.0"), "{log}");

    let stack = start(SdkFiles::default().folder(folder.path().join("sdk"))).await;
    let answer = cdn(&stack).get("/sdk/js/video/releases/2.3.0/twilio-video.min.js").await;
    assert_eq!(answer.body, "// 2.3.0\n", "{answer}");
    registry.end().await.expect("an end");
}

/// A registry of packages with builds that tell their versions.
fn registry(packages: &[&str]) -> Node {
    Node::start("unmodified/registry.mjs", None, &[("PACKAGES", &packages.join(" "))])
}
