"""A proxy in front of the real site that changes what passes, as one that was set up wrongly, or by somebody else."""

import contextlib
import http.client
from urllib.parse import urlsplit

from idpwsp.selfaudit.site import FOUND, SEARCH, SOUGHT
from tests.selfaudit.liar import Liar, Reply

OWN = ("connection", "content-length", "date", "set-cookie", "transfer-encoding")


class Rewriting(Liar):
    """``lie`` may change any answer of the site."""

    def __init__(self, site: str) -> None:
        super().__init__()
        self.site = site

    def honest(self, path: str, asked: dict[str, str]) -> Reply:
        with contextlib.closing(http.client.HTTPConnection(urlsplit(self.site).netloc, timeout=20)) as connection:
            headers = {"Cookie": asked["Cookie"]} if "Cookie" in asked else {}
            if path == FOUND:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                connection.request("POST", SEARCH, f"q={SOUGHT}", headers)
            else:
                connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read().decode(errors="surrogateescape")
        return Reply(
            path,
            answer.status,
            {name: value for name, value in answer.getheaders() if name.lower() not in OWN},
            # Else its pages would name another site than the one that is asked.
            body.replace(self.site, self.url),
            cookies=answer.headers.get_all("Set-Cookie", []),
            is_packed=not path.startswith("/staff/"),
        )
