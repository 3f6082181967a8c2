"""Whatever is sent, people read a sentence on a designed page: never a 500 for bad input."""

from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.broken_views")]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def words(response) -> str:
    return unescape(response.content.decode())


def test_unknown_address_is_a_designed_404_that_offers_to_sign_in(visitor):
    response = visitor.get("/nothing/here/")
    assert response.status_code == 404
    assert "There is nothing at this address" in words(response)
    assert "/accounts/login/?next=/nothing/here/" in words(response)


def test_refusal_says_the_reason_it_was_refused_with(visitor):
    response = visitor.get("/broken/forbidden/")
    assert response.status_code == 403
    assert "Only the treasurer admits members." in words(response)


def test_fault_of_ours_is_a_500_with_the_time_and_no_detail(visitor):
    response = visitor.get("/broken/fault/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in words(response)
    assert "a fault of ours" not in words(response)


def test_wrong_method_is_a_designed_405_that_names_the_right_one(visitor):
    response = visitor.get("/broken/echo/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "This address does not work that way" in words(response)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/broken/named/?name=a%00b", 400),
        ("/a%00b/", 400),
        ("/%ff%fe/", 404),
        ("/broken/person/?id=99999999999999999999", 404),
        (f"/broken/person/?id={'9' * 5000}", 404),
        ("/broken/person/?id=²", 404),
        ("/broken/bad/", 400),
        ("/accounts/login/?next=//evil.example/%0d%0a", 200),
        ("/accounts/login/?" + "&".join(f"f{n}=1" for n in range(1500)), 400),
    ],
)
def test_odd_addresses_never_fail(visitor, address, status):
    response = visitor.get(address)
    assert response.status_code in (status, 413)
    assert "site-header" in words(response)


def test_nul_in_a_field_is_refused_with_a_sentence(visitor):
    response = visitor.post("/broken/named/", {"name": "a\x00b"})
    assert response.status_code == 400
    assert "a character (NUL) that no text may contain" in words(response)


def test_nul_in_a_form_is_an_error_beside_its_field(visitor):
    response = visitor.post("/accounts/login/", {"login": "a\x00b@example.org", "password": PASSWORD})
    assert response.status_code == 200
    assert "Null characters are not allowed." in words(response)


def test_nul_in_a_cookie_is_dropped(visitor):
    visitor.cookies.load({settings.SESSION_COOKIE_NAME: "a\x00b"})
    assert visitor.get("/accounts/login/").status_code == 200


def test_number_too_large_in_a_form_is_a_400(visitor):
    response = visitor.post("/broken/person/", {"id": "9" * 30})
    assert response.status_code == 400
    assert "a number too large" in words(response)


def test_ten_megabytes_of_text_reach_the_form_that_refuses_them(visitor):
    response = visitor.post("/broken/echo/", {"text": "x" * 10_000_000})
    assert response.status_code == 200


def test_more_than_the_site_takes_is_a_413_that_says_how_much_it_takes(visitor):
    body = b"text=" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    response = visitor.post("/broken/echo/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "A form takes up to 12 MB of text and 1000 fields" in words(response)


def test_more_fields_than_the_site_takes_is_a_413(visitor):
    response = visitor.post("/broken/echo/", {f"f{n}": "1" for n in range(1200)})
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"text=\xff\xfe\xc3\x28", "application/x-www-form-urlencoded"),
        (b"text=%ff%fe", "application/x-www-form-urlencoded"),
        (b"text=a", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"not a multipart body", "multipart/form-data; boundary=x"),
        (b"not a multipart body", "multipart/form-data"),
        (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\xfe', "multipart/form-data; boundary=x"),
        (b"{", "application/json"),
    ],
)
def test_bodies_that_are_no_forms_never_fail(visitor, body, content_type):
    response = visitor.post("/broken/echo/", body, content_type=content_type)
    assert response.status_code in (200, 400)


def test_another_host_name_is_refused_in_the_plain_frame(visitor):
    response = visitor.get("/accounts/login/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "We could not read that request" in words(response)


def test_too_many_sign_ins_are_a_designed_429(visitor):
    for _attempt in range(40):
        response = visitor.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})
        if response.status_code == 429:
            break
    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert "Too many tries in a short time" in words(response)


def test_lost_database_is_the_maintenance_page(visitor):
    response = visitor.get("/broken/database/")
    assert (response.status_code, response["Retry-After"]) == (503, "120")
    assert "The site is being worked on" in words(response)


@pytest.mark.django_db(transaction=True)
def test_page_without_a_database_is_the_maintenance_page(visitor, dee, monkeypatch):
    visitor.force_login(dee)
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    response = visitor.get("/accounts/email/")
    connection.close()
    assert response.status_code == 503


@pytest.mark.parametrize("switch", ["file", "variable"])
def test_maintenance_answers_without_a_database(client, tmp_path, settings, django_assert_num_queries, switch):
    settings.DATA_DIR = tmp_path
    if switch == "file":
        (tmp_path / "maintenance").touch()
    else:
        settings.MAINTENANCE = True
    with django_assert_num_queries(0):
        response = client.get("/accounts/login/")
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
