//! The emulator as a library: what tests in Rust do with it.

/// The quick start of the documents.
#[path = "../../docs/examples/rust/welcome.rs"]
mod welcome;

use std::{convert::Infallible, error::Error, time::Duration};

use e2e::{Rest, soon};
use fake_twilio::{
    Account, Delay, FakeTwilio, Fault, FaultEffect, FaultMatch, Hold, Match, NewFaultRule,
    SeedConversation, SeedDocument, SeedMessage, SeedParticipantDetails, SeedUser, Side, Stage,
    Wait, WaitError,
};
use serde_json::json;
use twilio_conversations::realtime::{Client, Events};

use crate::realtime::{added, heard};

type Tested = Result<(), Box<dyn Error>>;

/// The application: a connected client of an identity.
async fn app(
    fake: &FakeTwilio,
    account: &Account,
    identity: &str,
) -> Result<(Client, Events), Box<dyn Error>> {
    let token = account.token(identity)?;
    let provide = move || {
        let token = token.clone();
        async move { Ok::<_, Infallible>(token) }
    };
    let builder = Client::builder(provide).url(fake.twilsock_url().parse()?);
    Ok(soon("a client", builder.connect()).await?)
}

fn lobby() -> SeedDocument {
    let lobby = SeedConversation::new("lobby").participants(["ada", "bob"]);
    SeedDocument::default().conversation(lobby)
}

/// The REST API of an account.
fn rest(fake: &FakeTwilio, account: &Account) -> Rest {
    Rest::new(fake.address(), account.credentials())
}

#[tokio::test]
async fn bob_answers() -> Tested {
    let fake = FakeTwilio::builder().start().await?;
    let account = fake.account().await?;
    account.load_seed(&lobby()).await?;
    let (_ada, _events) = app(&fake, &account, "ada").await?;
    account.act("bob").send("lobby", "hello").await?;
    account.wait_for(Match::default().side(Side::Sync).identity("ada").contains("hello")).await?;
    Ok(())
}

#[tokio::test]
async fn accounts_of_one_emulator_never_meet() -> Tested {
    let fake = FakeTwilio::builder().start().await?;
    let (one, other) = (fake.account().await?, fake.account().await?);
    assert_ne!(one.credentials(), other.credentials());
    for account in [&one, &other] {
        account.load_seed(&lobby()).await?;
    }
    let ((_ours, mut events), _theirs) =
        (app(&fake, &one, "ada").await?, app(&fake, &other, "ada").await?);
    other.act("bob").send("lobby", "theirs").await?;
    one.act("bob").send("lobby", "ours").await?;
    assert_eq!(heard(&mut events, added).await, "ours");
    let theirs = Match::default().side(Side::Sync).identity("ada").contains("theirs");
    other.wait_for(theirs.clone()).await?;
    let waited = one.wait_for(Wait::from(theirs).within(Duration::ZERO)).await;
    assert!(matches!(waited, Err(WaitError::TimedOut(_))), "{waited:?}");
    Ok(())
}

#[tokio::test]
async fn a_wait_in_vain_says_what_came_closest() -> Tested {
    let fake = FakeTwilio::builder().start().await?;
    let account = fake.first_account();
    account.load_seed(&lobby()).await?;
    let _ada = app(&fake, &account, "ada").await?;
    fake.act("bob").send("lobby", "hello").await?;
    let sent = Match::default().side(Side::Sync).identity("ada").event("list_item_added");
    fake.wait_for(sent.clone()).await?;
    let wait = Wait::from(sent.contains("goodbye")).within(Duration::ZERO);
    let error = fake.wait_for(wait).await.expect_err("nothing like that was sent");
    assert!(error.to_string().contains("differs in contains"), "{error}");
    let silent = FakeTwilio::builder().journal(0).start().await?;
    let waited = silent.wait_for(Match::default()).await;
    assert!(matches!(waited, Err(WaitError::JournalOff)), "{waited:?}");
    Ok(())
}

#[tokio::test]
async fn users_do_what_their_sdk_does_and_get_its_errors() -> Tested {
    let fake = FakeTwilio::builder().no_control().start().await?;
    let account = fake.account().await?;
    account.load_seed(&lobby()).await?;
    let (ada, bob) = (account.act("ada"), account.act("bob"));
    let first = ada.send("lobby", "first").await?;
    let second = bob.send("lobby", "second").await?;
    assert_eq!((first.index, second.index), (0, 1));
    ada.edit("lobby", first.sid, "changed").await?;
    bob.read("lobby", 1).await?;
    bob.typing("lobby").await?;
    bob.remove("lobby", second.sid).await?;
    bob.leave("lobby").await?;
    let refused = bob.send("lobby", "third").await.expect_err("bob has left");
    assert_eq!((refused.status, refused.code), (403, 50430), "{refused}");
    account.reset().await?;
    let gone = ada.send("lobby", "again").await.expect_err("nothing is left");
    assert_eq!(gone.status, 404, "{gone}");
    Ok(())
}

#[tokio::test]
async fn a_reset_goes_back_to_the_seed_document() -> Tested {
    let fake = FakeTwilio::builder().seed_document(lobby()).start().await?;
    let bob = fake.act("bob");
    bob.send("lobby", "before").await?;
    fake.reset().await?;
    assert_eq!(bob.send("lobby", "after").await?.index, 0);
    bob.reachability(Some(true)).await?;
    bob.in_service(fake.chat_service_sid()).leave("lobby").await?;
    Ok(())
}

#[tokio::test]
async fn a_rule_of_an_account_acts_there_alone_and_can_be_looked_at() -> Tested {
    let fake = FakeTwilio::builder().start().await?;
    let (one, other) = (fake.account().await?, fake.account().await?);
    let fetch = FaultMatch::default().operation("FetchConversation");
    let busy = FaultEffect::status(429).code(20429).retry_after(Duration::from_secs(2));
    let rule = one.faults().add(NewFaultRule::new(busy).on(fetch).count(1).seed(7)).await?;
    assert_eq!((rule.acted, rule.seed, rule.ended), (0, 7, false));
    let path = "/v1/Conversations/lobby";
    assert_eq!(rest(&fake, &other).get(path).await.status, 404);
    let answer = rest(&fake, &one).get(path).await;
    assert_eq!(answer.status, 429, "{answer}");
    assert_eq!(answer.headers["retry-after"], "2", "{answer}");
    assert_eq!(rest(&fake, &one).get(path).await.status, 404, "it acts once");
    let [listed] = &one.faults().list().await?[..] else { panic!("one rule") };
    assert_eq!((listed.id, listed.acted, listed.ended), (rule.id, 1, true));
    assert_eq!(listed.effect, rule.effect);
    assert!(other.faults().list().await?.is_empty());

    fake.faults().add(FaultEffect::status(500)).await?;
    assert_eq!(rest(&fake, &other).get(path).await.status, 500);
    assert_eq!(other.faults().clear().await?, 0, "a rule about all accounts is nobody's");
    one.faults().remove(&rule).await?;
    let gone = one.faults().remove(&rule).await.expect_err("it is gone");
    assert_eq!(gone.status, 404);
    assert_eq!(fake.faults().clear().await?, 1);
    assert_eq!(rest(&fake, &other).get(path).await.status, 404);
    let never = fake.faults().add(FaultEffect::status(200)).await.expect_err("no error");
    assert_eq!(never.status, 400, "{never}");
    Ok(())
}

#[test]
fn rules_are_written_as_the_control_api_reads_them() {
    let second = Duration::from_secs(1);
    let rules = [
        (
            NewFaultRule::from(FaultEffect::status(503).message("busy").at(Stage::Answer)),
            json!({ "match": {}, "effect": { "status": 503, "message": "busy", "at": "answer" } }),
        ),
        (
            FaultEffect::fault(Fault::ConnectionReset).after(second).into(),
            json!({ "match": {}, "effect": {
                "fault": "connection_reset", "delay": { "type": "fixed", "ms": 1000 } } }),
        ),
        (
            FaultEffect::delay(Delay::Uniform { lower_ms: 1, upper_ms: 2 }).into(),
            json!({ "match": {}, "effect": {
                "delay": { "type": "uniform", "lower_ms": 1, "upper_ms": 2 } } }),
        ),
        (
            NewFaultRule::new(FaultEffect::close(1013))
                .on(FaultMatch::default().side(Side::Twilsock).identity("ada").event("upgrade")),
            json!({ "match": { "side": "twilsock", "identity": "ada", "event": "upgrade" },
                "effect": { "close_code": 1013 } }),
        ),
        (
            NewFaultRule::new(FaultEffect::hold(Hold { messages: Some(2), ms: None }))
                .on(FaultMatch::default().contains("hello").nth(2)),
            json!({ "match": { "contains": "hello", "nth": 2 },
                "effect": { "hold": { "messages": 2 } } }),
        ),
        (
            NewFaultRule::new(FaultEffect::throttle(100))
                .on(FaultMatch::default().method("GET").path("/v1/*").probability(0.5)),
            json!({ "match": { "method": "GET", "path": "/v1/*", "probability": 0.5 },
                "effect": { "bytes_per_second": 100 } }),
        ),
        (
            FaultEffect::reorder_candidates().into(),
            json!({ "match": {}, "effect": { "reorder_candidates": true } }),
        ),
    ];
    for (rule, json) in rules {
        assert_eq!(serde_json::to_value(&rule).expect("JSON"), json);
        assert_eq!(serde_json::from_value::<NewFaultRule>(json).expect("a rule"), rule);
    }
}

#[tokio::test]
async fn a_seed_document_says_what_is_there() -> Tested {
    let fake = FakeTwilio::builder().start().await?;
    let account = fake.account().await?;
    let phone = SeedParticipantDetails {
        address: Some("+15005550006".to_owned()),
        proxy_address: Some("+15005550009".to_owned()),
        ..SeedParticipantDetails::default()
    };
    let lobby = SeedConversation::new("lobby")
        .participant("ada")
        .participant(phone)
        .message(SeedMessage::new("ada", "hello"));
    let ada = SeedUser::new("ada").friendly_name("Ada");
    let world = SeedDocument::default().user(ada).user("bob").conversation(lobby);
    account.load_seed(&world).await?;
    let rest = rest(&fake, &account);
    let read = async |path: &str| rest.get(&format!("/v1/{path}")).await.json();
    let users = read("Users").await;
    let names = users["users"].as_array().map(Vec::len);
    assert_eq!(names, Some(2), "{users}");
    assert_eq!(read("Users/ada").await["friendly_name"], "Ada");
    let people = read("Conversations/lobby/Participants").await;
    let phone = &people["participants"][1]["messaging_binding"];
    assert_eq!(phone["address"], "+15005550006", "{people}");
    let messages = read("Conversations/lobby/Messages").await;
    assert_eq!(messages["messages"][0]["body"], "hello", "{messages}");
    let again = account.load_seed(&json!({ "users": [{ "identity": "ada" }] })).await;
    assert_eq!(again.expect_err("ada is there").status, 400);
    Ok(())
}
