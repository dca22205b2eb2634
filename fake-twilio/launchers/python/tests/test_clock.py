"""A test that moves the clock has an emulator of its own."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from fake_twilio import FakeTwilio

NOON = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)


@pytest.mark.fake_twilio(now=NOON, id_seed=1)
def test_a_conversation_becomes_inactive_after_an_hour(own_fake_twilio: FakeTwilio) -> None:
    with own_fake_twilio.account() as account:
        conversations = account.client().conversations.v1.conversations
        conversations.create(unique_name="lobby", state="active", timers_inactive="PT1H")
        own_fake_twilio.clock.advance(timedelta(minutes=59))
        assert conversations("lobby").fetch().state == "active"
        own_fake_twilio.clock.advance(60)
        assert conversations("lobby").fetch().state == "inactive"


@pytest.mark.fake_twilio(now=NOON)
def test_the_clock_is_read_and_steered(own_fake_twilio: FakeTwilio) -> None:
    clock = own_fake_twilio.clock
    assert clock.now() == NOON
    assert clock.advance(0.25) == NOON + timedelta(milliseconds=250)
    christmas = datetime(2026, 12, 24, 18, tzinfo=timezone(timedelta(hours=1)))
    assert clock.set(christmas) == christmas
    clock.run(60)
    assert clock.freeze() >= christmas
    token = own_fake_twilio.account().token("ada")
    assert token.count(".") == 2


@pytest.mark.fake_twilio(id_seed=7, strict=True, seed={"users": [{"identity": "ada", "friendly_name": "Ada"}]})
def test_options_of_the_marker_are_those_of_the_emulator(own_fake_twilio: FakeTwilio) -> None:
    users = own_fake_twilio.default_account.client().conversations.v1.users
    users("ada").update(friendly_name="Countess")
    own_fake_twilio.reset()
    assert users("ada").fetch().friendly_name == "Ada"
    with FakeTwilio(id_seed=7) as same:
        assert own_fake_twilio.account().sid == same.account().sid
