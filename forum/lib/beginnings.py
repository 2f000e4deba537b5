"""What a new page of the team begins with: a text to be changed, not one to be left as it is."""

from forum.lib.phrases import N_

ABOUT = N_("""\
Say in a few sentences what this place is for, who runs it, and how to reach them.

## Who we are

## How to reach us
""")
TERMS = N_("""\
Who may join, what you may expect of us, and what we expect of you. How we treat each other is in
the [guidelines](/guidelines).

## Joining

## What you write

It stays yours. By posting it you let us show it here.

## What we promise

## How it ends

You can leave at any time, and take a copy of your data with you: see your account.
""")
PRIVACY = N_("""\
Who is responsible, what is kept about you, why, on which lawful basis, and for how long.

## Who is responsible

Name, address, e-mail; the data protection officer, if there is one.

## What is kept, why, and how long

| what | why | lawful basis |
|---|---|---|
| name, e-mail address, password (a hash) | to let you in | contract, Art. 6 (1) b GDPR |
| posts, files, reactions, messages | they are the forum | contract |
| network address and browser | to keep accounts safe | legitimate interest, Art. 6 (1) f |
| reports and decisions | to be accounted for | legal obligation, Art. 6 (1) c |

## Who else gets it

Nobody: this forum calls no other service. If you add one, name it here.

## Your rights

You can have a copy of your data, correct it, and leave, all from your account. You can complain to
the data protection authority.
""")
ALL = {
    "about": (N_("About this place"), ABOUT),
    "terms": (N_("Terms"), TERMS),
    "privacy": (N_("Privacy"), PRIVACY),
}
