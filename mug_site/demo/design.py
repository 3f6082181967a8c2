"""The living style guide: every component as a page would use it, with content that could be real."""

from datetime import timedelta
from hashlib import sha256

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

CHOICES = [("mivoice", "MiVoice Business"), ("micollab", "MiCollab"), ("micontact", "MiContact Center")]


class Example(forms.Form):
    """One field of each kind. Sent empty it shows how errors look."""

    name = forms.CharField(
        label="Your name", max_length=80, help_text="The treasurer and other members know you by it."
    )
    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    about = forms.CharField(label="About you", max_length=300, required=False, widget=forms.Textarea)
    main_product = forms.ChoiceField(label="Main product", choices=[("", "Choose one"), *CHOICES])
    products = forms.MultipleChoiceField(
        label="Products you run", choices=CHOICES, widget=forms.CheckboxSelectMultiple, help_text="As many as apply."
    )
    answer_by = forms.ChoiceField(
        label="How may we answer you?", choices=[("mail", "By e-mail"), ("phone", "By phone")], widget=forms.RadioSelect
    )
    outage_on = forms.DateField(label="Day of the outage", required=False)
    outage_at = forms.TimeField(label="Time of the outage", required=False)
    log = forms.FileField(label="Log file", required=False, help_text="Text or ZIP, up to 10 MB.")
    agreed = forms.BooleanField(label="I have read the rules of the forums", help_text="They fit on one screen.")


@require_http_methods(["GET", "POST"])
def guide(request: HttpRequest) -> HttpResponse:
    """Everything on one page. POST checks the example form and keeps nothing."""
    now = timezone.now()
    form = Example(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "The form is complete. Nothing was kept: this is an example.")
    context = {
        "form": form,
        "crumbs": [{"title": "Home", "url": "/"}, {"title": "Demo", "url": request.path}],
        "levels": ["nobody", "organisation", "members", "partners", "board"],
        "digest": sha256(b"the manifest of motion 12").hexdigest(),
        "topics": Paginator(range(125), 20).page(3),
        "times": [now, now - timedelta(hours=3), now + timedelta(days=2), now - timedelta(days=90)],
        "opened": now - timedelta(days=6),
        "seconded": now - timedelta(days=5, hours=20),
        "closes": now + timedelta(days=1),
    }
    return render(request, "demo/design.html", context)
