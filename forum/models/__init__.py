"""Every table. Import models from here: `from forum.models import Post`."""

from forum.models.addresses import Address
from forum.models.ambassadors import (
    Candidacy,
    CandidacyReview,
    IntegrityFlag,
    Perk,
    PerkAward,
    Programme,
    ProgrammeEvent,
    ProgrammeGrant,
    ProgrammeNotice,
    ProgrammeTier,
    ScoreRow,
    ScoreRun,
)
from forum.models.badges import Badge, BadgeGrant
from forum.models.categories import Category, CategoryAccess, CategorySlug
from forum.models.conversations import Conversation, Message, MessageReport, Participant
from forum.models.departures import BlockedAddress, Departure
from forum.models.groups import AUTOMATIC, Group, GroupMember, GroupRequest
from forum.models.jobs import Job
from forum.models.moderation import StaffAction
from forum.models.notifications import (
    Bookmark,
    CategoryLevel,
    MailAddressHealth,
    Mailing,
    Notification,
    NotificationChoice,
    TagLevel,
    ThreadLevel,
    Told,
)
from forum.models.passkeys import Passkey
from forum.models.posts import Draft, Post, PostUpload, Revision, Upload
from forum.models.profiles import (
    Affiliation,
    DataExport,
    Invite,
    InviteUse,
    ProfileField,
    ProfileValue,
)
from forum.models.reactions import Reaction, ReactionCount, ReactionKind
from forum.models.relations import Distance, Follow
from forum.models.settings import SettingValue
from forum.models.tags import CategoryTag, Tag, TagSlug, ThreadTag
from forum.models.threads import CategoryRead, PinDismissal, ReadPosition, Thread
from forum.models.tokens import AccountToken, SignUp
from forum.models.trust import LedgerEntry, Visit
from forum.models.users import (
    OPERATOR,
    Guest,
    GuidelineAcceptance,
    GuidelineVersion,
    MemberSession,
    OldName,
    User,
    Viewer,
)

__all__ = [
    "AUTOMATIC",
    "OPERATOR",
    "AccountToken",
    "Address",
    "Affiliation",
    "Badge",
    "BadgeGrant",
    "BlockedAddress",
    "Bookmark",
    "Candidacy",
    "CandidacyReview",
    "Category",
    "CategoryAccess",
    "CategoryLevel",
    "CategoryRead",
    "CategorySlug",
    "CategoryTag",
    "Conversation",
    "DataExport",
    "Departure",
    "Distance",
    "Draft",
    "Follow",
    "Group",
    "GroupMember",
    "GroupRequest",
    "Guest",
    "GuidelineAcceptance",
    "GuidelineVersion",
    "IntegrityFlag",
    "Invite",
    "InviteUse",
    "Job",
    "LedgerEntry",
    "MailAddressHealth",
    "Mailing",
    "MemberSession",
    "Message",
    "MessageReport",
    "Notification",
    "NotificationChoice",
    "OldName",
    "Participant",
    "Passkey",
    "Perk",
    "PerkAward",
    "PinDismissal",
    "Post",
    "PostUpload",
    "ProfileField",
    "ProfileValue",
    "Programme",
    "ProgrammeEvent",
    "ProgrammeGrant",
    "ProgrammeNotice",
    "ProgrammeTier",
    "Reaction",
    "ReactionCount",
    "ReactionKind",
    "ReadPosition",
    "Revision",
    "ScoreRow",
    "ScoreRun",
    "SettingValue",
    "SignUp",
    "StaffAction",
    "Tag",
    "TagLevel",
    "TagSlug",
    "Thread",
    "ThreadLevel",
    "ThreadTag",
    "Told",
    "Upload",
    "User",
    "Viewer",
    "Visit",
]
