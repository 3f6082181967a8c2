"""How forms render: our templates for whole forms and fields, Django's own for the controls in them.

Only the two templates differ from Django's, so that both admins, which bring their own, keep their widgets.
"""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    formset_template_name = "components/formset.html"
