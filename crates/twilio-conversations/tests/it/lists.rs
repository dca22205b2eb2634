//! Lists are lazy, complete, and stay at home.

use futures_util::{FutureExt, StreamExt, TryStreamExt};
use serde_json::Value;
use twilio_conversations::{Error, Order};
use twilio_wire::rest::conversation::State;

use crate::{
    sample,
    server::{Reply, Server},
};

fn page(numbers: &[u32], next: Option<&str>) -> Reply {
    let records = numbers.iter().map(|number| sample::conversation(*number)).collect::<Vec<_>>();
    Reply::Json(200, sample::page("conversations", &records, next))
}

fn two_pages(url: &str) -> Vec<Reply> {
    let next = format!("{url}/v1/Conversations?PageSize=2&Page=1&PageToken=PACH");
    vec![page(&[1, 2], Some(&next)), page(&[3], None)]
}

#[tokio::test]
async fn a_page_is_requested_only_when_its_records_are() {
    let server = Server::start(two_pages).await;
    let mut pager = server.client().conversations().list().stream();
    assert_eq!(server.times_asked(), 0);

    let mut seen = Vec::new();
    let mut asked = Vec::new();
    while let Some(conversation) = pager.try_next().await.unwrap() {
        seen.push(conversation.friendly_name.unwrap());
        asked.push(server.times_asked());
    }
    assert_eq!(seen, ["Room 1", "Room 2", "Room 3"]);
    assert_eq!(asked, [1, 1, 2]);
    assert!(pager.try_next().await.unwrap().is_none());
    let asked = server.asked();
    assert_eq!(asked[1].uri, "/v1/Conversations?PageSize=2&Page=1&PageToken=PACH");
    assert!(asked[1].headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_search_stops_at_the_first_hit() {
    let server = Server::start(|url| two_pages(url).into_iter().take(1).collect()).await;
    let pager = server.client().conversations().list().stream();
    let found = pager.find(|room| room.friendly_name.as_deref() == Some("Room 2")).await.unwrap();
    assert_eq!(found.unwrap().friendly_name.as_deref(), Some("Room 2"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_stream_yields_the_same_records() {
    let server = Server::start(two_pages).await;
    let stream = server.client().conversations().list().stream();
    let count = stream.map_ok(|_| 1).try_fold(0, async |sum, one| Ok(sum + one)).await.unwrap();
    assert_eq!(count, 3);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn filters_stand_before_page_parameters() {
    let server = Server::start(|_| vec![page(&[], None)]).await;
    let list = server.client().conversations().list().state(State::Active).page_size(100);
    assert_eq!(list.all().await.unwrap(), []);
    assert_eq!(server.asked()[0].uri, "/v1/Conversations?State=active&PageSize=100");
}

#[tokio::test]
async fn messages_are_listed_in_either_order() {
    let list = |bodies: [&str; 2]| -> Reply {
        let records: Vec<Value> =
            bodies.iter().zip(0..).map(|(body, index)| sample::message(index, body)).collect();
        Reply::Json(200, sample::page("messages", &records, None))
    };
    let server = Server::start(|_| vec![list(["a", "b"]), list(["b", "a"])]).await;
    let client = server.client();
    for order in [Order::Ascending, Order::Descending] {
        let messages = client.conversation("CH1").messages().list().order(order);
        assert_eq!(messages.all().await.unwrap().len(), 2);
    }
    let asked = server.asked();
    assert_eq!(asked[0].uri, "/v1/Conversations/CH1/Messages?Order=asc");
    assert_eq!(asked[1].uri, "/v1/Conversations/CH1/Messages?Order=desc");
}

#[tokio::test]
async fn a_page_elsewhere_never_gets_the_credentials() {
    let elsewhere = Server::start(|_| vec![]).await;
    let next = format!("{}/v1/Conversations?Page=1", elsewhere.url);
    let server = Server::start(|_| vec![page(&[1], Some(&next))]).await;
    let mut pager = server.client().conversations().list().stream();
    assert!(pager.try_next().await.unwrap().is_some());

    let refused = pager.try_next().await.unwrap_err();
    assert!(matches!(&refused, Error::ForeignPage { origin } if *origin == server.url));
    assert!(pager.try_next().await.unwrap().is_none());
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn a_failed_page_can_be_asked_for_again() {
    let server = Server::start(|url| {
        let mut script = two_pages(url);
        script.insert(1, Reply::Text(500, "oops"));
        script
    })
    .await;
    let mut pager = server.client().conversations().list().stream();
    for _ in 0..2 {
        assert!(pager.try_next().await.unwrap().is_some());
    }
    let failed = pager.try_next().await;
    assert!(matches!(failed, Err(Error::Status { .. })));
    let last = pager.try_next().await.unwrap().unwrap();
    assert_eq!(last.friendly_name.as_deref(), Some("Room 3"));
}

#[tokio::test]
async fn an_awaited_list_is_one_page_as_it_is() {
    let server = Server::start(|url| two_pages(url).into_iter().take(1).collect()).await;
    let page = server.client().conversations().list().await.unwrap();
    assert_eq!(page.conversations.len(), 2);
    assert!(page.meta.next_page_url.is_some());
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_list_continues_after_a_cancelled_wait() {
    let server = Server::start(two_pages).await;
    let mut pager = server.client().conversations().list().stream();
    // Polled once and dropped: the fetch stays with the list.
    assert!(pager.next().now_or_never().is_none());
    let mut names = Vec::new();
    while let Some(room) = pager.try_next().await.unwrap() {
        names.push(room.friendly_name.unwrap());
    }
    assert_eq!(names, ["Room 1", "Room 2", "Room 3"]);
    assert_eq!(server.asked().len(), 2);
}
