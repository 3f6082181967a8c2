"""The accounts that the demo is tried with: who they are, and what they sign in with.

Their secrets are derived from nothing but their address, and are printed for everybody to see: a site in production
mode makes none of them.
"""

import base64
import hashlib
import json
import os
from pathlib import Path

from mug_site.demo import content

PASSWORD = "ring back when free"  # noqa: S105 - printed for everybody to see
WITHOUT_RIGHTS = {"partner", "vendor contact", "former director", "applicant", "member"}
TRIED_AS = [
    ("president", "ellen.kowalczyk@prairiegate.example"),
    ("treasurer", "denise.abernathy@threeriverscu.example"),
    ("secretary", "nigel.atherstone@wexcombe.example"),
    ("director", "thandi.mokoena@jacaranda.example"),
    ("moderator", "roz.tillman@cascadetransit.example"),
    ("editor", "bethan.pryce@wexcombe.example"),
    ("site operator", "root@mug.example"),
    ("member", "priya.raman@harbourview.example"),
    ("partner", "steve.kranz@copperline.example"),
    ("vendor contact", "robin.achterberg@vendor.example"),
    ("applicant", "caio.bittencourt@rioprateado.example"),
]


def totp_secret(email: str) -> str:
    """The seed of this person's authenticator app."""
    return base64.b32encode(hashlib.sha256(f"demo {email}".encode()).digest()[:20]).decode()


def has_second_factor(person: content.PersonRow) -> bool:
    """Everyone who may do more than a member."""
    return bool(person.part) and person.part not in WITHOUT_RIGHTS


def demo_accounts() -> list[dict[str, str]]:
    """The table that the README shows and `make run` prints, one row for each role."""
    by_address = {person.email: person for person in content.people()}
    return [
        {
            "role": role,
            "email": email,
            "password": PASSWORD,
            "totp_secret": totp_secret(email) if has_second_factor(by_address[email]) else "",
        }
        for role, email in TRIED_AS
    ]


def write_demo_accounts(data_dir: Path) -> Path:
    """Puts the table into DATA_DIR, readable by the account that runs the site alone."""
    path = data_dir / "demo-accounts.json"
    data_dir.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(demo_accounts(), file, indent=2)
    return path
