"""Words by which a text is known to be displeased: a short declared list for each language that the
forum speaks. Together with a name of the brand they say that a case may be about criticism of it
(community.md §4.6); they decide nothing else, and a person can always say otherwise.
"""

import re
from functools import cache

WORDS = {
    "en": (
        "angry", "annoyed", "annoying", "appalling", "avoid", "awful", "bad", "broke", "broken",
        "cheap", "complain", "complained", "complaint", "crap", "defect", "defective",
        "disappointed", "disappointing", "disappointment", "disgrace", "dreadful", "dishonest",
        "fail", "failed", "fails", "failure", "faulty", "fed up", "fell apart", "flaw", "flawed",
        "garbage", "greedy", "hate", "horrible", "ignored", "inferior", "joke", "junk", "lied",
        "lies", "lying", "misleading", "never again", "nobody answers", "not working", "overpriced",
        "pathetic", "poor", "refund", "rip off", "rip-off", "ripped off", "rubbish", "scam",
        "shame", "shoddy", "stopped working", "terrible", "unacceptable", "unhappy", "unreliable",
        "unsafe", "useless", "waste", "worse", "worst", "worthless", "wrong",
    ),
    "de": (
        "abzocke", "ärgerlich", "defekt", "enttäuscht", "enttäuschend", "enttäuschung", "fehler",
        "furchtbar", "gelogen", "kaputt", "katastrophe", "lüge", "mangelhaft", "mies", "mist",
        "müll", "nie wieder", "reklamation", "rückerstattung", "schlecht", "schrott", "schlimm",
        "überteuert", "unbrauchbar", "unverschämt", "unzufrieden", "verärgert", "wertlos",
        "wütend", "zerbrochen",
    ),
    "fr": (
        "à éviter", "abîmé", "affreux", "affreuse", "arnaque", "arnaqué", "arnaqueurs",
        "bon à rien", "cassé", "cassée", "catastrophe", "catastrophique", "colère", "déçu",
        "déçue", "décevant", "décevante", "déception", "défaut", "défectueux", "déplorable",
        "défectueuse",
        "désastreux", "en panne", "fâché", "fâchée", "furieux", "furieuse", "honte", "honteux",
        "horrible", "inacceptable", "inadmissible", "insatisfait", "inutile", "inutilisable",
        "jamais plus", "mauvais", "mauvaise", "mécontent", "mécontente", "mensonge", "menti",
        "minable", "ne fonctionne pas", "ne marche pas", "nul", "nulle", "pire", "plainte",
        "plus jamais", "pourri", "raté", "réclamation", "remboursement", "ridicule", "scandale",
        "scandaleux", "trop cher", "tromperie", "vole", "voleurs",
    ),
    "es": (
        "basura", "caro", "carísimo", "cabreado", "cabreada", "decepción", "decepcionado",
        "decepcionada", "decepcionante", "defecto", "defectuoso", "defectuosa", "desastre",
        "descontento", "devolución", "engañado", "engaño", "enfadado", "enfadada", "estafa",
        "estafadores", "falla", "fatal", "fraude", "harto", "harta", "horrible", "inaceptable",
        "indignante", "insatisfecho", "inservible", "inútil", "lamentable", "mala calidad", "mal",
        "malísimo", "malo", "mala", "mentira", "mentiras", "mienten", "no funciona", "no sirve",
        "nunca más", "peor", "pésimo", "pésima", "porquería", "queja", "reclamación",
        "reembolso", "roto", "rota", "ridículo", "robo", "terrible", "timo", "vergonzoso",
        "vergüenza",
    ),
    "ar": (
        "احتيال", "أسوأ", "اسوأ", "استرداد", "استياء", "الأسوأ", "خائب", "خداع", "خيبة",
        "رديء", "رديئة", "سيئ", "سيئة", "سيء", "سرقة", "شكوى", "عطل", "عيب", "غاضب", "غاضبة",
        "غير مقبول", "غش", "فاشل", "فاشلة", "فضيحة", "فظيع", "فظيعة", "كارثة", "كذب", "كاذب",
        "لا يعمل", "لا تعمل", "لا يصلح", "لن أشتري", "محبط", "مخيب", "مزعج", "مستاء", "معطل",
        "معطلة", "مكسور", "مكسورة", "نصب", "نصابين", "قمامة", "زبالة", "عديم الفائدة", "تالف",
        "تالفة", "غالي جدا", "بلا فائدة", "أكره", "للأسف",
    ),
}  # fmt: skip
_JOINED = {"ar": "(?:[وفبل]?(?:ال)?)"}
_LONGEST = 20_000  # characters that are looked at; what comes later changes nothing
_SPACE = re.compile(r"\s+")


def is_displeased(text: str, *languages: str) -> bool:
    """Whether one of the words of these languages is in the text. Arabic writes "and" and "the"
    before a word and joins them to it."""
    said = _SPACE.sub(" ", text[:_LONGEST]).casefold()
    known = {language.split("_", maxsplit=1)[0] for language in languages}
    return any(_any_of(WORDS.get(one, WORDS["en"]), _JOINED.get(one, "")).search(said)
               for one in sorted(known))  # fmt: skip


def names(text: str, terms: tuple[str, ...]) -> bool:
    """Whether one of these names is in the text as words of their own."""
    return bool(terms) and bool(_any_of(terms).search(_SPACE.sub(" ", text[:_LONGEST]).casefold()))


@cache
def _any_of(words: tuple[str, ...], joined: str = "") -> re.Pattern[str]:
    parts = sorted((re.escape(word.casefold()) for word in words), key=len, reverse=True)
    return re.compile(rf"(?<!\w){joined}(?:{'|'.join(parts)})(?!\w)")
