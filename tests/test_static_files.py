"""How static files are made ready: compressed, but for maps of scripts."""

import gzip

import brotli

from idpwsp.static_files import OneAfterTheOther

WORDS = b"a { color: red } " * 100


def test_each_is_kept_compressed_beside_itself(tmp_path, settings):
    settings.STATIC_URL = "/static/"
    storage = OneAfterTheOther(location=tmp_path)
    (tmp_path / "deep").mkdir()
    for name in ("deep/site.css", "deep/editor.js.map"):
        (tmp_path / name).write_bytes(WORDS)

    made = list(storage.compress_files(["deep/site.css", "deep/editor.js.map"]))

    assert sorted(made) == [("deep/site.css", "deep/site.css.br"), ("deep/site.css", "deep/site.css.gz")]
    assert gzip.decompress((tmp_path / "deep/site.css.gz").read_bytes()) == WORDS
    assert brotli.decompress((tmp_path / "deep/site.css.br").read_bytes()) == WORDS
