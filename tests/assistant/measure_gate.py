"""`python -m tests.assistant.measure_gate`: how many true sentences the gate keeps and how many false ones it drops."""

from __future__ import annotations

from assistant.generation.support import Fault
from tests.assistant import paraphrases
from tests.assistant.llm_case import judge

SETS = ("TRUE", "FRESH_TRUE", "FALSE", "FRESH_FALSE", "LATER_FALSE", "UNTUNED_FALSE")


def main() -> None:
    """One line per set, then what was judged wrongly with the rule that decided."""
    for name in SETS:
        cases: tuple[tuple[str, str], ...] = getattr(paraphrases, name)
        verdicts = [(sentence, judge(passage, sentence)) for passage, sentence in cases]
        wrong = [case for case in verdicts if isinstance(case[1], Fault) == name.endswith("TRUE")]
        print(f"{name:14} {len(cases) - len(wrong)}/{len(cases)} right ({1 - len(wrong) / len(cases):.1%})")
        for sentence, verdict in wrong:
            print(f"    {verdict if isinstance(verdict, Fault) else 'kept'}: {sentence}")


if __name__ == "__main__":
    main()
