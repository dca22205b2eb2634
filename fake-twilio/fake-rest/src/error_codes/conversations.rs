//! Errors of Conversations.

use fake_core::{Error, role::Scope};
use http::StatusCode;

use crate::http::error::READ_ONLY;

#[expect(clippy::too_many_lines, reason = "a table, with a line for a refusal")]
pub(super) fn status_and_code(error: &Error) -> (StatusCode, u32) {
    match error {
        Error::ReadOnly(_) => READ_ONLY,
        Error::NoConversation => (StatusCode::NOT_FOUND, 50350),
        Error::NoParticipant => (StatusCode::NOT_FOUND, 50432),
        Error::NoMessage => (StatusCode::NOT_FOUND, 50500),
        Error::NoUser => (StatusCode::NOT_FOUND, 50200),
        Error::NoService
        | Error::NoWebhook
        | Error::NoAddressConfiguration
        | Error::NoCredential
        | Error::NoBinding
        | Error::NoReceipt => (StatusCode::NOT_FOUND, 20404),
        Error::NoRole => (StatusCode::NOT_FOUND, 50100),
        // The SDK treats this code as an empty result.
        Error::NoChannelMetadata => (StatusCode::NOT_FOUND, 50530),
        // The dictionary has no code of its own for this conflict.
        Error::AddressConfigured => (StatusCode::CONFLICT, 20409),
        Error::NoSuchService => (StatusCode::BAD_REQUEST, 50050),
        Error::RoleNotFitting(Scope::Service) => (StatusCode::BAD_REQUEST, 50102),
        Error::RoleNotFitting(Scope::Conversation) => (StatusCode::BAD_REQUEST, 50109),
        Error::UnknownPermission => (StatusCode::BAD_REQUEST, 50104),
        Error::Unauthorized => (StatusCode::FORBIDDEN, 50107),
        Error::NotParticipant => (StatusCode::FORBIDDEN, 50430),
        Error::UniqueNameTaken => (StatusCode::CONFLICT, 50353),
        Error::UniqueNameLooksLikeSid => (StatusCode::BAD_REQUEST, 50390),
        Error::UniqueNameTooLong => (StatusCode::BAD_REQUEST, 50004),
        Error::FriendlyNameTooLong => (StatusCode::BAD_REQUEST, 50003),
        Error::AttributesTooLong => (StatusCode::BAD_REQUEST, 50303),
        Error::Closed => (StatusCode::BAD_REQUEST, 50377),
        Error::CreatedClosed => (StatusCode::BAD_REQUEST, 50384),
        Error::InactiveTimerTooShort => (StatusCode::BAD_REQUEST, 50375),
        Error::ClosedTimerTooShort => (StatusCode::BAD_REQUEST, 50376),
        Error::AlreadyParticipant => (StatusCode::CONFLICT, 50433),
        Error::NoIdentity => (StatusCode::BAD_REQUEST, 50204),
        Error::IdentityAndAddress => (StatusCode::BAD_REQUEST, 50211),
        Error::IdentityLooksLikeSid => (StatusCode::BAD_REQUEST, 50206),
        Error::IdentityTooLong => (StatusCode::BAD_REQUEST, 50207),
        Error::BadAddress => (StatusCode::BAD_REQUEST, 50407),
        Error::BadProxyAddress => (StatusCode::BAD_REQUEST, 50408),
        Error::AddressIsProxy => (StatusCode::BAD_REQUEST, 50409),
        Error::NoAddress => (StatusCode::BAD_REQUEST, 50411),
        Error::NoProxyAddress => (StatusCode::BAD_REQUEST, 50412),
        Error::ChannelsDiffer => (StatusCode::BAD_REQUEST, 50414),
        // The pages of 50418 and 50422 say the same; which of them comes is `assumed`.
        Error::TooManyOutside => (StatusCode::BAD_REQUEST, 50418),
        Error::NoProjectedAddress => (StatusCode::BAD_REQUEST, 50434),
        Error::GroupNotActivated => (StatusCode::BAD_REQUEST, 50435),
        Error::GroupFull => (StatusCode::BAD_REQUEST, 50436),
        Error::GroupExists(_) => (StatusCode::CONFLICT, 50438),
        Error::AlreadyInGroup => (StatusCode::CONFLICT, 50437),
        // `assumed`: the dictionary has no code for malformed ones, but they are nobody's own; settled
        // by the contract test `malformed_projected_addresses_are_refused`.
        Error::BadProjectedAddress => (StatusCode::BAD_REQUEST, 50439),
        Error::ProxyAddressNotRemovable => (StatusCode::BAD_REQUEST, 50440),
        Error::ProxyAddressNotAddable => (StatusCode::BAD_REQUEST, 50441),
        Error::ProjectedAddressNotRemovable => (StatusCode::BAD_REQUEST, 50442),
        Error::ProjectedAddressNotAddable => (StatusCode::BAD_REQUEST, 50443),
        Error::IdentityNotAddable => (StatusCode::BAD_REQUEST, 50444),
        Error::AddressTaken(_) => (StatusCode::CONFLICT, 50416),
        Error::ConversationFull => (StatusCode::BAD_REQUEST, 50417),
        Error::TooManyConversations => (StatusCode::BAD_REQUEST, 50214),
        Error::UserExists => (StatusCode::CONFLICT, 50201),
        Error::AuthorTooLong => (StatusCode::BAD_REQUEST, 50310),
        Error::BodyTooLong => (StatusCode::BAD_REQUEST, 50504),
        Error::TooManyWebhooks => (StatusCode::BAD_REQUEST, 50361),
        Error::TooManyTriggers => (StatusCode::BAD_REQUEST, 50362),
        Error::WebhookFilterNotFitting => (StatusCode::BAD_REQUEST, 50365),
        Error::BadFlow => (StatusCode::BAD_REQUEST, 50367),
        Error::NoWebhookUrl => (StatusCode::BAD_REQUEST, 50369),
        Error::NoWebhookFilter => (StatusCode::BAD_REQUEST, 50370),
        Error::NoTrigger => (StatusCode::BAD_REQUEST, 50371),
        Error::WebhookUrlTooLong => (StatusCode::BAD_REQUEST, 50372),
        Error::NoMedium => (StatusCode::BAD_REQUEST, 50507),
        Error::MediumUsed => (StatusCode::BAD_REQUEST, 50508),
        Error::MediumTooLarge | Error::MediaTooLarge => (StatusCode::BAD_REQUEST, 50512),
        Error::AuthorOutsideGroup => (StatusCode::BAD_REQUEST, 50513),
        // `assumed`: the dictionary's page speaks of malformed ones alone; settled by the contract test
        // `unknown_templates_are_refused`.
        Error::NoTemplate => (StatusCode::BAD_REQUEST, 50526),
        Error::TooManyVariables => (StatusCode::BAD_REQUEST, 50529),
        Error::VariableNameTooLong => (StatusCode::BAD_REQUEST, 50540),
        Error::VariableTooLong => (StatusCode::BAD_REQUEST, 50541),
        Error::TemplateNotSupported => (StatusCode::BAD_REQUEST, 50542),
        // The dictionary has no code for these.
        Error::SubjectTooLong | Error::TooManyMedia | Error::DefaultService | Error::RoleInUse => {
            (StatusCode::BAD_REQUEST, 20001)
        }
    }
}
