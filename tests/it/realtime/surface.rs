//! Every capability of the official SDK, tried with the Rust client: the rows of `docs/sdk-matrix.md`.

mod connection;
mod conversations;
mod extras;
mod media;
mod messages;
mod participants;
mod users;
mod world;

use jiff::Timestamp;
use world::World;

use e2e::Stack;

/// What was tried, in the order of the matrix.
#[derive(Default)]
pub(crate) struct Walk {
    area: &'static str,
    /// Area and capability.
    pub(crate) findings: Vec<(&'static str, &'static str)>,
}

impl Walk {
    fn area(&mut self, area: &'static str) {
        self.area = area;
    }

    /// Tries a capability, which fails the test when it does not work.
    async fn tried(&mut self, capability: &'static str, trying: impl Future<Output = ()>) {
        e2e::soon(capability, trying).await;
        self.findings.push((self.area, capability));
    }
}

/// Tries everything on an emulator of its own.
pub(crate) async fn walk() -> Walk {
    let stack = Stack::frozen_with(|emulator| emulator.now(Timestamp::now())).await;
    let mut world = World::create(stack).await;
    let mut walk = Walk::default();
    connection::walk_start(&mut walk, &mut world).await;
    conversations::walk(&mut walk, &mut world).await;
    participants::walk(&mut walk, &mut world).await;
    messages::walk(&mut walk, &mut world).await;
    messages::walk_history(&mut walk, &mut world).await;
    messages::walk_reading(&mut walk, &mut world).await;
    participants::walk_typing(&mut walk, &mut world).await;
    users::walk(&mut walk, &mut world).await;
    media::walk(&mut walk, &mut world).await;
    extras::walk(&mut walk, &mut world).await;
    conversations::walk_membership(&mut walk, &mut world).await;
    connection::walk_connection(&mut walk, &mut world).await;
    walk
}

#[tokio::test]
async fn the_client_can_do_what_the_official_sdk_can() {
    let page = include_str!("../../../docs/sdk-matrix.md");
    for (_, capability) in walk().await.findings {
        let start = format!("| {capability} |");
        let row = page.lines().find(|line| line.starts_with(&start));
        assert!(row.is_some_and(|row| row.ends_with("| yes |")), "{capability}: {row:?}");
    }
}
