//! Users, their properties and whether they are there.

use http::Method;
use serde_json::json;
use twilio_conversations::{
    realtime::{Event, PushService, User},
    wire::client_api::UserForm,
};

use super::{Walk, world::World};
use crate::realtime::heard;

fn subscribed(identity: &str) -> impl Fn(&Event) -> Option<User> {
    move |event| {
        if let Event::UserSubscribed(user) = event
            && user.identity == identity
        {
            Some(user.clone())
        } else {
            None
        }
    }
}

fn updated(identity: &str, fits: impl Fn(&User) -> bool) -> impl Fn(&Event) -> Option<()> {
    move |event| {
        let is =
            matches!(event, Event::UserUpdated(user) if user.identity == identity && fits(user));
        is.then_some(())
    }
}

pub(super) async fn walk(walk: &mut Walk, world: &mut World) {
    walk.area("Users");
    walk_reads(walk, world).await;
    walk_changes(walk, world).await;
    walk_reachability(walk, world).await;
}

async fn walk_reads(walk: &mut Walk, world: &mut World) {
    walk.tried("client.user", async {
        let user = world.ada.user().await.unwrap();
        assert_eq!(user.identity, "ada");
        assert!(user.friendly_name.is_some());
        assert_eq!(user.attributes.as_deref(), Some("{}"));
    })
    .await;
    walk.tried("getUser, userSubscribed", async {
        let form = [("Identity", "fay"), ("FriendlyName", "Fay"), ("Attributes", "{\"k\":1}")];
        world.rest(Method::POST, "/v1/Users", &form).await;
        world.ada.subscribe_user("fay").await.unwrap();
        let fay = heard(&mut world.ada_events, subscribed("fay")).await;
        assert_eq!(fay.friendly_name.as_deref(), Some("Fay"));
        assert_eq!(fay.attributes.as_deref(), Some("{\"k\":1}"));
    })
    .await;
    walk.tried("getSubscribedUsers", async {
        assert!(world.ada.replica().await.unwrap().users.contains_key("fay"));
    })
    .await;
    walk.tried("user.unsubscribe, userUnsubscribed", async {
        world.ada.unsubscribe_user("fay").await.unwrap();
        let gone = |event: &Event| {
            matches!(event, Event::UserUnsubscribed(identity) if identity == "fay").then_some(())
        };
        heard(&mut world.ada_events, gone).await;
        assert!(world.ada.replica().await.unwrap().users.is_empty());
    })
    .await;
}

async fn walk_changes(walk: &mut Walk, world: &mut World) {
    walk.tried("user.updateFriendlyName, userUpdated", async {
        world.bob.subscribe_user("ada").await.unwrap();
        heard(&mut world.bob_events, subscribed("ada")).await;
        let friendly_name = Some("Ada L.".to_owned());
        let form = UserForm { friendly_name, ..UserForm::default() };
        world.ada.update_user(&form).await.unwrap();
        let named = |user: &User| user.friendly_name.as_deref() == Some("Ada L.");
        heard(&mut world.bob_events, updated("ada", named)).await;
        heard(&mut world.ada_events, updated("ada", named)).await;
    })
    .await;
    walk.tried("user.updateAttributes", async {
        let born = json!({"born": 1815}).to_string();
        let form = UserForm { attributes: Some(born.clone()), ..UserForm::default() };
        world.ada.update_user(&form).await.unwrap();
        let has = |user: &User| user.attributes.as_ref() == Some(&born);
        heard(&mut world.bob_events, updated("ada", has)).await;
    })
    .await;
}

async fn walk_reachability(walk: &mut Walk, world: &mut World) {
    walk.tried("reachabilityEnabled", async {
        assert!(world.ada.options().reachability_enabled);
    })
    .await;
    walk.tried("user.isOnline", async {
        let (carl, _events) = world.connect("carl").await;
        world.ada.subscribe_user("carl").await.unwrap();
        assert_eq!(heard(&mut world.ada_events, subscribed("carl")).await.is_online, Some(true));
        carl.shutdown().await;
        let offline = |user: &User| user.is_online == Some(false);
        heard(&mut world.ada_events, updated("carl", offline)).await;
    })
    .await;
    walk.tried("user.isNotifiable", async {
        let (gus, _events) = world.connect("gus").await;
        world.ada.subscribe_user("gus").await.unwrap();
        let seen = heard(&mut world.ada_events, subscribed("gus")).await;
        assert_eq!(seen.is_notifiable, Some(false));
        gus.register_device(PushService::Fcm, "a phone").await.unwrap();
        let notifiable = |user: &User| user.is_notifiable == Some(true);
        heard(&mut world.ada_events, updated("gus", notifiable)).await;
        gus.shutdown().await;
    })
    .await;
}
