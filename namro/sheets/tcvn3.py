"""Sheets room: text typed in the old TCVN3 fonts (.VnTime) is recognised and shown as Unicode."""

ENCODING = "tcvn3"
_FIRST = 0xA1
# The letters of codes A1 to FF; a blank where TCVN3 has a bare tone mark. Capitals with a tone
# share their codes with the small letters: the font made the difference, the text cannot.
_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ "
    "    àảãáạẲằẳẵắẴẮ"
    "ẦẨẪẤỀặầẩẫấậèỂẻẽé"
    "ẹềểễếệìỉỄẾỒĩíịòỔ"
    "ỏõóọồổỗốộờởỡớợùỖ"
    "ủũúụừửữứựỳỷỹýỵỐ"
)
_TABLE = {_FIRST + at: letter for at, letter in enumerate(_LETTERS) if letter != " "}
# Signs that stand inside words in TCVN3 and nowhere inside words in Unicode text.
_TELLING = frozenset("¸µ¶·¹¨»¾¼½Æ©ÊÇÈÉË®ÐÎÏÑªÕÒÓÔÖÝ×ØÜÞ«èåæçé¬íêëìîýïñ\xad÷±²³´°")
# Signs that no other old font of Viet Nam uses for a letter.
_OWN = frozenset("¸µ¶·¹¨»¾¼½Æ©®ª«¬\xad±²³´°")


def is_telling(word: str) -> bool:
    """A word with a sign of this font among small letters."""
    return (
        len(word) > 1
        and any(letter in _TELLING for letter in word)
        and any("a" <= one <= "z" for one in word)
    )


def is_own(word: str) -> bool:
    """A word with a sign that only this font has."""
    return is_telling(word) and any(letter in _OWN for letter in word)


def decode(text: str) -> str:
    return text.translate(_TABLE)
