"""Writes the parts of docs/ that are generated from the code, or says which are out of step: `python -m mug_site.docs`."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def variables() -> str:
    """The environment's variables, as the settings declare them."""
    from mug_site.settings import BASE_DIR, env

    rows = ["| variable | takes | default | meaning |", "|---|---|---|---|"]
    for variable in sorted(env.declared.values(), key=lambda variable: variable.name):
        default = variable.default.replace(str(BASE_DIR) + "/", "")
        default = f"`{default}`" if default not in ("", "required") else default
        rows.append(f"| `{variable.name}` | {variable.takes} | {default} | {variable.meaning} |")
    return "\n".join(rows)


def promises() -> str:
    """Which tests hold the software to which promise of the policy."""
    named: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for match in re.finditer(r"promise\(((?:\s*\"P\d\d\",?)+)", path.read_text()):
            for promise in re.findall(r"P\d\d", match[1]):
                tests = named.setdefault(promise, [])
                if (name := path.relative_to(ROOT).as_posix()) not in tests:
                    tests.append(name)
    rows = ["| promise | held by |", "|---|---|"]
    rows += [f"| {promise} | {', '.join(f'`{test}`' for test in named[promise])} |" for promise in sorted(named)]
    return "\n".join(rows)


def accounts() -> str:
    """Who signs in as whom in the demo."""
    from mug_site.demo.accounts import demo_accounts

    rows = ["| role | e-mail | password | TOTP secret |", "|---|---|---|---|"]
    for account in demo_accounts():
        secret = f"`{account['totp_secret']}`" if account["totp_secret"] else ""
        rows.append(f"| {account['role']} | `{account['email']}` | `{account['password']}` | {secret} |")
    return "\n".join(rows)


def membership() -> str:
    """The life of a membership: a diagram, and each step with its rules."""
    from members.people.workflow import NONE, STEPS

    steps = [
        (action, before or "new", step.to or "as before", step)
        for action, step in STEPS.items()
        for before in sorted(step.from_, key=lambda standing: (standing != NONE, standing))
    ]
    diagram = ["```mermaid", "stateDiagram-v2", "    [*] --> applicant: apply"]
    diagram += [
        f"    {before} --> {after.replace(' ', '_')}: {action.value}"
        for action, before, after, _ in steps
        if before != "new"
    ]
    rows = ["| step | from | to | rules | reason | event |", "|---|---|---|---|---|---|"]
    for action, step in STEPS.items():
        before = ", ".join(sorted(standing or "new" for standing in step.from_))
        rules = ", ".join(rule.__name__.replace("_", " ") for rule in step.rules)
        reason = "needed" if step.needs_reason else ""
        rows.append(f"| {action.value} | {before} | {step.to or 'as before'} | {rules} | {reason} | `{step.event}` |")
    return "\n".join([*diagram, "```", "", *rows])


GENERATED: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"accounts": accounts},
    "docs/operations.md": {"variables": variables},
    "docs/promises.md": {"promises": promises},
    "docs/workflows.md": {"membership": membership},
}
"""For each page its generated parts, which stand between `<!-- name -->` and `<!-- /name -->`."""


def generated(page: str) -> str:
    """The text of `page` with each generated part made anew. Raises ValueError where a page has lost its markers."""
    text = (ROOT / page).read_text()
    for name, write in GENERATED[page].items():
        part = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not part.search(text):
            raise ValueError(
                f"{page} has no place for “{name}”: put <!-- {name} --> and <!-- /{name} --> on their lines."
            )
        text = part.sub(rf"\g<1>\n{_literal(write())}\n\n\g<2>", text)
    return text


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\")


def out_of_step() -> list[str]:
    return [page for page in GENERATED if generated(page) != (ROOT / page).read_text()]


def main(arguments: list[str]) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mug_site.settings")
    django.setup()
    if "--check" in arguments:
        pages = out_of_step()
        for page in pages:
            sys.stderr.write(f"{page} is out of step with the code. Write it anew with: make docs\n")
        return 1 if pages else 0
    for page in GENERATED:
        (ROOT / page).write_text(generated(page))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
