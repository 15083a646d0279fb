"""Long lists in numbered pages, with plain links: ``?page=2``. Shown by ``components/numbered.html``."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest

ON_A_PAGE = 20


class NumberedPage(Page):
    """A page of a list, which knows the numbers that lead to the others."""

    @property
    def numbers(self) -> Iterator[Any]:
        """The first, the last and those around it, with an ellipsis for what is left out."""
        return self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1)


class NumberedPaginator(Paginator):
    def _get_page(self, *args: Any, **kwargs: Any) -> NumberedPage:
        return NumberedPage(*args, **kwargs)


def numbered(request: HttpRequest, things: Any, on_a_page: int = ON_A_PAGE) -> NumberedPage:
    """The page of a list that ``?page=`` asks for. Raises ``Http404`` where it has none of that number."""
    asked = request.GET.get("page", "1")
    try:
        found = NumberedPaginator(things, on_a_page).page(asked)
    except InvalidPage as error:
        raise Http404 from error
    # "01" and "+1" are other addresses of the same, and no link of ours.
    if asked != str(found.number):
        raise Http404
    return found  # type: ignore[return-value]  # the stubs know no page of ours
