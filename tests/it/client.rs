//! The Rust client against the emulator: every operation is called once, and what it reads is checked.

mod account;
mod compared;
mod conversation;
mod documentation;
mod examples;
mod lists;
mod media;
mod service;
mod tried;
mod video;

use std::collections::BTreeSet;

use e2e::{Stack, operations, python};
use twilio_conversations::Client;

use compared::Compared;
pub(crate) use tried::Tried;
use tried::{Api, call, is_gone};

/// Calls every operation; which method calls which one is in the result.
pub(crate) async fn walk(stack: &Stack) -> Tried {
    walk_with(stack, &stack.client(), Tried::default()).await
}

async fn walk_with(stack: &Stack, client: &Client, mut tried: Tried) -> Tried {
    account::walk(&mut tried, client).await;
    let service = account::make_service(&mut tried, client).await;
    let default = stack.service();
    for api in [Api::Client(client, default), Api::Service(client.service(service), service)] {
        conversation::walk(&mut tried, stack, &api).await;
        service::walk_any(&mut tried, &api).await;
    }
    service::walk_named(&mut tried, stack, &client.service(service)).await;
    account::delete_service(&mut tried, client, service).await;
    video::walk(&mut tried, stack, &client.video()).await;
    tried
}

fn names<'a>(called: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    called.collect()
}

#[tokio::test]
async fn every_operation_is_called_and_its_answer_read() {
    let tried = walk(&Stack::frozen().await).await;
    let expected = names(operations().iter().map(|operation| operation.name));
    let called = names(tried.operations());
    assert_eq!(called, expected);
    assert_eq!(called.len(), 142);
}

#[tokio::test]
async fn every_answer_is_read_as_by_the_python_library() {
    let Some(python) = python() else { return };
    let stack = Stack::frozen().await;
    let compared = Compared::start(&stack, &python).await;
    let client = compared.client(&stack);
    let mut tried = walk_with(&stack, &client, Tried::compared(compared)).await;
    let compared = tried.take_compared().expect("it was given");
    assert_eq!(names(compared.operations()), names(tried.operations()));
    let (values, wrong) = compared.end().await;
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(values > 1_500, "{values} values were compared");
}
