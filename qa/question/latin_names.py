"""Names in pinyin in a question in Latin letters (Yibin, the Tianfu New Area), put into the
characters that the documents write them with: no vector tells that these are the same, but a
question in two languages is read well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from index.background import has_han
from index.patterns import regex
from index.searches import Terms
from index.sounds import FIRST, Sounds
from qa.question.place_names import PROVINCE_OF
from qa.question.question import Question

__all__ = ["SYLLABLES", "with_names_as_written"]

# In the order of the numbers that the table of sounds has for them (see `scripts/list_sounds`).
_PINYIN = (
    "a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can "
    "cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai "
    "chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de den "
    "deng di dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang fei "
    "fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan "
    "guang gui gun guo ha hai han hang hao he hei hen heng hm hong hou hu hua huai huan huang "
    "hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang "
    "kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei "
    "leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve m ma mai "
    "man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu n na nai nan nang nao "
    "ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou "
    "pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang "
    "qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua "
    "ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shen sheng "
    "shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai "
    "tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang "
    "wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan "
    "yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng "
    "zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui "
    "zhun zhuo zi zong zou zu zuan zui zun zuo "
)
SYLLABLES = tuple(_PINYIN.split())
_NUMBERS = {syllable: number for number, syllable in enumerate(SYLLABLES)}
_NO_PART = {"hm", "m", "n", "e", "o", "ei"}  # of names, hardly ever
# Places that are called otherwise, or whose characters have another reading first.
_OTHERWISE = {
    "chaoyang": "朝阳", "changchun": "长春", "bengbu": "蚌埠", "luan": "六安", "lu'an": "六安",
    "xiamen": "厦门", "luohe": "漯河", "changsha": "长沙", "foshan": "佛山", "chengdu": "成都",
    "dujiangyan": "都江堰", "kashi": "喀什", "kashgar": "喀什", "hohhot": "呼和浩特",
    "harbin": "哈尔滨", "urumqi": "乌鲁木齐", "lhasa": "拉萨", "taipei": "台北", "garze": "甘孜",
    "ngawa": "阿坝", "zoige": "若尔盖",
}  # fmt: skip
_CALLED = regex(rf"\b(?:{'|'.join(sorted(_OTHERWISE, key=len, reverse=True))})\b")
_WORD = regex(r"\b[A-Za-z][a-z]+(?:['’][a-z]+)*")
_POSSESSIVE = regex(r"['’]s$")
_APOSTROPHE = regex(r"['’]")
# English words that would do as pinyin, with which a question may begin or which are names.
_ENGLISH = {"women", "china", "name", "change", "range", "please", "gender", "taxes", "panda"}
_LEAST = 5  # letters of a name that is not a known place's
_READ = 30  # words of a question; more is no question about a name
_MOST, _LONGEST = 3, 6  # syllables, and letters of one
_RARE = 20  # sentences with a name, at most, that tell what is about it

# Which the model knows in either language, and which stand for more than themselves.
_PROVINCES = (
    "beijing tianjin hebei shanxi shaanxi liaoning jilin heilongjiang shanghai jiangsu "
    "zhejiang anhui fujian jiangxi shandong henan hubei hunan guangdong guangxi hainan "
    "chongqing sichuan guizhou yunnan xizang gansu qinghai ningxia xinjiang taiwan "
)

Codes = npt.NDArray[np.int64]


def with_names_as_written(
    parsed: Question, titles: Sequence[tuple[str, ...]], terms: Terms, sounds: Sounds
) -> Question:
    """A question in Latin letters with the names in it that are pinyin in characters, where few
    sentences of the documents hold them; not those in `titles`, the `aliases` of the documents,
    since their sentences do not repeat whose rules they are.
    """
    if has_han(parsed.search):
        return parsed
    asked, content = parsed.asked, parsed.content
    found = {name: _OTHERWISE[name] for name in _CALLED.findall(parsed.search)}
    words = dict.fromkeys(_POSSESSIVE.sub("", word) for word in _WORD.findall(parsed.text))
    for name in [*words][:_READ]:
        if name.lower() not in found and (meant := _meant(name, terms, sounds)):
            found[name.lower()] = meant
    for name, meant in found.items():
        is_title_s = any(meant in names[0] for names in titles if names)
        if not is_title_s and 0 < _rows(meant, terms) <= _RARE:
            pattern = _APOSTROPHE.sub("['’]", rf"\b{name}\b")
            asked, content = (re.sub(pattern, meant, each) for each in (asked, content))
    return replace(parsed, asked=asked, content=content)


def _meant(word: str, terms: Terms, sounds: Sounds) -> str:
    """The place that is called so in pinyin, or, if it is written as names are, whatever most
    sentences of the documents hold that sounds like it; "" if there is nothing.
    """
    name = word.lower()
    ways = [way for way in _syllables(name) if 1 < len(way) <= _MOST]
    places = [place for way in ways for place in _places(sounds.tobytes()).get(way, ())]
    if places:
        return max(places, key=lambda place: _rows(place, terms))
    if word.islower() or len(name) < _LEAST or name in (*_ENGLISH, *_PROVINCES.split()):
        return ""
    heard = [words for way in ways for words in _heard(way, terms, sounds)]
    return max(heard, key=lambda words: (_rows(words, terms), words), default="")


def _syllables(name: str) -> list[tuple[int, ...]]:
    """The ways in which a name may be read in a few syllables, as their numbers."""
    parts = _APOSTROPHE.split(name)
    if len(parts) > _MOST:
        return []
    ways = product(*([*_read(part, _MOST)] for part in parts))
    return [tuple(n for part in way for n in part) for way in ways]


def _read(letters: str, most: int) -> Iterator[tuple[int, ...]]:
    """The ways in which letters may be read in at most so many syllables."""
    if not letters:
        yield ()
    for size in range(1, min(len(letters), _LONGEST) + 1) if most else ():
        syllable = letters[:size]
        if syllable in _NUMBERS and syllable not in _NO_PART:
            for rest in _read(letters[size:], most - 1):
                yield (_NUMBERS[syllable], *rest)


@lru_cache(maxsize=2)
def _places(table: bytes) -> dict[tuple[int, ...], list[str]]:
    """The known places by how they sound."""
    sounds = np.frombuffer(table, dtype=np.int16)
    found: dict[tuple[int, ...], list[str]] = {}
    for city in PROVINCE_OF:
        name = city.removesuffix("市")
        found.setdefault(tuple(int(sounds[ord(c) - FIRST]) for c in name), []).append(name)
    return found


def _heard(way: tuple[int, ...], terms: Terms, sounds: Sounds) -> list[str]:
    """Words of the documents whose characters sound so."""
    each = [np.flatnonzero(sounds == number).astype(np.int64) + FIRST for number in way]
    words = [chr(code) for code in each[0].tolist()]
    for codes in each[1:]:
        words = [word + chr(code) for word in words for code in _known(word[-1], codes, terms)]
    return [word for word in words if _rows(word, terms)]


def _known(before: str, codes: Codes, terms: Terms) -> list[int]:
    """Which of `codes` make a known pair with a character before them."""
    pairs = ord(before) << 21 | codes
    return [int(code) for code in codes[terms.document_frequency(pairs) > 0]]


def _rows(words: str, terms: Terms) -> int:
    """In how many sentences all pairs of characters of some words stand."""
    rows = (terms.rows_with(ord(a) << 21 | ord(b)) for a, b in pairwise(words))
    return len(reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), rows))
