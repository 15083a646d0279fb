"""Each promise, broken by a small site that keeps all others: the audit finds that one."""

from pathlib import Path

import pytest
from django.conf import settings

from idpwsp.selfaudit.audit import PROMISES, UNSEEN
from tests.selfaudit.liar import FORM, STYLE, Reply
from tests.selfaudit.lying import (
    body,
    broken,
    cookie,
    for_somebody,
    header,
    heavy,
    in_main,
    lying,
    never_the_same,
    open_door,
    policy,
    second,
    status,
    unpacked,
)  # fmt: skip

# (promise, where, what is changed there, what is said of it)
LIES = [
    ("No cookie for readers", "/help/", cookie("id=1"), "sets the cookie id"),
    ("No cookie for readers", "/es/no-such-page/", cookie("id=1"), "sets the cookie id"),
    ("No cookie for readers", "/search/#found", cookie("id=1"), "sets the cookie id"),
    ("No cookie for readers", "/robots.txt", cookie("id=1"), "sets the cookie id"),
    ("No cookie for readers", "/", body("<title>", '<meta http-equiv="Set-Cookie" content="a=b"><title>'), "<meta>"),
    (
        "Nothing is kept in the browser", "/static/leave.js", body("strict", 'strict";localStorage.x=1;"'),
        "uses localStorage",
    ),
    ("Nothing is kept in the browser", "/static/leave.js", body("strict", 'x";document.cookie="'), "document.cookie"),
    ("Nothing is kept in the browser", "/static/leave.js", body("strict", 'x";new SharedWorker(x);"'), "SharedW"),
    ("Nothing is kept in the browser", "/static/leave.js", body("strict", 'x";navigator.storage;"'), "storage"),
    ("Nothing is kept in the browser", "/static/leave.js", body("strict", 'x";top["local"+"Storage"];"'), '["local"+'),
    ("Nothing is kept in the browser", "/", body("<style>", '<link rel="manifest" href="/m"><style>'), "manifest"),
    ("No other host is asked", "/help/", in_main('<img src="https://spy.example/x.gif">'), "asks spy.example"),
    ("No other host is asked", "/help/", in_main('<img srcset="/a 1x, //spy.example/b 2x">'), "asks spy.example"),
    ("No other host is asked", "/help/", in_main('<a href="/" ping="https://spy.example/">x</a>'), "spy.example"),
    ("No other host is asked", "/", body("<style>", '<link rel="icon" href="//spy.example/"><style>'), "spy.example"),
    ("No other host is asked", "/contact/", body('method="post"', 'method="post" action="https://spy.example/"'),
     "asks spy.example"),
    ("No other host is asked", "/static/leave.js", body("strict", 'x";fetch("https://spy.example/");"'), "spy.example"),
    ("No other host is asked", "/help/", in_main('<iframe srcdoc="x"></iframe>'), "has an <iframe>"),
    ("No other host is asked", "/help/", in_main('<map><area href="/" ping="/x"></map>'), "<area> tells who follows"),
    ("No other host is asked", "/help/",
     in_main('<meta http-equiv="refresh" content="0;https://spy.example/">'), "leads on by itself"),
    ("No other host is asked", "/help/", header("NEL", "{}"), "sends NEL"),
    ("No other host is asked", "/help/",
     header("Content-Security-Policy-Report-Only", "img-src 'none'; report-uri https://spy.example/"), "Report-Only"),
    ("No other host is asked", "/staff/login/", header("Reporting-Endpoints", 'a="https://spy.example/"'), "Reporting"),
    ("No other host is asked", "/help/", header("Alt-Svc", 'h2="spy.example:443"'), "to another host"),
    ("No other host is asked", "/help/", header("Link", "<https://x.example/>; rel=preload"), "sends Link"),
    ("A page is the same for everybody", "/help/", header("Vary", "Accept-Encoding, Cookie"), "varies by cookie"),
    ("A page is the same for everybody", "/help/", header("Vary", None), "does not say Vary"),
    ("A page is the same for everybody", "/", for_somebody(in_main("Welcome back")), "not the same"),
    ("A page is the same for everybody", "/", for_somebody(header("ETag", '"you"')), "another ETag"),
    ("A page is the same for everybody", "/", for_somebody(cookie("id=2")), "somebody who brings one"),
    ("Searched words stand in no address", "/help/", in_main('<a href="/search/?q=visa">x</a>'), "carries searched"),
    ("No script inside a page", "/help/", in_main("<script>x</script>"), "a script inside the page"),
    ("No script inside a page", "/help/", in_main('<p onclick="x">x</p>'), "<p> has onclick"),
    ("No script inside a page", "/help/", in_main('<a href="javascript:x">x</a>'), "javascript: address"),
    ("The words are in the page", "/help/", body("<h1>Help</h1>", ""), "no heading"),
    ("The words are in the page", "/help/", in_main("<noscript>Turn it on</noscript>"), "without script only"),
    ("Forms work without a script", "/contact/", body("<button>Send</button>", ""), "a form has no button"),
    ("What is named is there", "/help/", status(500), "is in the sitemap and answers 500"),
    ("What is named is there", "/help/", in_main('<a href="http://[x">x</a>'), "nobody can read: http://[x"),
    ("What is named is there", "/search/", status(500), "answers 500"),
    ("What is named is there", "/no-such-page/", status(200), "is not there and answers 200"),
    ("A page fits in 14 KB", "/help/", heavy, "bytes of 14,336"),
    ("A page fits in 14 KB", "/search/#found", heavy, "bytes of 14,336"),
    ("A page fits in 14 KB", "/help/", unpacked, "is not compressed"),
    ("One request for the words, three in all", "/help/",
     in_main('<script src="/a.js"></script><script src="/b.js"></script>'), "takes 4 requests"),
    ("One request for the words, three in all", "/help/", in_main('<link rel="stylesheet" href="/a.css">'), "waits"),
    ("The one style is the one allowed by its hash", "/help/", body(STYLE, "body{color:#111}"), "stands there bare"),
    ("The one style is the one allowed by its hash", "/help/", in_main('<p style="color:red">x</p>'), "has a style"),
    ("What has not changed is not sent again", "/", never_the_same, "is sent again"),
    ("What has not changed is not sent again", "/", header("ETag", None), "has no ETag"),
    ("Forms say their date before the first field", "/contact/", body("90 days", "a while"), "does not say before"),
    ("Forms say their date before the first field", "/contact/",
     body('<p class="deleted-after">Deleted after 90 days.</p>', "<p>We answer within 3 days.</p>"), "does not say"),
    ("Forms say their date before the first field", "/contact/",
     body('class="deleted-after"', 'class="deleted-after" hidden'), "does not say before"),
    ("Forms are where they belong", "/contact/",
     lambda reply: reply.replace(FORM, FORM.replace("form", "div")), "has no form"),
    ("Forms are where they belong", "/search/", body('<input name="q">', ""), "has no form"),
    ("Forms say their date before the first field", "/es/contact/", body("90 días", "un rato"), "does not say before"),
    ("Forms say their date before the first field", "/help/", lambda reply: (
        in_main(f'{FORM}<p class="deleted-after">Deleted after 90 days.</p>')(reply),
        header("Cache-Control", "no-store")(reply), header("ETag", None)(reply)), "does not say before"),
    ("Forms are kept by nobody", "/contact/", header("Cache-Control", "public, max-age=0"), "no no-store"),
    ("Forms are kept by nobody", "/search/#found", header("Cache-Control", "public, max-age=0"), "kept by others"),
    ("Forms are kept by nobody", "/contact/", header("ETag", '"1"'), "is a form and has an ETag"),
    ("What is typed is not remembered", "/contact/", body('autocomplete="off"', ""), "lets browsers remember"),
    ("Forms hold nothing of this one reader", "/contact/", body('name="x"', 'name="csrfmiddlewaretoken"'), "a token"),
    ("Statements carry their source and their day", "/rights/", body('class="sources"', 'class="x"'), "has no source"),
    ("Statements carry their source and their day", "/rights/", body('class="checked"', 'class="x"'), "when"),
    ("Statements carry their source and their day", "/rights/", body("2099", "2020"), "is past its day"),
    ("Statements carry their source and their day", "/rights/", body("Next check due Nov. 1, 2099.", ""), "next"),
    ("Statements carry their source and their day", "/es/rights/", body("Next check due Nov. 1, 2099", "2020"), "past"),
    ("Statements carry their source and their day", "/rights/", body('<p class="checked"', '<p hidden class="checked"'),
     "when it was checked"),
    ("Statements are where they belong", "/rights/", body('class="card"', 'class="cards"'), "any card"),
    ("Statements are where they belong", "/es/help/", body('class="service"', 'class="services"'), "any service"),
    ("A page names its other languages", "/es/help/", body('<html lang="es"', '<html lang="en"'), "it is in"),
    ("A page names its other languages", "/es/help/", body('hreflang="es" href', 'hreflang="fr" href'), "in es"),
    ("A page names its other languages", "/help/", body('lang="es" hreflang="es"', ""), "every language"),
    ("Translations say what they are", "/es/help/", body("<h1>Ayuda", '<h1 lang="en">Help'), "does not say so"),
    ("Translations say what they are", "/es/help/",
     in_main('<aside class="note"><p>Sin revisar. <a href="/" hreflang="en">English</a></p></aside>'),
     "does not lead to the page itself"),
    ("Translations say what they are", "/es/help/", in_main('<p class="untranslated">x</p>'), "no note above"),
    ("The way out is on every page", "/help/", body('href="/leave/"', 'href="/"'), "has no way out"),
    ("The way out is on every page", "/no-such-page/", body('rel="noreferrer nofollow"', ""), "has no way out"),
    ("The way out is on every page", "/help/", body('<a href="/leave/"', '<a hidden href="/leave/"'), "has no way out"),
    ("The way out is on every page", "/help/", body(">Leave<", "><"), "has no way out"),
    ("The way out leads away at once", "/leave/", header("Location", "http://weather.example/"), "in the clear"),
    ("The way out leads away at once", "/leave/", header("Location", "http://[x"), "does not lead away"),
    ("Other sites do not learn where a reader was", "/rights/", body('rel="noreferrer">Law', ">Law"), "law.example"),
    ("Other sites do not learn where a reader was", "/help/",
     in_main('<a href="/" referrerpolicy="unsafe-url">x</a>'), "referrerpolicy of its own"),
    ("Other sites do not learn where a reader was", "/help/",
     body("<style>", '<meta name="referrer" content="unsafe-url"><style>'), "<meta> tells"),
    ("Browsers ask before they show a page again", "/help/",
     header("Cache-Control", "max-age=31536000, immutable"), "max-age=31536000"),
    ("Browsers ask before they show a page again", "/help/",
     header("Cache-Control", "public, max-age=0, s-maxage=86400"), "s-maxage=86400"),
    ("Browsers ask before they show a page again", "/help/", header("Cache-Control", None), "to ask again"),
    ("The way out leads away at once", "/leave/", status(200), "does not lead away"),
    ("The way out leads away at once", "/leave/", header("Location", "/help/"), "does not lead away"),
    ("The way out leads away at once", "/leave/", header("Cache-Control", None), "is kept in the browser"),
    ("The way out leads away at once", "/leave/", header("Clear-Site-Data", '"cache"'), "takes seconds"),
    ("Titles and addresses give nobody away", "/help/", body("<title>Page", "<title>Escort"), "escort"),
    ("Titles and addresses give nobody away", "/help/",
     body("<style>", '<meta property="og:title" content="x"><style>'), "a card for sharing"),
    ("Who is in danger finds the number for that", "/help/", body("tel:911", "tel:1"), "somebody in danger"),
    ("The policy for browsers lets nothing else in", "/staff/no-such-page/", header("Content-Security-Policy", None),
     "has no"),
    ("The policy for browsers lets nothing else in", "/help/", policy("img-src 'self'", "img-src *"), "img-src allows"),
    ("The policy for browsers lets nothing else in", "/help/",
     policy("script-src 'self'", "script-src 'self' 'unsafe-inline'"), "'unsafe-inline'"),
    ("The policy for browsers lets nothing else in", "/help/", policy("base-uri 'none'; ", ""), "nothing of base-uri"),
    ("The policy for browsers lets nothing else in", "/help/",
     policy("script-src 'self'", "script-src 'self'; report-uri https://spy.example/"), "its policy tells https://spy"),
    ("The one style is the one allowed by its hash", "/help/",
     second("Content-Security-Policy", "style-src 'self'"), "stands there bare"),
    ("The other headers protect readers", "/help/", header("Referrer-Policy", "strict-origin"), "Referrer-Policy"),
    ("The other headers protect readers", "/robots.txt", header("X-Content-Type-Options", None), "nosniff"),
    ("The other headers protect readers", "/help/", header("Referrer-Policy", "unsafe-url"), "Referrer-Policy"),
    ("The policy for browsers lets nothing else in", "/help/", policy("frame-ancestors 'none'", "frame-ancestors *"),
     "framed"),
    ("The other headers protect readers", "/help/", header("Permissions-Policy", None), "sensors"),
    ("The server does not tell its version", "/help/", header("Server", "nginx/1.22.1"), "nginx/1.22.1"),
    ("The server does not tell its version", "/help/", header("X-Powered-By", "x"), "X-Powered-By"),
    ("The site goes by its own name", "/sitemap-pages.xml", body("<loc>", "<loc>http://x.com</loc><loc>"), "x.com"),
    ("The site goes by its own name", "/help/",
     body("<style>", '<link rel="canonical" href="https://spy.example/help/"><style>'), "spy.example"),
    ("The site goes by its own name", "/",
     body('<style>', '<meta name="twitter:image" content="https://spy.example/x.png"><style>'), "spy.example"),
    ("Staff pages are kept and found by nobody", "/staff/", header("Cache-Control", None), "no no-store"),
    ("Staff pages are kept and found by nobody", "/staff/login/", header("X-Robots-Tag", None), "no noindex"),
    ("Staff pages are kept and found by nobody", "/staff/", open_door, "is open"),
    ("Staff pages are kept and found by nobody", "/robots.txt", body("/staff/", "/x/"), "search engines"),
    ("Cookies of staff stay behind their door", "/staff/login/", cookie("a=b; Path=/"), "lacks httponly, path=/staff/"),
    ("Cookies of staff stay behind their door", "/staff/login/",
     cookie("a=b; Path=/staff/; HttpOnly; SameSite=Strict; Max-Age=9"), "outlives the browser"),
    ("No page leads to the staff door", "/help/", in_main('<a href="/staff/">x</a>'), "leads to the staff door"),
]  # fmt: skip


def test_a_site_that_keeps_its_promises_is_found_to(liar):
    assert broken(liar) == {}


@pytest.mark.parametrize(("promise", "where", "change", "said"), LIES, ids=[f"{each[0]}-{each[3]}" for each in LIES])
def test_the_one_promise_that_is_broken_is_found(liar, promise, where, change, said):
    liar.lie = lying(where, change)

    found = broken(liar)

    assert list(found) == [promise]
    assert any(fault.startswith(where) and said in fault for fault in found[promise]), found


def test_a_second_policy_that_lets_everything_in_takes_nothing_back(liar):
    """All of them apply: what one refuses is refused."""
    liar.lie = lying("/help/", second("Content-Security-Policy", "default-src *; style-src 'unsafe-inline' *"))
    # The style is not named in the second by its hash, so browsers that read hashes refuse it.
    assert list(broken(liar)) == ["The one style is the one allowed by its hash"]


def test_two_policies_are_not_read_as_one(liar):
    liar.lie = lying("/help/", second("Content-Security-Policy", "upgrade-insecure-requests"))
    assert broken(liar) == {}


def test_a_policy_that_is_only_weak_is_found_though_a_second_says_something_else(liar):
    def change(reply: Reply) -> None:
        policy("script-src 'self'", "script-src *")(reply)
        second("Content-Security-Policy", "img-src 'none'")(reply)

    liar.lie = lying("/help/", change)
    found = broken(liar)
    assert found == {"The policy for browsers lets nothing else in": ["/help/: script-src allows *"]}


def test_a_script_that_is_not_the_one_of_this_release_is_found(liar):
    assert broken(liar, scripts_here=frozenset({b'"use strict";'})) == {}

    liar.lie = lying("/static/leave.js", body("strict", 'strict";fetch("/x");"'))
    found = broken(liar, scripts_here=frozenset({b'"use strict";'}))
    assert found == {"Nothing is kept in the browser": ["/static/leave.js: is not the script of this release"]}


def test_a_page_that_is_built_to_be_deep_is_read_to_its_end(liar):
    liar.lie = lying("/help/", in_main("<div>" * 3000 + '<img src="https://spy.example/">' + "</div>" * 3000))
    assert list(broken(liar)) == ["No other host is asked"]


def test_a_closed_form_is_no_fault(liar):
    liar.lie = lying("/contact/", body(FORM, '<p class="note">Not possible yet.</p>'))
    assert broken(liar) == {}


def test_the_note_about_a_translation_does_not_say_that_a_form_is_closed(liar):
    note = '<aside class="note"><a href="/contact/" hreflang="en">English</a></aside>'
    liar.lie = lying("/es/contact/", body(FORM, note))
    assert list(broken(liar)) == ["Forms are where they belong"]


def test_what_is_unseen_names_tests_that_are_there():
    named = [each.strip() for _number, _text, shown_by in UNSEEN for each in shown_by.split(",")]
    files = [each for each in named if each.startswith("tests/")]
    assert len(files) > 5
    assert [each for each in files if not Path(settings.BASE_DIR, each).is_file()] == []


def test_every_promise_of_the_design_is_seen_or_named_as_unseen():
    assert {each.number for each in PROMISES} | {number for number, *_ in UNSEEN} == set(range(9))


def test_a_form_that_asks_by_its_address_is_found(liar):
    liar.lie = lying("/search/", body('method="post"', 'method="get"'))
    assert "Searched words stand in no address" in broken(liar)


def test_every_promise_is_broken_by_some_test():
    apart = {"Searched words stand in no address", "The way here stays encrypted"}
    assert {each.text for each in PROMISES} == {each[0] for each in LIES} | apart


def test_a_style_that_asks_another_host_is_found_even_where_its_hash_is_right(liar):
    def change(reply: Reply) -> None:
        if STYLE in reply.body:
            reply.replace(STYLE, "@import '//spy.example/x.css';")

    liar.lie = change
    assert "asks //spy.example/x.css" in " ".join(broken(liar)["No other host is asked"])
