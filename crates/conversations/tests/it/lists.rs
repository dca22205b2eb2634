//! Lists are lazy, complete, and stay at home.

use std::pin::pin;

use conversations::{Error, Order};
use futures_util::TryStreamExt;
use serde_json::Value;
use twilio_wire::{paging::Query, rest::conversation::Filter};

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
async fn a_page_is_asked_for_only_when_its_records_are() {
    let server = Server::start(two_pages).await;
    let mut pager = server.client().conversations(&Filter::default(), &Query::default()).unwrap();
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
    let pager = server.client().conversations(&Filter::default(), &Query::default()).unwrap();
    let found = pager.find(|room| room.friendly_name.as_deref() == Some("Room 2")).await.unwrap();
    assert_eq!(found.unwrap().friendly_name.as_deref(), Some("Room 2"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_stream_yields_the_same_records() {
    let server = Server::start(two_pages).await;
    let pager = server.client().conversations(&Filter::default(), &Query::default()).unwrap();
    let mut stream = pin!(pager.into_stream());
    let mut count = 0;
    while stream.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 3);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn filters_stand_before_page_parameters() {
    let server = Server::start(|_| vec![page(&[], None)]).await;
    let filter = Filter { state: Some("active".to_owned()), ..Filter::default() };
    let paging = Query { page_size: Some("100".to_owned()), ..Query::default() };
    let pager = server.client().conversations(&filter, &paging).unwrap();
    assert_eq!(pager.collect().await.unwrap(), []);
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
        let messages = client.messages("CH1", order, &Query::default()).unwrap();
        assert_eq!(messages.collect().await.unwrap().len(), 2);
    }
    let asked = server.asked();
    assert_eq!(asked[0].uri, "/v1/Conversations/CH1/Messages");
    assert_eq!(asked[1].uri, "/v1/Conversations/CH1/Messages?Order=desc");
}

#[tokio::test]
async fn a_page_elsewhere_never_gets_the_credentials() {
    let elsewhere = Server::start(|_| vec![]).await;
    let next = format!("{}/v1/Conversations?Page=1", elsewhere.url);
    let server = Server::start(|_| vec![page(&[1], Some(&next))]).await;
    let mut pager = server.client().conversations(&Filter::default(), &Query::default()).unwrap();
    assert!(pager.try_next().await.unwrap().is_some());

    let refused = pager.try_next().await.unwrap_err();
    assert!(matches!(&refused, Error::ForeignPage { origin } if *origin == server.url));
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
    let mut pager = server.client().conversations(&Filter::default(), &Query::default()).unwrap();
    for _ in 0..2 {
        assert!(pager.try_next().await.unwrap().is_some());
    }
    assert!(matches!(pager.try_next().await, Err(Error::Status { .. })));
    let last = pager.try_next().await.unwrap().unwrap();
    assert_eq!(last.friendly_name.as_deref(), Some("Room 3"));
}
