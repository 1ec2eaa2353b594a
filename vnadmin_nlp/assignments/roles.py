"""Roles of units in a stretch of text: who leads, who works with them, who is only mentioned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vnadmin_nlp.lexicon.patterns import patterns

_P = patterns("roles.yaml")
_BRACKET = re.compile(r"[ ]{0,4}\([^()]{1,120}\)")
_OPENS_BRACKET = re.compile(r"[ ]{0,4}\(")


@dataclass(frozen=True, slots=True)
class Unit:
    """An ORG-UNIT span in view offsets."""

    start: int
    end: int
    index: int  # into the list of spans


@dataclass(slots=True)
class Run:
    """Units that stand side by side in one list, and their role."""

    units: list[Unit]
    role: str = ""  # lead, with, giver, mention
    cue: tuple[str, int, int] = ("", 0, 0)
    strong: bool = False  # an order is given to it by a verb
    delegated: bool = False  # the order is one that the unit above gives on ("chỉ đạo X")

    @property
    def start(self) -> int:
        return self.units[0].start

    @property
    def end(self) -> int:
        return self.units[-1].end


@dataclass(slots=True)
class Roles:
    """What a stretch of text says."""

    lead: list[Unit] = field(default_factory=list)
    partners: list[Unit] = field(default_factory=list)
    why: list[tuple[str, str, int, int]] = field(default_factory=list)  # rule, cue text, start, end
    delegated: bool = False


def runs(text: str, units: Sequence[Unit]) -> list[Run]:
    """Group neighbouring units that only connectors, titles and brackets separate; appositions are left out."""
    out: list[Run] = []
    end = explained = 0
    for u in units:
        if out:
            explained = max(explained, _explained_to(text, u, out[-1]))
            if u.start < explained:
                continue
            gap = text[end : u.start]
            if _P["beside"].fullmatch(gap) or _same(text, gap, u, out[-1]):
                end = u.end
                continue
            if len(gap) < 260 and _listed(text, gap, out[-1]) and not _P["with_before"].search(gap):
                end = u.end
                out[-1].units.append(u)
                continue
        out.append(Run([u]))
        end = u.end
    return out


def _explained_to(text: str, u: Unit, run: Run) -> int:
    """The end of the bracket behind one unit that says which office of it is meant; 0 where `u` opens none.

    Behind a group a bracket holds its members, and these count.
    """
    last = run.units[-1]
    opened = _OPENS_BRACKET.match(text, last.end, u.start)
    if opened is None or _P["group"].match(text, last.start):
        return 0
    head = text[opened.end() : u.start].strip()
    if _P["is_called"].fullmatch(head) is None and _P["titles"].fullmatch(head + " ") is None:
        return 0
    return max(text.find(")", u.end, u.end + 300), u.end)


def _listed(text: str, gap: str, run: Run) -> bool:
    """Whether `gap` only separates two units of one list; a colon does behind a collective ("Các phòng: Phòng Nội vụ, …")."""
    last = run.units[-1]
    if gap.strip() == ":" and text[last.start : last.start + 4].lower().startswith("các "):
        return True
    bare = gap.strip()
    return (not bare or _P["separates"].match(bare) is not None) and _P["between"].fullmatch(gap) is not None


def _same(text: str, gap: str, u: Unit, run: Run) -> bool:
    """Whether `u` names the unit before it once more: its abbreviation in brackets, "- Phó Trưởng ban …" of its head."""
    name = text[u.start : u.end]
    if gap.strip() == "(" and text[u.end : u.end + 1] == ")":
        return " " not in name and name.upper() == name
    if gap.strip()[:1] == "," and gap.strip(" ,") and _P["one_person"].search(text[max(0, run.start - 90) : run.start]):
        return _P["titles"].fullmatch(gap.strip(" ,")) is not None
    dash = gap.strip()[:1] in ("-", "–")
    bare = gap.strip(" -–(,")
    if dash and (_P["standing"].match(name) or bare):
        return not bare or _P["titles"].fullmatch(bare) is not None
    return _P["same_unit"].fullmatch(gap.strip()) is not None and _P["standing"].match(name) is not None


def classify(text: str, start: int, end: int, units: Sequence[Unit], *, item: bool = False) -> list[Run]:
    """The runs of `text[start:end]` with their roles.

    At the start of an `item`, "X chỉ đạo Y" tells X to direct Y; elsewhere it is X that gives the order.
    """
    found = _split_adverbial(text, start, runs(text, units))
    for i, r in enumerate(found):
        low = found[i - 1].end if i else start
        before = text[max(low, r.start - 120) : r.start]
        before = before[before.rfind(":") + 1 :] if ":" in before[:-3] else before
        at = r.start - len(before)
        after = text[r.end : min(found[i + 1].start if i + 1 < len(found) else end, r.end + 120)]
        led = bool(i) and found[i - 1].role == "lead" and _P["leads_it"].fullmatch(before.strip()) is not None
        bracket = text.count("(", low, r.start) > text.count(")", low, r.start)
        mention = _P["mention_before"].search(before)
        m: re.Match[str] | None
        if led:
            r.role, r.cue = "mention", ("lãnh đạo", at, r.start)
        elif bracket and i and any(x.role in ("lead", "with") for x in found[:i]):
            r.role, r.cue = "mention", ("(", r.start, r.start)
        elif ((m := _P["with_before"].search(before)) and not is_noun(text, at + m.start(), low)) or (
            (m := _P["with_before_after"].search(before)) and _P["with_after"].match(after)
        ):
            r.role, r.cue = "with", cue_at(m, at)
        elif _joins(found, i, before, after):
            r.role, r.cue = "with", ("với", r.start, r.start)
        elif m := _P["lead_before"].search(before):
            r.role, r.cue, r.strong = "lead", cue_at(m, at), True
        elif not mention and (m := _P["giver_after"].match(text, _past_bracket(text, r.end, end), end)):
            directs = (
                item and i == 0 and _P["acts_so"].match(m[0].strip()) and _P["titles"].fullmatch(text[start : r.start])
            )
            r.role, r.cue = ("lead", ("", r.start, r.end)) if directs else ("giver", cue_at(m, 0))
        elif m := _P["delegate_before"].search(before):
            leads = any(x.role == "lead" for x in found[:i])
            r.role, r.cue, r.strong = ("mention" if leads else "lead"), cue_at(m, at), not leads
            r.delegated = not leads
        elif at == start and before.strip() and _P["titles"].fullmatch(before):
            r.role, r.cue = "lead", ("", r.start, r.end)  # "Người đại diện phần vốn tại X"
        elif mention and not _by(mention, after):
            r.role, r.cue = "mention", cue_at(mention, at)
        elif (
            _P["cooperates_after"].match(after)
            and ((i and found[i - 1].role == "lead") or before.strip())
            and _P["chairs"].search(before)
        ):
            r.role, r.cue = "with", ("phối hợp", r.end, r.end)
        elif (w := _partner_list(text, start, found[:i], r)) is not None:
            r.role, r.cue = "with", w
        else:
            r.role, r.cue = "lead", ("", r.start, r.end)
    return found


def _joins(found: Sequence[Run], i: int, before: str, after: str) -> bool:
    """ "X với Y [task]"; or "- Với Y [task]" in a list under "X chủ trì, phối hợp": Y is a partner."""
    if before.strip().lower() != "với":
        return False
    return found[i - 1].role == "lead" if i else not after.lstrip().startswith((",", ":"))


def _past_bracket(text: str, at: int, end: int) -> int:
    """The place behind a bracket that follows a unit: "Sở Y tế (sau đây viết tắt là Sở) hướng dẫn …"."""
    m = _BRACKET.match(text, at, end)
    return m.end() if m else at


def _by(m: re.Match[str], after: str) -> bool:
    """ "do X chủ trì", "do X [task]": X acts."""
    return m[0].strip().lower() == "do" and (not after.strip(" ,") or _P["chairs"].match(after.strip()) is not None)


def _partner_list(text: str, start: int, before: Sequence[Run], r: Run) -> tuple[str, int, int] | None:
    """ "phối hợp với trưởng thôn, trưởng [ban …]": the list of partners began with somebody who is no unit."""
    low = max(start, text.rfind(";", start, r.start), text.rfind(":", start, r.start))
    last = None
    for m in _P["cooperate"].finditer(text, low, r.start):
        last = m
    if last is None or is_noun(text, last.start(), low):
        return None
    opens = _P["chairs"].sub("", text[start : last.start()]).strip(" ,.-–+")
    leads = any(x.role == "lead" and x.end <= last.start() for x in before)
    return cue_at(last, 0) if leads or not opens else None


def _split_adverbial(text: str, start: int, found: list[Run]) -> list[Run]:
    """ "Trên cơ sở đề nghị của các bộ, Bộ Tài chính": the first unit ends the adverbial, the rest are told to act."""
    out: list[Run] = []
    for r in found:
        low = out[-1].end if out else start
        head = text[low : r.start]
        opens = max(head.rfind(","), head.rfind(";")) + 1
        # "Đối với X, Y yêu cầu": X is told to act, Y gives the order
        order = _P["orders_after"].match(text[r.end : r.end + 60]) and _P["as_for"].search(head[-120:])
        if len(r.units) > 1 and order and "," in text[r.units[-2].end : r.units[-1].start]:
            out += [Run(r.units[:-1]), Run(r.units[-1:])]
            continue
        mention = _P["mention_before"].search(head[-120:]) and not _P["lead_before"].search(head[-120:])
        if mention and (out or _P["chairs"].search(head)) and _P["with_before"].search(head[-120:]):
            mention = None  # "X chủ trì, cùng với Y, Z": both are partners
        if len(r.units) > 1 and mention and _P["adverbial"].match(head[opens:]):
            for k in range(1, len(r.units)):
                gap = text[r.units[k - 1].end : r.units[k].start]
                if "," in gap:
                    out += [Run(r.units[:k]), Run(r.units[k:])]
                    break
            else:
                out.append(r)
        else:
            out.append(r)
    return out


def is_noun(text: str, at: int, low: int) -> bool:
    return bool(_P["nominal_before"].search(text[max(low, at - 30) : at]))


def cue_at(m: re.Match[str], offset: int) -> tuple[str, int, int]:
    words = m[0]
    lead = len(words) - len(words.lstrip(" ,"))
    body = words.strip(" ,")
    return (" ".join(body.split()), m.start() + offset + lead, m.start() + offset + lead + len(body))


def sentence_roles(text: str, start: int, end: int, units: Sequence[Unit], *, item: bool = False) -> Roles:
    """Roles in the stretch before a TASK: the last list of units told to act, and the partners behind it."""
    found = classify(text, start, end, units, item=item)
    out = Roles()
    lead_at = -1
    for i, r in enumerate(found):
        if r.role == "lead":
            lead_at = i
    strong = [i for i, r in enumerate(found) if r.role == "lead" and r.strong]
    if strong and strong[-1] != lead_at and not _own_subject(text, found, lead_at, end):
        lead_at = strong[-1]
    if lead_at >= 0:
        r = found[lead_at]
        out.lead = list(r.units)
        out.why.append(("sentence", r.cue[0] or text[r.start : r.end], r.cue[1], r.cue[2]))
    for r in found[max(lead_at, 0) :]:
        if r.role == "with":
            out.partners += r.units
            out.why.append(("with:role-phrase", *r.cue))
    return out


def _own_subject(text: str, found: Sequence[Run], i: int, end: int) -> bool:
    """Whether run `i` reaches the end of the stretch with nothing but a role phrase behind it, or a comma before it."""
    behind = text[found[i].end : end].strip(" ,")
    before = text[max(0, found[i].start - 3) : found[i].start].rstrip()
    return not behind or bool(_P["chairs"].search(behind)) or before.endswith((",", ";", ":", "."))


def heading_roles(text: str, start: int, end: int, units: Sequence[Unit], leadin: bool, *, item: bool = False) -> Roles:
    """Whom a heading or a lead-in tells to act; empty where it tells nobody."""
    found = classify(text, start, end, units, item=item)
    out = Roles()
    if found and text[start : found[0].start].strip(" –-").lower() == "với":
        found = runs(text, units)[:1]  # "2.5. Với X, Y" as a heading: as for X and Y
        found[0].role = "lead"
    pick: int | None = None
    for i, r in enumerate(found):
        bracket = text.count("(", start, r.start) > text.count(")", start, r.start)
        if r.role != "lead" or (bracket and not _P["tasked"].match(text, r.end)):
            continue  # "(giao X chủ trì)" tells X; another bracket only explains
        opens = text[start : r.start].strip(" ,:–-").lower() in ("", "với") or bool(
            _P["titles"].fullmatch(text[start : r.start].strip())
        )
        must = bool(_P["must_after"].match(text[r.end : end]))
        clause = _P["titles"].sub("", text[max(start, r.start - 90) : r.start]).rstrip()[-1:]
        if not (r.strong or opens or bracket or (leadin and clause in (",", ";", ":", "."))):
            continue
        if pick is not None and found[pick].strong and not r.strong and not (clause == ";" and must):
            continue
        pick = i
    if pick is None:
        if (
            leadin
            and found
            and found[0].role == "with"
            and not _P["chairs"].sub("", text[start : found[0].cue[1]]).strip(" ,+–-")
        ):
            out.partners = list(found[0].units)  # "Chủ trì, phối hợp với X:"
            out.why.append(("with:heading", *found[0].cue))
        return out
    r = found[pick]
    out.lead = list(r.units)
    if pick and found[pick - 1].strong and r.strong and _and_orders(text[found[pick - 1].end : r.start]):
        out.lead = found[pick - 1].units + out.lead
    out.delegated = r.delegated
    out.why.append(("heading", r.cue[0] or text[r.start : r.end], r.cue[1], r.cue[2]))
    for w in found[pick + 1 :]:
        if _P["delegate_before"].search(text[max(start, w.start - 60) : w.start]):
            break  # "chỉ đạo X phối hợp với Z": Z works with X
        if w.role == "with":
            out.partners += w.units
            out.why.append(("with:heading", *w.cue))
    return out


def _and_orders(gap: str) -> bool:
    """ "đề nghị X và yêu cầu Y": nothing but the second order stands between them."""
    m = _P["lead_before"].search(gap)
    return m is not None and _P["and_also"].fullmatch(gap[: m.start()].strip(" ,;")) is not None
