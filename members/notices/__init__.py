"""How people are told: the inbox, e-mail notices, and the outbox that every message leaves through."""
