//! Errors of Conversations.

use fake_core::{Refusal, role::Scope};
use http::StatusCode;

#[expect(clippy::too_many_lines, reason = "a table, with a line for a refusal")]
pub(super) fn status_and_code(refusal: &Refusal) -> (StatusCode, u32) {
    match refusal {
        Refusal::NoConversation => (StatusCode::NOT_FOUND, 50350),
        Refusal::NoParticipant => (StatusCode::NOT_FOUND, 50432),
        Refusal::NoMessage => (StatusCode::NOT_FOUND, 50500),
        Refusal::NoUser => (StatusCode::NOT_FOUND, 50200),
        Refusal::NoService
        | Refusal::NoHook
        | Refusal::NoAddressConfiguration
        | Refusal::NoCredential
        | Refusal::NoBinding
        | Refusal::NoReceipt => (StatusCode::NOT_FOUND, 20404),
        Refusal::NoRole => (StatusCode::NOT_FOUND, 50100),
        // The SDK takes this code for an answer, and says that there is none.
        Refusal::NoChannelMetadata => (StatusCode::NOT_FOUND, 50530),
        // The dictionary has no code of its own for this conflict.
        Refusal::AddressConfigured => (StatusCode::CONFLICT, 20409),
        Refusal::NoSuchService => (StatusCode::BAD_REQUEST, 50050),
        Refusal::RoleNotFitting(Scope::Service) => (StatusCode::BAD_REQUEST, 50102),
        Refusal::RoleNotFitting(Scope::Conversation) => (StatusCode::BAD_REQUEST, 50109),
        Refusal::UnknownPermission => (StatusCode::BAD_REQUEST, 50104),
        Refusal::Unauthorized => (StatusCode::FORBIDDEN, 50107),
        Refusal::NotParticipant => (StatusCode::FORBIDDEN, 50430),
        Refusal::UniqueNameTaken => (StatusCode::CONFLICT, 50353),
        Refusal::UniqueNameLooksLikeSid => (StatusCode::BAD_REQUEST, 50390),
        Refusal::UniqueNameTooLong => (StatusCode::BAD_REQUEST, 50004),
        Refusal::FriendlyNameTooLong => (StatusCode::BAD_REQUEST, 50003),
        Refusal::AttributesTooLong => (StatusCode::BAD_REQUEST, 50303),
        Refusal::Closed => (StatusCode::BAD_REQUEST, 50377),
        Refusal::CreatedClosed => (StatusCode::BAD_REQUEST, 50384),
        Refusal::InactiveTimerTooShort => (StatusCode::BAD_REQUEST, 50375),
        Refusal::ClosedTimerTooShort => (StatusCode::BAD_REQUEST, 50376),
        Refusal::AlreadyParticipant => (StatusCode::CONFLICT, 50433),
        Refusal::NoIdentity => (StatusCode::BAD_REQUEST, 50204),
        Refusal::IdentityAndAddress => (StatusCode::BAD_REQUEST, 50211),
        Refusal::IdentityLooksLikeSid => (StatusCode::BAD_REQUEST, 50206),
        Refusal::IdentityTooLong => (StatusCode::BAD_REQUEST, 50207),
        Refusal::BadAddress => (StatusCode::BAD_REQUEST, 50407),
        Refusal::BadProxyAddress => (StatusCode::BAD_REQUEST, 50408),
        Refusal::AddressIsProxy => (StatusCode::BAD_REQUEST, 50409),
        Refusal::NoAddress => (StatusCode::BAD_REQUEST, 50411),
        Refusal::NoProxyAddress => (StatusCode::BAD_REQUEST, 50412),
        Refusal::ChannelsDiffer => (StatusCode::BAD_REQUEST, 50414),
        // The pages of 50418 and 50422 say the same; which of them comes is `assumed`.
        Refusal::TooManyOutside => (StatusCode::BAD_REQUEST, 50418),
        Refusal::NoProjectedAddress => (StatusCode::BAD_REQUEST, 50434),
        Refusal::GroupNotActivated => (StatusCode::BAD_REQUEST, 50435),
        Refusal::GroupFull => (StatusCode::BAD_REQUEST, 50436),
        Refusal::GroupExists(_) => (StatusCode::CONFLICT, 50438),
        Refusal::AlreadyInGroup => (StatusCode::CONFLICT, 50437),
        // `assumed`: the dictionary has no code for malformed ones, but they are nobody's own.
        Refusal::BadProjectedAddress => (StatusCode::BAD_REQUEST, 50439),
        Refusal::ProxyAddressNotRemovable => (StatusCode::BAD_REQUEST, 50440),
        Refusal::ProxyAddressNotAddable => (StatusCode::BAD_REQUEST, 50441),
        Refusal::ProjectedAddressNotRemovable => (StatusCode::BAD_REQUEST, 50442),
        Refusal::ProjectedAddressNotAddable => (StatusCode::BAD_REQUEST, 50443),
        Refusal::IdentityNotAddable => (StatusCode::BAD_REQUEST, 50444),
        Refusal::AddressTaken(_) => (StatusCode::CONFLICT, 50416),
        Refusal::ConversationFull => (StatusCode::BAD_REQUEST, 50417),
        Refusal::TooManyConversations => (StatusCode::BAD_REQUEST, 50214),
        Refusal::UserExists => (StatusCode::CONFLICT, 50201),
        Refusal::AuthorTooLong => (StatusCode::BAD_REQUEST, 50310),
        Refusal::BodyTooLong => (StatusCode::BAD_REQUEST, 50504),
        Refusal::TooManyHooks => (StatusCode::BAD_REQUEST, 50361),
        Refusal::TooManyTriggers => (StatusCode::BAD_REQUEST, 50362),
        Refusal::HookFilterNotFitting => (StatusCode::BAD_REQUEST, 50365),
        Refusal::BadFlow => (StatusCode::BAD_REQUEST, 50367),
        Refusal::NoHookUrl => (StatusCode::BAD_REQUEST, 50369),
        Refusal::NoHookFilter => (StatusCode::BAD_REQUEST, 50370),
        Refusal::NoTrigger => (StatusCode::BAD_REQUEST, 50371),
        Refusal::HookUrlTooLong => (StatusCode::BAD_REQUEST, 50372),
        Refusal::NoMedium => (StatusCode::BAD_REQUEST, 50507),
        Refusal::MediumUsed => (StatusCode::BAD_REQUEST, 50508),
        Refusal::MediumTooLarge | Refusal::MediaTooLarge => (StatusCode::BAD_REQUEST, 50512),
        Refusal::AuthorOutsideGroup => (StatusCode::BAD_REQUEST, 50513),
        // `assumed`: the dictionary's page speaks of malformed ones alone.
        Refusal::NoTemplate => (StatusCode::BAD_REQUEST, 50526),
        Refusal::TooManyVariables => (StatusCode::BAD_REQUEST, 50529),
        Refusal::VariableNameTooLong => (StatusCode::BAD_REQUEST, 50540),
        Refusal::VariableTooLong => (StatusCode::BAD_REQUEST, 50541),
        Refusal::TemplateNotSupported => (StatusCode::BAD_REQUEST, 50542),
        // The dictionary has no code for these.
        Refusal::SubjectTooLong
        | Refusal::TooManyMedia
        | Refusal::DefaultService
        | Refusal::RoleInUse => (StatusCode::BAD_REQUEST, 20001),
    }
}
