from datetime import datetime, timedelta, timezone

import pytest

NOON = datetime(2030, 5, 1, 12, tzinfo=timezone.utc)


@pytest.mark.fake_twilio(now=NOON)
def test_a_conversation_becomes_inactive_after_an_hour(own_fake_twilio):
    conversations = own_fake_twilio.account().client().conversations.v1.conversations
    conversations.create(unique_name="lobby", state="active", timers_inactive="PT1H")
    own_fake_twilio.clock.advance(timedelta(hours=1))
    assert conversations("lobby").fetch().state == "inactive"
