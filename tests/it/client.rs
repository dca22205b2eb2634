//! The Rust client against the emulator: every operation is called once, and what it reads is checked.

mod account;
mod conversation;
mod examples;
mod lists;
mod media;
mod service;
mod tried;
mod video;

use std::collections::BTreeSet;

use e2e::{Stack, operations};

pub(crate) use tried::Tried;
use tried::{Api, call, is_gone, plant};

/// Calls every operation; which method calls which one is in the result.
pub(crate) async fn walk(stack: &Stack) -> Tried {
    let mut tried = Tried::default();
    let client = stack.client();
    account::walk(&mut tried, &client).await;
    let service = account::make_service(&mut tried, &client).await;
    let default = stack.service();
    for api in [Api::Client(&client, default), Api::Service(client.service(service), service)] {
        conversation::walk(&mut tried, stack, &api).await;
        service::walk_any(&mut tried, &api).await;
    }
    service::walk_named(&mut tried, stack, &client.service(service)).await;
    account::delete_service(&mut tried, &client, service).await;
    video::walk(&mut tried, stack, &client.video()).await;
    tried
}

#[tokio::test]
async fn every_operation_is_called_and_its_answer_read() {
    let tried = walk(&Stack::frozen().await).await;
    let expected: BTreeSet<&str> = operations().iter().map(|operation| operation.name).collect();
    let called: BTreeSet<&str> = tried.operations().collect();
    assert_eq!(called, expected);
    assert_eq!(called.len(), 142);
}
