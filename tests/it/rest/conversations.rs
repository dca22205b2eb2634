use std::time::Duration;

use e2e::Stack;
use http::StatusCode;
use insta::assert_snapshot;
use serde_json::Value;

use super::path;

const ALL: &str = "/v1/Conversations";

#[tokio::test]
async fn a_conversation_from_birth_to_death() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let form = [
        ("FriendlyName", "Ada & Bob's room"),
        ("UniqueName", "lobby/1"),
        ("Attributes", r#"{"topic":"tea ☕"}"#),
    ];
    let made = rest.post(ALL, &form).await;
    let sid = made.text("sid");
    rest.get(&format!("{ALL}/{sid}")).await;
    rest.get(&format!("{ALL}/lobby%2F1")).await;
    stack.advance(Duration::from_millis(1500));
    let change = [("FriendlyName", "Renamed"), ("State", "inactive")];
    rest.post(&format!("{ALL}/lobby%2F1"), &change).await;
    rest.post(ALL, &[("UniqueName", "lobby/1")]).await;
    rest.delete(&format!("{ALL}/{sid}")).await;
    rest.get(&format!("{ALL}/{sid}")).await;
    rest.delete(&format!("{ALL}/{sid}")).await;
    // The name is free again.
    rest.post(ALL, &[("UniqueName", "lobby/1")]).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn lists_are_paged_both_ways_by_the_addresses_in_the_answers() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    for number in 1..=5 {
        rest.post(ALL, &[("FriendlyName", &format!("Room {number}"))]).await;
    }
    rest.transcript();
    let first = rest.get(&format!("{ALL}?PageSize=2")).await.json();
    let second = rest.get(path(address(&first, "next_page_url"))).await.json();
    let third = rest.get(path(address(&second, "next_page_url"))).await.json();
    rest.get(path(address(&third, "previous_page_url"))).await;
    assert_snapshot!(rest.transcript());

    assert_eq!(third["meta"]["next_page_url"], Value::Null);
    let whole = rest.get(ALL).await.json();
    let paged = [first, second, third].map(|page| names(&page)).concat();
    assert_eq!(paged, names(&whole));
    assert_eq!(paged.len(), 5);
}

#[tokio::test]
async fn a_page_stays_in_place_when_its_neighbours_are_deleted() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    for number in 1..=4 {
        rest.post(ALL, &[("FriendlyName", &format!("Room {number}"))]).await;
    }
    let first = rest.get(&format!("{ALL}?PageSize=2")).await.json();
    for gone in first["conversations"].as_array().expect("a list") {
        rest.delete(&format!("{ALL}/{}", gone["sid"].as_str().expect("a sid"))).await;
    }
    let next = rest.get(path(address(&first, "next_page_url"))).await.json();
    assert_eq!(names(&next).len(), 2);
    assert!(names(&next).iter().all(|name| !names(&first).contains(name)));
}

#[tokio::test]
async fn the_host_header_decides_the_addresses_in_answers() {
    let stack = Stack::frozen().await;
    let by_twilio = stack.rest().post(ALL, &[]).await;
    let own = stack.url();
    let host = own.strip_prefix("http://").expect("plain HTTP");
    let by_own = stack.rest().host(host).post(ALL, &[]).await;
    let one = by_twilio.text("sid");
    assert_eq!(
        by_twilio.text("url"),
        format!("https://conversations.twilio.com/v1/Conversations/{one}")
    );
    let two = by_own.text("sid");
    assert_eq!(by_own.text("url"), format!("{own}/v1/Conversations/{two}"));
}

#[tokio::test]
async fn a_host_of_twilio_answers_for_its_own_product_alone() {
    let stack = Stack::frozen().await;
    let own = stack.url();
    let own = own.strip_prefix("http://").expect("plain HTTP");
    let regional = "conversations.dublin.ie1.twilio.com";
    for (host, path, answers) in [
        ("conversations.twilio.com", "/v1/Services", true),
        (regional, "/v1/Conversations", true),
        ("conversations.twilio.com", "/v1/Rooms", false),
        ("video.twilio.com", "/v1/Rooms", true),
        ("video.twilio.com", "/v1/Conversations", false),
        ("mcs.us1.twilio.com", "/v1/Services", false),
        ("tsock.us1.twilio.com", "/v1/Services", false),
        ("global.vss.twilio.com", "/v1/Rooms", false),
        (
            "conversations.twilio.com",
            "/v1/Services/IS00000000000000000000000000000000/Media",
            false,
        ),
        ("conversations.twilio.com", "/v3/wsconnect", false),
        ("video.twilio.com", "/signaling", false),
        (own, "/v1/Rooms", true),
        (own, "/v1/Conversations", true),
    ] {
        let answer = stack.rest().host(host).get(path).await;
        assert_eq!(answer.status.is_success(), answers, "{host}{path}: {answer}");
        assert!(answers || answer.code() == 20404, "{host}{path}: {answer}");
    }
    for (host, name) in [
        ("sync.twilio.com", "Sync"),
        ("notify.twilio.com", "Notify"),
        ("messaging.sydney.au1.twilio.com", "Messaging"),
        ("proxy.twilio.com", "Proxy"),
        ("unknown.twilio.com", "unknown.twilio.com"),
    ] {
        for path in ["/v1/Services", "/2010-04-01/Accounts", "/v1/Conversations"] {
            let answer = stack.rest().host(host).get(path).await;
            assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, 20404), "{host}");
            let told = format!("does not have {name}; replace it in the test, or use Twilio");
            assert!(answer.text("message").ends_with(&told), "{answer}");
        }
    }
}

fn address<'a>(page: &'a Value, which: &str) -> &'a str {
    page["meta"][which].as_str().expect("an address")
}

fn names(page: &Value) -> Vec<String> {
    let all = page["conversations"].as_array().expect("a list");
    all.iter().map(|one| one["friendly_name"].to_string()).collect()
}

#[tokio::test]
async fn dates_choose_what_is_listed_and_must_not_be_crossed() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    for day in ["1", "2", "3"] {
        let made = format!("2024-05-0{day}T12:00:00Z");
        let form = [("FriendlyName", day), ("DateCreated", made.as_str())];
        assert_eq!(rest.post("/v1/Conversations", &form).await.status, StatusCode::CREATED);
    }
    let between = |start: &str, end: &str| {
        format!("/v1/Conversations?StartDate={start}T00:00:00Z&EndDate={end}T23:59:59Z")
    };
    let listed = rest.get(&between("2024-05-02", "2024-05-03")).await.json();
    let listed = listed["conversations"].as_array().expect("a list");
    let names: Vec<_> = listed.iter().map(|it| &it["friendly_name"]).collect();
    assert_eq!(names, ["3", "2"], "newest first");
    let days =
        |start: &str, end: &str| format!("/v1/Conversations?StartDate={start}&EndDate={end}");
    let listed = rest.get(&days("2024-05-02", "2024-05-03")).await.json();
    assert_eq!(self::names(&listed), [r#""3""#, r#""2""#], "a day is all of its seconds");
    stack.advance(Duration::from_millis(300));
    let made = rest.post("/v1/Conversations", &[("FriendlyName", "now")]).await;
    let shown = made.text("date_created");
    let listed = rest.get(&days(&shown, &shown)).await.json();
    assert_eq!(self::names(&listed), [r#""now""#], "dates are as fine as they are shown");
    let crossed = rest.get(&days("2024-05-02", "2024-05-01")).await;
    assert_eq!((crossed.status, crossed.code()), (StatusCode::BAD_REQUEST, 50396));
    let crossed = rest.get(&between("2024-05-03", "2024-05-01")).await;
    assert_eq!((crossed.status, crossed.code()), (StatusCode::BAD_REQUEST, 50396));
}

fn titles(page: &Value) -> Vec<String> {
    let all = page["conversations"].as_array().expect("a list");
    all.iter().filter_map(|one| one["friendly_name"].as_str().map(str::to_owned)).collect()
}

/// Twilio's documentation of the list.
#[tokio::test]
async fn the_conversation_last_written_to_is_listed_first() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    for name in ["a", "b", "c", "d"] {
        rest.post(ALL, &[("UniqueName", name), ("FriendlyName", name)]).await;
        stack.advance(Duration::from_secs(1));
    }
    let say = async |name: &str| {
        let all = format!("{ALL}/{name}/Messages");
        assert_eq!(rest.post(&all, &[("Body", "hello")]).await.status, StatusCode::CREATED);
    };
    for name in ["a", "c", "b"] {
        say(name).await;
    }
    let scoped = format!("/v1/Services/{}/Conversations", stack.service());
    for list in [ALL.to_owned(), format!("{ALL}?State=active"), scoped] {
        assert_eq!(titles(&rest.get(&list).await.json()), ["b", "c", "a", "d"], "{list}");
    }
    assert_eq!(
        titles(&rest.get(&format!("{ALL}?StartDate=2020-01-01")).await.json()),
        ["d", "c", "b", "a"],
        "by date of creation where dates are asked for"
    );
    // Whatever is said in between, the pages go on as the list was when it was begun.
    let first = rest.get(&format!("{ALL}?PageSize=2")).await.json();
    say("a").await;
    rest.post(ALL, &[("FriendlyName", "new")]).await;
    say("c").await;
    let second = rest.get(path(address(&first, "next_page_url"))).await.json();
    assert_eq!([titles(&first), titles(&second)].concat(), ["b", "c", "a", "d"]);
    let back = rest.get(path(address(&second, "previous_page_url"))).await.json();
    assert_eq!(titles(&back), ["b", "c"]);
    assert_eq!(titles(&rest.get(&format!("{ALL}?PageSize=2")).await.json()), ["c", "new"]);
}
