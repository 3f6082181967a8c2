"""How every page looks: template tags, the form renderer, the joined style sheet."""
