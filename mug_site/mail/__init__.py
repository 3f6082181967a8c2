"""How mail leaves this site: by SMTP, by a provider, or, in the demo, not at all."""
