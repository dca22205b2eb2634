//! Lists: pages, order, and records that come while a list is read.

use std::collections::BTreeSet;

use twilio_conversations::Order;

use super::{contract, refused};

#[tokio::test]
async fn messages_are_listed_once_each_although_others_come() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        for number in 0..5 {
            below.messages().create().body(number.to_string()).await.unwrap();
        }
        for (order, expected) in [
            (Order::Ascending, ["0", "1", "2", "3", "4"]),
            (Order::Descending, ["4", "3", "2", "1", "0"]),
        ] {
            let mut list = below.messages().list().page_size(2).order(order).stream();
            let mut bodies = Vec::new();
            while let Some(message) = list.try_next().await.unwrap() {
                bodies.push(message.body.unwrap());
                if bodies.len() == 2 {
                    below.messages().create().body("late").await.unwrap();
                }
            }
            bodies.retain(|body| body != "late");
            assert_eq!(bodies, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn users_are_listed_once_each_although_others_come() {
    contract(async |it| {
        let users = it.service().users();
        let mut made = BTreeSet::new();
        for number in 0..5 {
            made.insert(users.create().identity(format!("user {number}")).await.unwrap().sid);
        }
        let mut seen = Vec::new();
        let mut list = users.list().page_size(2).stream();
        while let Some(user) = list.try_next().await.unwrap() {
            seen.push(user.sid);
            if seen.len() == 2 {
                users.create().identity("late").await.unwrap();
            }
        }
        seen.retain(|sid| made.contains(sid));
        assert_eq!((seen.len(), seen.into_iter().collect::<BTreeSet<_>>()), (5, made));
    })
    .await;
}

#[tokio::test]
async fn conversations_are_listed_by_recent_activity() {
    contract(async |it| {
        let (first, below) = it.conversation().await;
        let (second, _) = it.conversation().await;
        below.messages().create().body("hi").await.unwrap();
        let (third, _) = it.conversation().await;
        let page = it.conversations().list().await.unwrap();
        let sids: Vec<_> = page.conversations.iter().map(|it| it.sid).collect();
        assert_eq!(sids, [third.sid, first.sid, second.sid]);
    })
    .await;
}

#[tokio::test]
async fn page_sizes_above_100_are_cut_down() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        assert_eq!(below.messages().list().await.unwrap().meta.page_size, 50);
        assert_eq!(below.messages().list().page_size(101).await.unwrap().meta.page_size, 100);
        assert_eq!(it.conversations().list().page_size(1000).await.unwrap().meta.page_size, 100);
    })
    .await;
}

#[tokio::test]
async fn a_page_size_of_0_is_refused() {
    contract(async |it| {
        refused(it.conversations().list().page_size(0).await, 400, 20001);
    })
    .await;
}

#[tokio::test]
async fn pages_lead_forth_and_back() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        for number in 0..3 {
            below.messages().create().body(number.to_string()).await.unwrap();
        }
        let page = below.messages().list().page_size(2).await.unwrap();
        assert_eq!((page.messages.len(), page.meta.key.as_str()), (2, "messages"));
        assert!(page.meta.next_page_url.is_some() && page.meta.previous_page_url.is_none());
        let page = below.messages().list().page_size(3).await.unwrap();
        assert_eq!((page.messages.len(), page.meta.next_page_url), (3, None));
    })
    .await;
}
