use fake_core::{room::RoomRefusal, text::Text};
use twilio_sid::AccountSid;
use twilio_token::{Claims, VerifyError};

use crate::Denial;

/// Somebody whose token is good for video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// The account whose rooms it may join.
    pub account: AccountSid,
    /// Name of the user.
    pub identity: Text,
    /// Name or SID of the only room it may join.
    pub room: Option<Text>,
}

/// Turns a verified token into a caller.
///
/// # Errors
/// When the token is not good or not for video.
pub fn admit(verified: Result<Claims, VerifyError>) -> Result<Guest, Denial> {
    let claims = verified.map_err(|error| {
        // The token is good as such; that video needs an identity is for video to say.
        let nobody = error == VerifyError::NoIdentity;
        if nobody { RoomRefusal::IdentityInvalid.into() } else { Denial::Token(error) }
    })?;
    let identity = claims.identity().unwrap_or_default().into();
    let grant = claims.grants.video.ok_or(Denial::NoVideoGrant)?;
    let room = grant.room.filter(|room| !room.is_empty()).map(Text::from);
    Ok(Guest { account: claims.subject, identity, room })
}

#[cfg(test)]
mod tests {
    use twilio_sid::{AccountSid, ApiKeySid};
    use twilio_token::{Grants, VideoGrant};

    use super::*;

    fn claims(video: Option<VideoGrant>) -> Claims {
        Claims {
            issuer: ApiKeySid::from_bytes([0; 16]),
            subject: AccountSid::from_bytes([0; 16]),
            expires_at: 0,
            grants: Grants { video, identity: Some("alice".to_owned()), ..Grants::default() },
        }
    }

    #[test]
    fn a_token_without_a_video_grant_is_refused() {
        assert_eq!(admit(Ok(claims(None))), Err(Denial::NoVideoGrant));
        assert_eq!(Denial::NoVideoGrant.code(), 20106);
    }

    #[test]
    fn the_granted_room_is_kept() {
        let guest = admit(Ok(claims(Some(VideoGrant::room("lobby"))))).expect("a good token");
        assert_eq!(guest.room.as_deref(), Some("lobby"));
        let guest = admit(Ok(claims(Some(VideoGrant::default())))).expect("a good token");
        assert_eq!(guest.room, None);
    }

    #[test]
    fn a_bad_token_keeps_its_own_number() {
        for (error, code) in [(VerifyError::Expired, 20104), (VerifyError::NoIdentity, 53200)] {
            assert_eq!(admit(Err(error)).map_err(Denial::code), Err(code));
        }
    }
}
