"""``/robots.txt``"""


def test_it_names_the_sitemap_and_keeps_robots_off_the_way_out(client):
    response = client.get("/robots.txt")

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /leave/" in lines
    assert "Disallow: /staff/" in lines
    assert "Sitemap: https://example.org/sitemap.xml" in lines


def test_nothing_else_is_kept_from_search_engines(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert [line for line in lines if line.startswith("Disallow")] == ["Disallow: /leave/", "Disallow: /staff/"]


def test_it_can_only_be_read(client):
    assert client.head("/robots.txt").status_code == 200
    assert client.post("/robots.txt").status_code == 405


def test_the_sitemap_stands_under_our_own_name_whatever_the_host_is_called(client, settings):
    settings.ALLOWED_HOSTS = ["mirror.example"]

    response = client.get("/robots.txt", headers={"host": "mirror.example"})

    assert "Sitemap: https://example.org/sitemap.xml" in response.content.decode()
