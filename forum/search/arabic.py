"""The stems of Arabic words, by the rules of light10: L. Larkey, L. Ballesteros, M. Connell, "Light
Stemming for Arabic Information Retrieval", in Arabic Computational Morphology (Springer, 2007).

Articles and the commonest endings come off, nothing in the middle of a word changes.
"""

_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")  # in this order
_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه"})
_LEAST = 2  # letters that stay


def stem(word: str) -> str:
    """Of a word without vowel points. A word of other letters comes back as it is."""
    if not "\u0621" <= word[0] <= "\u06ff":
        return word
    kept = word.translate(_LETTERS)
    if kept[0] == "و" and len(kept) > _LEAST + 1 and not kept.startswith("وال"):
        kept = kept[1:]
    for article in _ARTICLES:
        if kept.startswith(article) and len(kept) >= len(article) + _LEAST:
            kept = kept[len(article) :]
            break
    for ending in _ENDINGS:
        if kept.endswith(ending) and len(kept) >= len(ending) + _LEAST:
            kept = kept[: -len(ending)]
    return kept
