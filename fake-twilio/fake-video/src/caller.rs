use fake_core::{room::RoomError, text::Text};
use twilio_sid::AccountSid;
use twilio_token::{Claims, VerifyError};

use crate::SignalingError;

/// A caller with a token that is valid for video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoCaller {
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
pub fn authenticate(verified: Result<Claims, VerifyError>) -> Result<VideoCaller, SignalingError> {
    let claims = verified.map_err(|error| {
        // The token is valid as such; the missing identity is an error of video.
        let nobody = error == VerifyError::NoIdentity;
        if nobody { RoomError::IdentityInvalid.into() } else { SignalingError::Token(error) }
    })?;
    let identity = claims.identity().unwrap_or_default().into();
    let grant = claims.grants.video.ok_or(SignalingError::NoVideoGrant)?;
    let room = grant.room.filter(|room| !room.is_empty()).map(Text::from);
    Ok(VideoCaller { account: claims.subject, identity, room })
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
        assert_eq!(authenticate(Ok(claims(None))), Err(SignalingError::NoVideoGrant));
        assert_eq!(SignalingError::NoVideoGrant.code(), 20106);
    }

    #[test]
    fn the_granted_room_is_kept() {
        let caller =
            authenticate(Ok(claims(Some(VideoGrant::room("lobby"))))).expect("a good token");
        assert_eq!(caller.room.as_deref(), Some("lobby"));
        let caller = authenticate(Ok(claims(Some(VideoGrant::default())))).expect("a good token");
        assert_eq!(caller.room, None);
    }

    #[test]
    fn a_bad_token_keeps_its_own_number() {
        for (error, code) in [(VerifyError::Expired, 20104), (VerifyError::NoIdentity, 53200)] {
            assert_eq!(authenticate(Err(error)).map_err(SignalingError::code), Err(code));
        }
    }
}
