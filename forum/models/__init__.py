"""Every table. Import models from here: `from forum.models import Post`."""

from forum.models.addresses import Address
from forum.models.ambassadors import (
    Candidacy,
    CandidacyReview,
    CheckIn,
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
from forum.models.api import ApiToken, KeptAnswer
from forum.models.backups import Backup
from forum.models.badges import Badge, BadgeGrant
from forum.models.categories import Category, CategoryAccess, CategorySlug
from forum.models.configurations import Configuration
from forum.models.conversations import (
    Conversation,
    Message,
    MessageReport,
    MessageUpload,
    Participant,
)
from forum.models.decisions import (
    Appeal,
    Decision,
    MisuseMeasure,
    Sanction,
    Statement,
    SweptPost,
    TransparencyReport,
)
from forum.models.departures import BlockedAddress, Departure
from forum.models.doors import DoorRule
from forum.models.editions import KnownEdition
from forum.models.embargoes import Embargo, EmbargoReader
from forum.models.eu_statements import EuStatement
from forum.models.groups import AUTOMATIC, Group, GroupMember, GroupRequest
from forum.models.guidelines import (
    DecisionTemplate,
    GuidelineAcceptance,
    GuidelineDocument,
    GuidelineSection,
    GuidelineVersion,
)
from forum.models.identities import Identity
from forum.models.jobs import Job
from forum.models.letters import LetterText
from forum.models.looks import LookDraft
from forum.models.moderation import (
    CutReply,
    Incident,
    ModerationCase,
    MovedPost,
    Report,
    SavedFilter,
    Snapshot,
    StaffAction,
    StaffNote,
    ThreadEvent,
)
from forum.models.notifications import (
    Bookmark,
    CategoryLevel,
    MailAddressHealth,
    Mailing,
    MailReport,
    Notification,
    NotificationChoice,
    TagLevel,
    ThreadLevel,
    Told,
)
from forum.models.pages import Page, PageAcceptance, PageVersion
from forum.models.passkeys import Passkey
from forum.models.past import PastAppeal, PastCase, PastDecision, PastNotice, VisitTotal
from forum.models.plugins import SeamFailure
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
from forum.models.screening import HeldEdit, WatchedWord
from forum.models.search import SearchTerm, Synonym, TermNote
from forum.models.settings import SettingChange, SettingValue
from forum.models.setups import Setup
from forum.models.stale import StaleEntry
from forum.models.tags import CategoryTag, Tag, TagSlug, ThreadTag
from forum.models.threads import CategoryRead, PinDismissal, ReadPosition, Thread
from forum.models.tokens import AccountToken, SignUp
from forum.models.trust import LedgerEntry, Visit
from forum.models.users import (
    OPERATOR,
    Guest,
    Lookalike,
    MemberSession,
    OldName,
    User,
    Viewer,
)
from forum.models.webhooks import Delivery, Webhook

__all__ = [
    "AUTOMATIC",
    "OPERATOR",
    "AccountToken",
    "Address",
    "Affiliation",
    "ApiToken",
    "Appeal",
    "Backup",
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
    "CheckIn",
    "Configuration",
    "Conversation",
    "CutReply",
    "DataExport",
    "Decision",
    "DecisionTemplate",
    "Delivery",
    "Departure",
    "Distance",
    "DoorRule",
    "Draft",
    "Embargo",
    "EmbargoReader",
    "EuStatement",
    "Follow",
    "Group",
    "GroupMember",
    "GroupRequest",
    "Guest",
    "GuidelineAcceptance",
    "GuidelineDocument",
    "GuidelineSection",
    "GuidelineVersion",
    "HeldEdit",
    "Identity",
    "Incident",
    "IntegrityFlag",
    "Invite",
    "InviteUse",
    "Job",
    "KeptAnswer",
    "KnownEdition",
    "LedgerEntry",
    "LetterText",
    "LookDraft",
    "Lookalike",
    "MailAddressHealth",
    "MailReport",
    "Mailing",
    "MemberSession",
    "Message",
    "MessageReport",
    "MessageUpload",
    "MisuseMeasure",
    "ModerationCase",
    "MovedPost",
    "Notification",
    "NotificationChoice",
    "OldName",
    "Page",
    "PageAcceptance",
    "PageVersion",
    "Participant",
    "Passkey",
    "PastAppeal",
    "PastCase",
    "PastDecision",
    "PastNotice",
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
    "Report",
    "Revision",
    "Sanction",
    "SavedFilter",
    "ScoreRow",
    "ScoreRun",
    "SeamFailure",
    "SearchTerm",
    "SettingChange",
    "SettingValue",
    "Setup",
    "SignUp",
    "Snapshot",
    "StaffAction",
    "StaffNote",
    "StaleEntry",
    "Statement",
    "SweptPost",
    "Synonym",
    "Tag",
    "TagLevel",
    "TagSlug",
    "TermNote",
    "Thread",
    "ThreadEvent",
    "ThreadLevel",
    "ThreadTag",
    "Told",
    "TransparencyReport",
    "Upload",
    "User",
    "Viewer",
    "Visit",
    "VisitTotal",
    "WatchedWord",
    "Webhook",
]
