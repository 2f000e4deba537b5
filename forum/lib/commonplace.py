"""Passwords that are tried first: found by how they are made, not by one long list.

A password is common when it takes no more than two pieces to say it, or three when it is short: a
word that many choose, a walk along the keyboard or the alphabet, a number of up to four digits, a
single sign. Of the 3,000 most used passwords that have ten characters or more this refuses all but
some that were machines'; those are in `_MACHINES`. See docs/security.md, T65.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

_LONGEST = 24  # characters; of longer ones only the repetitions are common


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORDS = _listed(
    """123 aaron abcd abracadabra access action adam adidas admin administrator alejandra alejandro
    aleksandra alessandra alessandro alex alexander alexandra alexis amanda america american
    amor andrea andrew andrey angel angela anime anthony apple april arsenal ashley asshole
    august austin australia autumn awesome baby babycakes babygirl bailey balls bambam banana
    bandit bangladesh barbara barcelona barney baseball basketball batman bear beautiful beer
    bella best bestfriend betty big bigdick bigdog bill billabong biscuit bismillah bitch black
    blackberry blackie blah blink blue bob bond boobs boomer boston boys brandon brazil brian
    brooklyn brown bubble bubblegum bubbles buddy bull bullshit butter buttercup butterfly
    california callofduty camaro cameron canada carlos carolina carter casablanca cash casper
    cassandra catherine celtic challenge champion change changeme charles charlie charlotte
    cheese chelsea cherry chester chevy chicago chicken chocolate chris christian christina
    christine christmas christophe christopher cinderella claire classic coca cocacola coffee
    college computer contrasena contraseña cookie cool cooper corvette country cowboys cream
    crystal daddy daddys dakota dallas dance daniel danielle dark david death december default
    demo denise dennis derek destiny diablo diamond dick dirty disney disturbed doctor dog
    dolphin dominique dragon dragonball dream drive eagle eagles earth eddie edward einstein
    elephant elizabeth emily eminem emma enter enterprise eric evangelion evil evolution
    facebook falcon family familyguy felicidade fenerbahce ferrari fire fish fishing florida
    flower flowers football for ford forever forum france frank fred freedom friday friend
    friends friendship fuck fucker fucking fuckoff fuckyou galatasaray galaxy game gandalf
    garfield gateway gemini genesis george germany ghost giants ginger girl girls gizmo global
    go god goddess godis godzilla gold golden golf golfcourse golfer good google gordon grace
    great green guest guitar guru hacker hallo hammer hannah happiness happy hardcore harley
    harry harrypotter hate heart heather heaven hell hello hellokitty help heslo hockey
    hollister hollywood home honda honey horny horse hot house houston hummer hunter iamthe
    iceman idontknow ilove iloveyou india indian information inside internet iron ironmaiden
    ironman is isabelle island jack jackass jackson jacqueline jaguar jake james january jasmine
    jason jasper jean jelly jellybean jennifer jeremy jessica jesucristo jesus jesuschrist
    jesusis john johnny johnson jordan joseph joshua july june junior justin justinbieb
    justinbieber juventus katherine katie kelly kevin killer king kissme kitten kitty knight
    lakers lauren leather legend letmein liberty life light lighthouse linkedin linkinpark
    little littleman liverpool lol london lonely longhorns look lord losangeles love lovehurts
    lovely loveme lover loveyou lucky maggie magic manager manchester marina marine mario
    marlboro marley martin master mastermind matrix matthew maverick maxwell me melissa member
    memory mercedes merlin metal metallica mexico michael michelle mickey microsoft midnight
    mike miller mine minecraft mississippi mnbvcxz mobile mom money monica monkey monster moon
    morgan morning motdepasse mother motherfucker motherlode motorola mountain muffin music
    mustang my mymom myself myspace naruto nascar natasha nathan naughty new newcastle newpass
    newyork nicholas nicole nightmare nike nikita ninja nirvana no nokia none nothing november
    october oliver olivia onelove online opensesame orange outlaw packers paintball pakistan
    panther paradise parker parola pass passe passer passport passw0rd password passwort patches
    patrick peace peaches peanut pepper peter phoenix pickle pimp pineapple pirate platinum
    player playstation please pokemon police polska pookie pornstar porsche portugal power
    precious predator prettygirl prince princess private professional public pumpkin purple
    pussy qwert qwerty rabbit rachel racing raiders rainbow ranger rangers raptor realmadrid
    rebecca red redskins redsox republic revolution richard rising rivera roadrunner robert
    robin rock rocket rocky ronaldinho ronaldo root rose rosebud royal runescape russia ryan
    sailormoon sakura sales salvador samantha sammy samson samsung samurai sandra santiago sarah
    saturn scarface school scooby scoobydoo scooter scorpion scott sebastian secret secure
    security september server service sex sexy sexybitch shadow shannon sharon shit shithead
    silver simon simple simpsons single skate skateboard skater skippy slayer slipknot
    smallville smile smith smokey snickers snoopy snow snowball snowboard snowflake soccer
    softball soldier something sophie south southpark southside spanky sparky spartan spider
    spiderman spirit spongebob sport spring squirt srinivas star starfish stargate startrek
    starwars station steelers stefan stella stephanie steve steven sticky stingray stone
    strawberry strong student stupid success suckmydick sucks summer summertime sun sunday
    sunflower sunny sunset sunshine super superman superstar support surfer suzuki sweet
    sweetheart sweetness sweety swimming swordfish system taylor teacher team teddy teddybear
    tele telechargement telecom temp temppass tequila terminator test tester testing texas
    theking theone there thomas thumper thunder thunderbird thx tiffany tiger tigers tigger time
    timothy tinker tinkerbell titanic tokiohotel tommy toor topgun toronto tottenham toyota
    travel travis trinity trouble truelove trustno turkey tweety twilight underground undertaker
    unicorn united university user vaffanculo valentina valentine vampire vanessa vegas velvet
    victor victoria victory viking vincent violet viper virginia vodafone volleyball voyager
    wachtwoord walter warcraft warrior washington watermelon webhost webmaster welcome westside
    whatever white william williams willow wilson windows winner winnie winston winter wizard
    wolf wolfgang wolfpack wolverine woman wombat wonder world wrestling xavier xbox xxx yamaha
    yankees yellow you young youngmoney your youtube zaq zaqwsx zombie zxcvb"""
)
# Ten characters or more, among the most used, and made by nobody's hand: accounts of machines.
_MACHINES = _listed(
    """111222tianya 1123581321 123hfjdk147 1v7upjw3nt 2012comeer 3d8cubaj2e 3odi15ngxb 3rjs1la7qe
    421uiopy258 4815162342 5hsu75kpot 6hbf28w791 cjmasterinf d2xyw89sxj diosesfiel diwtgm8492
    fqrg7cs493 friendster g9l2d1fzpy groupd2013 h1xp2z2duk homelesspa ka_djkhjsy6 megaparol12345
    n8zgt5p0shw= ohmnamah23 p3rat54797 pe#5gz29ptzmse polniypizdec0211 polniypizdec110211
    qti7zxh18u sojdlg123aljg startfinding sz9kqcctwy theworldinyourhand tnk0mk16vx uqa9ebw445
    vqbrgqns997 vqsablpzla vrbgqns997 w5txn36alfw x4ivyga51f y6p67ftrqj yagjecc826
    yfdbufnjh10305070 yuantuo2012"""
)
_ROWS = (
    "1234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "abcdefghijklmnopqrstuvwxyz",
    "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop", "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm",
    "qweasdzxc", "1a2b3c4d5e6f",
    "a1b2c3d4e5f6", "147258369", "7894561230", "1357924680", "2468013579", "12qwaszx", "1qazxsw2",
    "102030405060", "0102030405", "1029384756", "112233445566778899", "1122334455", "123321",
    "12344321", "qwerasdfzxcv", "aabbccdd", "123qwe", "qwe123", "1qw23er45t", "abc123",
)  # fmt: skip
_LEET = str.maketrans("0134@$57!", "oieaassti")


def is_common(password: str) -> bool:
    """Whether so many people have this password, or one like it, that it is tried first."""
    text = unicodedata.normalize("NFKC", password).casefold()
    if _is_repetition(text) or (text.isdecimal() and len(text) < 20) or text in _MACHINES:
        return True
    if len(text) > _LONGEST:
        return False
    few = 3 if len(text) <= 12 else 2
    return _pieces(text) <= few


def is_made_of(password: str, own: Iterable[str]) -> bool:
    """Whether what is left of `password` without the words of `own` is too little to matter."""
    rest = unicodedata.normalize("NFKC", password).casefold()
    for word in sorted(_parts(own), key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest.strip("0123456789 !.-_#*?@+$")) < 4


def _parts(own: Iterable[str]) -> set[str]:
    whole = {unicodedata.normalize("NFKC", word).casefold().strip() for word in own}
    pieces = {part for word in whole for part in "".join(
        c if c.isalnum() else " " for c in word).split()}  # fmt: skip
    return {word for word in whole | pieces if len(word) >= 4}


def _is_repetition(text: str) -> bool:
    """ "aaaaaaaaaa", "abcabcabcabc": a short piece again and again."""
    period = (text + text).find(text, 1)
    return 0 < period <= max(1, min(10, len(text) // 2))


def _pieces(text: str) -> int:
    """The least number of pieces that make `text`; more than there are letters when none do."""
    least = [0] + [len(text) + 1] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            part = text[start:end]
            if least[start] + 1 < least[end] and (
                _is_piece(part) or part.translate(_LEET) in _WORDS
            ):
                least[end] = least[start] + 1
    return least[-1]


def _is_piece(part: str) -> bool:
    if len(part) == 1 or part in _WORDS:
        return True
    if part.isdecimal() and len(part) <= 4:
        return True
    return len(part) >= 3 and (len(set(part)) == 1 or any(part in row for row in _walks()))


@cache
def _walks() -> tuple[str, ...]:
    """The rows in both directions, and once around."""
    both = (*_ROWS, *(row[::-1] for row in _ROWS))
    return tuple(row + row for row in both)
