"""Whether a sentence turns the meaning of its evidence: negation, plans told as deeds, opposites, swapped roles.

The rules prefer to drop a true sentence over releasing a turned one: what is dropped is replaced by quotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from ingest.vietnamese import code_mentions, fold, syllables

# Words with "không" that negate nothing, and bounds that are said with it.
NOT_NEGATIONS = (
    (
        r"không gian|không khí|không quân|không dây|hàng không|không những|không chỉ|không kể|không ngừng|không riêng",
        "_",
    ),
    (r"không quá|không vượt quá|không nhiều hơn", "tối đa"),
    (r"không dưới|không ít hơn|không thấp hơn", "tối thiểu"),
)
NEGATION = frozenset("không chưa chẳng đừng".split())
PLAN = frozenset("sẽ dự_kiến phấn_đấu sắp dự_thảo đề_nghị kiến_nghị nghiên_cứu xem_xét có_thể".split())
DEED = frozenset("đã vừa".split())
PAIRED = re.compile(r"\b(dự kiến|phấn đấu|dự thảo|đề nghị|kiến nghị|nghiên cứu|xem xét|có thể)\b")
LIGHT = frozenset(
    "được phải còn bị có thể cần nên là thuộc những các một về của và cho để do ở tại trong ngoài theo với đến từ khi "
    "này đó việc số ngày tháng năm thì mà cũng đang rằng như bởi bằng vào ra lại".split()
)
Role = tuple[str, str | None, str | None]
REACH = 4
NEAR = 2
OPPOSITES = tuple(
    tuple(pair.split("|"))
    for pair in (
        "trực tuyến|trực tiếp", "trên|dưới", "tối đa|tối thiểu", "tăng|giảm", "đủ|thiếu", "trước|sau", "toàn trình|một phần",
        "trả trước|trả sau", "miễn|thu", "cao|thấp", "nhiều|ít", "bắt buộc|tự nguyện", "tổ chức|cá nhân", "cố định|di động",
        "trung ương|địa phương", "thành thị|nông thôn", "cấp|thu hồi", "hỗ trợ|tự trả", "hết hiệu lực|có hiệu lực",
    )
)  # fmt: skip
PARTY = re.compile(
    r"(?P<before>\w+) (?P<link>sang|do|bởi|của|cho|giao|gửi) "
    r"(?P<name>(?:Bộ|Sở|Cục|Vụ|Ban|Ủy|Uỷ|UBND|Văn|Trung|Quỹ|Thanh|Công|Quốc|Chính|Thủ|Hội|Đoàn|Ngân)(?: [\w&]+){0,5})"
)

# Words that turn a statement; a sentence may use one only if its evidence uses one of the same line.
TURNING = tuple(
    tuple(line.split("|"))
    for line in (
        "hết hiệu lực|chấm dứt hiệu lực|bãi bỏ|bị thay thế|được thay thế|thay thế|thay bằng",
        "có hiệu lực|còn hiệu lực|hiệu lực thi hành",
        "thay thế|thay bằng",
        "chấm dứt|dừng|ngừng|tạm dừng|tạm ngừng|tắt sóng|khóa|ngắt",
        "tiếp tục|vẫn",
        "cấm|nghiêm cấm",
        "cho phép|được phép",
        "bắt buộc|phải|có trách nhiệm|yêu cầu",
        "tự nguyện",
        "tối đa|nhiều nhất",
        "tối thiểu|ít nhất",
        "tăng|nâng",
        "giảm|hạ",
        "miễn phí|miễn|không phải trả|không thu",
        "hoàn thành|xong|kết thúc",
        "toàn bộ|tất cả|mọi|100%|mỗi|cả nước",
        "chỉ|duy nhất",
        "trước ngày|trước khi|trước",
        "sau ngày|sau khi|sau",
        "trên|hơn|trở lên|quá",
        "dưới|chưa đến|gần|trở xuống",
        "đồng ý|chấp thuận|thống nhất",
        "từ chối",
        "thu hồi",
        "sửa đổi|bổ sung",
        "cao nhất|lớn nhất|đầu tiên|đứng đầu",
        "thấp nhất|nhỏ nhất",
        "bị phạt|xử phạt|phạt",
        "thí điểm",
        "trực tuyến",
        "trực tiếp",
        "đủ|đầy đủ|đáp ứng",
        "thiếu",
        "trúng thầu",
        "đấu thầu|mời thầu",
        "công khai",
        "bí mật|mật",
        "vi phạm",
        "bảo đảm|đảm bảo",
        "từ bỏ|hủy bỏ|hủy",
    )
)
ROLE = re.compile(
    r"\b(?P<passive>(?:được|bị|đã được|nay được) (?:thay thế|sửa đổi|bổ sung|bãi bỏ|hợp nhất)|thay (?:thế )?(?:bằng|bởi))\b"
    r"|\b(?P<active>thay thế|sửa đổi|bãi bỏ|hợp nhất)\b"
    r"|\b(?P<state>có hiệu lực|hết hiệu lực|còn hiệu lực)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Word:
    """A content word with what governs it."""

    text: str
    negated: bool
    planned: bool
    near: bool  # right behind its negation or plan word
    may: bool = False


def turned(sentence: str, evidence: Sequence[str], passages: Sequence[str]) -> str | None:
    """The rule a sentence breaks against its evidence (roles: against the whole passages), or None."""
    sources = [words(fold(each)) for each in evidence]
    own = words(softened(fold(sentence), sources))
    if not all(_same_governed(own, sources, kind) for kind in ("negated", "planned")):
        return "polarity"
    if any(_flips(own, source) for source in sources) or _states_what_is_denied(sentence, evidence):
        return "polarity"
    if unshared_turn(fold(sentence), [fold(each) for each in evidence]) or opposed(sentence, evidence):
        return "turn"
    return None if _same_roles(sentence, passages) and _same_parties(sentence, passages) else "role"


def softened(folded: str, sources: Sequence[Sequence[Word]]) -> str:
    """The sentence without a "có thể" of its own: it claims less than its evidence, not more."""
    may = any(word.may for source in sources for word in source)
    return folded if may else folded.replace("có thể", "")


# ------------------------------------------------------------------------------ negation and plans


def without_bounds(folded: str) -> str:
    """The text with `không quá` said as `tối đa` and without the "không" that negates nothing."""
    for pattern, plain in NOT_NEGATIONS:
        folded = re.sub(pattern, plain, folded)
    return folded


def words(folded: str) -> list[Word]:
    """Content words in order, each with whether a negation or a plan word governs it within its clause."""
    folded = without_bounds(folded)
    folded = PAIRED.sub(lambda match: match[0].replace(" ", "_"), folded)
    found: list[Word] = []
    for clause in re.split(r"[,;:.()“”\"](?=\s|$)|\s[–-]\s|[()“”\"]", folded):
        found += _clause_words(re.findall(r"[^\s,;:!?]+", clause))
    return found


def _clause_words(tokens: Sequence[str]) -> Iterator[Word]:
    since = {"negation": REACH, "plan": REACH}
    may = "có_thể" in tokens
    for token in tokens:
        token = token.strip("“”\"'().,;:…")
        if token in NEGATION:
            since["negation"] = 0
        elif token in PLAN:
            since["plan"] = 0
        elif token and token not in LIGHT and token not in DEED:
            negation, plan = since["negation"], since["plan"]
            yield Word(token, negation < REACH, plan < REACH, min(negation, plan) < NEAR, may)
            since = {name: passed + 1 for name, passed in since.items()}


def _same_governed(own: Sequence[Word], sources: Sequence[Sequence[Word]], kind: str) -> bool:
    """Whether every negation (or plan) of the sentence stands in the evidence too, before one of the same words."""
    governed = {word.text for source in sources for word in source if getattr(word, kind)}
    runs: list[list[str]] = []
    inside = False
    for word in own:
        if getattr(word, kind) and word.near:
            runs = [*runs[:-1], [*runs[-1], word.text]] if inside else [*runs, [word.text]]
        inside = bool(getattr(word, kind) and word.near)
    return all(governed & set(run) for run in runs)


def _flips(own: Sequence[Word], source: Sequence[Word]) -> bool:
    """Whether a word negated or planned in the evidence stands ungoverned in the same place of the sentence."""
    matcher = SequenceMatcher(None, [word.text for word in own], [word.text for word in source], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size if block.size >= 2 else 0):
            mine, theirs = own[block.a + step], source[block.b + step]
            if theirs.near and (theirs.negated > mine.negated or theirs.planned > mine.planned):
                return True
            if mine.near and mine.negated > theirs.negated:
                return True
    return _flipped_pairs(own, source)


def _flipped_pairs(own: Sequence[Word], source: Sequence[Word]) -> bool:
    """Adjacent words that the evidence only ever negates or plans, and the sentence states."""
    for kind in ("negated", "planned"):
        governed = {_pair(a, b) for a, b in _pairs(source) if getattr(a, kind) and a.near}
        free = {_pair(a, b) for a, b in _pairs(source) if not getattr(a, kind)}
        stated = {_pair(a, b) for a, b in _pairs(own) if not getattr(a, kind)}
        if stated & (governed - free):
            return True
    return False


def _states_what_is_denied(sentence: str, evidence: Sequence[str]) -> bool:
    """Whether a clause without negation speaks of those whom the evidence names only to deny (`người kiêm nhiệm không …`)."""
    clauses = [clause for text in evidence for clause in _word_clauses(text)]
    denied = {pair for clause in clauses for pair, is_denied in _pairs_of(clause) if is_denied}
    said = {pair for clause in clauses for pair, is_denied in _pairs_of(clause) if not is_denied}
    plain = (clause for clause in _word_clauses(sentence) if not NEGATION & set(clause))
    return any(pair in denied - said for clause in plain for pair, _ in _pairs_of(clause))


def _word_clauses(text: str) -> list[list[str]]:
    return [re.findall(r"[^\W_]+", each) for each in re.split(r"[,;:.](?=\s|$)", without_bounds(fold(text)))]


def _pairs_of(clause: Sequence[str]) -> Iterator[tuple[tuple[str, str], bool]]:
    """Adjacent content words, each with whether a negation follows at once."""
    content = [word for word in clause if word not in LIGHT]
    for position, (left, right) in enumerate(pairwise(content)):
        if left not in NEGATION and right not in NEGATION:
            yield (left, right), content[position + 2 : position + 3] != [] and content[position + 2] in NEGATION


def _pairs(own: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    return pairwise(own)


def _pair(left: Word, right: Word) -> tuple[str, str]:
    return left.text, right.text


# --------------------------------------------------------------------------- opposites and roles


def unshared_turn(sentence: str, evidence: Sequence[str]) -> str | None:
    """A turning word the sentence uses and its evidence does not, in any wording of the same line."""
    own = _padded(sentence)
    held = [_padded(each) for each in evidence]
    for line in TURNING:
        used = next((word for word in line if f" {word} " in own), None)
        if used and not any(f" {word} " in each for word in line for each in held):
            return used
    return None


def _padded(folded: str) -> str:
    return f" {' '.join(syllables(without_bounds(folded)))} "


def opposed(sentence: str, evidence: Sequence[str]) -> bool:
    """Whether a clause says one of two opposites where the clause of the evidence most like it says the other."""
    clauses = [each for text in evidence for each in _clauses(text)]
    for clause in _clauses(sentence):
        for one, other in (*OPPOSITES, *(pair[::-1] for pair in OPPOSITES)):
            if f" {one} " not in clause or f" {other} " in clause:
                continue
            own = set(clause.split()) - {*one.split(), *other.split()}
            closest = max(clauses, key=lambda each: len(own & set(each.split())))
            if f" {other} " in closest and f" {one} " not in closest:
                return True
    return False


def _clauses(text: str) -> list[str]:
    return [_padded(fold(each)) for each in re.split(r"[,;:](?=\s)", text) if each.strip()]


def _same_parties(sentence: str, passages: Sequence[str]) -> bool:
    """Whether who does what (`do Bộ … chủ trì`) and whose it is (`hướng dẫn của Bộ …`) is as the passages say it."""
    held = [match for text in passages for match in PARTY.finditer(text)]
    for own in PARTY.finditer(sentence):
        rivals = [match for match in held if match["link"] == own["link"] and _is_rival(own, match)]
        if rivals and not any(_same_party(own, match) for match in rivals):
            return False
    return True


def _is_rival(own: re.Match[str], held: re.Match[str]) -> bool:
    """`của` has many owners in one sentence: only the same owner's other belongings compete."""
    return own["link"] != "của" or _same_name(own, held)


def _same_party(own: re.Match[str], held: re.Match[str]) -> bool:
    return _same_name(own, held) and (own["link"] != "của" or fold(own["before"]) == fold(held["before"]))


def _same_name(own: re.Match[str], held: re.Match[str]) -> bool:
    mine, theirs = fold(own["name"]).split(), fold(held["name"]).split()
    length = min(len(mine), len(theirs))
    return mine[:length] == theirs[:length]


def _same_roles(sentence: str, passages: Sequence[str]) -> bool:
    """Whether each document keeps its part: what replaces is not what is replaced, what ended is not what began."""
    held = [role for each in passages for role in roles(each)]
    return all(any(_fits(own, other) for other in held) for own in roles(sentence))


def roles(text: str) -> list[Role]:
    """(verb, subject code, object code) for each verb of replacing or of force that has a code beside it."""
    codes = [(mention.span.start, mention.span.end, mention.code.upper()) for mention in code_mentions(text)]
    found: list[Role] = []
    for match in ROLE.finditer(text):
        before = next((code for _, end, code in reversed(codes) if end <= match.start()), None)
        after = next((code for start, _, code in codes if start >= match.end()), None)
        if match["state"]:
            found.append((match["state"].lower(), before, None))
        elif match["passive"]:
            found.append((_verb(match["passive"].lower()), after, before))
        else:
            found.append((_verb(match["active"].lower()), before, after))
    return [role for role in found if role[1] or role[2]]


def _verb(spoken: str) -> str:
    return next((verb for verb in ("sửa đổi", "bổ sung", "bãi bỏ", "hợp nhất") if verb in spoken), "thay thế")


def _fits(own: Role, held: Role) -> bool:
    same = own[0] == held[0]
    return same and all(mine is None or mine == theirs for mine, theirs in zip(own[1:], held[1:], strict=True))
